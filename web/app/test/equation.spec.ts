// Equations and reactions as the tables write them become MathML.
import { describe, expect, it } from "vitest";
import { equationOf, reactionsOf } from "../src/state/equation";
import type { MathNode } from "../src/state/math_node";

const SYMBOLS = [
    { id: "du", symbol: "D_u" },
    { id: "feed", symbol: "F" },
    { id: "k1", symbol: "k_1" },
    { id: "volume", symbol: "\\Omega" },
];

function written({ tag, text, children, parameter }: MathNode): string {
    const inside = text ?? (children ?? []).map(written).join("");
    return `<${tag}${parameter === undefined ? "" : ` ${parameter}`}>${inside}</>`;
}

const line = (text: string): string => written(equationOf(text, SYMBOLS));

describe("an equation", () => {
    it("knows its derivative, powers, indices, Greek letters and parameters", () => {
        expect(line("u' = D_u \\nabla^2 u - F v^2")).toBe(
            "<math><mfrac><mrow><mo>∂</><mi>u</></><mrow><mo>∂</><mi>t</></></><mo>=</>" +
                "<msub du><mi>D</><mi>u</></><mspace></><msup><mi>∇</><mn>2</></><mspace></><mi>u</><mo>−</><mi " +
                "feed>F</><mspace></>" +
                "<msup><mi>v</><mn>2</></></>",
        );
    });
    it("keeps an index below a power", () =>
        expect(line("c_1^2")).toBe("<math><msubsup><mi>c</><mn>1</><mn>2</></></>"));
    it("keeps brackets, fractions and numbers", () =>
        expect(line("2.5 / (1 - u)")).toBe("<math><mn>2.5</><mo>/</><mo>(</><mn>1</><mo>−</><mi>u</><mo>)</></>"));
    it("is text where it is no mathematics", () => expect(line('<b> & "')).toContain("<mo>&</>"));
});

describe("a reaction", () => {
    it("has its rate over the arrow", () =>
        expect(line("A + F -> 2 A   (k_1)")).toBe(
            "<math><mi>A</><mo>+</><mi feed>F</>" +
                "<mover><mo>⟶</><mrow><msub k1><mi>k</><mn>1</></></></><mn>2</><mspace></><mi>A</></>",
        ));
    it("from and to nothing", () =>
        expect(line("0 -> X   (F \\Omega)")).toBe(
            "<math><mi>∅</><mover><mo>⟶</><mrow><mi feed>F</>" + "<mspace></><mi volume>Ω</></></><mi>X</></>",
        ));
    it("is found in a network's text", () =>
        expect(reactionsOf("# no\nspecies A D = 1\nreaction 2 A -> 0 rate 4 * k  # pairs\n")).toEqual([
            "2 A -> 0   (4 * k)",
        ]));
});
