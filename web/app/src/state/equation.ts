// The tables write equations and reactions as a person types them, in the manner of TeX (src/model/model.h,
// `equations`):
//
//     u' = D_u \nabla^2 u - u v^2 + F (1 - u)
//     A + F -> 2 A   (k_1)
//
// Here a line becomes a tree of MathML elements, in which a parameter's symbol knows its parameter.
import { LETTERS } from "./letters";
import { own } from "./model_tables";

/** A MathML element: with a text, or with children. */
export interface MathNode {
    readonly tag:
        | "math"
        | "mrow"
        | "mi"
        | "mn"
        | "mo"
        | "mtext"
        | "mfrac"
        | "msub"
        | "msup"
        | "msubsup"
        | "mover"
        | "mspace";
    readonly text?: string;
    readonly children?: readonly MathNode[];
    readonly parameter?: string; // its id
}

export interface Symbol {
    readonly id: string;
    readonly symbol: string;
}

/** One line; `symbols` are the model's parameters. */
export function equationOf(line: string, symbols: readonly Symbol[]): MathNode {
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

/** The equations of a text that a person wrote, as the tables would write them. */
export function ratesOf(text: string): string[] {
    return text.split("\n").flatMap((line) => {
        const [, name = "", what = ""] = /^\s*(?:d\s*(\w+)\s*\/\s*d\s*t|let\s+\w+)\s*=\s*([^#]*)/.exec(line) ?? [];
        if (what === "") return [];
        const left = name === "" ? (/let\s+(\w+)/.exec(line)?.[1] ?? "") : `${name}'`;
        return [
            `${left} = ${what
                .trim()
                .replaceAll(/\blap\s*\(/g, "\\nabla^2 (")
                .replaceAll(/\s*\*\s*/g, " ")}`,
        ];
    });
}

function side(text: string, symbols: readonly Symbol[]): MathNode[] {
    return text.trim() === "0" ? [{ tag: "mi", text: "∅" }] : parse(text, symbols);
}

function arrow(rate: string | undefined, symbols: readonly Symbol[]): MathNode {
    const shaft: MathNode = { tag: "mo", text: "⟶" };
    if (rate === undefined) return shaft;
    return { tag: "mover", children: [shaft, { tag: "mrow", children: parse(rate, symbols) }] };
}

// ---------------------------------------------------------------------------------------------------- reading a line

/** A name with its index, as in "D_u" or "\alpha" or "d_{food}"; a number; or any other sign. */
const TOKEN =
    /\s*(?:(\\?[A-Za-z][A-Za-z0-9]*(?:_(?:\{[^}]*\}|\\?[A-Za-z0-9]+))?)|(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(\S))/y;

function parse(text: string, symbols: readonly Symbol[]): MathNode[] {
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
function postfix(sign: string, text: string, at: number, nodes: MathNode[], symbols: readonly Symbol[]): number {
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
function parseApart(text: string, symbols: readonly Symbol[]): MathNode {
    const at = TOKEN.lastIndex,
        [only, ...more] = parse(text, symbols);
    TOKEN.lastIndex = at;
    return only && more.length === 0 ? only : { tag: "mrow", children: only ? [only, ...more] : [] };
}

function nameNode(name: string, symbols: readonly Symbol[]): MathNode {
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
