// What the running page costs the main thread at 128^3: tasks over 50 ms that the browser itself reports, and the time of
// our own script per frame. A benchmark, not a test: it prints, and a busy machine cannot fail it.
import { afterAll, describe, it } from "vitest";
import { type Browser, BROWSERS, launch } from "../browsers.ts";
import { open } from "../page.ts";
import { servePage } from "../server.ts";

const GROWN = 400_000;                      // triangles; from here on the uploads have their full weight
const WATCH_MS = 15_000;

interface Watched { longTasks: { ms: number; from: string }[]; observed: boolean }
type WatchedWindow = Window & { watched?: Watched };

describe.each(BROWSERS)("%s", (name) => {
    let browser: Browser | undefined;
    afterAll(async () => browser?.close());

    it("main thread while running at 128^3", async () => {
        const server = await servePage();
        browser = await launch(name);
        const tab = await browser.tab();
        await open(tab, server.url);
        await tab.until((grown) => (window.morphogen.stats()?.triangles ?? 0) > grown, GROWN);
        const before = await tab.evaluate(() => window.morphogen.stats()!);
        await tab.evaluate(() => {
            const watched: Watched = { longTasks: [], observed: PerformanceObserver.supportedEntryTypes.includes("longtask") };
            (window as WatchedWindow).watched = watched;
            if (!watched.observed) return;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) watched.longTasks.push({ ms: Math.round(entry.duration), from: entry.name });
            }).observe({ type: "longtask" });
        });
        const began = Date.now();
        await tab.evaluate((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)), WATCH_MS);
        const seconds = (Date.now() - began) / 1000;
        const watched = await tab.evaluate(() => (window as WatchedWindow).watched!);
        const after = await tab.evaluate(() => window.morphogen.stats()!);
        const frames = after.frames - before.frames;
        console.log(JSON.stringify({
            browser: name, seconds, threads: after.threads, triangles: after.triangles,
            framesPerSecond: round(frames / seconds), meshesPerSecond: round((after.meshesShown - before.meshesShown) / seconds),
            stepsPerSecond: round((after.steps - before.steps) / seconds), meshMs: round(after.meshMs),
            scriptMsPerFrame: round((after.scriptMs - before.scriptMs) / frames), worstScriptMs: round(after.worstScriptMs),
            longTasks: watched.observed ? watched.longTasks : "this browser reports none",
        }));
        await tab.close();
        await server.close();
    });
});

function round(value: number): number {
    return Number(value.toPrecision(3));
}
