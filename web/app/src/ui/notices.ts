// Sentences for the person, at the top of the page, until dismissed: errors with their cause, number and next action,
// warnings, and how things stand.
import { byId, make } from "../dom/elements";

export type NoticeKind = "error" | "warning" | "info";

export interface NoticeOptions {
    /** A notice with the same key is replaced, not repeated. */
    key?: string;
    action?: Action;
    /** What else can be done: a quieter button. */
    other?: Action;
    /** Stays short without it: how things stand is no bug to report. */
    report?: boolean;
}

export interface Action {
    readonly label: string;
    readonly run: () => void;
}

const MOST_SHOWN = 4; // the oldest goes: a page full of notices hides what it is about

export class Notices {
    readonly #region = byId("notices");
    readonly #byKey = new Map<string, HTMLElement>();
    /** The text of a bug report beside the sentence: version, configuration, browser. */
    diagnostics: () => string = () => navigator.userAgent;

    show(kind: NoticeKind, sentence: string, options: NoticeOptions = {}): void {
        const key = options.key ?? sentence;
        const notice = make("div", `notice ${kind}`);
        notice.setAttribute("role", kind === "info" ? "status" : "alert");
        notice.append(make("p", "sentence", sentence));
        if (options.action) notice.append(actionButton(options.action, "action"));
        if (options.other) notice.append(actionButton(options.other, "other"));
        if (options.report ?? kind !== "info") notice.append(this.#copyButton(sentence));
        notice.append(this.#dismissButton(key));
        const before = this.#byKey.get(key);
        if (before) before.replaceWith(notice);
        else this.#region.append(notice);
        this.#byKey.set(key, notice);
        this.#dropOldest();
    }

    dismiss(key: string): void {
        this.#byKey.get(key)?.remove();
        this.#byKey.delete(key);
    }

    #copyButton(sentence: string): HTMLButtonElement {
        const button = make("button", "copy", "Copy");
        button.type = "button";
        button.dataset.tip = "Copies the sentence, the version, what runs and the browser, for a report";
        button.addEventListener("click", () => {
            navigator.clipboard.writeText(`${sentence}\n\n${this.diagnostics()}`).then(
                () => (button.textContent = "Copied"),
                () => (button.textContent = "Not allowed"),
            );
        });
        return button;
    }

    #dismissButton(key: string): HTMLButtonElement {
        const button = make("button", "dismiss", "×");
        button.type = "button";
        button.setAttribute("aria-label", "Dismiss");
        button.addEventListener("click", () => this.dismiss(key));
        return button;
    }

    #dropOldest(): void {
        for (const key of [...this.#byKey.keys()].slice(0, Math.max(0, this.#byKey.size - MOST_SHOWN)))
            this.dismiss(key);
    }
}

function actionButton({ label, run }: Action, className: string): HTMLButtonElement {
    const button = make("button", className, label);
    button.type = "button";
    button.addEventListener("click", run);
    return button;
}
