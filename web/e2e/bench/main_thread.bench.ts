// What the running page costs the main thread at 128^3: the browser's own trace of its tasks (Chromium), and the time
// of our own script per frame. A benchmark, not a test: it prints, and a busy machine cannot fail it.
import { afterAll, describe, it } from "vitest";
import { type Browser, BROWSERS, launch, type Tab, type Task } from "../browsers.ts";
import { open } from "../page.ts";
import { servePage } from "../server.ts";

const GROWN = 400_000;                      // triangles; from here on the uploads have their full weight
const WATCH_MS = 15_000;

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
        const began = Date.now();
        const tasks = await watch(tab);
        const seconds = (Date.now() - began) / 1000;
        const after = await tab.evaluate(() => window.morphogen.stats()!);
        const frames = after.frames - before.frames;
        console.log(JSON.stringify({
            browser: name, seconds, threads: after.threads, triangles: after.triangles,
            framesPerSecond: round(frames / seconds), meshesPerSecond: round((after.meshesShown - before.meshesShown) / seconds),
            stepsPerSecond: round((after.steps - before.steps) / seconds), meshMs: round(after.meshMs),
            scriptMsPerFrame: round((after.scriptMs - before.scriptMs) / frames), worstScriptMs: round(after.worstScriptMs),
            tasks: tasks && {
                count: tasks.length,
                longestCpuMs: round(Math.max(...tasks.map((task) => task.cpuMs))),
                over50MsCpu: tasks.filter((task) => task.cpuMs > 50).length,
                longestWallMs: round(Math.max(...tasks.map((task) => task.wallMs))),
                over50MsWall: tasks.filter((task) => task.wallMs > 50).length,
            },
        }));
        await tab.close();
        await server.close();
    });
});

/** null where the browser cannot trace its main thread. */
async function watch(tab: Tab): Promise<Task[] | null> {
    const wait = async (): Promise<void> => {
        await tab.evaluate((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)), WATCH_MS);
    };
    if (tab.mainThreadTasks) return tab.mainThreadTasks(wait);
    await wait();
    return null;
}

function round(value: number): number {
    return Number(value.toPrecision(3));
}
