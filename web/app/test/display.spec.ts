import { describe, expect, it } from "vitest";
import { DISPLAY, Display } from "../src/state/display";

describe("the display", () => {
    it("holds every first value of its table within its own range", () => {
        const display = new Display();
        for (const row of DISPLAY) {
            display.set(row.id, row.initial as never);
            expect(display.values[row.id]).toBe(row.initial);
        }
        expect(display.differences).toEqual({});
    });

    it("takes the nearest value in range, and nothing that is no value", () => {
        const display = new Display(),
            heard: string[] = [];
        display.changed.listen((id) => heard.push(id));
        display.set("fog", 99);
        expect(display.values.fog).toBe(4);
        for (const wrong of [NaN, "thick", null, undefined, true]) display.set("fog", wrong as never);
        display.set("outline", 1 as never);
        expect(display.differences).toEqual({ fog: 4 });
        expect(heard).toEqual(["fog"]);
    });

    it("comes back to what differs from the first values", () => {
        const display = new Display();
        display.set("outline", false);
        const kept = display.differences;
        display.restore({ fog: 0 });
        expect(display.differences).toEqual({ fog: 0 });
        display.restore(kept);
        expect(display.values.outline).toBe(false);
        expect(display.differences).toEqual(kept);
    });
});
