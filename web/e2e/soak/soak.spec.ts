// A page that is used for hours: it steps, its parameters change, it goes back in time, saves, undoes, loses its
// worker, and its graphics under a surface that is seen through, and none of that leaves anything behind. How much
// the page's heap grows in an hour is measured once undo holds as many edits as it ever will. The figures go to
// build/soak/BROWSER.json.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSERS, type Browser, launch, type Tab } from "../browsers.ts";
import { hash, notices, open } from "../page.ts";
import { type PageServer, servePage } from "../server.ts";
import { minutes } from "./minutes.ts";
import { residentBytes } from "./resident.ts";
import { medianSlope } from "./slope.ts";

const MB = 2 ** 20,
    MINUTE_MS = 60_000;
const MINUTES = minutes();
const SAMPLES = 60; // in the whole time
const COLLECTIONS = 3,
    COLLECTION_PAUSE_MS = 500;
const MOST_GROWTH_MB = 1; // in an hour; a shorter soak cannot tell so little from noise, and may grow as much in all
const ROUNDS_AT_FIRST = 120; // each makes two edits, of which undo holds 200; and what is loaded once is loaded
const REST_MS = 1000; // of a round, in which the run only steps
const MOST_MARKS = 300; // of the time strip
const SMALL_WINDOW = { width: 640, height: 480 };
const RESULTS = fileURLToPath(new URL("../../../build/soak", import.meta.url));

interface Sample {
    readonly minute: number;
    readonly heapMb: number;
    readonly residentMb: number;
    readonly elements: number;
}

/** What a person does in some seconds; the n-th time some of it is different. */
async function use(tab: Tab, n: number, restMs: number): Promise<void> {
    await tab.evaluate(
        async ({ turn, pause }) => {
            const { morphogen } = window;
            const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
            await morphogen.set("feed", 0.03 + 0.001 * (turn % 7));
            await rest(pause);
            if ((await morphogen.save()).size === 0) throw new Error("The snapshot is empty.");
            await morphogen.scrub(Math.floor(morphogen.state.steps / 2));
            morphogen.play();
            if (turn % 3 === 0) {
                await morphogen.undo();
                await morphogen.redo();
                morphogen.play();
            }
            if (turn % 10 === 0) {
                await morphogen.seed("perlin", turn);
                morphogen.play();
            }
        },
        { turn: n, pause: restMs },
    );
    if (n % 5 === 0) await loseGraphics(tab);
    if (n % 50 === 25) await loseWorker(tab);
}

async function loseGraphics(tab: Tab): Promise<void> {
    await tab.evaluate(async () => {
        const canvas = document.querySelector<HTMLCanvasElement>("#view")!,
            lose = canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
        const heard = (name: string): Promise<unknown> =>
            new Promise((resolve) => canvas.addEventListener(name, resolve, { once: true }));
        const lost = heard("webglcontextlost");
        lose.loseContext();
        await lost;
        await new Promise((resolve) => setTimeout(resolve)); // it may only be given back after the event is over
        const restored = heard("webglcontextrestored");
        lose.restoreContext();
        await restored;
    });
    const before = await tab.evaluate(() => window.morphogen.stats()?.meshesShown ?? 0);
    await tab.until((shown) => (window.morphogen.stats()?.meshesShown ?? 0) > shown, before);
}

/** Without a word to anybody; the page starts another one and goes on. */
async function loseWorker(tab: Tab): Promise<void> {
    await tab.evaluate(async () => {
        window.morphogen.debug.killWorker();
        while ((await window.morphogen.hash().catch(() => "")) === "")
            await new Promise((resolve) => setTimeout(resolve, 50));
    });
}

/** The least of some collections: Firefox frees the 16 MiB of a lost worker's module in the second one after it. */
async function heapBytes(tab: Tab): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < COLLECTIONS; i++) {
        least = Math.min(least, await tab.heapBytes());
        await new Promise((resolve) => setTimeout(resolve, COLLECTION_PAUSE_MS));
    }
    return least;
}

async function sample(tab: Tab, sinceMs: number): Promise<Sample> {
    return {
        minute: round((Date.now() - sinceMs) / MINUTE_MS),
        heapMb: round((await heapBytes(tab)) / MB, 3),
        residentMb: round(residentBytes() / MB),
        elements: await tab.evaluate(() => document.querySelectorAll("*").length),
    };
}

function round(value: number, digits = 1): number {
    return Number(value.toFixed(digits));
}

describe.each(BROWSERS)("%s", (name) => {
    let server: PageServer, browser: Browser, tab: Tab;
    beforeAll(async () => {
        server = await servePage();
        browser = await launch(name);
        tab = await browser.tab(SMALL_WINDOW);
    });
    afterAll(async () => {
        await browser?.close();
        await server?.close();
    });

    /** Until the time is over, with a sample after each part of it; the figures so far can be read at any time. */
    async function soak(): Promise<{ samples: Sample[]; growth: number }> {
        const samples: Sample[] = [],
            began = Date.now();
        let rounds = 0,
            growth = Number.NaN;
        for (let i = 0; i <= SAMPLES; i++) {
            while (Date.now() < began + (i * MINUTES * MINUTE_MS) / SAMPLES) await use(tab, ++rounds, REST_MS);
            samples.push(await sample(tab, began));
            growth = medianSlope(samples.map(({ minute, heapMb }) => [minute / 60, heapMb]));
            const figures = { browser: name, minutes: MINUTES, rounds, heapMbPerHour: round(growth, 3), samples };
            writeFileSync(`${RESULTS}/${name}.json`, `${JSON.stringify(figures, null, 1)}\n`);
        }
        return { samples, growth };
    }

    it(`stays as it is in ${MINUTES} minutes of use`, async () => {
        await open(tab, `${server.url}?size=16&seed=1&threads=2`);
        await tab.evaluate(() => {
            window.morphogen.pace({ unit: "steps", perSecond: 60 });
            window.morphogen.display({ opacity: 0.6 });
        });
        for (let n = 1; n <= ROUNDS_AT_FIRST; n++) await use(tab, n, 0);
        mkdirSync(RESULTS, { recursive: true });
        const { samples, growth } = await soak();

        const [first, last] = [samples[0]!, samples.at(-1)!];
        expect.soft((growth * MINUTES) / 60, "MB of heap").toBeLessThan(MOST_GROWTH_MB * Math.max(1, MINUTES / 60));
        expect.soft(last.elements, "elements").toBeLessThan(first.elements + MOST_MARKS);
        await staysTrue(tab);
        const others = tab.complaints.filter((line) => !/context lost|CONTEXT_LOST/i.test(line));
        expect.soft(others, "errors on the console").toEqual([]);
    });
});

/** What the page says of its run is so, and going back and forth in time leads to the same bits. */
async function staysTrue(tab: Tab): Promise<void> {
    const { shown, steps, marks } = await tab.evaluate(async () => {
        window.morphogen.pause();
        const { steps } = await window.morphogen.step(1);
        await new Promise((resolve) => setTimeout(resolve, 1000)); // four times as long as the statistics take
        const { length: marks } = document.querySelectorAll("#time .marks i");
        return { shown: [window.morphogen.stats()!.steps, window.morphogen.state.steps], steps, marks };
    });
    expect.soft(shown).toEqual([steps, steps]);
    expect.soft(marks).toBeLessThanOrEqual(MOST_MARKS);
    const before = await hash(tab);
    await tab.evaluate(async (to) => {
        await window.morphogen.scrub(Math.floor(to / 2));
        await window.morphogen.scrub(to);
    }, steps);
    expect.soft(await hash(tab)).toBe(before);
    expect.soft((await notices(tab)).filter((sentence) => /could not|failed/.test(sentence))).toEqual([]);
}
