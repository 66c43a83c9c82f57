// What a person gets from the page at 128^3: the time to the first surface, steps and frames a second while it shows, how long
// a mesh takes, what the main thread spends (the browser's own trace of its tasks, in Chromium) and uploads. A benchmark, not
// a test: it prints, and a busy machine cannot fail it. MORPHOGEN_BENCH_SECONDS shortens the watching.
import { afterAll, describe, it } from "vitest";
import { type Browser, BROWSERS, launch, type Tab, type Task } from "../browsers.ts";
import { open, surfaceShown } from "../page.ts";
import { servePage } from "../server.ts";

const GROWN = 400_000;                      // triangles; from here on the uploads have their full weight
const WATCH_MS = 1000 * Number(process.env["MORPHOGEN_BENCH_SECONDS"] ?? 12);
const GROWING_MS = 60_000;                  // a busy machine may not get there: then what there is, is watched

describe.each(BROWSERS)("%s", (name) => {
    let browser: Browser | undefined;
    afterAll(async () => browser?.close());

    it("main thread while running at 128^3", async () => {
        const server = await servePage();
        browser = await launch(name);
        const tab = await browser.tab();
        const navigated = Date.now();
        await open(tab, server.url);
        await surfaceShown(tab);
        const firstSurfaceMs = Date.now() - navigated;
        await countUploads(tab);
        await tab.until(({ grown, patience }) => (window.morphogen.stats()?.triangles ?? 0) > grown || performance.now() > patience,
            { grown: GROWN, patience: GROWING_MS });
        const uploadedBefore = await uploadedBytes(tab);
        const before = await tab.evaluate(() => window.morphogen.stats()!);
        const began = Date.now();
        const tasks = await watch(tab);
        const seconds = (Date.now() - began) / 1000;
        const after = await tab.evaluate(() => window.morphogen.stats()!);
        const frames = after.frames - before.frames, uploaded = await uploadedBytes(tab) - uploadedBefore;
        console.log(JSON.stringify({
            browser: name, seconds, firstSurfaceMs, threads: after.threads, triangles: after.triangles,
            framesPerSecond: round(frames / seconds), meshesPerSecond: round((after.meshesShown - before.meshesShown) / seconds),
            stepsPerSecond: round((after.steps - before.steps) / seconds), meshMs: round(after.meshMs),
            scriptMsPerFrame: round((after.scriptMs - before.scriptMs) / frames), worstScriptMs: round(after.worstScriptMs),
            uploadedBytesPerFrame: Math.round(uploaded / frames),
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

interface Counting { uploadedBytes: number }

/** From here on the page counts what it hands to WebGL's buffers and textures. */
async function countUploads(tab: Tab): Promise<void> {
    await tab.evaluate(() => {
        const page = window as unknown as Counting;
        page.uploadedBytes = 0;
        const methods = WebGL2RenderingContext.prototype as unknown as Record<string, (...all: unknown[]) => unknown>;
        for (const name of ["bufferData", "bufferSubData", "texSubImage2D", "texSubImage3D"]) {
            const upload = methods[name]!;
            methods[name] = function (...all: unknown[]) {
                const view = all.find((argument) => ArrayBuffer.isView(argument)) as ArrayBufferView | undefined;
                if (view !== undefined) {
                    const length = name === "bufferSubData" && typeof all[4] === "number" && all[4] > 0
                        ? all[4] * (view as Uint8Array).BYTES_PER_ELEMENT : view.byteLength;
                    page.uploadedBytes += length;
                }
                return upload.apply(this, all);
            };
        }
    });
}

function uploadedBytes(tab: Tab): Promise<number> {
    return tab.evaluate(() => (window as unknown as Counting).uploadedBytes);
}

function round(value: number): number {
    return Number(value.toPrecision(3));
}
