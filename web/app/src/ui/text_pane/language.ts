// Colours of both kinds of text, a line at a time: names are coloured by what the text has made of them so far.
import { StreamLanguage, type StreamParser } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import { EQUATION_WORDS, NETWORK_WORDS, type Word } from "./vocabulary";

interface LineState {
    readonly names: ReadonlyMap<string, string>; // the kind of line that gave a name
    begins: boolean; // nothing of the line was read yet
    gives: string | null; // the kind of name that comes next
    open: number; // parentheses: inside them a line may break
}

const WORDS = [...EQUATION_WORDS, ...NETWORK_WORDS];
const named = (place: Word["place"]): ReadonlySet<string> =>
    new Set(WORDS.filter((word) => word.place === place).map(({ name }) => name));
const LINES = named("line"),
    WITHIN = named("within"),
    FUNCTIONS = named("function"),
    VALUES = new Set([...named("value"), ...named("pattern")]);
const LOGIC = new Set(["and", "or", "not"]);
const GIVES_NAME = new Set(["parameter", "field", "map", "let", "species"]);

const TOKENS = {
    line: tags.keyword,
    within: tags.modifier,
    function: tags.function(tags.variableName),
    value: tags.constant(tags.variableName),
    parameter: tags.local(tags.variableName),
    field: tags.special(tags.variableName),
    let: tags.variableName,
    rate: tags.definition(tags.variableName),
    comment: tags.comment,
    string: tags.string,
    number: tags.number,
    mark: tags.operator,
};
type Token = keyof typeof TOKENS;

const parser: StreamParser<LineState> = {
    name: "model text",
    startState: () => ({ names: new Map(), begins: true, gives: null, open: 0 }),
    copyState: (state) => ({ ...state }),
    token(stream, state): Token | null {
        if (stream.sol() && state.open === 0) Object.assign(state, { begins: true, gives: null });
        if (stream.eatSpace()) return null;
        if (stream.eat("#")) {
            stream.skipToEnd();
            return "comment";
        }
        const begins = state.begins;
        state.begins = false;
        if (stream.match(/"[^"]*"?/)) return "string";
        if (stream.match(/\d+(?:\.(?!\.)\d*)?(?:[eE][-+]?\d+)?/)) return "number";
        if (stream.match(/d2?\/d[xyz]2?(?=\s*\()/)) return "function";
        if (begins && stream.match(/d\s*\w+\s*\/\s*d\s*t(?=\s*=)/)) return "rate";
        const name = stream.match(/[A-Za-z_]\w*/) as RegExpMatchArray | null;
        if (name !== null) return kindOf(name[0], begins, state);
        const mark = stream.next();
        state.open = Math.max(0, state.open + (mark === "(" ? 1 : mark === ")" ? -1 : 0));
        return "mark";
    },
    languageData: { commentTokens: { line: "#" } },
    tokenTable: TOKENS,
};

function kindOf(name: string, begins: boolean, state: LineState): Token | null {
    if (state.gives !== null) {
        const kind = state.gives;
        state.gives = null;
        Object.assign(state, { names: new Map([...state.names, [name, kind]]) });
        return colourOf(kind);
    }
    if (begins && LINES.has(name)) {
        if (GIVES_NAME.has(name)) state.gives = name;
        return "line";
    }
    const given = state.names.get(name);
    if (given !== undefined) return colourOf(given);
    if (WITHIN.has(name) || LOGIC.has(name)) return "within";
    if (FUNCTIONS.has(name)) return "function";
    return VALUES.has(name) ? "value" : null;
}

function colourOf(kind: string): Token {
    return kind === "parameter" ? "parameter" : kind === "let" ? "let" : "field";
}

export const modelText = StreamLanguage.define(parser);
