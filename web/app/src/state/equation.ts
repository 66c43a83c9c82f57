// The tables write equations and reactions as a person types them, in the manner of TeX (src/model/model.h,
// `equations`):
//
//     u' = D_u \nabla^2 u - u v^2 + F (1 - u)
//     A + F -> 2 A   (k_1)
//
// Here a line becomes a tree of MathML elements, in which a parameter's symbol knows its parameter. Texts that a person
// wrote are read by typeset.ts.
import { LETTERS } from "./letters";
import type { MathNode } from "./math_node";
import { own } from "./model_tables";
import { nameNode as nameOfText, nextValue, timeDerivative, typesetExpression } from "./typeset";

export interface ParameterSymbol {
    readonly id: string;
    readonly symbol: string;
}

/** One line; `symbols` are the model's parameters. */
export function equationOf(line: string, symbols: readonly ParameterSymbol[]): MathNode {
    const reaction = /^(.*?)->(.*?)(?:\s{2,}\((.*)\))?\s*$/.exec(line);
    const children = reaction
        ? [...side(reaction[1]!, symbols), arrow(reaction[3], symbols), ...side(reaction[2]!, symbols)]
        : parse(line, symbols);
    return { tag: "math", children };
}

/** The reactions of a network that a person wrote, as the tables would write them. */
export function reactionsOf(network: string): string[] {
    return network.split("\n").flatMap((line) => {
        const [, what = "", rate = ""] = /^\s*reaction\s+(.*?)\s+rate\s+(.*?)\s*(?:#.*)?$/.exec(line) ?? [];
        return what === "" ? [] : [`${what}   (${rate})`];
    });
}

const STATEMENT = /^\s*(?:d\s*(\w+)\s*\/\s*d\s*t|next\s+(\w+)|let\s+(\w+))\s*=\s*(.*)$/s;

/** The equations of a text that a person wrote, and the names that it gives to expressions. */
export function ratesOf(text: string, symbols: readonly ParameterSymbol[]): MathNode[] {
    const parameters = new Set(symbols.map(({ id }) => id));
    return statementsOf(text).flatMap((line) => {
        const [, field, next, name, what] = STATEMENT.exec(line) ?? [];
        if (what === undefined) return [];
        const left =
            field !== undefined ? timeDerivative(field) : next !== undefined ? nextValue(next) : nameOfText(name!);
        return [{ tag: "math", children: [left, { tag: "mo", text: "=" }, ...typesetExpression(what, parameters)] }];
    });
}

/** Its lines without comments; inside parentheses a line may break. */
function statementsOf(text: string): string[] {
    const statements: string[] = [];
    let open = 0;
    for (const line of text.split("\n")) {
        const code = line.replace(/#.*$/, "");
        if (open > 0) statements[statements.length - 1] += ` ${code}`;
        else statements.push(code);
        for (const [mark] of code.matchAll(/[()]/g)) open = Math.max(0, open + (mark === "(" ? 1 : -1));
    }
    return statements;
}

const LONG = 60; // letters; a longer term may be parted inside its parentheses, too

/**
 * A line in pieces that may stand below each other, each a <math> of its own: browsers do not break a line inside one.
 * It is parted before + and -, outside parentheses where that is enough.
 */
export function piecesOf(math: MathNode): MathNode[] {
    return split(math.children ?? [], 0).map((children) => ({ tag: "math", children }));
}

function split(nodes: readonly MathNode[], within: number): (readonly MathNode[])[] {
    const pieces: MathNode[][] = [[]];
    let depth = 0;
    for (const [i, node] of nodes.entries()) {
        if (node.tag === "mo" && node.text === "(") depth++;
        if (node.tag === "mo" && node.text === ")") depth--;
        const before = nodes[i - 1],
            isSum = node.tag === "mo" && (node.text === "+" || node.text === "−"),
            isSign = before === undefined || (before.tag === "mo" && before.text !== ")");
        if (isSum && !isSign && depth <= within) pieces.push([]);
        pieces.at(-1)!.push(node);
    }
    return pieces.flatMap((piece) => (within < 2 && lengthOf(piece) > LONG ? split(piece, within + 1) : [piece]));
}

function lengthOf(nodes: readonly MathNode[]): number {
    return nodes.reduce((sum, { text = "", children = [] }) => sum + text.length + lengthOf(children), 0);
}

function side(text: string, symbols: readonly ParameterSymbol[]): MathNode[] {
    return text.trim() === "0" ? [{ tag: "mi", text: "∅" }] : parse(text, symbols);
}

function arrow(rate: string | undefined, symbols: readonly ParameterSymbol[]): MathNode {
    const shaft: MathNode = { tag: "mo", text: "⟶" };
    if (rate === undefined) return shaft;
    return { tag: "mover", children: [shaft, { tag: "mrow", children: parse(rate, symbols) }] };
}

// ---------------------------------------------------------------------------------------------------- reading a line

/** A name with its index, as in "D_u" or "\alpha" or "d_{food}"; a number; or any other sign. */
const TOKEN =
    /\s*(?:(\\?[A-Za-z][A-Za-z0-9]*(?:_(?:\{[^}]*\}|\\?[A-Za-z0-9]+))?)|(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(\S))/y;

function parse(text: string, symbols: readonly ParameterSymbol[]): MathNode[] {
    const nodes: MathNode[] = [];
    TOKEN.lastIndex = 0;
    let last = "";
    for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
        const [, name, number, sign] = found;
        if (sign === "'" || sign === "^") TOKEN.lastIndex = postfix(sign, text, TOKEN.lastIndex, nodes, symbols);
        else {
            if (name !== undefined && /[\w)]$/.test(last)) nodes.push({ tag: "mspace" });
            nodes.push(
                name !== undefined
                    ? nameNode(name, symbols)
                    : number !== undefined
                      ? { tag: "mn", text: number }
                      : { tag: "mo", text: SIGNS[sign!] ?? sign! },
            );
        }
        last = found[0];
        if (sign === "^") last = "x";
    }
    return nodes;
}

const SIGNS: Record<string, string> = { "-": "−", "*": "·" };

/** u' is a derivative in time; what stands after ^ is raised. Returns where to read on. */
function postfix(
    sign: string,
    text: string,
    at: number,
    nodes: MathNode[],
    symbols: readonly ParameterSymbol[],
): number {
    const base = nodes.pop() ?? { tag: "mrow", children: [] };
    if (sign === "'") {
        const top: MathNode = { tag: "mrow", children: [{ tag: "mo", text: "∂" }, base] };
        nodes.push({
            tag: "mfrac",
            children: [
                top,
                {
                    tag: "mrow",
                    children: [
                        { tag: "mo", text: "∂" },
                        { tag: "mi", text: "t" },
                    ],
                },
            ],
        });
        return at;
    }
    const [whole = "", braced, bare = ""] = /^(?:\{([^}]*)\}|(\\?[A-Za-z0-9]+))/.exec(text.slice(at)) ?? [];
    const power = parseApart(braced ?? bare, symbols);
    // An index and a power share their base.
    nodes.push(
        base.tag === "msub"
            ? { ...base, tag: "msubsup", children: [...base.children!, power] }
            : { tag: "msup", children: [base, power] },
    );
    return at + whole.length;
}

/** The pattern is shared, so what stands within a line is read beside it. */
function parseApart(text: string, symbols: readonly ParameterSymbol[]): MathNode {
    const at = TOKEN.lastIndex,
        [only, ...more] = parse(text, symbols);
    TOKEN.lastIndex = at;
    return only && more.length === 0 ? only : { tag: "mrow", children: only ? [only, ...more] : [] };
}

function nameNode(name: string, symbols: readonly ParameterSymbol[]): MathNode {
    const parameter = symbols.find(({ id, symbol }) => symbol === name || id === name)?.id;
    const known = parameter === undefined ? {} : { parameter };
    const [base = "", index] = name.split("_");
    const letter: MathNode = { tag: "mi", text: letterOf(base) };
    if (index === undefined) return { ...letter, ...known };
    const plain = index.replace(/^\{|\}$/g, "");
    return {
        tag: "msub",
        children: [letter, { tag: /^\d+$/.test(plain) ? "mn" : "mi", text: letterOf(plain) }],
        ...known,
    };
}

function letterOf(name: string): string {
    return name.startsWith("\\") ? (own(LETTERS, name.slice(1)) ?? name.slice(1)) : name;
}
