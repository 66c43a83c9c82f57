// Work that takes over half a second shows how far it has come, among the notices, with a way to end it.
import { byId, make } from "./dom";

const SHOWN_AFTER_MS = 500;

/** Of one piece of work; nothing is seen of what is over soon. */
export class Progress {
    readonly #box = make("div", "notice info progress");
    readonly #sentence = make("p", "sentence");
    readonly #bar = make("progress", "");
    #late: ReturnType<typeof setTimeout>;

    /** cancel null: there is no way to end it. */
    constructor(sentence: string, cancel: (() => void) | null) {
        this.#box.setAttribute("role", "status");
        this.#bar.max = 1;
        this.#bar.setAttribute("aria-label", sentence);
        this.#sentence.textContent = sentence;
        const words = make("div", "progress-words");
        words.append(this.#sentence, this.#bar);
        this.#box.append(words);
        if (cancel !== null) this.#box.append(cancelButton(cancel));
        this.#late = setTimeout(() => byId("notices").append(this.#box), SHOWN_AFTER_MS);
    }

    /** fraction 0..1; null: nobody knows how long. */
    update(fraction: number | null, sentence?: string): void {
        if (fraction === null) this.#bar.removeAttribute("value");
        else this.#bar.value = Math.min(1, Math.max(0, fraction));
        if (sentence !== undefined) this.#sentence.textContent = sentence;
    }

    end(): void {
        clearTimeout(this.#late);
        this.#box.remove();
    }
}

function cancelButton(cancel: () => void): HTMLButtonElement {
    const button = make("button", "action cancel", "Cancel");
    button.type = "button";
    button.addEventListener("click", () => {
        button.disabled = true;
        cancel();
    });
    return button;
}
