// The page for everyone: nothing that axe finds serious, by keyboard alone, dark and light, on a telephone, in small
// windows.
import { describe, expect, it } from "vitest";
import { ELSEWHERE, SETTINGS } from "../app/src/ui/panel/synonyms.ts";
import { findings } from "./axe.ts";
import type { Machine, Tab, TabSize } from "./browsers.ts";
import { misfits } from "./fit.ts";
import { hash, open, surfaceShown } from "./page.ts";
import { ground } from "./setting.ts";
import { openPane } from "./text_pane.ts";

const WINDOWS: readonly (readonly [string, TabSize, boolean])[] = [
    ["a small telephone", { width: 360, height: 640 }, true],
    ["one on its side", { width: 640, height: 360 }, true],
    ["a tablet", { width: 768, height: 1024 }, true],
    ["half a screen", { width: 960, height: 720 }, false],
];

/** What a person opens one after the other, each as it is left; `misfits` is asked in every room. */
const ROOMS: readonly (readonly [string, (tab: Tab) => Promise<void>])[] = [
    ["the hint", () => Promise.resolve()],
    [
        "a probe",
        async (tab) => {
            await tab.evaluate(async () => {
                await window.morphogen.probe([10, 10, 10]);
                await window.morphogen.step(2);
            });
            await tab.until(() => document.querySelector("#probes .uplot") !== null);
        },
    ],
    [
        "three probes and the brush",
        async (tab) => {
            await tab.evaluate(() => window.morphogen.probe([20, 20, 20]));
            await tab.evaluate(() => window.morphogen.probe([5, 6, 7]));
            await tab.press("b");
            await tab.until(() => document.getElementById("brush-pane")?.hidden === false);
        },
    ],
    [
        "the plots",
        async (tab) => {
            await tab.evaluate(() =>
                document
                    .querySelectorAll<HTMLElement>("#probes article button:last-of-type")
                    .forEach((close) => close.click()),
            );
            // in a large window the brush has room beside them
            if (await tab.evaluate(() => innerWidth < 900)) await tab.press("Escape");
            await tab.evaluate(() => (document.querySelector<HTMLDetailsElement>("#plots")!.open = true));
            await tab.until(() => document.querySelector("#plots .uplot") !== null);
        },
    ],
    [
        "the panel",
        async (tab) => {
            await tab.press("Escape");
            await tab.evaluate(() => {
                document.querySelector<HTMLDetailsElement>("#plots")!.open = false;
                document
                    .querySelectorAll<HTMLDetailsElement>("#panel details")
                    .forEach((folder) => (folder.open = true));
            });
            await tab.until(() => document.querySelector(".equation math") !== null);
        },
    ],
    [
        "notices",
        async (tab) => {
            await tab.evaluate(() => {
                document.querySelector<HTMLDetailsElement>("#panel > details")!.open = innerWidth >= 900;
                return window.morphogen.open(new File(["GIF89a"], "a_cat_that_has_a_very_long_name.gif")).catch(() => {
                    /* told in a notice */
                });
            });
            await tab.until(() => document.querySelector("#notices .error") !== null);
        },
    ],
    [
        "slices, a second surface and their legends",
        async (tab) => {
            await tab.evaluate(() => {
                document.querySelector<HTMLElement>("#notices .dismiss")!.click();
                window.morphogen.display({ slice_z: true, second: true });
            });
            await tab.until(() => document.querySelector(".handle:not([hidden])") !== null);
        },
    ],
    [
        "long work",
        async (tab) => {
            await tab.evaluate(() => {
                window.morphogen.display({ slice_z: false, second: false });
                void window.morphogen.step(50_000_000);
            });
            await tab.until(() => document.querySelector("#busy button") !== null);
        },
    ],
    [
        "the text",
        async (tab) => {
            await tab.click("#busy button");
            await tab.until(() => document.querySelector("#busy button") === null);
            await openPane(tab);
        },
    ],
    [
        "two runs",
        async (tab) => {
            await tab.press("Escape");
            await tab.evaluate(() => window.morphogen.compare());
            await tab.until(() => document.getElementById("comparison") !== null);
        },
    ],
];

describe("the page for everyone", () => {
    const { server, browser } = ground("chromium");

    const opened = async (size?: TabSize, machine?: Machine, address = "?size=32&paused=1"): Promise<Tab> => {
        const tab = await browser.tab(size, machine);
        await open(tab, `${server.url}${address}`);
        await surfaceShown(tab);
        return tab;
    };

    it.each(["dark", "light"] as const)("has nothing serious for axe in any room, %s", async (colorScheme) => {
        const tab = await opened(undefined, { colorScheme }, "?size=32&paused=1&feed=wrong");
        const found: Record<string, string[]> = {};
        await tab.evaluate(() =>
            document.querySelectorAll<HTMLDetailsElement>("details").forEach((folder) => (folder.open = true)),
        );
        await tab.until(
            () => document.querySelector("#plots .uplot") !== null && document.querySelector(".equation math") !== null,
        );
        found["everything open"] = await findings(tab);
        await tab.press("?");
        await tab.until(() => document.querySelector("#keys[open]") !== null);
        found.keys = await findings(tab);
        await tab.press("Escape");
        await tab.evaluate(() => document.querySelector<HTMLSelectElement>("#panel select")!.focus());
        await openPane(tab);
        found.text = await findings(tab);
        await tab.press("Escape");
        // Whatever of the work opens a dialog.
        for (const id of await tab.evaluate(() =>
            [...document.querySelectorAll("#actions button:enabled")].map((button) => button.id),
        )) {
            await tab.evaluate((button) => document.getElementById(button)!.click(), id);
            const opened = await tab
                .until(() => document.querySelector("dialog[open]") !== null, undefined, 1500)
                .then(
                    () => true,
                    () => false,
                );
            if (!opened) continue;
            found[id] = await findings(tab);
            await tab.press("Escape");
        }
        expect(found).toEqual(Object.fromEntries(Object.keys(found).map((room) => [room, []])));
        await tab.close();
    });

    it("is dark or light as the system says, until the person chooses, and remembers it", async () => {
        const tab = await opened(undefined, { colorScheme: "light" });
        const ink = (): Promise<string> => tab.evaluate(() => getComputedStyle(document.body).color);
        const inLight = await ink();
        await tab.press("t");
        expect(await ink()).not.toBe(inLight);
        await open(tab, `${server.url}?size=32&paused=1`);
        expect(await tab.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
        await tab.close();
    });

    it("is worked by keys alone: sliders, numbers with a sentence, the way back", async () => {
        const tab = await opened();
        const before = await hash(tab);
        const feed = (): Promise<number> => tab.evaluate(() => window.morphogen.get("feed"));
        const focus = (inside: string): Promise<void> =>
            tab.evaluate(
                (name) => document.querySelector<HTMLElement>(`[data-parameter=feed] ${name}`)!.focus(),
                inside,
            );
        await focus(".slider");
        await tab.press("ArrowRight");
        await tab.until(() => document.querySelector("[data-parameter=feed] .reset:not(.idle)") !== null);
        expect(await feed()).toBeGreaterThan(0.0367);
        await focus(".reset");
        await tab.press(" ");
        await tab.until(() => document.querySelector("[data-parameter=feed] .reset.idle") !== null);
        expect(await feed()).toBeCloseTo(0.0367, 7);
        expect(await tab.evaluate(() => document.activeElement?.className)).toBe("slider");
        await focus(".number");
        await tab.evaluate(
            () => (document.querySelector<HTMLInputElement>("[data-parameter=feed] .number")!.value = "0.2"),
        );
        await tab.evaluate(() =>
            document.querySelector("[data-parameter=feed] .number")!.dispatchEvent(new Event("change")),
        );
        expect(await tab.evaluate(() => document.querySelector("[data-parameter=feed] .message")!.textContent)).toMatch(
            /0 to 0\.1; 0\.2/,
        );
        await tab.press("Escape");
        await focus(".slider");
        await tab.press("Tab");
        await tab.until(() => document.getElementById("tip")?.hidden === false);
        expect(await tab.evaluate(() => document.getElementById("tip")!.textContent)).toMatch(/0 to 0\.1/);
        expect(await hash(tab)).toBe(before);
        await tab.close();
    });

    it.each(WINDOWS)(
        "fits %s: every room inside the window, none over another, all within reach",
        async (_, size, touch) => {
            const tab = await opened(size, { touch });
            const found: Record<string, string[]> = {};
            expect(await tab.evaluate(() => document.getElementById("hint")!.textContent)).toContain(
                touch ? "finger" : "wheel",
            );
            for (const [room, enter] of ROOMS) {
                await enter(tab);
                found[room] = await misfits(tab, touch);
            }
            await tab.evaluate(() => window.morphogen.comparison!.keep("A"));
            if (await tab.evaluate(() => document.getElementById("more")!.checkVisibility())) {
                await tab.click("#more");
                found.more = await misfits(tab, touch);
                if (touch) expect(await findings(tab)).toEqual([]);
                await tab.press("Escape");
                expect(await tab.evaluate(() => document.body.classList.contains("more"))).toBe(false);
            }
            for (const id of ["gallery", "share", "save", "save-video", "help"]) {
                if (id !== "save-video") await tab.press("Escape");
                await tab.evaluate((button) => document.getElementById(button)!.click(), id);
                await tab.until(
                    (was) =>
                        document.querySelector("dialog[open]") !== null &&
                        document.querySelector("dialog[open]")!.contains(document.getElementById(was)) === false,
                    id,
                );
                found[id] = await misfits(tab, touch);
            }
            expect(found).toEqual(Object.fromEntries(Object.keys(found).map((room) => [room, []])));
            expect(tab.complaints).toEqual([]);
            await tab.close();
        },
    );

    it("hints once, until the first gesture, and never again", async () => {
        const tab = await opened();
        expect(await tab.evaluate(() => document.getElementById("hint")!.textContent)).toContain("Drag turns");
        await tab.click("#view");
        expect(await tab.evaluate(() => document.getElementById("hint")!.hidden)).toBe(true);
        await open(tab, `${server.url}?size=32&paused=1`);
        expect(await tab.evaluate(() => document.getElementById("hint")!.hidden)).toBe(true);
        await tab.close();
    });

    it("finds settings by name, symbol and meaning, and says where there is none", async () => {
        const tab = await opened();
        const shown = (): Promise<string[]> =>
            tab.evaluate(() =>
                [...document.querySelectorAll<HTMLElement>("#panel .row:not([hidden])")]
                    .filter((row) => row.getBoundingClientRect().height > 0)
                    .map(({ dataset, textContent }) => dataset.control ?? textContent!),
            );
        const type = async (text: string): Promise<void> => {
            for (const letter of text) await tab.press(letter);
        };
        const open = (): Promise<string> =>
            tab.evaluate(() =>
                [...document.querySelectorAll<HTMLDetailsElement>("#panel .folder .folder")]
                    .map((f) => Number(f.open))
                    .join(""),
            );
        await tab.press("h"); // it is there even where the panel was not
        const before = await open();
        await tab.press("/");
        await type("fog");
        await tab.until(() => document.querySelectorAll("#panel .row:not([hidden])").length < 5);
        expect(await shown()).toEqual(["Light fog"]);
        expect(await findings(tab)).toEqual([]);
        await tab.press("Enter");
        expect(await tab.evaluate(() => document.activeElement!.closest<HTMLElement>(".row")!.dataset.control)).toBe(
            "Light fog",
        );
        await tab.press("/");
        await type("D_v");
        await tab.until(
            () => document.querySelector("#panel [data-control='Reaction dv']")?.getBoundingClientRect().height,
        );
        expect(await shown()).toContain("Reaction dv");
        await tab.evaluate(() => window.morphogen.configure({ model: "rdme" })); // another panel, the same question
        await tab.until(() => document.querySelector("#find + p button") !== null);
        expect(await tab.evaluate(() => document.querySelector("#find + p")!.textContent)).toContain("“D_v”");
        expect(await shown()).toEqual([]);
        await tab.click("#find + p button");
        await tab.until(() => document.querySelectorAll("#panel .row[hidden]").length === 0);
        expect(await open()).toBe(before);
        await tab.close();
    });

    it("finds settings and buttons by what people of the field call them, each of which there is", async () => {
        const tab = await opened();
        await tab.press("/");
        await tab.until(() => document.activeElement?.id === "find");
        const lost = await tab.evaluate(
            async ({ settings, elsewhere }) => {
                const input = document.querySelector<HTMLInputElement>("#find")!,
                    word = document.querySelector("#find + p")!;
                const look = async (text: string): Promise<void> => {
                    input.value = text;
                    input.dispatchEvent(new Event("input"));
                    await new Promise((resolve) => setTimeout(resolve));
                };
                while (word.textContent === "") await look("fog"); // what finds comes a moment later
                const missing: string[] = [];
                for (const [key, names] of settings) {
                    const row = document.querySelector<HTMLElement>(
                        `#panel .row:is([data-control="${key}"], [data-parameter="${key}"])`,
                    );
                    for (const name of names) {
                        await look(name);
                        if (row === null || row.hidden) missing.push(`${key}: ${name}`);
                    }
                }
                for (const [id, names] of elsewhere) {
                    const element = document.getElementById(id),
                        title = element?.dataset.name ?? element?.getAttribute("aria-label");
                    for (const name of names) {
                        await look(name);
                        if (![...word.querySelectorAll("button")].some((button) => button.textContent === title))
                            missing.push(`${id}: ${name}`);
                    }
                }
                return missing;
            },
            { settings: wordsOf(SETTINGS), elsewhere: wordsOf(ELSEWHERE) },
        );
        expect(lost).toEqual([]);
        const type = async (text: string): Promise<void> => {
            for (const letter of text) await tab.press(letter);
        };
        await tab.press("/");
        await tab.evaluate(() => document.querySelector<HTMLInputElement>("#find")!.select());
        await type("screenshot");
        await tab.until(() => document.querySelector("#find + p button")?.textContent?.startsWith("Save a picture"));
        expect(await findings(tab)).toEqual([]);
        await tab.press("Enter");
        await tab.press("Enter");
        await tab.until(() => document.querySelector("dialog[open]") !== null);
        await tab.close();
    });

    it("shows the equations with the values that stand", async () => {
        const tab = await opened();
        await tab.until(() => document.querySelectorAll(".equation > div").length === 2);
        await tab.evaluate(() => window.morphogen.set("kill", 0.06));
        await tab.until(() =>
            [...document.querySelectorAll(".equation .parameter")].some((symbol) =>
                symbol.getAttribute("data-tip")?.includes("k = 0.06 "),
            ),
        );
        await tab.close();
    });

    it("tells how far long work is, and ends it where it stands", async () => {
        const tab = await opened();
        const asked = tab.evaluate(() => window.morphogen.step(50_000_000));
        await tab.until(() => document.querySelector<HTMLProgressElement>("#busy progress")?.hasAttribute("value"));
        await tab.click("#busy button");
        expect((await asked).steps).toBeLessThan(50_000_000);
        await tab.until(() => document.querySelector("#busy .task") === null);
        await tab.close();
    });

    it("comes back from a long call that is stopped, exactly as it stood", async () => {
        const tab = await opened();
        await tab.evaluate(() => window.morphogen.step(30));
        const before = await hash(tab);
        const refused = tab.evaluate(() =>
            window.morphogen.configure({ size: [320, 320, 320] }).then(
                () => "made",
                (error: Error) => error.message,
            ),
        );
        const doing = await stopAtProgress(tab); // of the planes that are seeded
        expect(doing).toMatch(/320 x 320 x 320 cells, \d+ %/);
        expect(await refused).toContain("Stopped");
        await expect.poll(() => hash(tab).catch(() => ""), { timeout: 60_000, interval: 300 }).toBe(before);
        await tab.close();
    });
});

/** Stops the work under way as soon as its bar moves, in one call, for it may end between two; gives its words. */
async function stopAtProgress(tab: Tab): Promise<string> {
    await tab.until(() => {
        if (!document.querySelector<HTMLProgressElement>("#busy progress")?.hasAttribute("value")) return false;
        document.body.dataset.stopped = document.querySelector("#busy .doing")!.textContent;
        document.querySelector<HTMLButtonElement>("#busy button")!.click();
        return true;
    });
    return tab.evaluate(() => document.body.dataset.stopped!);
}

function wordsOf(table: Readonly<Record<string, string>>): [string, string[]][] {
    return Object.entries(table).map(([key, names]) => [key, names.split(" ")]);
}
