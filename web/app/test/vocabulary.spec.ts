// The words that the page explains are those that the library reads: names are taken from its own tables.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { meaningOf } from "../src/ui/text_pane/meaning";
import { EQUATION_WORDS, NETWORK_WORDS, type Word } from "../src/ui/text_pane/vocabulary";

const source = (path: string): string => readFileSync(new URL(`../../../src/${path}`, import.meta.url), "utf8");
const reader = source("equations/reader_names.c"),
    network = source("stochastic/network_text.c");

/** The strings between two marks of a C file. */
function strings(text: string, from: string, to: string): string[] {
    const at = text.indexOf(from);
    expect(at, from).toBeGreaterThan(0);
    return [...text.slice(at, text.indexOf(to, at)).matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
}
const names = (words: readonly Word[], ...places: Word["place"][]): string[] =>
    words.filter(({ place }) => places.includes(place)).map(({ name }) => name);

describe("the words of equations", () => {
    it("are the functions and the operators of conditions", () =>
        expect(names(EQUATION_WORDS, "function").toSorted()).toEqual(
            [...strings(reader, "functions[] =", "};"), "and", "or", "not"]
                .map((name) => name.replace("[i, j, k]", "[1, 0, -1]"))
                .toSorted(),
        ));
    it("are what begins a line and stands within one", () =>
        expect(names(EQUATION_WORDS, "line", "within").toSorted()).toEqual(
            strings(reader, "words[] =", "};")
                .filter((word) => !["and", "or", "not"].includes(word))
                .toSorted(),
        ));
    it("are the values and patterns that are known", () => {
        const known = [...strings(reader, "built_ins[] =", "};"), ...strings(reader, "patterns[] =", "};")];
        // noise is also a function
        expect(names(EQUATION_WORDS, "value", "pattern").toSorted()).toEqual(
            [...known.filter((name) => name !== "noise"), "dt"].toSorted(),
        );
    });
});

describe("the words of networks", () => {
    it("are those that the reader reserves, and its laws and sources", () => {
        const known = names(NETWORK_WORDS, "line", "within", "function");
        for (const word of [...strings(network, "reserved[] =", "};"), ...strings(network, "kinds[] =", "};")])
            expect(known, word).toContain(word);
        for (const word of ["D", "initial", "patch", "poisson"]) expect(known).toContain(word);
    });
});

describe("what a word means", () => {
    const TEXT = 'parameter lap_of = 2 in 0..4 "How many."\nfield u "food"\nlet step2 = u # comment\ndu/dt = lap(u)\n';
    it("is told of the language's and of the text's own names", () => {
        expect(meaningOf(TEXT, "lap")).toMatchObject({ form: "lap(u)" });
        expect(meaningOf(TEXT, "lap_of")).toEqual({ form: "lap_of = 2 in 0..4", doc: "parameter: How many." });
        expect(meaningOf(TEXT, "u")).toEqual({ form: "u", doc: "field: food" });
        expect(meaningOf(TEXT, "step2")).toEqual({ form: "step2 = u", doc: "name for" });
        expect(meaningOf(TEXT, "nothing")).toBeNull();
        expect(meaningOf("species A\nreaction A -> 0 rate 1", "rate")).toMatchObject({ form: "rate k" });
    });
});
