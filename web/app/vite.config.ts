// Builds the page and serves it, in development and as built, with the same headers a deployment needs (headers.json).
// MORPHOGEN_NO_ISOLATION=1 leaves out the two isolation headers, as a host without header control would.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig } from "vite";

interface HeaderFile {
    isolation: Record<string, string>;
    always: Record<string, string>;
}

const file = JSON.parse(readFileSync(new URL("headers.json", import.meta.url), "utf8")) as HeaderFile;
const isolated = process.env["MORPHOGEN_NO_ISOLATION"] !== "1";
const headers = { ...(isolated ? file.isolation : {}), ...file.always };

// lil-gui would inject its style, which the Content-Security-Policy refuses, and its package does not export the file.
const guiStyle = join(dirname(createRequire(import.meta.url).resolve("lil-gui")), "lil-gui.css");

export default defineConfig({
    base: "./",
    server: { headers, host: "127.0.0.1", fs: { allow: ["../.."] } },      // scenes/ are the whole tree's
    preview: { headers, host: "127.0.0.1" },
    resolve: { alias: { "lil-gui.css": guiStyle } },
    worker: { format: "es" },
    build: {
        target: "es2022",
        assetsInlineLimit: 0,       // a data: URL would need a looser Content-Security-Policy
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 1200,
    },
});
