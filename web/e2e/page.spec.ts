// The built page in real browsers: what a person meets, and what a script relies on.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSERS, type Browser, launch, type Tab } from "./browsers.ts";
import { goldenRuns } from "./golden.ts";
import { canvasPicture, hash, meshesShown, notices, open, subtitle, surfaceShown } from "./page.ts";
import { difference, readPicture } from "./picture.ts";
import { type PageServer, servePage } from "./server.ts";
import { setting } from "./setting.ts";

const MOST_CELLS_PER_RUN = 70 ** 3; // larger golden runs belong to the native tests; here they only cost time

describe.each(BROWSERS)("the page in %s", (name) => {
    const { server, tab, browser } = setting(name);

    it("shows a growing pattern with no input, on threads", async () => {
        await open(tab, server.url);
        expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
        await tab.until(() => (window.morphogen.stats()?.steps ?? 0) > 20);
        await surfaceShown(tab);
        const shown = readPicture(await tab.screenshot(), { left: 260, top: 200, width: 500, height: 440 });
        expect(shown.covered).toBeGreaterThan(0.1);
        expect(shown.colours).toBeGreaterThan(40);
        expect(await tab.evaluate(() => window.morphogen.stats()?.threaded)).toBe(true);
        expect(await subtitle(tab)).toContain("128³");
        const before = await canvasPicture(tab);
        const steps = await tab.evaluate(() => window.morphogen.stats()?.steps ?? 0);
        await tab.until((then) => (window.morphogen.stats()?.steps ?? 0) > then + 50, steps);
        await surfaceShown(tab, await meshesShown(tab));
        expect(difference(before, await canvasPicture(tab))).toBeGreaterThan(0.005);
    });

    const runs = goldenRuns().filter((run) => run.cells <= MOST_CELLS_PER_RUN);
    it.each(runs.map((run) => [run.row, run] as const))("gives the golden hash: %s", async (_, run) => {
        await open(tab, server.url + run.search);
        // Some rows go beyond the stability limit on purpose; that the address was misread would be another notice.
        expect((await notices(tab)).filter((sentence) => !sentence.includes("stability limit"))).toEqual([]);
        const made = await tab.evaluate((count) => window.morphogen.step(count), run.steps);
        expect(made.steps).toBe(run.steps);
        expect(await hash(tab)).toBe(run.hash);
    });

    it("gives the golden hash on 1, 2 and 4 threads, stepped in parts", async () => {
        const run = goldenRuns()[0]!;
        for (const threads of [1, 2, 4]) {
            await open(tab, `${server.url}${run.search}&threads=${threads}`);
            const part = Math.floor(run.steps / 3);
            await tab.evaluate((count) => window.morphogen.step(count), part);
            await tab.evaluate((count) => window.morphogen.step(count), run.steps - part);
            expect(await hash(tab), `${threads} threads`).toBe(run.hash);
        }
    });

    it("obeys its parameters, and draws what they change", async () => {
        await open(tab, `${server.url}?size=40&paused=1&feed=0.03`);
        expect(await tab.evaluate(() => window.morphogen.get("feed"))).toBeCloseTo(0.03, 6);
        await tab.evaluate(() => window.morphogen.step(60));
        const slow = await hash(tab);
        await tab.evaluate(() => window.morphogen.seed());
        await tab.evaluate(() => window.morphogen.set("feed", 0.05));
        await tab.evaluate(() => window.morphogen.step(60));
        expect(await hash(tab)).not.toBe(slow);
        await tab.evaluate(() => window.morphogen.seed());
        await tab.evaluate(() => window.morphogen.set("feed", 0.03));
        await tab.evaluate(() => window.morphogen.step(60));
        expect(await hash(tab)).toBe(slow);

        await surfaceShown(tab);
        const before = await canvasPicture(tab);
        const count = await meshesShown(tab);
        await tab.evaluate(() => (window.morphogen.isovalue = 0.35));
        await surfaceShown(tab, count);
        expect(difference(before, await canvasPicture(tab))).toBeGreaterThan(0.003);
    });

    it("refuses a value out of range with a sentence, and stays as it was", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        const refusal = await tab.evaluate(() =>
            window.morphogen.set("feed", 7).then(
                () => "",
                (error: Error) => error.message,
            ),
        );
        expect(refusal).toContain("feed");
        expect(refusal).toContain("7");
        expect(await tab.evaluate(() => window.morphogen.get("feed"))).toBeCloseTo(0.0367, 6);
    });

    it("says what it could not use of the address, and runs", async () => {
        await open(tab, `${server.url}?size=32&feed=7&colour=blue&model=nothing&seed=x&boundary=round`);
        const [notice = ""] = await notices(tab);
        for (const word of ["feed = 7", "colour", "nothing", "seed", "round"]) expect(notice).toContain(word);
        await tab.until(() => (window.morphogen.stats()?.steps ?? 0) > 0);
        await tab.click("#notices .dismiss");
        expect(await notices(tab)).toEqual([]);
    });

    it("warns of a time step beyond the stability limit, with both numbers", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        await tab.evaluate(() => window.morphogen.set("dt", 3));
        await tab.until(() => document.querySelector("#notices .warning") !== null);
        expect((await notices(tab)).join()).toMatch(/dt = 3 .*0\.7\d/);
        await tab.evaluate(() => window.morphogen.set("dt", 0.5));
        await tab.until(() => document.querySelector("#notices .warning") === null);
    });

    it("tells at any moment how far the run is", async () => {
        await open(tab, `${server.url}?size=32`);
        await tab.until(() => window.morphogen.state.steps > 20);
        expect(
            await tab.evaluate(() => {
                const { state } = window.morphogen;
                return state.time > 0 && state.steps >= window.morphogen.stats()!.steps;
            }),
        ).toBe(true);
        await tab.evaluate(() => window.morphogen.pause());
        await tab.evaluate(() => window.morphogen.seed());
        await tab.until(() => window.morphogen.stats()?.steps === 0 && window.morphogen.state.steps === 0);
    });

    it("answers the keys, but not while the person types", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        const first = await tab.evaluate(() => window.morphogen.camera.position); // playing turns it
        await tab.press(".");
        await tab.until(() => window.morphogen.state.steps === 1);
        await tab.press(" ");
        expect(await tab.evaluate(() => window.morphogen.running)).toBe(true);
        await tab.press(" ");
        expect(await tab.evaluate(() => window.morphogen.running)).toBe(false);
        await tab.press("r");
        await tab.until(() => window.morphogen.state.steps === 0 && window.morphogen.state.config.seed !== 1337n);
        await tab.press("h");
        expect(await tab.evaluate(() => getComputedStyle(document.getElementById("panel")!).display)).toBe("none");
        await tab.press("h");
        expect(await tab.evaluate(() => getComputedStyle(document.getElementById("panel")!).display)).not.toBe("none");

        await tab.evaluate(() => (window.morphogen.camera = { position: [0, 0, 4], target: [0, 0, 0] }));
        await tab.press("Shift+F"); // the whole box; F alone frames the surface, as tools.spec.ts has it
        await tab.until((place) => {
            const [x = 0, y = 0, z = 0] = window.morphogen.camera.position;
            return Math.hypot(x - place[0]!, y - place[1]!, z - place[2]!) < 0.05;
        }, first);

        await tab.evaluate(() => document.querySelector<HTMLInputElement>("#panel input[type=text]")!.focus());
        await tab.press(" ");
        expect(await tab.evaluate(() => window.morphogen.running)).toBe(false);
    });

    it.runIf(name === "firefox")("fits a small window as it does in Chromium (anywhere.spec.ts)", async () => {
        const small = await browser.tab({ width: 390, height: 700 });
        await open(small, `${server.url}?size=32&paused=1`);
        const outside = await small.evaluate(() =>
            [...document.querySelectorAll("#transport button, #panel > details > summary, #hud, #stats dd")]
                .map((element) => ({ id: element.id || element.textContent, box: element.getBoundingClientRect() }))
                .filter(
                    ({ box }) =>
                        box.width > 0 &&
                        (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight),
                )
                .map(({ id }) => id),
        );
        expect(outside).toEqual([]);
        expect(
            await small.evaluate(() => document.querySelector("#panel")!.getBoundingClientRect().height),
        ).toBeLessThan(60);
        expect(await small.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        expect(small.complaints).toEqual([]);
        await small.close();
    });

    it("draws nothing while it rests", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        await surfaceShown(tab);
        // Parts loaded after the first surface and the camera's damping may still draw: it has to come to rest, and
        // then sixty of the browser's frames go by without one of ours. A page that draws for nothing never gets there.
        const drawnInSixtyFrames = (): Promise<number> =>
            tab.evaluate(
                () =>
                    new Promise<number>((resolve) => {
                        const then = window.morphogen.stats()?.frames ?? 0;
                        let waited = 0;
                        const wait = (): void => {
                            if (++waited < 60) requestAnimationFrame(wait);
                            else resolve((window.morphogen.stats()?.frames ?? 0) - then);
                        };
                        wait();
                    }),
            );
        await expect.poll(drawnInSixtyFrames, { interval: 10, timeout: 60_000 }).toBe(0);
    });

    it("survives a pool thread that is killed, and says so", async () => {
        await open(tab, `${server.url}?size=40&threads=3`);
        await tab.until(() => (window.morphogen.stats()?.steps ?? 0) > 5);
        await tab.evaluate(() => window.morphogen.debug.killPoolThread(1));
        await tab.until(() => document.querySelector("#notices .sentence") !== null);
        await goesOn(tab);
        await hashStillGolden(tab);
    });

    it("rebuilds a compute worker that trapped, and says so", async () => {
        await open(tab, `${server.url}?size=40&threads=2`);
        await tab.until(() => (window.morphogen.stats()?.steps ?? 0) > 5);
        await tab.evaluate(() => window.morphogen.debug.trapWorker());
        await tab.until(() => document.querySelector("#notices .sentence") !== null);
        await goesOn(tab);
        await hashStillGolden(tab);
    });
});

/** The run makes steps again. */
async function goesOn(tab: Tab): Promise<void> {
    const steps = await tab.evaluate(() => window.morphogen.stats()?.steps ?? 0);
    await tab.until((then) => {
        const now = window.morphogen.stats()?.steps ?? 0;
        return now > then + 5 || (now > 5 && now < then); // a restart may go on from an earlier step
    }, steps);
}

/** In the same page, on the engine that was rebuilt, the first golden run ends in the golden hash. */
async function hashStillGolden(tab: Tab): Promise<void> {
    const run = goldenRuns()[0]!;
    const [, size = "", , seeding = "", seed = ""] = run.row.split(/\s+/);
    await tab.evaluate(
        async ({ size, seeding, seed, steps }) => {
            window.morphogen.pause();
            await window.morphogen.configure({ size });
            await window.morphogen.seed(seeding, seed);
            await window.morphogen.step(steps);
        },
        { size: size.split("x").map(Number), seeding, seed: Number(seed), steps: run.steps },
    );
    expect(await hash(tab)).toBe(run.hash);
}

describe.each(BROWSERS)("the page without isolation in %s", (name) => {
    let server: PageServer;
    let browser: Browser;

    beforeAll(async () => {
        server = await servePage(false);
        browser = await launch(name);
    });
    afterAll(async () => {
        await browser?.close();
        await server?.close();
    });

    it("works on one thread, says so, and gives the golden hash", async () => {
        const tab = await browser.tab();
        const run = goldenRuns()[0]!;
        await open(tab, server.url + run.search);
        expect(await tab.evaluate(() => crossOriginIsolated)).toBe(false);
        expect((await notices(tab)).join()).toMatch(/one thread/i);
        await tab.evaluate((count) => window.morphogen.step(count), run.steps);
        expect(await hash(tab)).toBe(run.hash);
        await surfaceShown(tab);
        const shown = await canvasPicture(tab);
        expect(shown.covered).toBeGreaterThan(0.01);
        expect(shown.colours).toBeGreaterThan(40);
        await tab.until(() => document.getElementById("stat-threads")?.textContent !== "");
        expect(await tab.evaluate(() => document.getElementById("stat-threads")?.textContent)).toMatch(
            /^1\b.*isolated/,
        );
        expect(tab.complaints).toEqual([]);
        await tab.close();
    });
});
