// The equations of a text as mathematics: an expression is read as the library reads it (src/text/expression.h), and
// becomes MathML with fractions, roots and powers. What cannot be read is shown as it is written.

import { LETTERS } from "./letters";
import type { MathNode } from "./math_node";
import { own } from "./model_tables";

type Nodes = readonly MathNode[];
/** How tightly what was read holds together: a sum in a product needs parentheses. */
interface Part {
    readonly nodes: Nodes;
    readonly tightness: number;
    readonly acts?: boolean; // it ends in what an operator acts on, which would seem to act on a factor behind it
}
const LOGIC = 0,
    COMPARISON = 1,
    SUM = 2,
    PRODUCT = 3,
    SIGN = 4,
    POWER = 5,
    ATOM = 6;

const TOKEN = /\s*(?:(d2?\/d[xyz]2?(?=\s*\()|[A-Za-z_]\w*)|(\d+(?:\.(?!\.)\d*)?(?:[eE][-+]?\d+)?)|(<=|>=|==|!=|\S))/y;
const SIGNS: Record<string, string> = { "-": "−", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠" };

const mo = (text: string): MathNode => ({ tag: "mo", text });
const mi = (text: string): MathNode => ({ tag: "mi", text });
const row = (nodes: Nodes): MathNode => (nodes.length === 1 ? nodes[0]! : { tag: "mrow", children: nodes });
const SPACE: MathNode = { tag: "mspace" };
const inParentheses = (nodes: Nodes): Nodes => [mo("("), ...nodes, mo(")")];
const loose = ({ nodes, tightness }: Part, least: number): Nodes => (tightness < least ? inParentheses(nodes) : nodes);
const atom = (...nodes: MathNode[]): Part => ({ nodes, tightness: ATOM });

/** Of an expression; parameters: their names, which know in the picture which parameter they are. */
export function typesetExpression(text: string, parameters: ReadonlySet<string> = new Set()): Nodes {
    try {
        const reader = new Reader(text, parameters),
            { nodes } = reader.read(LOGIC);
        return reader.atEnd ? nodes : [{ tag: "mtext", text }];
    } catch {
        return [{ tag: "mtext", text }]; // too deep
    }
}

/** u' -> du/dt as a fraction. */
export function timeDerivative(field: string): MathNode {
    return fraction([mo("∂"), nameNode(field)], [mo("∂"), mi("t")]);
}

/** next u = ...: u a step later. */
export function nextValue(field: string): MathNode {
    return { tag: "msub", children: [nameNode(field), row([mi("t"), mo("+"), mi("Δt")])] };
}

/** A name as papers write it: Greek where it is the name of a letter, an index behind "_" and of digits at the end. */
export function nameNode(name: string, parameters: ReadonlySet<string> = new Set()): MathNode {
    const known = parameters.has(name) ? { parameter: name } : {};
    const [, base = name, index = ""] = /^(.*?[A-Za-z])(?:_(\w+)|(?:_?)(\d+))$/.exec(name) ?? [];
    const digits = /^.*?[A-Za-z]_?(\d+)$/.exec(name)?.[1] ?? "";
    const low = index || digits;
    if (low === "" || base === name) return { ...mi(letterOf(name)), ...known };
    return {
        tag: "msub",
        children: [mi(letterOf(base)), /^\d+$/.test(low) ? { tag: "mn", text: low } : mi(letterOf(low))],
        ...known,
    };
}

const letterOf = (name: string): string => own(LETTERS, name) ?? name;

function fraction(top: Nodes, bottom: Nodes): MathNode {
    return { tag: "mfrac", children: [row(top), row(bottom)] };
}

// Operators between two parts, from loose to tight; each level's parts are of the next.
const BETWEEN: Readonly<Record<string, number>> = {
    or: LOGIC,
    and: LOGIC,
    "<": COMPARISON,
    "<=": COMPARISON,
    ">": COMPARISON,
    ">=": COMPARISON,
    "==": COMPARISON,
    "!=": COMPARISON,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
};

class Reader {
    readonly #tokens: { text: string; kind: "name" | "number" | "sign" }[] = [];
    readonly #parameters: ReadonlySet<string>;
    #at = 0;

    constructor(text: string, parameters: ReadonlySet<string>) {
        this.#parameters = parameters;
        TOKEN.lastIndex = 0;
        for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
            const [, name, number, sign = ""] = found;
            if (name !== undefined) this.#tokens.push({ text: name, kind: "name" });
            else if (number !== undefined) this.#tokens.push({ text: number, kind: "number" });
            else this.#tokens.push({ text: sign, kind: "sign" });
        }
    }

    get atEnd(): boolean {
        return this.#at >= this.#tokens.length;
    }

    get #next(): string {
        return this.#tokens[this.#at]?.text ?? "";
    }

    #take(text: string): boolean {
        if (this.#next !== text) return false;
        this.#at++;
        return true;
    }

    /** Everything of this tightness and tighter. */
    read(level: number): Part {
        if (level === SIGN) return this.#sign();
        let left = this.read(level + 1);
        for (let sign = this.#next; BETWEEN[sign] === level; sign = this.#next) {
            this.#at++;
            left = joined(left, sign, this.read(level + 1), level);
        }
        return left;
    }

    #sign(): Part {
        if (this.#take("not"))
            return { nodes: [{ tag: "mtext", text: "not " }, ...loose(this.#sign(), SIGN)], tightness: SIGN };
        if (this.#take("-")) return { nodes: [mo("−"), ...loose(this.#sign(), PRODUCT)], tightness: SIGN };
        if (this.#take("+")) return this.#sign();
        return this.#power();
    }

    #power(): Part {
        const base = this.#operand();
        if (!this.#take("^")) return base;
        const power = this.#sign(); // from the right
        const below = row(loose(base, ATOM));
        const raised: MathNode =
            below.tag === "msub"
                ? { ...below, tag: "msubsup", children: [...below.children!, row(power.nodes)] }
                : { tag: "msup", children: [below, row(power.nodes)] };
        return { nodes: [raised], tightness: POWER };
    }

    #operand(): Part {
        const token = this.#tokens[this.#at++];
        if (token === undefined) throw new Error("an operand is missing");
        if (token.kind === "number") return atom(...numberNodes(token.text));
        if (token.text === "(") {
            const inside = this.read(LOGIC);
            this.#take(")");
            return inside; // parentheses come back where they are needed
        }
        if (token.kind === "sign") throw new Error("no operand");
        if (this.#take("[")) return atom(neighbour(token.text, this.#list("]")));
        if (!this.#take("(")) return atom(nameNode(token.text, this.#parameters));
        return call(token.text, this.#list(")"));
    }

    #list(end: ")" | "]"): Part[] {
        const parts: Part[] = [];
        if (this.#take(end)) return parts;
        do parts.push(this.read(LOGIC));
        while (this.#take(","));
        this.#take(end);
        return parts;
    }
}

/** 1e-3 -> 10 to the power of -3. */
function numberNodes(text: string): MathNode[] {
    const [mantissa = "", exponent] = text.toLowerCase().split("e");
    if (exponent === undefined) return [{ tag: "mn", text }];
    const ten: MathNode = {
        tag: "msup",
        children: [
            { tag: "mn", text: "10" },
            { tag: "mn", text: exponent.replace("-", "−").replace("+", "") },
        ],
    };
    return Number(mantissa) === 1 ? [ten] : [{ tag: "mn", text: mantissa }, mo("·"), ten];
}

function joined(left: Part, sign: string, right: Part, level: number): Part {
    if (sign === "/") return { nodes: [fraction(left.nodes, right.nodes)], tightness: POWER };
    if (sign === "*") {
        const after = loose(right, PRODUCT + 1),
            dot = after[0]?.tag === "mn" ? mo("·") : SPACE,
            before = left.acts === true ? inParentheses(left.nodes) : loose(left, PRODUCT);
        return { nodes: [...before, dot, ...after], tightness: PRODUCT, acts: right.acts ?? false };
    }
    const between: MathNode = /\w/.test(sign) ? { tag: "mtext", text: ` ${sign} ` } : mo(SIGNS[sign] ?? sign);
    return {
        nodes: [...loose(left, level), between, ...loose(right, level + (sign === "-" ? 1 : 0))],
        tightness: level,
    };
}

/** u[1, 0, -1]: the value some cells away. */
function neighbour(name: string, offsets: readonly Part[]): MathNode {
    return { tag: "msub", children: [nameNode(name), row(listed(offsets))] };
}

function listed(parts: readonly Part[]): Nodes {
    return parts.flatMap(({ nodes }, i) => [...(i === 0 ? [] : [mo(",")]), ...nodes]);
}

// -------------------------------------------------------------------------------------------------------- functions

/** An operator in front of what it acts on. */
function acting(operator: Nodes, on: Part): Part {
    const operand = on.tightness < POWER ? inParentheses(on.nodes) : [SPACE, ...on.nodes];
    return { nodes: [...operator, ...operand], tightness: POWER, acts: true };
}

function call(name: string, parts: readonly Part[]): Part {
    const [first = atom(), second = atom(), third = atom()] = parts;
    const derivative = /^d(2?)\/d([xyz])/.exec(name);
    if (derivative !== null) {
        const [, twice = "", axis = ""] = derivative;
        const raise = (node: MathNode): MathNode =>
            twice === "" ? node : { tag: "msup", children: [node, { tag: "mn", text: "2" }] };
        return acting([fraction([raise(mo("∂"))], [mo("∂"), raise(mi(axis))])], first);
    }
    switch (name) {
        case "lap":
            return acting([{ tag: "msup", children: [mo("∇"), { tag: "mn", text: "2" }] }], first);
        case "grad":
            return acting([mo("∇")], first);
        case "div":
            return { nodes: [mo("∇"), mo("·"), ...inParentheses(first.nodes)], tightness: POWER };
        case "dot":
            return { nodes: [...first.nodes, mo("·"), ...second.nodes], tightness: PRODUCT };
        case "sqrt":
            return atom({ tag: "msqrt", children: [row(first.nodes)] });
        case "abs":
            return atom(mo("|"), ...first.nodes, mo("|"));
        case "mean":
            return atom(mo("⟨"), ...first.nodes, mo("⟩"));
        case "exp":
            return { nodes: [{ tag: "msup", children: [mi("e"), row(first.nodes)] }], tightness: POWER };
        case "if":
            return {
                nodes: [
                    ...loose(second, SUM),
                    { tag: "mtext", text: " if " },
                    ...first.nodes,
                    { tag: "mtext", text: ", else " },
                    ...third.nodes,
                ],
                tightness: LOGIC,
            };
        default:
            return atom(mi(name), ...inParentheses(listed(parts)));
    }
}
