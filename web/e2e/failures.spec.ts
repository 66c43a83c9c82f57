// What dies comes back, and the run never notices: after every way to die the state has the hash of a run that lived.
import { beforeEach, describe, expect, it } from "vitest";
import { BROWSERS } from "./browsers.ts";
import { notices, open } from "./page.ts";
import { setting } from "./setting.ts";

const LONG_RUN = 600; // steps; long enough to be hit in the middle

describe.each(BROWSERS)("failures in %s", (name) => {
    const { server, tab } = setting(name);
    beforeEach(async () => {
        await open(tab, `${server.url}?size=64&seed=1337&paused=1&threads=3`);
    });

    // killWorker: nobody is told. trapWorker: the engine stops itself. hangWorker: it is there and never answers again.
    it.each(["killWorker", "trapWorker", "hangWorker"] as const)(
        "%s: the run goes on exactly where it stood",
        async (death) => {
            const { before, after, steps, feed } = await tab.evaluate(async (how) => {
                const { morphogen } = window;
                await morphogen.step(60);
                await morphogen.set("feed", 0.03);
                await morphogen.step(47);
                const before = await morphogen.hash();
                morphogen.debug[how]();
                // What is asked of the dead is refused with a sentence; what is asked of nobody waits for the next one.
                let after = "";
                while (after === "") after = await morphogen.hash().catch(() => "");
                return { before, after, steps: (await morphogen.step(0)).steps, feed: await morphogen.get("feed") };
            }, death);
            expect(after).toBe(before);
            expect(steps).toBe(107);
            expect(feed).toBeCloseTo(0.03, 7);
            expect((await notices(tab)).join()).toContain("107");
        },
    );

    // It may die asleep, spinning, or with a block in hand: the first two are replaced, the last is a new start.
    it("a pool thread that is killed at any moment changes no bit", async () => {
        const hashes = await tab.evaluate(async (steps) => {
            const { morphogen } = window,
                hashes: string[] = [];
            const run = async (): Promise<string> => {
                await morphogen.seed("perlin", 1337);
                await morphogen.step(steps);
                return morphogen.hash();
            };
            hashes.push(await run());
            for (const [thread, wait] of [
                [1, 0],
                [2, 50],
                [1, 120],
            ] as const) {
                const made = run().catch(() => "");
                await new Promise((resolve) => setTimeout(resolve, wait));
                morphogen.debug.killPoolThread(thread);
                let hash = await made;
                while (hash === "") hash = await run().catch(() => "");
                hashes.push(hash);
            }
            return hashes;
        }, LONG_RUN);
        expect(hashes).toEqual(hashes.map(() => hashes[0]));
        await tab.until(() => document.querySelector("#notices .sentence") !== null);
    });

    it("five kills with steps in between are no row: the run goes on", async () => {
        const { before, after } = await tab.evaluate(async () => {
            const { morphogen } = window;
            const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
                for (;;) {
                    const answer = await ask().catch(() => null); // what is asked of the dead is refused
                    if (answer !== null) return answer;
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            };
            await morphogen.step(70);
            const before = await morphogen.hash();
            await morphogen.seed("perlin", 1337);
            for (let i = 1; i <= 6; i++) {
                await asked(async () => morphogen.step(10 * i - (await morphogen.step(0)).steps));
                morphogen.debug.killWorker();
            }
            await asked(async () => morphogen.step(70 - (await morphogen.step(0)).steps));
            return { before, after: await morphogen.hash() };
        });
        expect(after).toBe(before);
    });

    it("a pool thread that runs over its stack is told, and the engine starts again", async () => {
        const twentySteps = (): Promise<string> =>
            tab.evaluate(async () => {
                const { morphogen } = window;
                morphogen.pause();
                const run = async (): Promise<string> => {
                    await morphogen.seed("perlin", 1337);
                    await morphogen.step(20);
                    return morphogen.hash();
                };
                let hash = "";
                while (hash === "") hash = await run().catch(() => "");
                return hash;
            });
        const before = await twentySteps();
        await tab.evaluate(() => {
            window.morphogen.play();
            window.morphogen.debug.trapPoolThread(1);
        });
        await tab.until(() =>
            [...document.querySelectorAll("#notices .sentence")].some((p) => p.textContent?.includes("stack")),
        );
        expect(await twentySteps()).toBe(before);
    });
});
