// The console takes only what it can use: what nobody can answer is a rejected promise with a sentence, and nothing
// changes.
import { describe, expect, it } from "vitest";
import { type BadCall, badCalls, type Coded } from "./bad_calls.ts";
import { BROWSERS, type Tab } from "./browsers.ts";
import { hash, notices, open } from "./page.ts";
import { ground } from "./setting.ts";

const CALLS = 500,
    SEED = 7;

/** What each call answers: a sentence, or why it is none. */
function answers(tab: Tab, calls: readonly BadCall[]): Promise<string[]> {
    return tab.evaluate(async (asked: readonly BadCall[]) => {
        const circle: Record<string, unknown> = {};
        circle.circle = circle;
        const values: Record<string, unknown> = {
            NaN: NaN,
            Infinity: Infinity,
            "-Infinity": -Infinity,
            "1.5": 1.5,
            "-1": -1,
            "1e300": 1e300,
            "2**53": 2 ** 53,
            "''": "",
            "'x'": "x",
            "'24'": "24",
            null: null,
            undefined: undefined,
            true: true,
            "[]": [],
            "[1,2]": [1, 2],
            "[NaN,1,2]": [NaN, 1, 2],
            "{}": {},
            "{a:1}": { a: 1 },
            "5n": 5n,
            "-1n": -1n,
            "2n**64n": 2n ** 64n,
            function: () => 1,
            circle: circle,
            buffer: new ArrayBuffer(3),
            "'long'": "x".repeat(70_000),
            "'ply'": "ply",
            "'feed'": "feed",
        };
        const decode = (coded: Coded): unknown =>
            typeof coded === "string"
                ? values[coded]
                : Array.isArray(coded)
                  ? coded.map(decode)
                  : Object.fromEntries(Object.entries(coded).map(([key, value]) => [key, decode(value as Coded)]));
        const api = window.morphogen as unknown as Record<string, ((...given: unknown[]) => unknown) | undefined>;
        const late = (): Promise<never> =>
            new Promise((_, reject) => setTimeout(() => reject(new TypeError("no answer within 10 seconds")), 10_000));
        const answer = async ({ method, values: given }: BadCall): Promise<string> => {
            const parts = given.map(decode);
            try {
                if (method === "camera" || method === "isovalue") (api as Record<string, unknown>)[method] = parts[0];
                else await Promise.race([api[method]!(...parts), late()]);
                return "was taken";
            } catch (error) {
                const { name, message } = error as Error;
                return ["Error", "MgError"].includes(name) && message.length > 15 && message.length < 500
                    ? message
                    : `${name}: ${message}`;
            }
        };
        const all: string[] = [];
        for (const call of asked) all.push(await answer(call));
        return all;
    }, calls);
}

describe.each(BROWSERS)("the console in %s", (name) => {
    const { server, browser } = ground(name);

    it(`refuses ${CALLS} bad calls with a sentence, and the run stays what it is`, async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=16&seed=3&paused=1`);
        await tab.evaluate(() => window.morphogen.step(20));
        const state = (): Promise<string> =>
            tab.evaluate(() => {
                const { config, view, steps } = window.morphogen.state,
                    { seed, ...rest } = config;
                return JSON.stringify([
                    rest,
                    String(seed),
                    view,
                    steps,
                    window.morphogen.isovalue,
                    window.morphogen.camera,
                    window.morphogen.display(),
                ]);
            });
        const before = await state(),
            bits = await hash(tab),
            calls = badCalls(CALLS, SEED);
        expect(calls).toHaveLength(CALLS);
        const told = await answers(tab, calls);
        const wrong = told.flatMap((sentence, i) =>
            /^(was taken|\w*Error:|\w*Exception:)/.test(sentence) ? [`${JSON.stringify(calls[i])}: ${sentence}`] : [],
        );
        expect(wrong).toEqual([]);
        expect(await state()).toBe(before);
        expect(await hash(tab)).toBe(bits);
        expect(await notices(tab)).toEqual([]);
        expect(await tab.evaluate(async () => (await window.morphogen.step(3)).steps)).toBe(23);
        await tab.close();
    });

    it("says the value and what to give instead", async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=16&paused=1`);
        const sentences = await tab.evaluate(async () => {
            const refused = (act: () => Promise<unknown>): Promise<string> =>
                act().then(
                    () => "was taken",
                    (error: Error) => error.message,
                );
            const api = window.morphogen,
                any = (value: unknown): never => value as never;
            return [
                await refused(() => api.configure(any({ size: 24 }))),
                await refused(() => api.configure(any({ seed: 5 }))),
                await refused(() => api.configure(any({ boundary: "no_flux" }))),
                await refused(() => api.step(NaN)),
                await refused(() => api.scrub(NaN)),
                await refused(() => api.exportFile(any("obj"))),
                await refused(() => api.record({ frames: 0 })),
            ];
        });
        expect(sentences).toEqual([
            "size = 24 should be three whole numbers from 8 to 4096, such as [24, 24, 24].",
            "seed = 5 should be a bigint from 0n to 18446744073709551615n: write 5n.",
            'boundary = "no_flux" should be "periodic" or "no_flux" for each axis, ' +
                'such as ["no_flux", "no_flux", "periodic"].',
            "count = NaN should be a whole number from 0 to 1000000000.",
            "steps = NaN should be a whole number from 0 to 1000000000.",
            'format = "obj" should be one of "ply", "stl", "glb", "vti", "nrrd", "npy".',
            "frames = 0 should be a whole number from 1 to 20000.",
        ]);
        await tab.close();
    });

    it("takes a size as it is written, and a refused field of the panel goes back to what stands", async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=20%C3%9724%C3%9716&paused=1`);
        const size = (): Promise<readonly number[]> => tab.evaluate(() => window.morphogen.state.config.size);
        expect(await size()).toEqual([20, 24, 16]);
        const type = (text: string): Promise<void> =>
            tab.evaluate((typed) => {
                const field = document.querySelector<HTMLInputElement>('[data-control$="cells x, y, z"] input')!;
                field.focus();
                field.value = typed;
                field.dispatchEvent(new Event("input", { bubbles: true }));
                field.dispatchEvent(new Event("change", { bubbles: true }));
            }, text);
        const field = (): Promise<string> =>
            tab.evaluate(
                () => document.querySelector<HTMLInputElement>('[data-control$="cells x, y, z"] input')!.value,
            );
        await type("24 16 20");
        await tab.until(() => window.morphogen.state.config.size[0] === 24);
        expect(await size()).toEqual([24, 16, 20]);
        await type("twelve");
        await tab.until(
            () => document.querySelector<HTMLInputElement>('[data-control$="cells x, y, z"] input')!.value !== "twelve",
        );
        expect(await field()).toBe("24x16x20");
        expect((await notices(tab)).join(" ")).toContain(
            'size = "twelve" should be three whole numbers from 8 to 4096',
        );
        expect(await size()).toEqual([24, 16, 20]);
        await tab.close();
    });
});
