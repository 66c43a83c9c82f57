// The brush: a drag on the surface paints, a drag beside it turns the box as ever, two fingers always move the camera:
// a finger paints once it has moved, stayed or been lifted, so that a second finger has time to arrive. The ball of the
// brush follows the pointer on the surface.
import { Vector3 } from "three";
import type { Brush, Vector3 as Triple } from "../../compute/base";
import { Stroke } from "../../state/stroke";
import type { Tools } from "../../state/tools";
import type { Markers } from "../../view/markers";
import { onFacingPlane, toScene } from "../../view/ray";
import type { Picker } from "./picker";

const SPACING = 0.35; // radii between two touches: near enough for an even line of soft balls
const SECOND_FINGER_MS = 150; // two fingers of a gesture touch down within this time
const STILL = 6; // pixels: a finger that only lies there moves less
const DIGITS = 4; // of a touch's place: precise to a thousandth of the box, and short in a link

interface Wanted {
    readonly x: number;
    readonly y: number;
    readonly stroke: Stroke | null;
    readonly erase: boolean;
    readonly isFinger: boolean;
}

export class BrushTool {
    readonly #picker: Picker;
    readonly #tools: Tools;
    readonly #markers: Markers;
    readonly #canvas: HTMLCanvasElement;
    readonly #fingers = new Map<number, PointerEvent>();
    readonly #redispatched = new WeakSet<Event>();
    #stroke: Stroke | null = null;
    #pointer = -1; // that paints, or may
    #first: PointerEvent | null = null; // of a finger that has not painted yet
    #soon: ReturnType<typeof setTimeout> | undefined;
    #wanted: Wanted | null = null;
    #busy = false;
    #place: Triple | null = null; // under the pointer, when last asked
    /** The picture goes. */
    readonly end: () => void;

    constructor(picker: Picker, tools: Tools, markers: Markers) {
        this.#picker = picker;
        this.#tools = tools;
        this.#markers = markers;
        this.#canvas = picker.viewer.canvas;
        const first = { capture: true }; // before the camera's hands
        this.#canvas.addEventListener("pointerdown", (event) => this.#down(event), first);
        this.#canvas.addEventListener("pointermove", (event) => this.#move(event), first);
        for (const type of ["pointerup", "pointercancel"] as const)
            this.#canvas.addEventListener(type, (event) => this.#up(event), first);
        this.#canvas.addEventListener("pointerleave", () => {
            if (this.#stroke === null) this.#hide();
        });
        this.end = tools.changed.listen(() => (this.#isOn ? this.#showBall(tools.brush.erase) : this.#hide()));
    }

    get #isOn(): boolean {
        return this.#tools.pointer === "brush";
    }

    /** Under the pointer; null: it is not over anything that can be painted. */
    get place(): Triple | null {
        return this.#place;
    }

    get #radius(): number {
        return this.#tools.brush.radius * Math.max(...this.#picker.session.state.extent);
    }

    #down(event: PointerEvent): void {
        if (!this.#isOn || this.#redispatched.has(event)) return;
        if (event.pointerType === "touch") this.#fingers.set(event.pointerId, event);
        if (this.#fingers.size > 1) {
            this.#giveToCamera(event);
            return;
        }
        const onSurface = event.pointerType === "touch" || this.#place !== null;
        if (event.button !== 0 || !onSurface) return;
        event.stopImmediatePropagation();
        this.#pointer = event.pointerId;
        this.#canvas.setPointerCapture(event.pointerId);
        this.#first = event;
        if (event.pointerType === "touch") this.#soon = setTimeout(() => this.#begin(), SECOND_FINGER_MS);
        else this.#begin();
    }

    #begin(): void {
        clearTimeout(this.#soon);
        const first = this.#first,
            { session } = this.#picker;
        if (first === null) return;
        this.#first = null;
        this.#stroke = new Stroke(this.#radius, SPACING);
        session.attempt(() => session.mark("brush stroke"));
        this.#want(first);
    }

    // A second finger came: both are the camera's.
    #giveToCamera(second: PointerEvent): void {
        const first = [...this.#fingers.values()].find(({ pointerId }) => pointerId !== second.pointerId);
        if (first?.pointerId !== this.#pointer) return;
        clearTimeout(this.#soon);
        this.#first = this.#stroke = this.#wanted = null;
        this.#pointer = -1;
        this.#hide();
        this.#canvas.releasePointerCapture(first.pointerId);
        const { pointerId, pointerType, clientX, clientY, button, buttons, isPrimary } = first;
        const again = new PointerEvent("pointerdown", {
            pointerId,
            pointerType,
            clientX,
            clientY,
            button,
            buttons,
            isPrimary,
            bubbles: true,
            cancelable: true,
        });
        this.#redispatched.add(again);
        this.#canvas.dispatchEvent(again);
    }

    #move(event: PointerEvent): void {
        if (!this.#isOn) return;
        if (this.#first !== null && event.pointerId === this.#pointer) {
            event.stopImmediatePropagation();
            if (Math.hypot(event.clientX - this.#first.clientX, event.clientY - this.#first.clientY) < STILL) return;
            this.#begin();
        }
        if (this.#stroke === null && (event.buttons !== 0 || event.pointerType === "touch")) return; // the camera moves
        if (this.#stroke !== null && event.pointerId === this.#pointer) event.stopImmediatePropagation();
        this.#want(event);
    }

    #up(event: PointerEvent): void {
        this.#fingers.delete(event.pointerId);
        if (event.pointerId !== this.#pointer) return;
        event.stopImmediatePropagation();
        if (event.type === "pointerup") this.#begin();
        clearTimeout(this.#soon);
        this.#first = this.#stroke = null;
        this.#pointer = -1;
        if (event.pointerType === "touch" && !this.#busy) this.#hide();
    }

    #want({ clientX, clientY, shiftKey, altKey, pointerType }: PointerEvent): void {
        const erase = this.#tools.brush.erase !== (shiftKey || altKey);
        this.#wanted = { x: clientX, y: clientY, stroke: this.#stroke, erase, isFinger: pointerType === "touch" };
        this.#picker.session.attempt(() => this.#work());
    }

    async #work(): Promise<void> {
        if (this.#busy) return;
        this.#busy = true;
        try {
            for (let wanted = this.#wanted; wanted !== null; wanted = this.#wanted) {
                this.#wanted = null;
                const place = await this.#placeAt(wanted);
                if (!this.#isOn) break;
                this.#place = place;
                this.#showBall(wanted.erase);
                if (wanted.stroke !== null && place !== null) await this.#paint(wanted.stroke.to(place), wanted.erase);
                if (wanted.isFinger && this.#stroke === null) this.#hide(); // the finger was lifted
            }
        } finally {
            this.#busy = false;
        }
    }

    /**
     * The place on the surface; without a surface, on the plane through the middle of the box (fallback, so that an
     * empty box can be painted).
     */
    async #placeAt({ x, y }: Wanted): Promise<Triple | null> {
        const { session, viewer } = this.#picker,
            ray = this.#picker.ray(x, y);
        const pick = await this.#picker.at(x, y);
        if (pick !== null || session.latestStats?.triangles !== 0) return pick?.position ?? null;
        const facing = viewer.rig.camera.getWorldDirection(new Vector3()),
            { extent } = session.state;
        return onFacingPlane(ray, facing, [extent[0] / 2, extent[1] / 2, extent[2] / 2], extent);
    }

    async #paint(touches: readonly Triple[], erase: boolean): Promise<void> {
        await Promise.all(touches.map((place) => this.#picker.session.paint(this.touch(place, erase))));
    }

    /** As the brush is set now. */
    touch([x, y, z]: Triple, erase: boolean): Brush {
        const { strength, softness } = this.#tools.brush,
            round = (value: number): number => Number(value.toPrecision(DIGITS));
        return {
            centre: [round(x), round(y), round(z)],
            radius: round(this.#radius),
            softness: round(softness),
            strength: round(strength),
            erase,
        };
    }

    #showBall(erase: boolean): void {
        const { session, viewer } = this.#picker,
            place = this.#place;
        this.#markers.showBrush(
            place && { place: toScene(place, session.state.extent), radius: this.#tools.brush.radius, erase },
        );
        viewer.requestDraw();
    }

    #hide(): void {
        this.#place = null;
        this.#markers.showBrush(null);
        this.#picker.viewer.requestDraw();
    }
}
