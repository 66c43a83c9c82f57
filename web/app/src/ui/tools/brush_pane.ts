// The brush's settings, shown while the brush is the active tool.

import { make, putOnShelf } from "../../dom/elements";
import { BRUSH_RANGES, type BrushNumber, type Tools } from "../../state/tools";
import { formatNumber, sliderStep } from "../numbers";

const MODES = [
    { label: "Add", erase: false, doc: "Adds matter; hold Shift or Alt to erase" },
    { label: "Erase", erase: true, doc: "Removes matter; hold Shift or Alt to add" },
] as const;

export class BrushPane {
    readonly #tools: Tools;
    readonly #pane = make("section", "");
    readonly #message = make("p", "place");
    readonly #refreshers: (() => void)[] = [];

    constructor(tools: Tools) {
        this.#tools = tools;
        this.#pane.id = "brush-pane";
        this.#pane.setAttribute("aria-label", "Brush");
        this.#pane.append(
            this.#modes(),
            ...(Object.keys(BRUSH_RANGES) as BrushNumber[]).map((name) => this.#slider(name)),
            this.#message,
        );
        this.#message.setAttribute("role", "status");
        putOnShelf(this.#pane);
        tools.changed.listen(() => this.#refresh());
        this.#refresh();
    }

    /** Where the brush is, and what is there: also for those who do not see it. */
    setStatus(text: string): void {
        this.#message.textContent = text;
    }

    #modes(): HTMLElement {
        const row = make("div", "modes");
        row.setAttribute("role", "group");
        row.setAttribute("aria-label", "What the brush does");
        for (const { label, erase, doc } of MODES) {
            const button = make("button", "", label);
            button.type = "button";
            button.dataset.tip = doc;
            button.addEventListener("click", () => this.#tools.setBrush({ erase }));
            this.#refreshers.push(() => button.setAttribute("aria-pressed", String(this.#tools.brush.erase === erase)));
            row.append(button);
        }
        const done = make("button", "", "Done");
        done.type = "button";
        done.dataset.tip = "Puts the brush down  ( Esc )";
        done.addEventListener("click", () => (this.#tools.pointer = "camera"));
        row.append(done);
        return row;
    }

    #slider(name: BrushNumber): HTMLElement {
        const { min, max, label, doc } = BRUSH_RANGES[name];
        const row = make("label", ""),
            input = make("input", ""),
            value = make("output", "");
        Object.assign(input, { type: "range", min: String(min), max: String(max), step: String(sliderStep(min, max)) });
        input.addEventListener("input", () => this.#tools.setBrush({ [name]: Number(input.value) }));
        row.dataset.tip = doc;
        row.append(make("span", "", label), input, value);
        this.#refreshers.push(() => {
            input.value = String(this.#tools.brush[name]);
            value.textContent = formatNumber(this.#tools.brush[name]);
        });
        return row;
    }

    #refresh(): void {
        this.#pane.hidden = this.#tools.pointer !== "brush";
        if (this.#pane.hidden) this.setStatus("");
        for (const refresh of this.#refreshers) refresh();
    }
}
