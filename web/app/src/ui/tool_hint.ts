// One line above the transport that explains the pointer and the keys of the active tool: flying, probing, painting.
import { make, putOnShelf } from "../dom/elements";

export class ToolHint {
    readonly #line = make("p", "");
    readonly #texts = new Map<string, string>();

    constructor() {
        this.#line.id = "hint";
        this.#line.hidden = true;
        this.#line.setAttribute("role", "status");
        putOnShelf(this.#line);
    }

    /** The newest tool's text is shown; null takes this tool's away. */
    show(tool: string, text: string | null): void {
        this.#texts.delete(tool);
        if (text !== null) this.#texts.set(tool, text);
        const shown = [...this.#texts.values()].at(-1);
        this.#line.textContent = shown ?? "";
        this.#line.hidden = shown === undefined;
    }
}
