// Knobs on the picture that are dragged along an axis of the box. They are buttons of the page over the canvas, so
// fingers, the keyboard and screen readers reach them as they do every other button.
import { type PerspectiveCamera, Vector3 } from "three";
import { make } from "../../dom/elements";
import "./handles.css";
import type { Axis } from "./slices";

const SMALL_STEP = 0.01,
    LARGE_STEP = 0.1; // of the box, by the keyboard

export interface HandleSpec {
    readonly label: string;
    readonly axis: Axis;
    /** 0..1 along the axis; null: the knob is not there. */
    value(): number | null;
    /** Where the knob sits across the axis, -1..1 of the box each; several: the one furthest out on the screen. */
    readonly seats: () => readonly (readonly [number, number, number])[];
    drag(value: number): void;
}

class Handle {
    readonly element = make("button", "handle");
    readonly #spec: HandleSpec;
    #seat = -1;
    #along = { x: 0, y: 0 }; // pixels that the whole box is long here

    constructor(spec: HandleSpec) {
        this.#spec = spec;
        const { element } = this;
        element.type = "button";
        element.hidden = true; // until it has its place
        element.dataset.axis = "xyz"[spec.axis];
        element.setAttribute("role", "slider");
        element.setAttribute("aria-label", spec.label);
        element.setAttribute("aria-valuemin", "0");
        element.setAttribute("aria-valuemax", "1");
        element.title = `${spec.label}: drag, or use the arrow keys`;
        element.textContent = "xyz"[spec.axis] ?? "";
        element.addEventListener("pointerdown", (event) => this.#grab(event));
        element.addEventListener("keydown", (event) => this.#key(event));
    }

    place(camera: PerspectiveCamera, half: Vector3, width: number, height: number): void {
        const value = this.#spec.value();
        this.element.hidden = value === null;
        if (value === null) return;
        const { axis } = this.#spec;
        const onScreen = (seat: readonly [number, number, number], at: number): Vector3 => {
            const place = new Vector3(...seat)
                .setComponent(axis, 2 * at - 1)
                .multiply(half)
                .project(camera);
            return place.set((0.5 + 0.5 * place.x) * width, (0.5 - 0.5 * place.y) * height, place.z);
        };
        const seats = this.#spec.seats();
        const middle = new Vector3().project(camera);
        const outwards = (seat: readonly [number, number, number]): number => {
            const place = onScreen(seat, 0.5);
            return Math.hypot(place.x - (0.5 + 0.5 * middle.x) * width, place.y - (0.5 - 0.5 * middle.y) * height);
        };
        // Another seat only where it is clearly better: the knob should not jump to and fro.
        const best = seats.reduce((most, seat, i) => (outwards(seat) > outwards(seats[most] ?? seat) ? i : most), 0);
        const now = seats[this.#seat];
        if (now === undefined || outwards(seats[best] ?? now) > 1.1 * outwards(now)) this.#seat = best;
        const seat = seats[this.#seat] ?? [0, 0, 0];
        const at = onScreen(seat, value),
            step = onScreen(seat, value + 0.01);
        this.#along = { x: 100 * (step.x - at.x), y: 100 * (step.y - at.y) };
        this.element.hidden = at.z > 1;
        this.element.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
        this.element.style.zIndex = String(Math.round((1 - at.z) * 1e5));
        this.element.setAttribute("aria-valuenow", value.toFixed(3));
    }

    #grab(down: PointerEvent): void {
        down.preventDefault();
        const { element } = this;
        element.focus({ focusVisible: false } as FocusOptions);
        element.setPointerCapture(down.pointerId);
        let { clientX: x, clientY: y } = down;
        const move = (event: PointerEvent): void => {
            const length2 = this.#along.x ** 2 + this.#along.y ** 2;
            const value = this.#spec.value();
            if (value === null || length2 < 1) return; // seen along its axis: a drag has no direction
            this.#spec.drag(
                value + ((event.clientX - x) * this.#along.x + (event.clientY - y) * this.#along.y) / length2,
            );
            ({ clientX: x, clientY: y } = event);
        };
        const up = (): void => {
            element.removeEventListener("pointermove", move);
            for (const event of ["pointerup", "pointercancel"] as const) element.removeEventListener(event, up);
        };
        element.addEventListener("pointermove", move);
        for (const event of ["pointerup", "pointercancel"] as const) element.addEventListener(event, up);
    }

    #key(event: KeyboardEvent): void {
        const value = this.#spec.value();
        const steps: Record<string, number> = {
            ArrowRight: SMALL_STEP,
            ArrowUp: SMALL_STEP,
            ArrowLeft: -SMALL_STEP,
            ArrowDown: -SMALL_STEP,
            PageUp: LARGE_STEP,
            PageDown: -LARGE_STEP,
            Home: -1,
            End: 1,
        };
        const step = steps[event.key];
        if (value === null || step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        this.#spec.drag(Math.min(1, Math.max(0, value + step)));
    }
}

export class Handles {
    readonly #host = make("div", "handles");
    readonly #canvas: HTMLCanvasElement;
    readonly #handles: Handle[];
    #left = 0;
    #width = -1;

    constructor(canvas: HTMLCanvasElement, specs: readonly HandleSpec[]) {
        this.#canvas = canvas;
        this.#handles = specs.map((spec) => new Handle(spec));
        this.#host.append(...this.#handles.map(({ element }) => element));
        document.querySelector("main")?.append(this.#host);
    }

    place(camera: PerspectiveCamera, half: Vector3): void {
        const { clientWidth, clientHeight, offsetLeft } = this.#canvas;
        if (offsetLeft !== this.#left) this.#host.style.left = `${(this.#left = offsetLeft)}px`;
        if (clientWidth !== this.#width) this.#host.style.width = `${(this.#width = clientWidth)}px`;
        for (const handle of this.#handles) handle.place(camera, half, clientWidth, clientHeight);
    }

    dispose(): void {
        this.#host.remove();
    }
}
