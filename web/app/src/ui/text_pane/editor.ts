// The editor of a model's text: CodeMirror, in a shadow root, where its styles need no exception in the page's
// content policy: it adopts style sheets there instead of writing <style> elements.
import { autocompletion, closeCompletion, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { diagnosticCount, lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState, Prec } from "@codemirror/state";
import {
    drawSelection,
    EditorView,
    highlightActiveLine,
    highlightActiveLineGutter,
    keymap,
    lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { nearestName, offsetOf, type Place } from "../../state/text_place";
import { modelText } from "./language";
import { complete, meaningOnHover } from "./meaning";

const LABEL = "The model: fields and equations, or species and reactions, one statement a line";

const COLOURS = HighlightStyle.define([
    { tag: tags.keyword, color: "var(--code-line)", fontWeight: "600" },
    { tag: tags.modifier, color: "var(--code-line)" },
    { tag: tags.function(tags.variableName), color: "var(--code-function)" },
    { tag: tags.constant(tags.variableName), color: "var(--code-number)" },
    { tag: tags.number, color: "var(--code-number)" },
    { tag: tags.special(tags.variableName), color: "var(--code-field)" },
    { tag: tags.definition(tags.variableName), color: "var(--code-field)", fontWeight: "600" },
    { tag: tags.local(tags.variableName), color: "var(--accent-bright)" },
    { tag: tags.string, color: "var(--code-text)" },
    { tag: tags.comment, color: "var(--ink-faint)", fontStyle: "italic" },
]);

const MONOSPACED = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

const THEME = EditorView.theme({
    "&": { height: "100%", color: "var(--ink)", fontSize: "var(--code-size)" },
    "&.cm-focused": { outline: "2px solid var(--accent-bright)", outlineOffset: "-2px" },
    ".cm-scroller": { fontFamily: MONOSPACED, lineHeight: "1.55", scrollbarWidth: "thin" },
    ".cm-content": { caretColor: "var(--ink)", padding: "6px 0" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": {
        background: "linear-gradient(var(--well), var(--well)), var(--solid)",
        color: "var(--ink-faint)",
        border: "0",
    },
    ".cm-activeLine, .cm-activeLineGutter": { background: "var(--well)" },
    ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
        background: "var(--chosen)",
    },
    ".cm-selectionMatch, .cm-searchMatch, &.cm-focused .cm-matchingBracket": { background: "var(--fill-hover)" },
    ".cm-searchMatch-selected": { background: "var(--chosen)" },
    ".cm-lintRange-error": {
        backgroundImage: "none",
        textDecoration: "underline wavy var(--danger) 1px",
        textUnderlineOffset: "4px",
        background: "var(--wrong)",
    },
    ".cm-gutter-lint": { width: "14px" },
    ".cm-gutter-lint .cm-gutterElement": { padding: "0 2px" },
    ".cm-tooltip": {
        background: "var(--solid)",
        color: "var(--ink)",
        border: "1px solid var(--edge)",
        borderRadius: "8px",
        boxShadow: "0 6px 20px var(--shadow)",
        overflow: "hidden",
        maxWidth: "min(420px, 92vw)",
        fontSize: "12.5px",
    },
    ".cm-tooltip .meaning": { padding: "7px 10px" },
    ".cm-tooltip .meaning code": { fontFamily: MONOSPACED, color: "var(--code-function)" },
    ".cm-tooltip .meaning p": { margin: "4px 0 0" },
    ".cm-tooltip-autocomplete > ul": { fontFamily: MONOSPACED },
    ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--chosen)", color: "var(--ink)" },
    ".cm-completionDetail": { color: "var(--ink-faint)", fontStyle: "normal" },
    ".cm-completionInfo": { padding: "6px 10px", fontSize: "12.5px", lineHeight: "1.45" },
    ".cm-diagnostic": { padding: "6px 10px", borderLeft: "3px solid var(--danger)" },
    ".cm-diagnosticAction": {
        background: "var(--accent)",
        color: "var(--on-accent)",
        borderRadius: "6px",
        padding: "3px 8px",
    },
    ".cm-panels": { background: "var(--solid)", color: "var(--ink)", borderColor: "var(--edge)" },
    ".cm-panel.cm-search": { fontSize: "12px", padding: "6px 30px 6px 8px" },
    ".cm-textfield": {
        background: "var(--fill)",
        color: "var(--ink)",
        border: "1px solid var(--edge)",
        borderRadius: "6px",
    },
    ".cm-button": {
        background: "var(--fill)",
        backgroundImage: "none",
        color: "var(--ink)",
        border: "0",
        borderRadius: "6px",
    },
    ".cm-panel button[name=close]": { color: "var(--ink)", fontSize: "17px" },
});

export interface EditorListener {
    changed(): void;
    run(): void;
    leave(): void;
}

export class TextEditor {
    readonly #view: EditorView;

    constructor(frame: HTMLElement, text: string, listener: EditorListener) {
        const root = frame.attachShadow({ mode: "open", delegatesFocus: true });
        this.#view = new EditorView({
            root,
            parent: root,
            state: EditorState.create({ doc: text, extensions: extensions(listener) }),
        });
    }

    get text(): string {
        return this.#view.state.doc.toString();
    }

    /** Ctrl-Z brings back the text that was there. */
    replace(text: string): void {
        const { state } = this.#view;
        this.#view.dispatch({
            changes: { from: 0, to: state.doc.length, insert: text },
            selection: { anchor: 0 },
            annotations: isolateHistory.of("full"),
            scrollIntoView: true,
        });
    }

    /** Where the cursor stands, in place of what is chosen. */
    insert(text: string): void {
        this.#view.dispatch(this.#view.state.replaceSelection(text));
        this.focus();
    }

    focus(): void {
        this.#view.focus();
    }

    /** Underlines the word at the place; null: nothing is wrong, or nobody knows where. */
    mark(place: Place | null, sentence: string): void {
        const { state } = this.#view;
        const wrong = place === null ? [] : [this.#diagnostic(place, sentence)];
        this.#view.dispatch(setDiagnostics(state, wrong));
    }

    #diagnostic(place: Place, sentence: string): Parameters<typeof setDiagnostics>[1][number] {
        const [from, to] = this.#wordAt(place),
            nearest = nearestName(sentence);
        const actions =
            nearest === null
                ? []
                : [
                      {
                          name: `Write ${nearest}`,
                          apply: (view: EditorView, start: number, end: number) =>
                              view.dispatch({ changes: { from: start, to: end, insert: nearest } }),
                      },
                  ];
        return { from, to, severity: "error", message: sentence, actions };
    }

    #wordAt(place: Place): [from: number, to: number] {
        const text = this.text,
            from = offsetOf(text, place),
            word = /^(?:\w+|[^\w\n]?)/.exec(text.slice(from))?.[0] ?? "";
        return word === "" && from > 0 ? [from - 1, from] : [from, from + word.length]; // the end of a line
    }

    goTo(place: Place): void {
        const [from, to] = this.#wordAt(place);
        this.#view.dispatch({ selection: EditorSelection.single(to, from), scrollIntoView: true });
        this.focus();
    }
}

/**
 * Typing over what is selected, done here: Chromium (156) gives what it puts there the look of what was there as an
 * inline style, which the page's content policy forbids, and complains.
 */
const typingOverSelection = EditorView.domEventHandlers({
    beforeinput: (event, view) => {
        const { inputType, data, isComposing } = event;
        if (inputType !== "insertText" || data === null || isComposing || view.state.selection.main.empty) return false;
        view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
        return true;
    },
});

// Tab is left to the browser, so the keyboard is never caught here. Escape closes what lies over the text, then leaves.
function extensions(listener: EditorListener) {
    const run = (): boolean => {
        listener.run();
        return true;
    };
    const leave = (view: EditorView): boolean => {
        if (completionStatus(view.state) !== null) return closeCompletion(view);
        listener.leave();
        return true;
    };
    return [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
        lineNumbers(),
        EditorView.lineWrapping,
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        search({ top: true }),
        typingOverSelection,
        autocompletion({ override: [complete], icons: false }),
        meaningOnHover,
        modelText,
        syntaxHighlighting(COLOURS),
        THEME,
        keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
        Prec.lowest(keymap.of([{ key: "Escape", run: leave }])),
        EditorState.tabSize.of(4),
        EditorView.contentAttributes.of((view) => ({
            "aria-label": LABEL,
            tabindex: "0",
            "aria-invalid": String(diagnosticCount(view.state) > 0),
            spellcheck: "false",
            autocapitalize: "off",
            autocorrect: "off",
        })),
        EditorView.updateListener.of((update) => {
            if (update.docChanged) listener.changed();
        }),
    ];
}
