// What a person gets from the page: at 128^3 the time to the first surface, steps and pictures a second while it shows
// and how long a mesh takes; at half a million triangles what a frame costs the main thread (frame_costs.ts, and the
// browser's own trace of its tasks in Chromium). A benchmark, not a test: it prints, and a busy machine cannot fail it.
// MORPHOGEN_BENCH_SECONDS shortens the watching.
import { afterAll, beforeAll, describe, it } from "vitest";
import { BROWSERS, type Browser, launch, type Tab, type TabSize, type Task } from "../browsers.ts";
import { open, surfaceShown } from "../page.ts";
import { type PageServer, servePage } from "../server.ts";
import { frameCosts, measureFrames } from "./frame_costs.ts";

const WATCH_MS = 1000 * Number(process.env.MORPHOGEN_BENCH_SECONDS ?? 12);
const GROWING_MS = 60_000; // a busy machine may not get there: then what there is, is watched

const GROWN = 400_000; // triangles at 128^3
// The default preset has 450,000 to 492,000 triangles in this box from step 3000 on. Where a processor draws, a small
// picture leaves it time for more of them; what a frame costs the main thread does not depend on its pixels.
const HALF_A_MILLION = { query: "?size=104", grown: 450_000 } as const;
const SMALL: TabSize = { width: 640, height: 480 };

describe.each(BROWSERS)("%s", (name) => {
    let browser: Browser | undefined, server: PageServer | undefined;
    const figures = { browser: name };
    beforeAll(async () => {
        server = await servePage();
        browser = await launch(name);
    });
    afterAll(async () => {
        console.log(JSON.stringify(figures, (_, value: unknown) => (typeof value === "number" ? round(value) : value)));
        await browser?.close();
        await server?.close();
    });

    it("at 128^3", async () => {
        const tab = await browser!.tab();
        const navigated = Date.now();
        await open(tab, server!.url);
        await surfaceShown(tab);
        const firstSurfaceMs = Date.now() - navigated;
        await growTo(tab, GROWN);
        const before = await stats(tab),
            began = Date.now();
        await rest(tab);
        const seconds = (Date.now() - began) / 1000,
            after = await stats(tab);
        Object.assign(figures, {
            firstSurfaceMs,
            threads: after.threads,
            triangles: after.triangles,
            meshMs: after.meshMs,
            picturesPerSecond: (after.frames - before.frames) / seconds,
            meshesPerSecond: (after.meshesShown - before.meshesShown) / seconds,
            stepsPerSecond: (after.steps - before.steps) / seconds,
        });
        await tab.close();
    });

    it("a frame at half a million triangles", async () => {
        const tab = await browser!.tab(SMALL);
        await measureFrames(tab);
        await open(tab, server!.url + HALF_A_MILLION.query);
        await growTo(tab, HALF_A_MILLION.grown);
        let tasks: Task[] | null = null;
        const costs = await frameCosts(tab, async () => {
            if (tab.mainThreadTasks) tasks = await tab.mainThreadTasks(() => rest(tab));
            else await rest(tab);
        });
        Object.assign(figures, {
            frame: { triangles: (await stats(tab)).triangles, ...costs },
            tasks: tasks && summary(tasks),
        });
        await tab.close();
    });
});

async function growTo(tab: Tab, triangles: number): Promise<void> {
    await tab.until(
        ({ grown, patience }) => (window.morphogen.stats()?.triangles ?? 0) > grown || performance.now() > patience,
        { grown: triangles, patience: GROWING_MS },
    );
}

function stats(tab: Tab): Promise<NonNullable<ReturnType<Window["morphogen"]["stats"]>>> {
    return tab.evaluate(() => window.morphogen.stats()!);
}

async function rest(tab: Tab): Promise<void> {
    await tab.evaluate((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)), WATCH_MS);
}

function summary(tasks: readonly Task[]): object {
    const cpu = tasks.map(({ cpuMs }) => cpuMs);
    return {
        count: tasks.length,
        msPerSecondCpu: (1000 * cpu.reduce((sum, ms) => sum + ms, 0)) / WATCH_MS,
        longestCpuMs: Math.max(...cpu),
        over50MsCpu: cpu.filter((ms) => ms > 50).length,
    };
}

function round(value: number): number {
    return Number(value.toPrecision(3));
}
