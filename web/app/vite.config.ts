// Builds the page and serves it, in development and as built, with the same headers a deployment needs (headers.json).
// MORPHOGEN_NO_ISOLATION=1 leaves out the two isolation headers, as a host without header control would.
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";
import { dropUncalled } from "./drop_uncalled.ts";
import { guide } from "./guide/plugin.ts";
import { COLOUR_MAP_MAKERS, trimColours } from "./trim_colours.ts";
import { stripNames, trimThree } from "./trim_three.ts";

interface HeaderFile {
    isolation: Record<string, string>;
    always: Record<string, string>;
}

const file = JSON.parse(readFileSync(new URL("headers.json", import.meta.url), "utf8")) as HeaderFile;
const isolated = process.env.MORPHOGEN_NO_ISOLATION !== "1";
const headers = { ...(isolated ? file.isolation : {}), ...file.always };

export default defineConfig({
    base: "./",
    server: { headers, host: "127.0.0.1", fs: { allow: ["../.."] } },      // scenes/ are the whole tree's
    preview: { headers, host: "127.0.0.1" },
    plugins: [trimThree(), trimColours(), dropUncalled(), stripNames(), guide()],
    worker: { format: "es" },
    build: {
        target: "es2022",
        cssTarget: ["chrome123", "firefox120", "safari17.5"],       // light-dark()
        assetsInlineLimit: 0,       // a data: URL would need a looser Content-Security-Policy
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 1200,
        rolldownOptions: { treeshake: { manualPureFunctions: COLOUR_MAP_MAKERS } },
    },
});
