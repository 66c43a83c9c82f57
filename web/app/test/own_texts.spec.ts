import { beforeEach, describe, expect, it, vi } from "vitest";
import {
    deleteText,
    keepText,
    nameOf,
    ownTexts,
    renameText,
    sentenceOf,
    shownNames,
    storeDraft,
    storedDraft,
} from "../src/state/own_texts";

const model = (name: string, more = ""): string => `model "${name}" "Says so."\n${more}`;
let room = Infinity; // characters that the browser stores

describe("models of one's own", () => {
    beforeEach(() => {
        const stored = new Map<string, string>();
        room = Infinity;
        vi.stubGlobal("localStorage", {
            getItem: (name: string) => stored.get(name) ?? null,
            setItem: (name: string, value: string) => {
                if (value.length > room) throw new DOMException("no room", "QuotaExceededError");
                stored.set(name, value);
            },
            removeItem: (name: string) => void stored.delete(name),
        });
    });
    const texts = (): string[] => ownTexts().map(({ text }) => text);

    it("are kept newest first, and go on under their names", () => {
        const { id } = keepText(null, model("A"));
        keepText(null, model("B"));
        expect(keepText(id, model("A", "# changed"))).toEqual({ id, stored: true });
        expect(texts()).toEqual([model("A", "# changed"), model("B")]);
        expect(keepText(null, " \n").id).toBeNull();
    });

    it("are another one where the text calls itself otherwise, unless the person gave the name", () => {
        const { id } = keepText(null, model("A"));
        const other = keepText(id, model("C"));
        expect(other.id).not.toBe(id);
        expect(renameText(other.id!, "  Mine ")).toBe(true);
        expect(keepText(other.id, model("D"))).toEqual({ id: other.id, stored: true });
        expect(texts()).toEqual([model("D"), model("A")]);
        expect(shownNames(ownTexts())).toEqual(["Mine", "A"]);
        renameText(other.id!, "");
        expect(shownNames(ownTexts())).toEqual(["D", "A"]);
    });

    it("stay however many there are; of the same name they are numbered", () => {
        for (let i = 0; i < 60; i++) keepText(null, model("A", `# ${i}`));
        expect(ownTexts()).toHaveLength(60);
        expect(new Set(ownTexts().map(({ id }) => id)).size).toBe(60);
        expect(shownNames(ownTexts()).slice(0, 3)).toEqual(["A", "A (2)", "A (3)"]);
    });

    it("come back in their place when they were deleted, once", () => {
        for (const name of ["A", "B", "C"]) keepText(null, model(name));
        const bringBack = deleteText(ownTexts()[1]!.id);
        expect(texts()).toEqual([model("C"), model("A")]);
        expect([bringBack(), bringBack()]).toEqual([true, true]);
        expect(texts()).toEqual([model("C"), model("B"), model("A")]);
    });

    it("tell where the browser does not store them, and those that are stored stay", () => {
        keepText(null, model("A"));
        room = 200;
        expect(keepText(null, model("B", "#".repeat(300))).stored).toBe(false);
        expect(storeDraft("#".repeat(300), null)).toBe(false);
        expect(texts()).toEqual([model("A")]);
    });

    it("of an older version of the page are read, and damage costs only what is damaged", () => {
        localStorage.setItem(
            "morphogen.texts",
            JSON.stringify(["# old", 7, null, { id: "x", text: "# new", name: null }]),
        );
        expect(texts()).toEqual(["# old", "# new"]);
        expect(keepText("old0", "# old\nfield u").id).toBe("old0");
        for (const damaged of ["{", "7", '{"a":1}']) {
            localStorage.setItem("morphogen.texts", damaged);
            expect(ownTexts()).toEqual([]);
        }
    });

    it("have a draft", () => {
        expect(storedDraft()).toEqual({ text: null, of: null });
        storeDraft("field", "x");
        expect(storedDraft()).toEqual({ text: "field", of: "x" });
    });

    it("have names and sentences", () => {
        expect(nameOf('# words\nmodel "Barkley" "An excitable medium."\nfield u\n')).toBe("Barkley");
        expect(sentenceOf('# words\nmodel "Barkley" "An excitable medium."\nfield u\n')).toBe("An excitable medium.");
        expect(nameOf("\n  # Prey is born.\nspecies prey\n")).toBe("Prey is born.");
        expect(nameOf(`field ${"u".repeat(60)}`)).toHaveLength(40);
        expect([nameOf(""), sentenceOf("")]).toEqual(["", ""]);
    });
});
