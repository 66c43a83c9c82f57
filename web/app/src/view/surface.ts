// The surfaces: takes meshes from the worker to the GPU, a piece per frame, and shows them as soon as all are whole.
// There is one for each isovalue, each with its own style.
import { type Color, Group, Mesh, type RawShaderMaterial } from "three";
import { MOST_SURFACES } from "../compute/base";
import type { ShownMesh } from "../compute/frontend_shown";
import type { Endless } from "./endless";
import { GpuMesh } from "./gpu_mesh";
import { drawIn, type Layer, type Moment, type Progress, type SharedUniforms } from "./layer";
import { makeCutMaterial, makeSurfaceMaterial } from "./materials";

export interface SurfaceStyle {
    readonly opacity: number; // below 1 the surface is a skin, drawn exactly (depth_peeling.ts)
    readonly colourSource: number; // as surface.frag.glsl numbers them
    readonly colour: string; // of a plain surface
}

export class SurfaceLayer implements Layer {
    readonly object3d = new Group();
    /** Meshes that were shown since the start. */
    shown = 0;
    /** Called when a mesh has arrived and the next frame shows it. */
    onShown: ((mesh: ShownMesh) => void) | null = null;
    readonly #endless: Endless;
    readonly #surfaces: readonly Surface[];
    readonly #gl: () => WebGL2RenderingContext;
    #sending: ShownMesh | null = null; // on its way to the GPU, a piece per frame
    #sent = 0; // surfaces of it that are there
    #pending: ShownMesh | null = null; // the next one
    /** Checked in every update; false: the mesh has to wait for the textures of its keyframe. */
    mayShow: (mesh: ShownMesh) => boolean = () => true;

    /** gl: of the renderer now; a restored context may be another one. */
    constructor(gl: () => WebGL2RenderingContext, shared: SharedUniforms, endless: Endless) {
        this.#gl = gl;
        this.#endless = endless;
        this.#surfaces = Array.from({ length: MOST_SURFACES }, () => new Surface(gl(), shared, endless));
        this.object3d.add(...this.#surfaces.map((surface) => surface.object3d));
    }

    /** Of the surfaces in order; those without one are not there. */
    set styles(styles: readonly SurfaceStyle[]) {
        for (const [i, style] of styles.entries()) this.#surfaces[i]?.setStyle(style);
    }

    /** True where the clip box of the shared uniforms cuts. A shader that may discard is slower, so only then. */
    set clipped(on: boolean) {
        for (const surface of this.#surfaces) surface.define("CLIPPED", on);
    }

    /** True where the textures of another view are there to be sampled. */
    set tinted(on: boolean) {
        for (const surface of this.#surfaces) surface.define("TINTED", on);
    }

    /**
     * Takes the meshes to the GPU over the next frames, shows and releases them. Those that wait are released unseen.
     */
    show(mesh: ShownMesh): void {
        this.#pending?.release();
        this.#pending = mesh;
    }

    update({ camera }: Moment): Progress {
        const { redraw, again, uploading } = this.#upload();
        const moved = this.#endless.on && this.#endless.choose(camera);
        for (const surface of this.#surfaces) surface.copies = this.#endless.count;
        return { redraw: redraw || moved, again, uploading };
    }

    #upload(): Required<Progress> {
        if (!this.#sending && this.#pending && this.mayShow(this.#pending)) {
            this.#sending = this.#pending;
            this.#pending = null;
            this.#sent = 0;
            this.#sending.surfaces.forEach((surface, i) => this.#surfaces[i]?.spare.begin(surface));
        }
        const mesh = this.#sending;
        if (!mesh) return { redraw: false, again: false, uploading: false };
        if (!this.#advance(mesh)) return { redraw: false, again: true, uploading: true };
        this.#sending = null;
        mesh.release();
        this.#surfaces.forEach((surface, i) => surface.swap(i < mesh.surfaces.length));
        this.shown++;
        this.onShown?.(mesh);
        return { redraw: true, again: this.#pending !== null, uploading: false };
    }

    #advance({ surfaces }: ShownMesh): boolean {
        const surface = surfaces[this.#sent];
        if (surface && this.#surfaces[this.#sent]!.spare.advance(surface)) this.#sent++;
        return this.#sent >= surfaces.length;
    }

    contextRestored(): void {
        this.#sending?.release();
        this.#sending = null;
        for (const surface of this.#surfaces) surface.makeMeshes(this.#gl());
    }
}

class Surface {
    readonly object3d = new Group();
    readonly #offsets: Endless["offsets"];
    readonly #skin: Mesh<GpuMesh["geometry"], RawShaderMaterial>;
    readonly #cuts: Mesh<GpuMesh["geometry"], RawShaderMaterial>;
    #shown: GpuMesh; // drawn
    spare: GpuMesh; // written: an upload never waits for the picture before

    constructor(gl: WebGL2RenderingContext, shared: SharedUniforms, endless: Endless) {
        this.#offsets = endless.offsets;
        this.#shown = new GpuMesh(gl, this.#offsets);
        this.spare = new GpuMesh(gl, this.#offsets);
        this.#skin = new Mesh(this.#shown.geometry, makeSurfaceMaterial(shared));
        this.#cuts = new Mesh(this.#shown.geometry, makeCutMaterial(shared));
        this.#skin.frustumCulled = this.#cuts.frustumCulled = false;
        drawIn("cut", this.#cuts);
        this.object3d.add(this.#skin, this.#cuts);
    }

    makeMeshes(gl: WebGL2RenderingContext): void {
        this.#shown = new GpuMesh(gl, this.#offsets);
        this.spare = new GpuMesh(gl, this.#offsets);
        this.swap(true);
    }

    /** Shows what was written last, or nothing. */
    swap(visible: boolean): void {
        [this.#shown, this.spare] = [this.spare, this.#shown];
        this.#skin.geometry = this.#cuts.geometry = this.#shown.geometry;
        this.object3d.visible = visible;
    }

    set copies(count: number) {
        this.#shown.geometry.instanceCount = count;
    }

    /** Another shader, with or without a part. */
    define(part: "CLIPPED" | "TINTED", on: boolean): void {
        for (const { material } of [this.#skin, this.#cuts]) {
            if (part in material.defines === on) continue;
            const { [part]: _, ...others } = material.defines;
            material.defines = on ? { ...others, [part]: "" } : others;
            material.needsUpdate = true;
        }
    }

    setStyle({ opacity, colourSource, colour }: SurfaceStyle): void {
        const { uniforms } = this.#skin.material;
        uniforms.opacity!.value = opacity;
        uniforms.colour_source!.value = colourSource;
        (uniforms.plain_colour!.value as Color).set(colour);
        drawIn(opacity < 1 ? "clear" : "solid", this.#skin);
        this.#cuts.visible = opacity === 1;
    }
}
