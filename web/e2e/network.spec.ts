// Molecules in the page: the models that are networks, networks that a person writes, and their figures over time.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BROWSERS, type Tab } from "./browsers.ts";
import { goldenRuns } from "./golden.ts";
import { canvasPicture, hash, notices, open, subtitle, surfaceShown } from "./page.ts";
import { setting } from "./setting.ts";
import { keepShot } from "./shots.ts";
import { message, openPane, paste, shownText, underlined, understood } from "./text_pane.ts";

const PAIR = `parameter birth = 0.5 in 0..4 "How fast prey is born."
species prey D = 0.2 initial = 20 patch = 30
species hunter D = 0.1 initial = poisson(3)
reaction prey -> 2 prey rate birth
reaction prey + hunter -> 2 hunter rate 0.02
reaction hunter -> 0 rate 0.6
`;

describe.each(BROWSERS)("molecules in %s", (name) => {
    const { server, tab } = setting(name);

    it("come alive when their model is picked, and give the golden hash", async () => {
        const run = goldenRuns().find(({ row }) => row.startsWith("rdme 64x64x64"))!;
        await open(tab, `${server.url}?size=64&paused=1`);
        const models = readdirSync(new URL("../../src/models", import.meta.url)).filter((file) => file.endsWith(".c"));
        const listed = await tab.evaluate(
            () => document.querySelector<HTMLSelectElement>("#panel select")!.options.length,
        );
        expect(listed).toBe(models.length + 1); // and one's own
        await pick(tab, "autocatalyst");
        await tab.until(() => window.morphogen.state.config.model === "rdme");
        await tab.evaluate((count) => window.morphogen.step(count), run.steps);
        expect(await hash(tab)).toBe(run.hash);
        await surfaceShown(tab, (await tab.evaluate(() => window.morphogen.stats()?.meshesShown ?? 0)) - 1);
        const shown = await canvasPicture(tab);
        expect(shown.covered).toBeGreaterThan(0.02);
        expect(shown.colours).toBeGreaterThan(30);
        expect(await tab.evaluate(() => document.querySelectorAll("[data-parameter]").length)).toBeGreaterThan(14);
        await keepShot(tab, `${name}_rdme`);
    });

    it("are plotted, and leave as a table", async () => {
        await open(tab, `${server.url}?size=24&paused=1&model=rdme`);
        for (let i = 0; i < 5; i++) await tab.evaluate(() => window.morphogen.step(4));
        await tab.until(() => document.querySelector("#plots[open] .uplot canvas") !== null);
        expect(await inkOfPlot(tab)).toBeGreaterThan(100);
        const csv = await csvOf(tab);
        const [head = "", ...lines] = csv.trim().split("\n");
        expect(head).toBe(
            [
                "step",
                "time",
                ...["food", "autocatalyst", "inhibitor"].flatMap((field) =>
                    ["min", "mean", "max", "total"].map((figure) => `${field}_${figure}`),
                ),
            ].join(),
        );
        expect(lines.length).toBeGreaterThanOrEqual(5);
        const last = lines.at(-1)!.split(",").map(Number);
        expect(last[0]).toBe(20);
        expect(last[1]).toBeCloseTo(20 * (await tab.evaluate(() => window.morphogen.get("dt"))), 6);
        const totals = await tab.evaluate(async () => (await window.morphogen.statistics()).map(({ total }) => total));
        expect([last[5], last[9], last[13]]).toEqual(totals);
        await tab.click("#plots-log");
        await keepShot(tab, `${name}_plot`);
        await tab.click("#plots-title");
        expect(await tab.evaluate(() => document.querySelector<HTMLDetailsElement>("#plots")!.open)).toBe(false);
    });

    it("of a network that a person writes run; one that is not understood leaves the run alone", async () => {
        await open(tab, `${server.url}?size=24&paused=1`);
        await tab.evaluate(() => window.morphogen.step(3));
        const before = await hash(tab);
        await openPane(tab);
        await paste(tab, PAIR.replace("hunter rate 0.02", "hunter rat 0.02"));
        await expect.poll(() => underlined(tab), { timeout: 60_000 }).toEqual({ line: 5, word: "rat" });
        expect(await message(tab)).toMatch(/line 5, column \d+/);
        expect(await tab.evaluate(() => document.querySelector<HTMLButtonElement>("#text-run")!.disabled)).toBe(true);
        await keepShot(tab, `${name}_wrong`);
        await tab.click("#text-message"); // goes there, so that what is typed stands in the word's place
        await tab.type("rate");
        expect(await shownText(tab)).toBe(PAIR);
        await understood(tab);
        expect(await hash(tab)).toBe(before);
        expect(await tab.evaluate(() => window.morphogen.state.config.model)).toBe("gray_scott");

        await tab.click("#text-run");
        await tab.until(() => window.morphogen.state.config.model === "network");
        expect(await tab.evaluate(() => document.querySelector("[data-parameter=birth]") !== null)).toBe(true);
        expect(await subtitle(tab)).toContain("24³");
        await tab.evaluate(() => window.morphogen.step(20));
        const totals = await tab.evaluate(async () =>
            (await window.morphogen.statistics()).map(({ field, total }) => [field, total]),
        );
        expect(totals.map(([field]) => field)).toEqual(["prey", "hunter"]);
        expect(totals.every(([, total]) => Number(total) > 1000)).toBe(true);
        await keepShot(tab, `${name}_network`);
    });

    it("of a network survive the loss of the worker, and its text a reload", async () => {
        await open(tab, `${server.url}?size=16&paused=1`);
        await tab.evaluate((text) => window.morphogen.network(text), PAIR);
        await tab.evaluate(() => window.morphogen.step(10));
        const lived = await hash(tab);
        await tab.evaluate(() => window.morphogen.debug.trapWorker());
        await tab.until(() => document.querySelector("#notices .sentence") !== null);
        await expect.poll(() => hash(tab).catch(() => ""), { timeout: 60_000, interval: 300 }).toBe(lived);
        expect(await tab.evaluate(() => window.morphogen.state.config.model)).toBe("network");

        await openPane(tab);
        await paste(tab, `${PAIR}# mine`);
        await open(tab, `${server.url}?size=16&paused=1`);
        await openPane(tab);
        expect(await shownText(tab)).toMatch(/# mine$/);
    });

    it("may call a parameter toString, constructor or __proto__", async () => {
        await open(tab, `${server.url}?size=16&paused=1`);
        const text =
            ["toString", "constructor", "__proto__"]
                .map((name, i) => `parameter ${name} = ${2 + i} in 0..9\n`)
                .join("") + PAIR;
        await tab.evaluate((network) => window.morphogen.network(network), text);
        const names = ["toString", "constructor", "__proto__"] as const;
        expect(await tab.evaluate((all) => Promise.all(all.map((name) => window.morphogen.get(name))), names)).toEqual([
            2, 3, 4,
        ]);
        await tab.evaluate(async (all) => {
            for (const name of all) await window.morphogen.set(name, 5);
            await window.morphogen.step(3);
        }, names);
        expect(
            await tab.evaluate(
                (all) => all.map((name) => Object.hasOwn(window.morphogen.state.config.params, name)),
                names,
            ),
        ).toEqual([true, true, true]);
        const rows = await tab.evaluate(
            (all) =>
                all.map(
                    (name) =>
                        document.querySelector<HTMLInputElement>(`[data-parameter="${name}"] input.number`)?.value,
                ),
            names,
        );
        expect(rows).toEqual(["5", "5", "5"]);
        await tab.evaluate(() => window.morphogen.undo());
        expect(await tab.evaluate(() => window.morphogen.get("__proto__"))).toBe(4);
        const valuesAt = (step: number): Promise<number[]> =>
            tab.evaluate(
                async ({ all, step }) => {
                    await window.morphogen.scrub(step);
                    return Promise.all(all.map((name) => window.morphogen.get(name)));
                },
                { all: names, step },
            );
        expect(await valuesAt(0)).toEqual([5, 5, 5]); // as they were set there
        expect(await valuesAt(3)).toEqual([5, 5, 4]); // undone here
    });

    it("come from a file that is dropped anywhere; other files are refused by name", async () => {
        await open(tab, `${server.url}?size=16&paused=1`);
        await drop(tab, "cat.gif", "GIF89a");
        await tab.until(() => document.querySelector("#notices .error") !== null);
        expect((await notices(tab)).join()).toContain("cat.gif");
        await drop(tab, "pair.rxn", PAIR);
        await tab.until(() => window.morphogen.state.config.model === "network");
        expect(await shownText(tab)).toBe(PAIR);
        await tab.press("Escape");
        expect(await tab.evaluate(() => document.getElementById("text-pane")!.hidden)).toBe(true);
    });

    it("warn of cells too small for their reactions, with both numbers", async () => {
        await open(tab, `${server.url}?size=16&paused=1`);
        await tab.evaluate(() => window.morphogen.network("species A D = 0.1 initial = 5\nreaction 2 A -> 0 rate 4\n"));
        await tab.until(() => document.querySelector("#notices .warning") !== null);
        expect((await notices(tab)).join()).toMatch(/dx = 1 is below 5\.05/);
        await keepShot(tab, `${name}_small_cells`);
    });
});

/** Chooses in the panel's list of models. */
async function pick(tab: Tab, label: string): Promise<void> {
    await tab.evaluate((sought) => {
        const list = document.querySelector<HTMLSelectElement>("#panel select")!;
        list.selectedIndex = [...list.options].findIndex(({ textContent }) => textContent?.includes(sought));
        list.dispatchEvent(new Event("change", { bubbles: true }));
    }, label);
}

async function drop(tab: Tab, name: string, text: string): Promise<void> {
    await tab.evaluate(
        ([file, content]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([content], file));
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        },
        [name, text] as const,
    );
}

/** Pixels of the plot's canvas that are not empty. */
function inkOfPlot(tab: Tab): Promise<number> {
    return tab.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>("#plots canvas")!;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, value, i) => sum + (i % 4 === 3 && value > 128 ? 1 : 0), 0);
    });
}

/** What the button would save. */
function csvOf(tab: Tab): Promise<string> {
    return tab.evaluate(
        () =>
            new Promise<string>((resolve) => {
                const { createObjectURL } = URL;
                HTMLAnchorElement.prototype.click = () => {
                    /* nothing is saved */
                };
                URL.createObjectURL = (blob: Blob) => {
                    void blob.text().then(resolve);
                    return createObjectURL(blob);
                };
                document.getElementById("plots-csv")!.click();
            }),
    );
}
