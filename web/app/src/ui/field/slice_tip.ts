// The value under the pointer, where it is over a slice.
import "./slice_tip.css";
import type { CellValue } from "../../compute/base";
import { make } from "../../dom/elements";
import { formatNumber } from "../numbers";

const AWAY = 14; // pixels from the pointer

export class SliceTip {
    readonly #canvas: HTMLCanvasElement;
    readonly #ask: (x: number, y: number) => Promise<CellValue | null>;
    readonly #label: () => string;
    readonly #element = make("output", "slice-tip");
    readonly #ended = new AbortController();
    #asking = false;
    #wanted: { x: number; y: number } | null = null;

    /** ask: the value on the slice under a point of the canvas; label: of what is shown. */
    constructor(
        canvas: HTMLCanvasElement,
        ask: (x: number, y: number) => Promise<CellValue | null>,
        label: () => string,
        of: string,
    ) {
        this.#canvas = canvas;
        this.#ask = ask;
        this.#label = label;
        this.#element.id = `slice-tip${of}`;
        this.#element.hidden = true;
        document.querySelector("main")?.append(this.#element);
        const { signal } = this.#ended;
        canvas.addEventListener("pointermove", (event) => void this.#move(event), { signal });
        canvas.addEventListener("pointerleave", () => this.hide(), { signal });
        canvas.addEventListener("pointerdown", () => this.hide(), { signal });
    }

    dispose(): void {
        this.#ended.abort();
        this.#element.remove();
    }

    hide(): void {
        this.#wanted = null;
        this.#element.hidden = true;
    }

    // One question at a time; of the places meanwhile only the last counts.
    async #move(event: PointerEvent): Promise<void> {
        if (event.buttons !== 0) return;
        this.#wanted = { x: event.offsetX, y: event.offsetY };
        if (this.#asking) return;
        this.#asking = true;
        for (let asked: { x: number; y: number } | null = null; this.#wanted !== asked && this.#wanted; ) {
            asked = this.#wanted;
            await this.#show(asked).catch(() => this.hide());
        }
        this.#asking = false;
    }

    async #show(at: { x: number; y: number }): Promise<void> {
        const there = await this.#ask(at.x, at.y);
        if (!there || !this.#wanted) {
            this.#element.hidden = true;
            return;
        }
        const { cell, value } = there;
        this.#element.textContent = `${this.#label()} = ${formatNumber(value)}  ·  cell ${cell.join(", ")}`;
        this.#element.hidden = false;
        const { offsetWidth: width, offsetHeight: height } = this.#element,
            { clientWidth, clientHeight, offsetLeft } = this.#canvas;
        const left = offsetLeft + Math.min(at.x + AWAY, clientWidth - width - AWAY),
            top = at.y + AWAY + height > clientHeight ? at.y - AWAY - height : at.y + AWAY;
        this.#element.style.transform = `translate(${left}px, ${top}px)`;
    }
}
