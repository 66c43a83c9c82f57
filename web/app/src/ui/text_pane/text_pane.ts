// The pane in which a person writes a model, equations or a network: read by the library as it is typed, run by a
// button or Ctrl-Enter. A text that is refused costs nothing: what runs goes on.

import { mayBeEquations } from "../../compute/frontend_program";
import { byId } from "../../dom/elements";
import { keepText, nameOf, storeDraft, storedDraft } from "../../state/own_texts";
import type { Session } from "../../state/session";
import { FIRST_TEXT, isTemplate } from "../../state/templates";
import { type Place, placeOf } from "../../state/text_place";
import { saveFile } from "../files";
import { fillEquations, linesOfText } from "../panel/equation";
import { TextEditor } from "./editor";
import { wordsOf } from "./meaning";
import { namesOf } from "./names_of_text";
import "./text_pane.css";
import { type Chosen, fillTextList } from "./text_list";
import markup from "./text_pane.html?raw";
import { fillWordList } from "./word_list";

const CHECK_AFTER_MS = 250; // of quiet
const UNDERSTOOD = "Understood.";
const NOT_STORED =
    "This browser does not store the text: its room is full, or it forbids it. Save the text as a file, or delete " +
    "models that you no longer need.";

export class TextPane {
    readonly #session: Session;
    readonly #makeRoom: (wanted: boolean) => void;
    readonly #pane = filledPane();
    readonly #editor: TextEditor;
    readonly #message = byId<HTMLButtonElement>("text-message");
    readonly #run = byId<HTMLButtonElement>("text-run");
    #place: Place | null = null;
    #checkSoon: ReturnType<typeof setTimeout> | undefined;
    #asked = 0;
    #openedFrom: Element | null = null;
    #ran: string | null = null; // the text that was run from here, or was shown here because it runs
    #own: string | null; // the model of one's own that the text is
    #notStored = false;

    /** makeRoom: other panes give way while the text is written. */
    constructor(session: Session, makeRoom: (wanted: boolean) => void) {
        this.#session = session;
        this.#makeRoom = makeRoom;
        const draft = storedDraft();
        this.#own = draft.of;
        this.#editor = new TextEditor(byId("text-editor"), draft.text ?? FIRST_TEXT, {
            changed: () => this.#changed(),
            run: () => void this.run(),
            leave: () => this.close(),
        });
        this.#pane.addEventListener("keydown", (event) => {
            if (event.key === "Escape" && !event.defaultPrevented) this.#escape();
        });
        this.#run.addEventListener("click", () => void this.run());
        this.#message.addEventListener("click", () => this.#place !== null && this.#editor.goTo(this.#place));
        byId("text-models").addEventListener("click", () => this.#toggle("text-list"));
        byId("text-words").addEventListener("click", () => this.#toggle("text-help"));
        byId("text-save").addEventListener("click", () => this.#saveFile());
        byId("text-close").addEventListener("click", () => this.close());
    }

    get isOpen(): boolean {
        return !this.#pane.hidden;
    }

    open(): void {
        if (!this.isOpen) this.#openedFrom = document.activeElement;
        this.#pane.hidden = false;
        this.#makeRoom(true);
        this.#showWhatRuns();
        this.#editor.focus();
        void this.#check();
    }

    close(): void {
        this.#toggle(null);
        this.#pane.hidden = true;
        this.#makeRoom(false);
        if (this.#openedFrom instanceof HTMLElement) this.#openedFrom.focus();
    }

    /** A text from a file; Ctrl-Z brings back the one that was there. */
    async take(text: string, own: string | null = null): Promise<void> {
        this.open();
        this.#toggle(null);
        this.#replace(text, own);
        await this.run();
    }

    async run(): Promise<void> {
        const { text } = this.#editor;
        if (!(await this.#check())) return;
        this.#ran = text;
        this.#keep();
        this.#session.attempt(() => this.#session.runNetwork(text));
    }

    // The text of a link or a snapshot, which is not the one written here last.
    #showWhatRuns(): void {
        const running = this.#session.state.config.network;
        if (running === null || running === this.#ran) return;
        this.#ran = running;
        if (running !== this.#editor.text) this.#replace(running, null);
    }

    // ----------------------------------------------------------------------------------------------- what is kept

    #keep(): void {
        const { text } = this.#editor;
        if (isTemplate(text)) return;
        const { id, stored } = keepText(this.#own, text);
        this.#own = id;
        this.#noteStored(storeDraft(text, id) && stored);
    }

    #noteStored(stored: boolean): void {
        this.#notStored = !stored;
        this.#pane.classList.toggle("not-stored", !stored);
        if (!stored) this.#say(NOT_STORED, true);
    }

    #replace(text: string, own: string | null): void {
        if (text !== this.#editor.text) {
            this.#keep();
            this.#editor.replace(text);
        }
        this.#own = own;
        this.#noteStored(storeDraft(text, own));
        this.#editor.focus();
    }

    #saveFile(): void {
        const { text } = this.#editor,
            name =
                nameOf(text)
                    .replace(/[^\w-]+/g, "_")
                    .replace(/^_+|_+$/g, "")
                    .toLowerCase() || "model";
        saveFile(new Blob([text], { type: "text/plain" }), `${name}${mayBeEquations(text) ? ".pde" : ".rxn"}`);
    }

    // ------------------------------------------------------------------------------------------ what lies over it

    /** Shows one of the lists over the text, or with its second press the text again. */
    #toggle(id: "text-list" | "text-help" | null): void {
        for (const [button, list] of LISTS) {
            const shown = list === id && byId(list).hidden;
            byId(list).hidden = !shown;
            byId(button).setAttribute("aria-expanded", String(shown));
            if (shown) this.#fill(list);
        }
        const covered = LISTS.some(([, list]) => !byId(list).hidden);
        this.#pane.classList.toggle("list", covered);
        if (!covered && id !== null) this.#editor.focus();
    }

    #fill(list: "text-list" | "text-help"): void {
        const element = byId(list);
        if (list === "text-help")
            fillWordList(element, wordsOf(this.#editor.text), (form) => {
                this.#toggle(null);
                this.#editor.insert(form);
            });
        else
            fillTextList(element, {
                choose: ({ text, id }: Chosen) => void this.take(text, id),
                notStored: () => this.#noteStored(false),
            });
        element.scrollTop = 0;
        element.querySelector<HTMLElement>("button")?.focus();
    }

    #escape(): void {
        if (this.#pane.classList.contains("list")) {
            this.#toggle(null);
            this.#editor.focus();
        } else this.close();
    }

    // -------------------------------------------------------------------------------------------------- reading it

    #changed(): void {
        this.#noteStored(storeDraft(this.#editor.text, this.#own));
        clearTimeout(this.#checkSoon);
        this.#checkSoon = setTimeout(() => void this.#check(), CHECK_AFTER_MS);
    }

    /** Asks the library; of several answers under way only the newest counts. */
    async #check(): Promise<boolean> {
        clearTimeout(this.#checkSoon);
        const asked = ++this.#asked,
            { text } = this.#editor;
        let refusal: string | null = null;
        try {
            await this.#session.compute.checkNetwork(text);
        } catch (error) {
            refusal = error instanceof Error ? error.message : String(error);
        }
        if (asked === this.#asked) this.#refuse(refusal, text);
        return refusal === null;
    }

    #refuse(refusal: string | null, text: string): void {
        this.#place = refusal === null ? null : placeOf(refusal);
        this.#editor.mark(this.#place, refusal ?? "");
        if (refusal !== null || !this.#notStored) this.#say(refusal ?? UNDERSTOOD, refusal !== null);
        this.#message.disabled = this.#place === null;
        this.#run.disabled = refusal !== null;
        byId("text-equations").classList.toggle("old", refusal !== null); // of the text that was right last
        if (refusal === null) this.#showEquations(text);
    }

    #say(sentence: string, wrong: boolean): void {
        this.#message.textContent = sentence;
        this.#message.classList.toggle("error", wrong);
    }

    #showEquations(text: string): void {
        const parameters = namesOf(text).filter(({ kind }) => kind === "parameter");
        const symbols = parameters.map(({ name }) => ({ id: name, symbol: name }));
        const place = byId("text-equations");
        for (const [symbol, id] of fillEquations(place, linesOfText(text, symbols))) {
            const { value = "", doc = "" } = parameters.find(({ name }) => name === id) ?? {};
            symbol.setAttribute("data-tip", `${doc}\n${id} ${value}`.trim());
        }
    }
}

const LISTS = [
    ["text-models", "text-list"],
    ["text-words", "text-help"],
] as const;

/** Comes with the code that needs it, and not with the page. */
function filledPane(): HTMLElement {
    const pane = byId("text-pane");
    pane.innerHTML = markup;
    return pane;
}
