// Tells the mesher which part of space is near enough to be worth meshing: a ball around the camera that is moved only
// when the camera has come some way, since every move costs a mesh.
import { Object3D, Vector3 } from "three";
import type { CameraSphere } from "../compute/base";
import { type Layer, type Moment, NOTHING_NEW, type Progress, type SharedUniforms } from "./layer";

const SLACK = 0.15; // of the radius: the ball is larger by this, and stays while the camera moves less

export class ViewSphere implements Layer {
    readonly object3d = new Object3D(); // nothing of it stands in the scene
    /** Called with another ball, in the domain's unit of length. */
    onMoved: ((sphere: CameraSphere) => void) | null = null;
    readonly #shared: SharedUniforms;
    readonly #centre = new Vector3();
    #radius: number | null = null; // scene units; null: everywhere
    #longest = 1; // edge of the domain, in its unit of length

    constructor(shared: SharedUniforms) {
        this.#shared = shared;
    }

    set(radius: number | null, longest: number): void {
        if (radius === this.#radius && longest === this.#longest) return;
        this.#radius = radius;
        this.#longest = longest;
        this.#centre.set(Infinity, 0, 0);
        if (radius === null) this.onMoved?.({ centre: [0, 0, 0], radius: 0 });
    }

    update({ camera }: Moment): Progress {
        if (this.#radius === null || camera.position.distanceTo(this.#centre) < SLACK * this.#radius)
            return NOTHING_NEW;
        this.#centre.copy(camera.position);
        const centre = this.#centre.clone().add(this.#shared.half_size.value).multiplyScalar(this.#longest);
        this.onMoved?.({ centre: centre.toArray(), radius: (1 + SLACK) * this.#radius * this.#longest });
        return NOTHING_NEW;
    }
}
