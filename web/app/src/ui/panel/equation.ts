// The model's equations in the panel, as MathML, which browsers and screen readers know. Every parameter in them says
// its value.

import type { ModelDescription } from "@morphogen/engine";
import { MG_EQUATIONS_MODEL_ID, MG_NETWORK_MODEL_ID } from "@morphogen/engine/binding";
import { equationOf, type MathNode, ratesOf, reactionsOf } from "../../state/equation";
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
        element = document.createElement("div");
    element.className = "equation";
    const lines = linesOf(model);
    const named: [Element, string][] = [];
    for (const line of lines) {
        const row = document.createElement("div");
        row.append(render(equationOf(line, model.parameters), named));
        element.append(row);
    }
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

function linesOf({ id, equations }: ModelDescription): string[] {
    if (id === MG_NETWORK_MODEL_ID) return reactionsOf(equations);
    return id === MG_EQUATIONS_MODEL_ID ? ratesOf(equations) : equations.split("\n");
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
