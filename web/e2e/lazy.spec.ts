// Parts of the page that come when they are first wanted, while the server does not answer: what is missing is
// told with what to do, nothing else stops, and once the server answers again each of them comes.
import { afterEach, describe, expect, it } from "vitest";
import { BROWSERS, type Tab } from "./browsers.ts";
import { hash, notices, open, surfaceShown } from "./page.ts";
import { ground } from "./setting.ts";

/** A key, what is missing then, and what opens once it is there. */
const WANTED: readonly (readonly [key: string, what: string, opened: string])[] = [
    ["g", "The gallery", "dialog.gallery[open]"],
    ["?", "The page of keys", "dialog[open]"],
    ["Control+s", "The dialog for files", "dialog[open]"],
    ["b", "The tools' own panes", "#brush-pane:not([hidden])"],
    ["e", "The pane of models", "#text-pane:not([hidden])"],
];
const OFTEN = [
    "what draws clear surfaces in their order",
    "what draws slices, cuts and clouds",
    "the colours",
    "the plots",
];

describe.each(BROWSERS)("lazy parts in %s", (name) => {
    const { server, browser } = ground(name);
    afterEach(() => void (server.isDown = () => false));

    it("are told where they do not come, and come later", async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=16&paused=1`);
        await tab.evaluate(() => window.morphogen.step(20));
        await surfaceShown(tab);
        const before = await hash(tab);
        await tab.until(() => document.querySelector("#panel math") !== null);
        server.isDown = () => true;
        for (const [key, what] of WANTED) {
            await press(tab, key);
            await tab.until((words) => document.getElementById("notices")!.textContent!.includes(words), what);
            expect((await notices(tab)).find((sentence) => sentence.startsWith(what))).toMatch(
                /could not be loaded: the server does not answer\. Try again when the network is back; the run goes on/,
            );
        }
        await press(tab, "Escape");
        await tab.evaluate(() => document.getElementById("find")!.focus());
        await tab.until(() => document.querySelector("#panel search")!.textContent!.includes("could not be loaded"));
        await tab.evaluate(() => {
            window.morphogen.display({ opacity: 0.5, slice_z: true, colour_map: "inferno" });
            document.querySelector<HTMLDetailsElement>("#plots")!.open = true;
        });
        await tab.until(
            (all) => all.every((what) => document.getElementById("notices")!.textContent!.includes(what)),
            OFTEN,
        );
        expect(await hash(tab)).toBe(before);
        expect(await tab.evaluate(async () => (await window.morphogen.step(5)).steps)).toBe(25);

        server.isDown = () => false;
        await tab.until(() => !document.getElementById("notices")!.textContent!.includes("Not loaded"));
        await tab.until(() => window.morphogen.field !== null && document.querySelector("#plots .uplot") !== null);
        for (const [key, , opened] of WANTED) {
            await press(tab, key);
            await tab.until((selector) => document.querySelector(selector) !== null, opened);
            await press(tab, "Escape");
        }
        // that files did not come is all that the browser says
        const others = tab.complaints.filter((line) => !/ERR_EMPTY_RESPONSE|NetworkError|Failed to load/.test(line));
        expect(others).toEqual([]);
        await tab.close();
    });
});

async function press(tab: Tab, key: string): Promise<void> {
    await tab.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await tab.press(key);
}
