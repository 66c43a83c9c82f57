// Keys, mouse, wheel and fingers of free flight. Keys are taken by their place on the keyboard, so WASD is where it is
// on any layout, and only while one flies: otherwise they belong to the page.
import { isTyping } from "../dom/elements";
import type { Flight } from "./flight";

const RADIANS_PER_PIXEL = 0.0032; // radians a pixel
const FINGERS = 0.0016; // box edges a pixel, at a speed of 1
const WHEEL = 0.0012; // of the logarithm of the speed, a pixel of the wheel
const FASTER = 4; // with Shift
const AXES: Record<string, readonly [number, number, number]> = {
    // right, up, forward
    KeyW: [0, 0, 1],
    KeyS: [0, 0, -1],
    KeyD: [1, 0, 0],
    KeyA: [-1, 0, 0],
    KeyE: [0, 1, 0],
    KeyQ: [0, -1, 0],
    ArrowUp: [0, 0, 1],
    ArrowDown: [0, 0, -1],
    ArrowRight: [1, 0, 0],
    ArrowLeft: [-1, 0, 0],
    PageUp: [0, 1, 0],
    PageDown: [0, -1, 0],
};

interface Finger {
    x: number;
    y: number;
}

export class FlightInput {
    readonly #flight: Flight;
    readonly #canvas: HTMLCanvasElement;
    readonly #wake: () => void;
    readonly #held = new Set<string>();
    readonly #pointers = new Map<number, Finger>();
    readonly #over = new AbortController();
    #enabled = false;
    /** Arrows and pages fly, too; false: they belong to the active tool. */
    arrows = true;

    /** wake: requests a frame. */
    constructor(flight: Flight, canvas: HTMLCanvasElement, wake: () => void) {
        this.#flight = flight;
        this.#canvas = canvas;
        this.#wake = wake;
        const { signal } = this.#over;
        addEventListener("keydown", (event) => this.#key(event, true), { capture: true, signal });
        addEventListener("keyup", (event) => this.#key(event, false), { capture: true, signal });
        addEventListener("blur", () => this.#letGo(), { signal });
        canvas.addEventListener("pointerdown", (event) => this.#down(event));
        canvas.addEventListener("pointermove", (event) => this.#move(event));
        for (const type of ["pointerup", "pointercancel"] as const) {
            canvas.addEventListener(type, (event) => this.#pointers.delete(event.pointerId));
        }
        canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
        canvas.addEventListener("contextmenu", (event) => {
            if (this.#enabled) event.preventDefault();
        });
    }

    dispose(): void {
        this.#over.abort();
    }

    set enabled(on: boolean) {
        this.#enabled = on;
        this.#letGo();
        if (!on && document.pointerLockElement === this.#canvas) document.exitPointerLock();
    }

    /** The mouse looks around without a button held, until Escape. */
    async lockPointer(): Promise<void> {
        if (this.#enabled) await this.#canvas.requestPointerLock();
    }

    #letGo(): void {
        this.#held.clear();
        this.#pointers.clear();
        this.#readKeys(false);
    }

    #key(event: KeyboardEvent, down: boolean): void {
        if (!this.#enabled) return;
        if (event.key === "Shift") this.#readKeys(event.shiftKey);
        if (!(event.code in AXES) || (!this.arrows && !event.code.startsWith("Key"))) return;
        if (down && (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))) return;
        if (down && document.querySelector("dialog[open]") !== null) return;
        if (down) this.#held.add(event.code);
        else this.#held.delete(event.code);
        if (down) {
            event.preventDefault();
            event.stopPropagation();
        }
        this.#readKeys(event.shiftKey);
    }

    #readKeys(shift: boolean): void {
        const sum = [0, 0, 0];
        for (const code of this.#held) AXES[code]?.forEach((part, axis) => (sum[axis]! += part));
        this.#flight.push.set(Math.sign(sum[0]!), Math.sign(sum[1]!), Math.sign(sum[2]!));
        this.#flight.boost = shift ? FASTER : 1;
        if (this.#held.size > 0) this.#wake();
    }

    #down(event: PointerEvent): void {
        if (!this.#enabled) return;
        this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        this.#canvas.setPointerCapture(event.pointerId);
    }

    #move(event: PointerEvent): void {
        if (!this.#enabled) return;
        if (document.pointerLockElement === this.#canvas) this.#turn(event.movementX, event.movementY);
        const before = this.#pointers.get(event.pointerId);
        if (before === undefined) return;
        const now = { x: event.clientX, y: event.clientY };
        if (this.#pointers.size === 1) this.#turn(now.x - before.x, now.y - before.y);
        else this.#twoFingers(event.pointerId, before, now);
        this.#pointers.set(event.pointerId, now);
        this.#wake();
    }

    // Dragging moves the picture with the pointer, as in orbit mode.
    #turn(right: number, down: number): void {
        const sign = document.pointerLockElement === this.#canvas ? -1 : 1;
        this.#flight.turn(sign * right * RADIANS_PER_PIXEL, sign * down * RADIANS_PER_PIXEL);
        this.#wake();
    }

    /** Two fingers together slide, apart they fly forward. */
    #twoFingers(moved: number, before: Finger, now: Finger): void {
        const other = [...this.#pointers].find(([id]) => id !== moved)?.[1];
        if (other === undefined) return;
        const apart = (finger: Finger): number => Math.hypot(finger.x - other.x, finger.y - other.y);
        const scale = (FINGERS * this.#flight.speed) / 0.35;
        this.#flight.shift(
            ((before.x - now.x) * scale) / 2,
            ((now.y - before.y) * scale) / 2,
            (apart(now) - apart(before)) * scale,
        );
    }

    #wheel(event: WheelEvent): void {
        if (!this.#enabled) return;
        event.preventDefault();
        const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : 16 * event.deltaY;
        this.#flight.speed *= Math.exp(-WHEEL * pixels);
        this.onSpeed(this.#flight.speed);
    }

    /** The wheel has changed the speed, in box edges a second. */
    onSpeed: (speed: number) => void = () => {
        /* nobody listens yet */
    };
}
