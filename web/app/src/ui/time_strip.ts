// The strip of time above the transport: how fast the run goes, how many steps one press makes, and the whole of this
// run, to go back to. A drag shows the stored state before the handle at once; let go, the run is exactly at the
// handle.
import type { Pace, Stats } from "../compute/base";
import { make } from "../dom/elements";
import type { Session } from "../state/session";
import { count } from "./numbers";

const PACES: readonly (readonly [string, Pace | null])[] = [
    ["full speed", null],
    ...([1, 5, 20, 60, 200] as const).map(
        (perSecond) => [`${perSecond} step${perSecond > 1 ? "s" : ""} a second`, { unit: "steps", perSecond }] as const,
    ),
    ...([1, 10, 100] as const).map((perSecond) => [`time ${perSecond} a second`, { unit: "time", perSecond }] as const),
];

export class TimeStrip {
    readonly #session: Session;
    readonly #strip = make("section", "");
    readonly #slider = make("input", "");
    readonly #marks = make("div", "marks");
    readonly #message = make("output", "");
    readonly #pace = make("select", "");
    readonly #stepSize = make("input", "");
    #dragging = false;
    #ranBefore = false;
    #wanted: number | null = null; // while a drag waits for an answer
    #busy = false;
    #marksFor = "";

    constructor(session: Session) {
        this.#session = session;
        this.#strip.id = "time";
        this.#strip.setAttribute("aria-label", "Time");
        this.#makeSlider();
        const line = make("div", "line");
        line.append(this.#slider, this.#marks);
        this.#strip.append(this.#makePace(), line, this.#message, this.#makeStepSize());
        document.body.append(this.#strip);
        session.stats.listen((stats) => this.#show(stats));
        session.changed.listen(() => this.#refresh());
    }

    #makePace(): HTMLElement {
        this.#pace.id = "pace";
        this.#pace.setAttribute("aria-label", "Speed of the run");
        this.#pace.dataset.tip = "How fast the run goes, at most";
        for (const [i, [label]] of PACES.entries()) {
            const option = make("option", "", label);
            option.value = String(i);
            this.#pace.append(option);
        }
        this.#pace.addEventListener("change", () =>
            this.#session.setPace(PACES[Number(this.#pace.value)]?.[1] ?? null),
        );
        return this.#pace;
    }

    #makeStepSize(): HTMLElement {
        const label = make("label", "");
        Object.assign(this.#stepSize, { type: "number", min: "1", max: "100000", step: "1", value: "1" });
        this.#stepSize.addEventListener("change", () => this.#session.setStepSize(Number(this.#stepSize.value)));
        label.dataset.tip = "Steps that one press of the step button, or of the full stop, makes";
        label.append(make("span", "", "step by"), this.#stepSize);
        return label;
    }

    #makeSlider(): void {
        Object.assign(this.#slider, { type: "range", min: "0", max: "1", step: "1", value: "0" });
        this.#slider.setAttribute("aria-label", "This run, from its start to where it has come; drag to go back");
        this.#slider.addEventListener("input", () => this.#drag());
        this.#slider.addEventListener("change", () => this.#letGo());
    }

    #drag(): void {
        if (!this.#dragging) {
            this.#dragging = true;
            this.#ranBefore = this.#session.running;
            if (this.#ranBefore) this.#session.pause();
        }
        this.#wanted = Number(this.#slider.value);
        this.#setText(this.#wanted);
        this.#session.attempt(() => this.#follow());
    }

    async #follow(): Promise<void> {
        if (this.#busy) return;
        this.#busy = true;
        try {
            for (let wanted = this.#wanted; wanted !== null; wanted = this.#wanted) {
                this.#wanted = null;
                await this.#session.scrub(wanted, false);
            }
        } finally {
            this.#busy = false;
        }
    }

    #letGo(): void {
        const steps = Number(this.#slider.value),
            again = this.#ranBefore;
        this.#wanted = null;
        this.#session.attempt(async () => {
            try {
                await this.#session.scrub(steps);
            } finally {
                this.#dragging = false;
            }
            if (again) this.#session.play();
        });
    }

    #show({ steps, newest, stored }: Stats): void {
        if (this.#dragging) return;
        this.#slider.max = String(Math.max(1, newest));
        this.#slider.value = String(steps);
        this.#setText(steps, newest);
        this.#mark(stored, newest);
    }

    #setText(steps: number, newest = Number(this.#slider.max)): void {
        const text = steps < newest ? `step ${count(steps)} of ${count(newest)}` : `step ${count(steps)}`;
        this.#message.textContent = text;
        this.#slider.setAttribute("aria-valuetext", text);
    }

    /** A mark for every state that is stored. */
    #mark(stored: readonly number[], newest: number): void {
        const made = `${stored.join()} ${newest}`;
        if (made === this.#marksFor) return;
        this.#marksFor = made;
        this.#marks.replaceChildren(
            ...stored.map((steps) => {
                const mark = make("i", "");
                mark.style.left = `${((100 * steps) / Math.max(1, newest)).toFixed(2)}%`;
                return mark;
            }),
        );
    }

    #refresh(): void {
        const { pace, stepSize } = this.#session;
        const index = PACES.findIndex(
            ([, entry]) => entry?.unit === pace?.unit && entry?.perSecond === pace?.perSecond,
        );
        if (index >= 0) this.#pace.value = String(index);
        if (document.activeElement !== this.#stepSize) this.#stepSize.value = String(stepSize);
    }
}
