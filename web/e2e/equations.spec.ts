// Equations that a person types: read as they are typed, run by the module that is fetched for them, shared by a link.
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { BROWSERS, type Tab } from "./browsers.ts";
import { goldenRuns } from "./golden.ts";
import { canvasPicture, hash, notices, open } from "./page.ts";
import { setting } from "./setting.ts";
import { keepShot } from "./shots.ts";

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
const MISTAKES = [
    { right: "lap(u)", wrong: "lpa(u)", line: "6", sentence: /lap/ },
    { right: "u^3 / 3", wrong: "u^3 / (3", line: "7", sentence: /\)/ },
    { right: "dv/dt = e *", wrong: "dw/dt = e *", line: "7", sentence: /\bw\b/ },
];
const STEPS = 4;

let shared: { search: string; hash: string } | null = null; // the run of the first browser

describe.each(BROWSERS)("equations in %s", (name) => {
    const { server, tab } = setting(name);

    it("are typed with three mistakes, run, and have the same bits by their link, in both browsers", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        await tab.evaluate(() => window.morphogen.step(12));
        const before = await hash(tab);
        await openPane(tab);
        for (const [i, { right, wrong, line, sentence }] of MISTAKES.entries()) {
            await write(tab, FITZHUGH_NAGUMO.replace(right, wrong));
            await expect.poll(() => message(tab), { timeout: 60_000 }).toMatch(sentence);
            expect(await tab.evaluate(() => document.querySelector("#network-lines .wrong")?.textContent)).toBe(line);
            if (i === 0) await keepShot(tab, `${name}_equations_wrong`);
            // The module that reads equations has taken over, and the run has not noticed.
            expect(await hash(tab)).toBe(before);
        }
        await write(tab, FITZHUGH_NAGUMO);
        await tab.until(() => document.getElementById("network-message")!.textContent === "Understood.");
        await tab.click("#network-run");
        await tab.until(() => document.querySelector("[data-parameter=e]") !== null);
        await tab.evaluate((count) => window.morphogen.step(count), STEPS);
        const grown = await hash(tab);
        expect(await notices(tab)).toEqual([]);
        await tab.press("Escape");
        await expect.poll(async () => (await canvasPicture(tab)).covered, { timeout: 60_000 }).toBeGreaterThan(0.005);
        await keepShot(tab, `${name}_equations`);

        const { search, hash: fragment } = new URL(await tab.evaluate(() => window.morphogen.link()));
        shared ??= { search: search + fragment, hash: grown };
        expect(grown).toBe(shared.hash);
        await open(tab, server.url + shared.search);
        await tab.until((count) => window.morphogen.state.steps === count, STEPS);
        expect(await hash(tab)).toBe(shared.hash);
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

    it("of a snapshot open, and no text that was written is lost", async () => {
        await open(tab, `${server.url}?size=16&paused=1`);
        await openPane(tab);
        await write(tab, "# mine\nfield c\ndc/dt = lap(c)\nstart flat: c = 1\n");
        await tab.press("Escape");
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
        const offered = await tab.evaluate(() =>
            [...document.querySelectorAll('#network-template optgroup[label="Yours"] option')].map(
                (o) => o.textContent,
            ),
        );
        expect(offered[0]).toBe("mine"); // tabs of Firefox share what is kept
        await tab.evaluate(() => {
            const list = document.querySelector<HTMLSelectElement>("#network-template")!;
            list.value = list.querySelector<HTMLOptionElement>('optgroup[label="Yours"] option')!.value;
            list.dispatchEvent(new Event("change"));
        });
        await tab.until(() => window.morphogen.state.steps === 0);
        expect(await shownText(tab)).toContain("# mine");
    });
});

async function openPane(tab: Tab): Promise<void> {
    await tab.evaluate(() => {
        const edit = [...document.querySelectorAll<HTMLButtonElement>("#panel button")].find(({ textContent }) =>
            textContent?.includes("edit its text"),
        );
        if (edit !== undefined) {
            edit.click();
            return;
        }
        const list = document.querySelector<HTMLSelectElement>("#panel select")!;
        list.selectedIndex = [...list.options].findIndex(({ textContent }) => textContent?.includes("your own model"));
        list.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await tab.until(() => !document.getElementById("network")!.hidden);
}

/** As if pasted over all that is there. */
async function write(tab: Tab, text: string): Promise<void> {
    await tab.evaluate((written) => {
        const area = document.querySelector<HTMLTextAreaElement>("#network-text")!;
        area.focus();
        area.select();
        document.execCommand("insertText", false, written);
    }, text);
}

function message(tab: Tab): Promise<string> {
    return tab.evaluate(() => document.getElementById("network-message")?.textContent ?? "");
}

function shownText(tab: Tab): Promise<string> {
    return tab.evaluate(() => document.querySelector<HTMLTextAreaElement>("#network-text")!.value);
}
