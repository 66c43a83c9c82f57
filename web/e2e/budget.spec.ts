// What the page downloads before the person does anything: at most 300 KB as a server sends it, compressed by gzip.
// What is only sometimes wanted is loaded when it is wanted.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { open, surfaceShown } from "./page.ts";
import { ground } from "./setting.ts";

const MOST_BYTES = 300_000;
const QUIET_MS = 1500; // what is loaded later than this after the surface was waited for by nobody

describe("the first download", () => {
    const { server, browser } = ground("chromium");

    it(`is at most ${MOST_BYTES / 1000} KB`, async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=32`);
        await surfaceShown(tab);
        await tab.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), QUIET_MS);
        await tab.close();
        const files = [...new Set(server.asked.map((path) => path.replace(/\?.*/, "")))];
        expect(files.filter((path) => path.endsWith(".wasm"))).toHaveLength(1);
        expect(
            files.filter((path) => path.startsWith("/docs/")),
            "the guide comes when somebody wants to read it",
        ).toEqual([]);
        const sizes = files.map((path) => ({ path, bytes: compressedSize(path === "/" ? "/index.html" : path) }));
        const largest = sizes
            .toSorted((a, b) => b.bytes - a.bytes)
            .slice(0, 6)
            .map(({ path, bytes }) => `${path} ${bytes}`);
        const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
        console.log(`first download: ${all} bytes in ${files.length} files`);
        expect(all, `the largest parts: ${largest.join(", ")}`).toBeLessThanOrEqual(MOST_BYTES);
    });
});

function compressedSize(path: string): number {
    return gzipSync(readFileSync(new URL(`../app/dist${path}`, import.meta.url))).length;
}
