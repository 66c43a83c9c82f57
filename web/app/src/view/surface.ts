// The surface: takes meshes from the worker to the GPU, a piece per frame, and shows each as soon as it is whole.
import { Group, Mesh } from "three";
import type { ShownMesh } from "../compute/frontend";
import { GpuMesh } from "./gpu_mesh";
import { drawIn, type Layer, NOTHING_NEW, type Progress, type SharedUniforms } from "./layer";
import { makeCutMaterial, makeSurfaceMaterial } from "./scenery";

export class SurfaceLayer implements Layer {
    readonly object3d = new Group();
    /** Meshes that were shown since the start. */
    shown = 0;
    /** Called when a mesh has arrived and the next frame shows it. */
    onShown: ((mesh: ShownMesh) => void) | null = null;
    readonly #makeMesh: () => GpuMesh;
    readonly #skin;
    readonly #cuts;
    #meshes: [GpuMesh, GpuMesh];            // one drawn, one written: an upload never waits for the picture before
    #sending: ShownMesh | null = null;      // on its way to the GPU, a piece per frame
    #pending: ShownMesh | null = null;      // the next one

    /** gl: of the renderer now; a restored context may be another one. */
    constructor(gl: () => WebGL2RenderingContext, shared: SharedUniforms) {
        this.#makeMesh = () => new GpuMesh(gl());
        this.#meshes = [this.#makeMesh(), this.#makeMesh()];
        this.#skin = new Mesh(this.#meshes[0].geometry, makeSurfaceMaterial(shared));
        this.#cuts = new Mesh(this.#meshes[0].geometry, makeCutMaterial(shared));
        this.#skin.frustumCulled = this.#cuts.frustumCulled = false;
        drawIn("cut", this.#cuts);
        this.object3d.add(this.#skin, this.#cuts);
    }

    set opacity(opacity: number) {
        this.#skin.material.uniforms["opacity"]!.value = opacity;
        drawIn(opacity < 1 ? "clear" : "solid", this.#skin);
        this.#cuts.visible = opacity === 1;
    }

    /** Takes the mesh to the GPU over the next frames, shows and releases it. One that waits is released unseen. */
    show(mesh: ShownMesh): void {
        this.#pending?.release();
        this.#pending = mesh;
    }

    update(): Progress {
        const [shown, spare] = this.#meshes;
        if (!this.#sending && this.#pending) {
            this.#sending = this.#pending;
            this.#pending = null;
            spare.begin(this.#sending);
        }
        const mesh = this.#sending;
        if (!mesh) return NOTHING_NEW;
        if (!spare.advance(mesh)) return { redraw: false, again: true, uploading: true };
        this.#sending = null;
        mesh.release();
        this.#meshes = [spare, shown];
        this.#skin.geometry = this.#cuts.geometry = spare.geometry;
        this.shown++;
        this.onShown?.(mesh);
        return { redraw: true, again: this.#pending !== null };
    }

    contextRestored(): void {
        this.#sending?.release();
        this.#sending = null;
        this.#meshes = [this.#makeMesh(), this.#makeMesh()];
        this.#skin.geometry = this.#cuts.geometry = this.#meshes[0].geometry;
    }
}
