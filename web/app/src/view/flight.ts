// Free flight: where the camera is and looks when a person flies through the pattern. Velocity follows the keys and the
// direction follows the pointer with a short delay, solved in closed form, so that the path does not depend on the
// frame rate. No events and no canvas here; flight_input.ts feeds it.
import { Euler, Quaternion, Vector3 } from "three";

const EASE_SECONDS = 0.11; // to two thirds of a new velocity
const LOOK_SECONDS = 0.035;
const GLIDE_SECONDS = 0.16; // to two thirds of the way to a place that was asked for
const STEEPEST = 1.5; // radians up or down: short of the pole, where left and right change places
const SLOWEST = 0.01,
    FASTEST = 4; // box edges a second
const RESTING = 1e-4; // box edges (a second): less is not seen

export class Flight {
    readonly position = new Vector3();
    /** The push of the keys: right, up, forward, -1..1 each; up is the scene's y axis, forward the view direction. */
    readonly push = new Vector3();
    /** Times faster, while a key is held. */
    boost = 1;
    /** No delays: the person prefers reduced motion. */
    calm = false;

    #speed = 0.35; // box edges a second
    #yaw = 0; // radians, 0 looks along -z
    #pitch = 0;
    #wantedYaw = 0;
    #wantedPitch = 0;
    readonly #velocity = new Vector3();
    #goal: Vector3 | null = null;

    get speed(): number {
        return this.#speed;
    }

    set speed(value: number) {
        this.#speed = Math.min(FASTEST, Math.max(SLOWEST, value));
    }

    get quaternion(): Quaternion {
        return new Quaternion().setFromEuler(new Euler(this.#pitch, this.#yaw, 0, "YXZ"));
    }

    get direction(): Vector3 {
        return new Vector3(0, 0, -1).applyQuaternion(this.quaternion);
    }

    /** Stands there at once, at rest. */
    place(position: Vector3, direction: Vector3): void {
        this.position.copy(position);
        this.#velocity.set(0, 0, 0);
        this.#goal = null;
        this.#aim(direction);
        this.#yaw = this.#wantedYaw;
        this.#pitch = this.#wantedPitch;
    }

    /** Goes there by itself, unless a key is pressed on the way. */
    glide(position: Vector3, direction: Vector3): void {
        if (this.calm) {
            this.place(position, direction);
            return;
        }
        this.#goal = position.clone();
        this.#aim(direction);
    }

    /** Radians to the left and upwards. */
    turn(left: number, up: number): void {
        this.#wantedYaw += left;
        this.#wantedPitch = Math.min(STEEPEST, Math.max(-STEEPEST, this.#wantedPitch + up));
    }

    /** Moves along the camera's own right, up and forward, at once: for fingers. */
    shift(right: number, up: number, forward: number): void {
        this.#goal = null;
        this.position.add(new Vector3(right, up, -forward).applyQuaternion(this.quaternion));
    }

    /** True while anything moves. */
    update(seconds: number): boolean {
        const looked = this.#updateGaze(seconds);
        if (this.push.lengthSq() > 0) this.#goal = null;
        return (this.#goal === null ? this.#fly(seconds) : this.#glideOn(this.#goal, seconds)) || looked;
    }

    #aim(direction: Vector3): void {
        const { x, y, z } = direction.clone().normalize();
        const yaw = x === 0 && z === 0 ? this.#wantedYaw : Math.atan2(-x, -z);
        const turns = Math.round((this.#yaw - yaw) / (2 * Math.PI)); // the short way round
        this.#wantedYaw = yaw + 2 * Math.PI * turns;
        this.#wantedPitch = Math.min(STEEPEST, Math.max(-STEEPEST, Math.asin(Math.min(1, Math.max(-1, y)))));
    }

    #updateGaze(seconds: number): boolean {
        const part = this.calm ? 1 : 1 - Math.exp(-seconds / (this.#goal === null ? LOOK_SECONDS : GLIDE_SECONDS));
        const left = this.#wantedYaw - this.#yaw,
            up = this.#wantedPitch - this.#pitch;
        if (Math.abs(left) + Math.abs(up) < RESTING) {
            this.#yaw = this.#wantedYaw;
            this.#pitch = this.#wantedPitch;
            return left !== 0 || up !== 0;
        }
        this.#yaw += part * left;
        this.#pitch += part * up;
        return true;
    }

    // v' = (wanted - v) / EASE_SECONDS, solved for velocity and place.
    #fly(seconds: number): boolean {
        const { x, y, z } = this.push;
        const wanted = new Vector3(x, 0, -z)
            .applyQuaternion(this.quaternion)
            .add(new Vector3(0, y, 0))
            .multiplyScalar(this.#speed * this.boost);
        const keep = this.calm ? 0 : Math.exp(-seconds / EASE_SECONDS),
            delay = this.calm ? 0 : EASE_SECONDS;
        const behind = this.#velocity.clone().sub(wanted);
        this.position.addScaledVector(wanted, seconds).addScaledVector(behind, delay * (1 - keep));
        this.#velocity.copy(wanted).addScaledVector(behind, keep);
        if (this.push.lengthSq() > 0 || this.#velocity.length() > RESTING) return true;
        this.#velocity.set(0, 0, 0);
        return false;
    }

    #glideOn(goal: Vector3, seconds: number): boolean {
        this.position.lerp(goal, 1 - Math.exp(-seconds / GLIDE_SECONDS));
        if (this.position.distanceTo(goal) > RESTING) return true;
        this.position.copy(goal);
        this.#velocity.set(0, 0, 0);
        this.#goal = null;
        return true;
    }
}
