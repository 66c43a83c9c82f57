// Expressions of a text become mathematics as papers write it.
import { describe, expect, it } from "vitest";
import { piecesOf, ratesOf } from "../src/state/equation";
import type { MathNode } from "../src/state/math_node";
import { nameNode, typesetExpression } from "../src/state/typeset";

/** A short form: (a)/(b) for a fraction, a^{b}, a_{b}, √(a), a space as ".". */
function plain({ tag, text, children = [] }: MathNode): string {
    const parts = children.map(plain);
    if (tag === "mfrac") return `(${parts.join(")/(")})`;
    if (tag === "msup") return `${parts[0]}^{${parts[1]}}`;
    if (tag === "msub") return `${parts[0]}_{${parts[1]}}`;
    if (tag === "msubsup") return `${parts[0]}_{${parts[1]}}^{${parts[2]}}`;
    if (tag === "msqrt") return `√(${parts.join("")})`;
    return tag === "mspace" ? "." : (text ?? parts.join(""));
}
const shown = (expression: string): string => typesetExpression(expression).map(plain).join("");

describe("an expression", () => {
    it.each([
        ["D * lap(u) + u * (1 - u)", "D.∇^{2}.u+u.(1−u)"],
        ["u - u^3 / 3 - v", "u−(u^{3})/(3)−v"],
        ["(v + b) / a", "(v+b)/(a)"],
        ["a - (b - c)", "a−(b−c)"],
        ["-(a + b) * c", "−(a+b).c"],
        ["(-u)^2", "(−u)^{2}"],
        ["-u^2", "−u^{2}"],
        ["2^-k", "2^{−k}"],
        ["a^b^c", "a^{b^{c}}"],
        ["k1^2 * k_on", "k_{1}^{2}.k_{on}"],
        ["2 * 3e-4 * kappa", "2·3·10^{−4}.κ"],
        ["1e6", "10^{6}"],
        ["lap(phi^3 - phi)", "∇^{2}(φ^{3}−φ)"],
        ["d2/dx2(u) + d/dy(u * v)", "(∂^{2})/(∂x^{2}).u+(∂)/(∂y)(u.v)"],
        ["lap(u) * v", "(∇^{2}.u).v"],
        ["lap(u)^2", "(∇^{2}.u)^{2}"],
        ["div(D * grad(u))", "∇·(D.∇.u)"],
        ["dot(grad(u), grad(v))", "∇.u·∇.v"],
        ["sqrt(a + b) / abs(c)", "(√(a+b))/(|c|)"],
        ["exp(-u / 2)", "e^{(−u)/(2)}"],
        ["mean(u) * tanh(x - pi)", "⟨u⟩.tanh(x−π)"],
        ["if(u > 0 and v <= 1, a, b)", "a if u>0 and v≤1, else b"],
        ["u[1, 0, -1] - u[1]", "u_{1,0,−1}−u_{1}"],
        ["clamp(a, 0, 1)", "clamp(a,0,1)"],
    ])("%s is %s", (text, picture) => expect(shown(text)).toBe(picture));

    it("that is not understood is shown as it is written", () => {
        for (const text of ["u +", "* u", "u u", `${"(".repeat(1e5)}u`]) expect(shown(text)).toBe(text);
    });

    it("knows its parameters", () => {
        expect(nameNode("kappa", new Set(["kappa"]))).toEqual({ tag: "mi", text: "κ", parameter: "kappa" });
        expect(nameNode("k_on", new Set(["k_on"]))).toMatchObject({ tag: "msub", parameter: "k_on" });
    });
});

describe("the equations of a text", () => {
    const lines = (text: string): string[] => ratesOf(text, []).map(plain);
    it("are its rates and lets, whose lines may break inside parentheses", () =>
        expect(lines("# c\nfield u\nlet w = 2 * u # twice\ndu/dt = lap(u) + (w\n  - u)\nview u\n")).toEqual([
            "w=2.u",
            "(∂u)/(∂t)=∇^{2}.u+w−u",
        ]));

    it("may be the values after a step", () =>
        expect(lines("field u\nnext u = 4 * u * (1 - u)\n")).toEqual(["u_{t+Δt}=4.u.(1−u)"]));

    it("stand where the library reads them", () =>
        expect(
            lines('model "A" "du/dt = 1"\n  d u / dt = r*u - lap( w )\n# dv/dt = 1\nparameter q = 1 # dq/dt = 2\n'),
        ).toEqual(["(∂u)/(∂t)=r.u−∇^{2}.w"]));

    it("are parted before + and -, and inside parentheses where a term is long", () => {
        const [short, long] = ratesOf(
            "field u\nfield v\ndu/dt = -a + b * (c - d)\n" +
                `dv/dt = q * (${Array.from({ length: 14 }, (_, i) => `alpha_${i} * beta_${i}`).join(" + ")}) - v\n`,
            [],
        ).map((line) => piecesOf(line).map(plain));
        expect(short).toEqual(["(∂u)/(∂t)=−a", "+b.(c−d)"]);
        expect(long!.length).toBeGreaterThan(10);
        expect(long!.join("").startsWith("(∂v)/(∂t)=q.(α_{0}.β_{0}+")).toBe(true);
    });
});
