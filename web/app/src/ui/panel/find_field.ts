// The field at the top of the panel that finds a setting. The search itself is loaded when the field is first used for
// something.
import { loadPart } from "../../compute/load_part";
import { make } from "../../dom/elements";
import type { Folder } from "./folder";

export class FindField {
    readonly element = make("search", "find");
    readonly #input = make("input", "text");
    readonly #message = make("p", "");
    #root: Folder | null = null;
    #find: typeof import("./find") | null = null;

    constructor() {
        Object.assign(this.#input, {
            type: "search",
            id: "find",
            placeholder: "Find a setting  ( / )",
            autocomplete: "off",
            spellcheck: false,
        });
        this.#input.setAttribute("aria-label", "Find a setting by its name, symbol or meaning");
        this.#input.setAttribute("aria-keyshortcuts", "/");
        this.#message.setAttribute("role", "status");
        this.element.append(this.#input, this.#message);
        this.#input.addEventListener("focus", () => void this.#load());
        this.#input.addEventListener("input", () => void this.#load());
        this.#input.addEventListener("keydown", (event) => this.#key(event));
    }

    /** Applies the present search to a panel that was rebuilt. */
    show(root: Folder): void {
        this.#root = root;
        root.add(this.element);
        queueMicrotask(() => this.#show()); // once the panel is filled
    }

    focus(): void {
        this.#input.focus();
        this.#input.select();
    }

    async #load(): Promise<void> {
        try {
            this.#find ??= await loadPart("the search", "find", () => import("./find"));
            this.#show();
        } catch (error) {
            this.#message.textContent = error instanceof Error ? error.message : String(error);
        }
    }

    #show(): void {
        if (this.#root !== null) this.#find?.findIn(this.#root, this.#input.value, this.#message);
    }

    /** Of what was found. */
    #first(): HTMLElement | null {
        const row = this.#root?.element.querySelector<HTMLElement>(
            ".row:not([hidden]) :is(input, select), button.row:not([hidden])",
        );
        return row ?? this.#message.querySelector("button");
    }

    #key(event: KeyboardEvent): void {
        if (event.key === "Enter") this.#first()?.focus();
        if (event.key !== "Escape") return;
        if (this.#input.value === "") this.#input.blur();
        this.#input.value = "";
        this.#show();
    }
}
