// What a word or name of the text means, for the pointer and for completion.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { type EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import { mayBeEquations } from "../../compute/frontend_program";
import { make } from "../../dom/elements";
import { type NameKind, namesOf } from "./names_of_text";
import { EQUATION_WORDS, NETWORK_WORDS, type Word } from "./vocabulary";

export function wordsOf(text: string): readonly Word[] {
    return mayBeEquations(text) || !/^[ \t]*(?:species|reaction)\b/m.test(text) ? EQUATION_WORDS : NETWORK_WORDS;
}

const KINDS: Record<NameKind, string> = {
    parameter: "parameter",
    field: "field",
    map: "map",
    let: "name for",
    species: "molecule",
    view: "view",
    start: "start",
    preset: "preset",
};

// ------------------------------------------------------------------------------------------------------ completion

const SHORTEST = 2; // letters; below that a list is in the way

/** In a comment, a sentence, or where a new name is given, nobody wants to be helped. */
function isFreeText(line: string): boolean {
    const quotes = line.split('"').length - 1;
    return quotes % 2 === 1 || (quotes === 0 && line.includes("#")) || NEW_NAME.test(line);
}
const NEW_NAME = /^\s*(?:parameter|field|map|let|species|start|preset)\s+\w*$/;

export function complete(context: CompletionContext): CompletionResult | null {
    const typed = context.matchBefore(/d2?\/d\w*|[A-Za-z_]\w*/);
    if (typed === null ? !context.explicit : typed.text.length < SHORTEST && !context.explicit) return null;
    const from = typed?.from ?? context.pos,
        before = context.state.doc.lineAt(context.pos),
        line = before.text.slice(0, from - before.from);
    if (isFreeText(line)) return null;
    const options = optionsFor(context.state.doc.toString(), line);
    // What is written in full needs no list, and Enter shall begin a line.
    if (options.some(({ label }) => label === typed?.text) && !context.explicit) return null;
    return { from, options, validFor: (text) => !options.some(({ label }) => label === text) && /^[\w/]*$/.test(text) };
}

function optionsFor(text: string, line: string): Completion[] {
    const begins = line.trim() === "",
        inStart = /^\s*(?:start|map)\b/.test(line);
    const names = namesOf(text);
    const words = wordsOf(text).filter(
        ({ name, place }) =>
            !name.includes("[") && (begins ? place === "line" : place !== "line" && (place !== "pattern" || inStart)),
    );
    const given = begins ? [] : names.filter(({ kind }) => !["view", "start", "preset"].includes(kind));
    const rates = begins ? names.filter(({ kind }) => kind === "field").map(({ name }) => `d${name}/dt`) : [];
    return [
        ...given.map(({ name, kind, value, doc }) => ({
            label: name,
            type: kind,
            detail: KINDS[kind],
            info: doc || value,
            boost: 2,
        })),
        ...rates.map((label) => ({ label, type: "rate", apply: `${label} = `, detail: "equation", boost: 1 })),
        ...words.map((word) => completionOf(word)),
    ];
}

function completionOf({ name, form, doc, place }: Word): Completion {
    const isCall = place === "function" && form.startsWith(`${name}(`);
    return {
        label: name,
        type: place,
        detail: form.length > name.length ? form.slice(name.length).trim() : "",
        info: doc,
        apply: isCall
            ? (view, _, from, to) =>
                  view.dispatch({
                      changes: { from, to, insert: `${name}()` },
                      selection: { anchor: from + name.length + 1 },
                  })
            : place === "line"
              ? `${name} `
              : name,
    };
}

// ----------------------------------------------------------------------------------------------------------- hover

export const meaningOnHover = hoverTooltip((view, pos): Tooltip | null => {
    const found = wordAt(view, pos);
    const said = found && meaningOf(view.state.doc.toString(), found.word);
    if (!found || !said) return null;
    return {
        pos: found.from,
        end: found.to,
        above: true,
        create: () => {
            const dom = make("div", "meaning");
            dom.append(make("code", "", said.form), make("p", "", said.doc));
            return { dom };
        },
    };
});

function wordAt(view: EditorView, pos: number): { from: number; to: number; word: string } | null {
    const line = view.state.doc.lineAt(pos);
    for (const found of line.text.matchAll(/d2?\/d[xyz]2?(?=\s*\()|[A-Za-z_]\w*|#.*|"[^"]*"?/g)) {
        const from = line.from + found.index,
            to = from + found[0].length;
        if (from <= pos && pos <= to) return { from, to, word: found[0] };
    }
    return null;
}

/** The names of the text come first: they may be called as they like. */
export function meaningOf(text: string, word: string): { form: string; doc: string } | null {
    const given = namesOf(text).find(({ name }) => name === word);
    if (given !== undefined)
        return { form: `${word} ${given.value}`.trim(), doc: `${KINDS[given.kind]}${given.doc && `: ${given.doc}`}` };
    const known = wordsOf(text).find(({ name }) => name === word);
    return known === undefined ? null : { form: known.form, doc: known.doc };
}
