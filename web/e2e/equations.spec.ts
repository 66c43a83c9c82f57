// Equations that a person types: read as they are typed, run by the module that is fetched for them, shared by a link.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { findings } from "./axe.ts";
import { BROWSERS } from "./browsers.ts";
import { goldenRuns } from "./golden.ts";
import { nativeHash } from "./native.ts";
import { canvasPicture, hash, notices, open } from "./page.ts";
import { setting } from "./setting.ts";
import { keepShot } from "./shots.ts";
import { message, openPane, paste, selectAll, shownText, takeUp, underlined, understood } from "./text_pane.ts";

const FITZHUGH_NAGUMO = `# waves of excitation
parameter dt = 0.05 in 0.001..0.2
parameter e  = 0.08 in 0.001..1 "How slow recovery is."
field u "excitation" in -2..2 brush 1.5, -1.2
field v "recovery" in -1..2
du/dt = lap(u) + u - u^3 / 3 - v
dv/dt = e * (u + 0.7 - 0.8 * v)
start perlin "islands": u = -1.2 + 2.7 * perlin, v = -0.6 + step(y - 0.5 * Ly)
view u isovalue 0 range -2..2
`;
/** Each is typed in place of a part of its line, seen, and mended. */
const MISTAKES = [
    { line: 5, right: "field v", wrong: "feild v", sentence: /did you mean field\?/, word: "feild" },
    { line: 6, right: "lap(u)", wrong: "lpa(u)", sentence: /did you mean lap\?/, word: "lpa" },
    { line: 7, right: "dv/dt", wrong: "dw/dt", sentence: /there is no field w/, word: "dw" },
];
const SIZE = 32,
    STEPS = 4;

let sharedSearch: string | null = null; // of the first browser's run

describe.each(BROWSERS)("equations in %s", (name) => {
    const { server, tab } = setting(name);

    it("are typed with three mistakes, run by Ctrl-Enter, and have the command line's bits everywhere", async () => {
        await open(tab, `${server.url}?size=${SIZE}&paused=1`);
        await tab.evaluate(() => window.morphogen.step(12));
        const before = await hash(tab);
        await openPane(tab);
        await selectAll(tab);
        for (const [i, line] of FITZHUGH_NAGUMO.split("\n").entries()) {
            const mistake = MISTAKES.find((each) => each.line === i + 1);
            if (mistake !== undefined) {
                await tab.type(line.replace(mistake.right, mistake.wrong));
                await expect.poll(() => message(tab), { timeout: 60_000 }).toMatch(mistake.sentence);
                expect(await underlined(tab)).toEqual({ line: mistake.line, word: mistake.word });
                if (mistake.line === 6) await keepShot(tab, `${name}_equations_wrong`);
                await tab.press("Shift+Home");
            }
            await tab.type(i === 0 ? line : mistake === undefined ? `\n${line}` : line);
            if (MISTAKES.some((each) => each.line === i + 2)) await tab.press("Enter");
        }
        expect(await shownText(tab)).toBe(FITZHUGH_NAGUMO);
        await understood(tab);
        // The module that reads equations has taken over, and the run has not noticed.
        expect(await hash(tab)).toBe(before);
        expect(await tab.evaluate(() => document.querySelectorAll("#text-equations math mfrac").length)).toBe(3);
        expect(await findings(tab)).toEqual([]);
        await tab.press("Control+Enter");
        await tab.until(() => document.querySelector("[data-parameter=e]") !== null);
        await tab.evaluate((count) => window.morphogen.step(count), STEPS);
        const grown = await hash(tab);
        expect(grown).toBe(nativeHash(FITZHUGH_NAGUMO, SIZE, STEPS));
        expect(await notices(tab)).toEqual([]);
        await tab.press("Escape"); // the picture has the window to itself again
        await expect.poll(async () => (await canvasPicture(tab)).covered, { timeout: 60_000 }).toBeGreaterThan(0.005);
        await keepShot(tab, `${name}_equations`);

        const { search, hash: fragment } = new URL(await tab.evaluate(() => window.morphogen.link()));
        sharedSearch ??= search + fragment;
        await open(tab, server.url + sharedSearch);
        await tab.until((count) => window.morphogen.state.steps === count, STEPS);
        expect(await hash(tab)).toBe(grown);
        expect(await notices(tab)).toEqual([]);
    });

    it("of Gray-Scott give the golden hash of the built-in model, after a lost worker too", async () => {
        const run = goldenRuns().find(({ row }) => /^gray_scott 64x64x64 periodic \S+ \d+ \d+ - /.test(row))!;
        await open(tab, server.url + run.search);
        const text = await readFile(new URL("../../models/gray_scott.pde", import.meta.url), "utf8");
        await tab.evaluate((equations) => window.morphogen.network(equations), text);
        expect(await tab.evaluate(() => window.morphogen.state.model?.computation)).toBe(
            "WebAssembly made of the text",
        );
        await tab.evaluate((count) => window.morphogen.step(count), run.steps - 20);
        await tab.evaluate(() => window.morphogen.debug.interpret()); // which none of the bits shows
        await tab.evaluate(() => window.morphogen.step(20));
        expect(await hash(tab)).toBe(run.hash);
        await tab.evaluate(() => window.morphogen.debug.trapWorker());
        await tab.until(() => document.querySelector("#notices .sentence") !== null);
        await expect.poll(() => hash(tab).catch(() => ""), { timeout: 60_000, interval: 300 }).toBe(run.hash);
    });

    it("of a snapshot open; models of one's own are kept by name, and deleting one can be undone", async () => {
        await open(tab, `${server.url}?size=16&paused=1`);
        await openPane(tab);
        await paste(tab, "# mine\nfield c\ndc/dt = lap(c)\nstart flat: c = 1\n");
        await tab.press("Tab"); // leaves the text: the keyboard is not caught in it
        expect(await tab.evaluate(() => document.activeElement?.id)).not.toBe("text-editor");
        const grown = await tab.evaluate(async (text) => {
            const { morphogen } = window;
            await morphogen.network(text);
            await morphogen.step(5);
            const file = await morphogen.save(),
                grown = await morphogen.hash();
            await morphogen.configure({ model: "gray_scott" });
            await morphogen.open(new File([file], "equations.mgs"));
            return grown;
        }, FITZHUGH_NAGUMO);
        expect(await hash(tab)).toBe(grown);
        await openPane(tab); // it shows the text that runs
        expect(await shownText(tab)).toBe(FITZHUGH_NAGUMO);
        await tab.click("#text-models");
        const own = (): Promise<string[]> =>
            tab.evaluate(() =>
                [...document.querySelectorAll("#text-list section:first-child b")].map((b) => b.textContent!),
            );
        expect((await own())[0]).toBe("mine"); // tabs of Firefox share what is kept
        expect(await findings(tab)).toEqual([]);
        await tab.click('#text-list [aria-label="Rename mine"]');
        await tab.type("flat\n");
        await expect.poll(own).toContain("flat");
        await tab.click('#text-list [aria-label="Delete flat"]');
        await tab.click('#text-list [aria-label="Undo deleting flat"]');
        expect((await own())[0]).toBe("flat");
        await tab.click("#text-models");
        await takeUp(tab, "flat");
        await tab.until(() => window.morphogen.state.steps === 0);
        expect(await shownText(tab)).toContain("# mine");
    });
});
