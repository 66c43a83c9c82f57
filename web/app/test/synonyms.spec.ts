// Every other name leads to a setting that there is; that the page has the rest of them is tested end to end.
import { describe, expect, it } from "vitest";
import { DISPLAY } from "../src/state/display";
import { holds } from "../src/ui/panel/find";
import { SETTINGS } from "../src/ui/panel/synonyms";

const GROUPS = new Set<string>(DISPLAY.map(({ group }) => group));
const ROWS = new Set<string>(["Display shown", ...DISPLAY.map(({ group, label }) => `${group} ${label}`)]);

describe("the other names of settings", () => {
    it("are those of rows of the display's table", () => {
        const ofDisplay = Object.keys(SETTINGS).filter((key) =>
            [...GROUPS].some((group) => key.startsWith(`${group} `)),
        );
        expect(ofDisplay.filter((key) => !ROWS.has(key))).toEqual([]);
        expect(ofDisplay.length).toBeGreaterThan(10);
    });
    it.each([
        ["speed", "Machine threads"],
        ["diffusivity", "du"],
        ["resolution", "Box cells"],
        ["grid", "Box cells"],
        ["colormap", "Display colour map"],
        ["Transparency", "Display opacity"],
        ["feed rate", "feed"],
        ["iso value", "Settings threshold"],
        ["boundary condition", "Box boundary x"],
    ])("%s leads to %s", (wanted, key) => expect(holds(SETTINGS[key]!, wanted)).toBe(true));
});
