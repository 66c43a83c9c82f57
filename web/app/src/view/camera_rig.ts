// Where the picture is seen from: a camera that orbits, the first view that fills what the panel leaves free, and the slow
// turning until the person takes over.
import { MathUtils, PerspectiveCamera, Vector3 } from "three";
import type { Vector3 as Triple } from "../compute/frontend";
import type { Progress } from "./layer";
import { makeOrbit, type Orbit } from "./orbit";

const FIELD_OF_VIEW = 38;                   // degrees, from top to bottom
const NEAR = 0.01, FAR = 20;                // scene units: one cell of a large box, and the whole box from far outside
const FIRST_DIRECTION = new Vector3(1.02, 0.66, 1.27).normalize();
const FIRST_TARGET = [0, -0.045, 0] as const;           // the lower corner is nearest and wants more room
const FIRST_RADIUS = 0.86;                  // of the ball the first view frames; the box's own is 0.87, corners may touch
const TURN_SPEED = 0.10;                    // radians per second

export interface CameraPose {
    position: Triple;                       // scene units
    target: Triple;
}

export class CameraRig {
    readonly camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, NEAR, FAR);
    /** Called when the person takes hold of the camera. */
    onTaken: (() => void) | null = null;
    /** Called when the next frame shows another view. */
    onMoved: (() => void) | null = null;
    readonly #canvas: HTMLCanvasElement;
    readonly #controls: Orbit;
    #turning = false;
    #framed = true;                         // the first view still stands, but for the slow turning

    constructor(canvas: HTMLCanvasElement) {
        this.#canvas = canvas;
        this.#controls = makeOrbit(this.camera, canvas);
        for (const event of ["controlstart", "control", "transitionstart", "wake"] as const) {
            this.#controls.addEventListener(event, () => this.onMoved?.());
        }
        this.#controls.addEventListener("controlstart", () => this.#taken());
        canvas.addEventListener("wheel", () => this.#taken(), { passive: true });
    }

    /** Turns slowly by itself until the person touches the camera. */
    set turning(on: boolean) {
        this.#turning = on;
        if (on) this.onMoved?.();
    }

    get turning(): boolean {
        return this.#turning;
    }

    get pose(): CameraPose {
        const position = this.#controls.getPosition(new Vector3());
        const target = this.#controls.getTarget(new Vector3());
        return { position: position.toArray(), target: target.toArray() };
    }

    set pose(pose: CameraPose) {
        this.#turning = this.#framed = false;
        void this.#controls.setLookAt(...pose.position, ...pose.target, false);
        this.onMoved?.();
    }

    resetView(smoothly = true): void {
        const { x, y, z } = FIRST_DIRECTION.clone().multiplyScalar(this.#framingDistance());
        void this.#controls.setLookAt(x, y, z, ...FIRST_TARGET, smoothly);
        void this.#controls.setFocalOffset(0, 0, 0, smoothly);
        this.#framed = true;
        this.onMoved?.();
    }

    /** Pixels at the right that a panel covers: the picture's middle moves to the middle of the rest. */
    get covered(): number {
        return this.#controls.covered;
    }

    set covered(pixels: number) {
        this.#controls.covered = pixels;
    }

    /** The canvas has another size, or another part of it is covered. */
    resize(): void {
        const { clientWidth: width, clientHeight: height } = this.#canvas;
        this.camera.aspect = width / height;
        this.camera.setViewOffset(width, height, this.covered / 2, 0, width, height);
        if (this.#framed) void this.#controls.dollyTo(this.#framingDistance(), false);    // until the person chose a view
    }

    update(seconds: number): Progress {
        if (this.#turning) this.#controls.azimuthAngle += TURN_SPEED * seconds;
        const moving = this.#controls.update(seconds) || this.#turning;
        return { redraw: moving, again: moving };
    }

    /** From here the box fills what is free of the window. */
    #framingDistance(): number {
        const upright = Math.tan(MathUtils.degToRad(FIELD_OF_VIEW / 2));
        const across = upright * (this.#canvas.clientWidth - this.covered) / Math.max(this.#canvas.clientHeight, 1);
        return FIRST_RADIUS / Math.sin(Math.atan(Math.min(upright, across)));
    }

    #taken(): void {
        this.#turning = this.#framed = false;
        this.onTaken?.();
    }
}
