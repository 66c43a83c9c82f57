// Leaves out of the libraries' classes what nothing in the page calls. A bundler keeps a class whole: of three.js's
// vectors, matrices and objects a third is never asked for, and all of it would be downloaded before the first surface.
//
// By name alone, so it errs to the safe side: a method stays if its name is written anywhere in what stays, be it as a
// variable's or in quotes. Only a name that is put together while the program runs would be missed; these libraries do
// no such thing.
import { type Plugin, parseAst } from "vite";

const LIBRARIES = /\/(three\/src\/.*|camera-controls\/dist\/camera-controls\.module)\.js$/;
const CALLED_BY_THE_LANGUAGE = ["constructor", "toString", "valueOf", "then"];
const NEVER_CALLED = ["toJSON", "raycast"]; // of a library: other things of these names are

interface Node {
    readonly type: string;
    readonly start: number;
    readonly end: number;
    readonly [key: string]: unknown;
}

/** Something that can be left out: all of its names have to be called for it to stay. */
interface Part {
    readonly start: number;
    readonly end: number;
    readonly names: readonly string[];
    readonly calls: Set<string>; // names written in it
    readonly isDeclaration: boolean; // of a whole module: the bundler itself leaves it out
}

export function dropUncalled(): Plugin {
    return {
        name: "drop-uncalled",
        renderChunk(code, chunk, _, { chunks }) {
            if (!chunk.moduleIds.some((id) => LIBRARIES.test(id))) return null;
            const modules = Object.values(chunks).flatMap((each) => Object.entries(each.modules));
            const parsed = new Map(
                modules.map(([id, { code: text }]) => [id, partsOf(text ?? "", LIBRARIES.test(id))]),
            );
            const called = calledNames([...parsed.values()].flat(), exportedNames(Object.values(chunks)));
            let trimmed = code;
            for (const [id, { code: text }] of Object.entries(chunk.modules)) {
                if (text === null || !LIBRARIES.test(id)) continue;
                if (!trimmed.includes(text))
                    throw new Error(`web/app/drop_uncalled.ts does not find ${id} in its chunk`);
                trimmed = trimmed.replace(text, () => without(text, parsed.get(id)!, called));
            }
            return { code: trimmed, map: null };
        },
    };
}

function exportedNames(chunks: readonly { readonly exports: readonly string[] }[]): string[] {
    return [...chunks.flatMap(({ exports }) => exports), ...CALLED_BY_THE_LANGUAGE];
}

/** From what is called at any rate to what that calls, until nothing comes to it any more. */
function calledNames(parts: readonly Part[], always: readonly string[]): Set<string> {
    const called = new Set(always);
    for (let waiting = parts, before = Infinity; waiting.length < before; ) {
        before = waiting.length;
        waiting = waiting.filter(({ names, calls }) => {
            if (!isCalled(names, called)) return true;
            for (const name of calls) called.add(name);
            return false;
        });
    }
    return called;
}

function isCalled(names: readonly string[], called: ReadonlySet<string>): boolean {
    return names.every((name) => called.has(name) && !NEVER_CALLED.includes(name));
}

function without(text: string, parts: readonly Part[], called: ReadonlySet<string>): string {
    const dropped = parts.filter(({ isDeclaration, names }) => !isDeclaration && !isCalled(names, called));
    let kept = "",
        at = 0;
    for (const { start, end } of dropped.sort((a, b) => a.start - b.start)) {
        if (start < at) continue; // within another one
        kept += text.slice(at, start);
        at = end;
    }
    return kept + text.slice(at);
}

/**
 * Of a library its declarations, methods and what is added to a class behind it; of another module everything in one.
 */
function partsOf(text: string, isLibrary: boolean): Part[] {
    const all: Part = { start: 0, end: 0, names: [], calls: new Set(), isDeclaration: true },
        parts = [all];
    const begin = (node: Node, names: readonly string[], isDeclaration: boolean): Part => {
        const part = { start: node.start, end: node.end, names, calls: new Set<string>(), isDeclaration };
        parts.push(part);
        return part;
    };
    const visit = (node: Node, within: Part, isTop: boolean): void => {
        if (!isLibrary) {
            visitAll(node, within);
            return;
        }
        const method = methodName(node),
            declared = isTop ? declaredName(node) : null,
            added = isTop ? additionTo(node) : null;
        if (method !== null) visitAll(node, begin(node, [...within.names.slice(0, 1), method], false), true);
        else if (declared !== null) visitAll(node, begin(node, [declared], true));
        else if (added !== null) visitAll(node, begin(node, added, false));
        else visitAll(node, within);
    };
    const visitAll = (node: Node, within: Part, isMethod = false): void => {
        const name = writtenName(node);
        if (name !== null) within.calls.add(name);
        for (const [key, value] of Object.entries(node)) {
            if (isMethod && key === "key") continue;
            for (const child of Array.isArray(value) ? value : [value]) {
                if (isNode(child)) visit(child, within, node.type === "Program");
            }
        }
    };
    visitAll(parseAst(text) as unknown as Node, all);
    return parts;
}

function isNode(value: unknown): value is Node {
    return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** Every way to write a name down. The bundler numbers names that two modules have: v$1 is called where v is. */
function writtenName(node: Node): string | null {
    if (node.type === "Identifier" || node.type === "PrivateIdentifier") return plain(String(node.name));
    return node.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

function plain(name: string): string {
    return name.replace(/\$\d+$/, "");
}

/** Of a method of a class, and of `this.name = function` in a constructor. */
function methodName(node: Node): string | null {
    if (node.type === "MethodDefinition" && node.computed !== true) return writtenName(node.key as Node);
    const assignment = node.type === "ExpressionStatement" ? (node.expression as Node) : null;
    if (assignment?.type !== "AssignmentExpression" || (assignment.right as Node).type !== "FunctionExpression")
        return null;
    const { type, object, property, computed } = assignment.left as Node;
    return type === "MemberExpression" && computed !== true && (object as Node).type === "ThisExpression"
        ? writtenName(property as Node)
        : null;
}

function declaredName(node: Node): string | null {
    const declared =
        node.type === "VariableDeclaration" && (node.declarations as Node[]).length === 1
            ? (node.declarations as Node[])[0]!
            : node;
    const { id } = declared as { readonly id?: Node };
    return id?.type === "Identifier" ? writtenName(id) : null;
}

/** `Class.name = ...` and `Class.prototype.name = ...`: the names of both. */
function additionTo(node: Node): [string, string] | null {
    const assignment = node.type === "ExpressionStatement" ? (node.expression as Node) : null;
    if (assignment?.type !== "AssignmentExpression") return null;
    const { type, object, property } = assignment.left as Node;
    if (type !== "MemberExpression") return null;
    const owner = (object as Node).type === "MemberExpression" ? ((object as Node).object as Node) : (object as Node);
    const names = [writtenName(owner), writtenName(property as Node)];
    return names[0] && names[1] ? [names[0], names[1]] : null;
}
