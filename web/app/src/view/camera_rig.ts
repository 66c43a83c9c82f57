// Where the picture is seen from: one camera and two ways to move it, around a point (orbit) or flying freely. Changing
// from one to the other moves nothing. The first view fills what the panes leave free, and turns slowly until a person
// takes over.
import { Box3, MathUtils, Matrix4, PerspectiveCamera, Quaternion, Vector3 } from "three";
import type { Vector3 as Triple } from "../compute/base";
import { Flight } from "./flight";
import { FlightInput } from "./flight_input";
import { framingDistance, type Opening } from "./framing";
import type { Progress } from "./layer";
import { type Covered, makeOrbit, type Orbit } from "./orbit";

const FIELD_OF_VIEW = 38; // degrees, from top to bottom
const NEAR = 0.004,
    FAR = 20; // near enough to fly through what is a hundredth of the box
const FIRST_DIRECTION = new Vector3(1.02, 0.66, 1.27).normalize();
const FIRST_TARGET = [0, -0.1, 0] as const; // the lower corner is nearest, and the bars stand below
const FIRST_RADIUS = 0.95; // of the ball the first view frames; the box's own is 0.87
const UP = new Vector3(0, 1, 0);
const TURN_SPEED = 0.1; // radians per second
const NEAREST_TURN = 0.05; // an orbit's centre stays this far ahead

export type CameraMode = "orbit" | "fly";

export interface CameraPose {
    position: Triple; // scene units
    target: Triple; // of the orbit; when flying, any point ahead
}

export class CameraRig {
    readonly camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, NEAR, FAR);
    readonly flight = new Flight();
    /** Called when the person takes hold of the camera. */
    onTaken: (() => void) | null = null;
    /** Called when the next frame shows another view. */
    onMoved: (() => void) | null = null;
    /** Changes a place in the box's copies to the same place in the box, where there are copies. */
    wrap: ((position: Vector3) => void) | null = null;

    readonly #canvas: HTMLCanvasElement;
    readonly #orbit: Orbit;
    readonly #flightInput: FlightInput;
    readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
    #mode: CameraMode = "orbit";
    #turning = false;
    #framed = true; // the first view still stands, but for the slow turning

    constructor(canvas: HTMLCanvasElement) {
        this.#canvas = canvas;
        this.#orbit = makeOrbit(this.camera, canvas);
        this.#flightInput = new FlightInput(this.flight, canvas, () => {
            this.#taken();
            this.onMoved?.();
        });
        for (const event of ["controlstart", "control", "transitionstart", "wake"] as const) {
            this.#orbit.addEventListener(event, () => this.onMoved?.());
        }
        this.#orbit.addEventListener("controlstart", () => this.#taken());
        canvas.addEventListener("wheel", () => this.#taken(), { passive: true });
        this.#calm.addEventListener("change", this.#heed);
        this.#heed();
    }

    readonly #heed = (): void => {
        this.flight.calm = this.#calm.matches;
        this.#orbit.easing = !this.#calm.matches;
    };

    /** Nobody moves it any more. */
    dispose(): void {
        this.#calm.removeEventListener("change", this.#heed);
        this.#orbit.dispose();
        this.#flightInput.dispose();
    }

    #taken(): void {
        this.#turning = this.#framed = false;
        this.onTaken?.();
    }

    /** Turns slowly by itself until the person touches the camera; not in flight. */
    set turning(on: boolean) {
        this.#turning = on;
        if (on) this.onMoved?.();
    }

    get turning(): boolean {
        return this.#turning;
    }

    get mode(): CameraMode {
        return this.#mode;
    }

    set mode(mode: CameraMode) {
        if (mode === this.#mode) return;
        this.#framed = false;
        if (mode === "fly") this.#startFlight();
        else this.#land();
        this.#mode = mode;
        this.#orbit.enabled = mode === "orbit";
        this.#flightInput.enabled = mode === "fly";
        this.onMoved?.();
    }

    lockPointer(): Promise<void> {
        return this.#flightInput.lockPointer();
    }

    /** In flight; false: arrows and pages belong to a tool. */
    set arrowsFly(on: boolean) {
        this.#flightInput.arrows = on;
    }

    set onSpeed(listener: (speed: number) => void) {
        this.#flightInput.onSpeed = listener;
    }

    #startFlight(): void {
        this.#orbit.update(0);
        this.flight.place(this.camera.position, this.camera.getWorldDirection(new Vector3()));
    }

    // The orbit's centre is ahead, as far away as the middle of the box is in this direction.
    #land(): void {
        const { position, direction } = this.flight;
        const ahead = Math.max(NEAREST_TURN, -position.dot(direction));
        const target = position.clone().addScaledVector(direction, ahead);
        void this.#orbit.setFocalOffset(0, 0, 0, false);
        void this.#orbit.setLookAt(...position.toArray(), ...target.toArray(), false);
    }

    update(seconds: number): Progress {
        const moving = this.#mode === "orbit" ? this.#turnAround(seconds) : this.#fly(seconds);
        if (this.wrap !== null) this.#wrapAround(this.wrap);
        return { redraw: moving, again: moving };
    }

    #turnAround(seconds: number): boolean {
        if (this.#turning) this.#orbit.azimuthAngle += TURN_SPEED * seconds;
        return this.#orbit.update(seconds) || this.#turning;
    }

    #fly(seconds: number): boolean {
        const moves = this.flight.update(seconds);
        this.camera.position.copy(this.flight.position);
        this.camera.quaternion.copy(this.flight.quaternion);
        this.camera.updateMatrixWorld();
        return moves;
    }

    // The move is invisible: the copies of the box look the same from the new place.
    #wrapAround(wrap: (position: Vector3) => void): void {
        const before = this.camera.position.clone();
        wrap(this.camera.position);
        const by = this.camera.position.clone().sub(before);
        if (by.lengthSq() === 0) return;
        this.flight.position.add(by);
        if (this.#mode === "orbit") this.#orbit.shiftBy(by);
        this.camera.updateMatrixWorld();
    }

    // ------------------------------------------------------------------------------------------------- places

    /** The first view: all of the box, from its corner. */
    resetView(smoothly = true): void {
        const { x, y, z } = FIRST_DIRECTION.clone().multiplyScalar(this.#firstDistance());
        this.#go(new Vector3(x, y, z), new Vector3(...FIRST_TARGET), smoothly);
        this.#framed = true;
    }

    /** All of this box, from the side one looks from now. */
    frame(box: Box3, smoothly = true): void {
        this.#framed = false;
        const orientation = this.#mode === "orbit" ? this.#orientationAtRest() : this.flight.quaternion;
        const back = new Vector3(0, 0, 1).applyQuaternion(orientation),
            middle = box.getCenter(new Vector3());
        const distance = Math.max(NEAREST_TURN, framingDistance(box, orientation, this.#opening()));
        this.#go(middle.clone().addScaledVector(back, distance), middle, smoothly);
    }

    /** Looks from the side of this direction at what is in the middle now (orbit), or ahead (flight). */
    lookFrom(direction: Vector3, smoothly = true): void {
        this.#framed = false;
        const { position, target } = this.pose;
        const middle = this.#mode === "orbit" ? new Vector3(...target) : new Vector3();
        const distance = Math.max(NEAREST_TURN, middle.distanceTo(new Vector3(...position)));
        this.#go(middle.clone().addScaledVector(direction, distance), middle, smoothly);
    }

    get pose(): CameraPose {
        if (this.#mode === "fly") {
            const { position, direction } = this.flight;
            return { position: position.toArray(), target: position.clone().add(direction).toArray() };
        }
        const position = this.#orbit.getPosition(new Vector3());
        const target = this.#orbit.getTarget(new Vector3());
        return { position: position.toArray(), target: target.toArray() };
    }

    /** Throws for what is no camera: one NaN in it and nothing would be drawn any more. */
    set pose({ position, target }: CameraPose) {
        checkPose(position, target);
        this.#turning = this.#framed = false;
        this.#go(new Vector3(...position), new Vector3(...target), false);
    }

    #go(position: Vector3, target: Vector3, smoothly: boolean): void {
        const ease = smoothly && !this.#calm.matches;
        if (this.#mode === "fly") {
            const direction = target.clone().sub(position);
            if (ease) this.flight.glide(position, direction);
            else this.flight.place(position, direction);
            this.onMoved?.();
            return;
        }
        this.#orbit.normalizeRotations(); // the short way round
        void this.#orbit.setLookAt(...position.toArray(), ...target.toArray(), ease);
        void this.#orbit.setFocalOffset(0, 0, 0, ease);
        this.onMoved?.();
    }

    #orientationAtRest(): Quaternion {
        const position = this.#orbit.getPosition(new Vector3(), true),
            target = this.#orbit.getTarget(new Vector3(), true);
        return new Quaternion().setFromRotationMatrix(new Matrix4().lookAt(position, target, UP));
    }

    // ------------------------------------------------------------------------------------------- the window

    /** Where panes cover the picture, its middle moves to the middle of the rest. */
    get covered(): Covered {
        return this.#orbit.covered;
    }

    set covered(covered: Covered) {
        this.#orbit.covered = covered;
    }

    /** The middle of what is free, in pixels of the window. */
    get middle(): { readonly x: number; readonly y: number } {
        const { left, top, width, height } = this.#canvas.getBoundingClientRect(),
            { covered } = this;
        return {
            x: left + (width + covered.left - covered.right) / 2,
            y: top + (height - covered.bottom) / 2,
        };
    }

    /** The canvas has another size, or another part of it is covered. */
    resize(): void {
        const { clientWidth: width, clientHeight: height } = this.#canvas;
        this.camera.aspect = width / height;
        const { left, right, bottom } = this.covered;
        this.camera.setViewOffset(width, height, (right - left) / 2, bottom / 2, width, height);
        // until a view is chosen
        if (this.#framed && this.#mode === "orbit") void this.#orbit.dollyTo(this.#firstDistance(), false);
    }

    #opening(): Opening {
        const { clientWidth, clientHeight } = this.#canvas,
            { left, right, bottom } = this.covered;
        const perPixel = Math.tan(MathUtils.degToRad(FIELD_OF_VIEW / 2)) / Math.max(clientHeight, 1);
        return {
            upright: perPixel * Math.max(1, clientHeight - bottom),
            across: perPixel * Math.max(1, clientWidth - left - right),
        };
    }

    /** From here the box fills what is free of the window. */
    #firstDistance(): number {
        const { across, upright } = this.#opening();
        return FIRST_RADIUS / Math.sin(Math.atan(Math.min(upright, across)));
    }
}

/** The box of a domain, and a part of it, in scene units; lengths are in the model's unit. */
export function sceneBox(extent: Triple, min: Triple = [0, 0, 0], max: Triple = extent): Box3 {
    const scale = 1 / Math.max(...extent);
    const place = (at: Triple): Vector3 =>
        new Vector3(...(at.map((value, axis) => (value - extent[axis]! / 2) * scale) as [number, number, number]));
    return new Box3(place(min), place(max));
}

function checkPose(position: Triple, target: Triple): void {
    if (position.length === 3 && target.length === 3 && [...position, ...target].every(Number.isFinite)) return;
    throw new RangeError(
        `The camera cannot stand at (${position.join(", ")}) and look at (${target.join(", ")}): ` +
            "it takes three finite numbers for each, in box edges from the middle of the box.",
    );
}
