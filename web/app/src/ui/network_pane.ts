// The pane in which a person writes a model, equations or a network: read by the library as it is typed, run by a
// button or Ctrl-Enter. A text that is refused costs nothing: what runs goes on.

import { byId, make } from "../dom/elements";
import { keepText, keptTexts, nameOf } from "../state/kept_texts";
import { offsetOf, type Place, placeOf, storedText, storeText } from "../state/network";
import type { Session } from "../state/session";
import { isTemplate, TEMPLATES } from "../state/templates";
import "./network_pane.css";
import markup from "./network_pane.html?raw";

const CHECK_AFTER_MS = 250; // of quiet

export class NetworkPane {
    readonly #session: Session;
    readonly #pane = filledPane();
    readonly #text = byId<HTMLTextAreaElement>("network-text");
    readonly #gutter = byId("network-lines");
    readonly #message = byId<HTMLButtonElement>("network-message");
    readonly #run = byId<HTMLButtonElement>("network-run");
    #place: Place | null = null;
    #checkSoon: ReturnType<typeof setTimeout> | undefined;
    #asked = 0;
    #openedFrom: Element | null = null;
    #ran: string | null = null; // the text that was run from here, or was shown here because it runs
    #offered: readonly string[] = [];

    constructor(session: Session) {
        this.#session = session;
        this.#text.value = storedText();
        this.#text.setSelectionRange(0, 0); // or a low window would begin at its end
        this.#text.addEventListener("input", () => this.#changed());
        this.#text.addEventListener("scroll", () => (this.#gutter.scrollTop = this.#text.scrollTop));
        this.#text.addEventListener("keydown", (event) => this.#key(event));
        this.#pane.addEventListener("keydown", (event) => {
            if (event.key === "Escape") this.close();
        });
        this.#run.addEventListener("click", () => void this.run());
        this.#message.addEventListener("click", () => this.#goToError());
        byId("network-template").addEventListener("change", (event) => this.#choose(event.target as HTMLSelectElement));
        byId("network-close").addEventListener("click", () => this.close());
        this.#drawLines();
    }

    get isOpen(): boolean {
        return !this.#pane.hidden;
    }

    open(): void {
        if (!this.isOpen) this.#openedFrom = document.activeElement;
        this.#pane.hidden = false;
        this.#offerTexts();
        this.#showWhatRuns();
        this.#text.focus();
        void this.#check();
    }

    close(): void {
        this.#pane.hidden = true;
        if (this.#openedFrom instanceof HTMLElement) this.#openedFrom.focus();
    }

    /** A text from a file; Ctrl-Z brings back the one that was there. */
    async take(text: string): Promise<void> {
        this.open();
        this.#write(text);
        await this.run();
    }

    async run(): Promise<void> {
        const text = this.#text.value;
        if (!(await this.#check())) return;
        this.#ran = text;
        this.#keep(text);
        this.#session.attempt(() => this.#session.runNetwork(text));
    }

    // The text of a link or a snapshot, which is not the one written here last.
    #showWhatRuns(): void {
        const running = this.#session.state.config.network;
        if (running === null || running === this.#ran) return;
        this.#ran = running;
        if (running !== this.#text.value) this.#write(running);
    }

    // ------------------------------------------------------------------------------------------ texts to take up

    #keep(text: string): void {
        if (!isTemplate(text)) keepText(text);
        this.#offerTexts();
    }

    #offerTexts(): void {
        const kept = keptTexts();
        this.#offered = [...kept, ...TEMPLATES.map(({ text }) => text)];
        const groups = new Map<string, HTMLElement>();
        const offer = (group: string, label: string, index: number): void => {
            const options = groups.get(group) ?? make("optgroup", "");
            options.setAttribute("label", group);
            options.append(new Option(label, String(index)));
            groups.set(group, options);
        };
        kept.forEach((text, i) => offer("Yours", nameOf(text), i));
        TEMPLATES.forEach(({ group, label }, i) => offer(group, label, kept.length + i));
        byId("network-template").replaceChildren(new Option("Templates…", ""), ...groups.values());
    }

    /** What is chosen is written and, at once, run. Ctrl-Z brings back the text that was there. */
    #choose(list: HTMLSelectElement): void {
        const text = this.#offered[Number(list.value)];
        list.value = ""; // the list offers, and shows nothing chosen
        if (text !== undefined) void this.take(text);
    }

    // ----------------------------------------------------------------------------------------------- the text

    // As if it were typed, so that it can be undone.
    #write(text: string): void {
        if (text !== this.#text.value) this.#keep(this.#text.value);
        this.#text.focus();
        this.#text.select();
        if (!document.execCommand("insertText", false, text)) this.#text.value = text;
        this.#text.setSelectionRange(0, 0);
        this.#text.scrollTop = 0;
        this.#changed();
    }

    #changed(): void {
        storeText(this.#text.value);
        this.#drawLines();
        clearTimeout(this.#checkSoon);
        this.#checkSoon = setTimeout(() => void this.#check(), CHECK_AFTER_MS);
    }

    #key(event: KeyboardEvent): void {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void this.run();
    }

    // -------------------------------------------------------------------------------------------------- reading it

    /** Asks the library; of several answers under way only the newest counts. */
    async #check(): Promise<boolean> {
        clearTimeout(this.#checkSoon);
        const asked = ++this.#asked;
        let refusal: string | null = null;
        try {
            await this.#session.compute.checkNetwork(this.#text.value);
        } catch (error) {
            refusal = error instanceof Error ? error.message : String(error);
        }
        if (asked === this.#asked) this.#refuse(refusal);
        return refusal === null;
    }

    #refuse(refusal: string | null): void {
        this.#place = refusal === null ? null : placeOf(refusal);
        this.#message.textContent = refusal ?? "Understood.";
        this.#message.classList.toggle("error", refusal !== null);
        this.#message.disabled = this.#place === null;
        this.#run.disabled = refusal !== null;
        this.#text.setAttribute("aria-invalid", String(refusal !== null));
        this.#drawLines();
    }

    #goToError(): void {
        if (this.#place === null) return;
        const at = offsetOf(this.#text.value, this.#place);
        this.#text.focus();
        this.#text.setSelectionRange(at, at);
    }

    #drawLines(): void {
        const count = this.#text.value.split("\n").length;
        this.#gutter.replaceChildren(
            ...Array.from({ length: count }, (_, i) =>
                make("span", i + 1 === this.#place?.line ? "wrong" : "", String(i + 1)),
            ),
        );
        this.#gutter.scrollTop = this.#text.scrollTop;
    }
}

/** Comes with the code that needs it, and not with the page. */
function filledPane(): HTMLElement {
    const pane = byId("network");
    pane.innerHTML = markup;
    return pane;
}
