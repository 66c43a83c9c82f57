// The model's equations in the panel, as MathML, which browsers and screen readers know. Every parameter in them says
// its value.

import type { ModelDescription } from "@morphogen/engine";
import { MG_EQUATIONS_MODEL_ID, MG_NETWORK_MODEL_ID } from "@morphogen/engine/binding";
import { equationOf, type ParameterSymbol, piecesOf, ratesOf, reactionsOf } from "../../state/equation";
import type { MathNode } from "../../state/math_node";
import type { Session } from "../../state/session";
import { exact } from "../numbers";
import { plainText } from "../symbols";
import "./equation.css";

const MATHML = "http://www.w3.org/1998/Math/MathML";

export interface ShownEquation {
    readonly element: HTMLElement;
    /** Shows the values that stand now. */
    refresh(): void;
}

export function showEquation(session: Session): ShownEquation {
    const { model } = session,
        element = document.createElement("div"),
        named = fillEquations(element, linesOf(model));
    const refresh = (): void => {
        for (const [symbol, id] of named) {
            const { symbol: written = id, doc = "" } = model.parameters.find((entry) => entry.id === id) ?? {};
            symbol.setAttribute(
                "data-tip",
                `${doc}\n${plainText(written)} = ${exact(session.value(id))}${written === id ? "" : `  (${id})`}`,
            );
        }
    };
    refresh();
    return { element, refresh };
}

function linesOf({ id, equations, parameters }: ModelDescription): MathNode[] {
    if (id === MG_NETWORK_MODEL_ID || id === MG_EQUATIONS_MODEL_ID) return linesOfText(equations, parameters);
    return equations.split("\n").map((line) => equationOf(line, parameters));
}

/** Of a text that a person wrote, as mathematics. */
export function linesOfText(text: string, parameters: readonly ParameterSymbol[]): MathNode[] {
    const rates = ratesOf(text, parameters);
    return rates.length > 0 ? rates : reactionsOf(text).map((line) => equationOf(line, parameters));
}

/** A row for each line, which may break before + and -; returns the parameters' symbols in them, with their names. */
export function fillEquations(element: HTMLElement, lines: readonly MathNode[]): readonly [Element, string][] {
    const named: [Element, string][] = [];
    element.className = "equation";
    element.replaceChildren(
        ...lines.map((line) => {
            const row = document.createElement("div");
            for (const [i, piece] of piecesOf(line).entries()) {
                const math = render(piece, named);
                if (i > 0) math.firstElementChild?.setAttribute("form", "infix"); // + and - between two pieces
                row.append(math, " ");
            }
            return row;
        }),
    );
    return named;
}

function render(node: MathNode, named: [Element, string][]): Element {
    const element = document.createElementNS(MATHML, node.tag);
    if (node.tag === "math") element.setAttribute("display", "inline");
    if (node.tag === "mspace") element.setAttribute("width", "0.18em");
    if (node.text === "⟶") element.setAttribute("stretchy", "true");
    element.append(
        ...(node.text === undefined ? (node.children ?? []) : []).map((child) => render(child, named)),
        ...(node.text === undefined ? [] : [node.text]),
    );
    if (node.parameter !== undefined) {
        element.setAttribute("class", "parameter");
        named.push([element, node.parameter]);
    }
    return element;
}
