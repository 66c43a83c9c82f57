import { beforeEach, describe, expect, it, vi } from "vitest";
import { keepText, keptTexts, nameOf } from "../src/state/kept_texts";

describe("texts that are kept", () => {
    beforeEach(() => {
        const stored = new Map<string, string>();
        vi.stubGlobal("localStorage", {
            getItem: (name: string) => stored.get(name) ?? null,
            setItem: (name: string, value: string) => void stored.set(name, value),
            removeItem: (name: string) => void stored.delete(name),
        });
    });

    it("come back newest first, each once", () => {
        for (const text of ["a", "b", "a", " \n"]) keepText(text);
        expect(keptTexts()).toEqual(["a", "b"]);
    });

    it("are so many at most, and so long together; the newest is always kept", () => {
        for (let i = 0; i < 30; i++) keepText(`text ${i}`);
        expect(keptTexts()).toHaveLength(24);
        expect(keptTexts()[0]).toBe("text 29");
        keepText("x".repeat(399_999));
        expect(keptTexts()).toHaveLength(1);
        keepText("y".repeat(500_000));
        expect(keptTexts()).toEqual(["y".repeat(500_000)]);
    });

    it("are none where what is stored is damaged", () => {
        for (const damaged of ["{", "7", '{"a":1}', "[1, null]"]) {
            localStorage.setItem("morphogen.texts", damaged);
            expect(keptTexts()).toEqual([]);
        }
    });

    it("have names", () => {
        expect(nameOf('# words\nmodel "Barkley" "An excitable medium."\nfield u\n')).toBe("Barkley");
        expect(nameOf("\n  # Prey is born.\nspecies prey\n")).toBe("Prey is born.");
        expect(nameOf(`field ${"u".repeat(60)}`)).toHaveLength(40);
        expect(nameOf("")).toBe("");
    });
});
