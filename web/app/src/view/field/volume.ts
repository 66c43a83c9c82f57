// The field as a cloud (volume.frag.glsl), in a picture of its own that is coarser while something moves, laid over
// what is solid and clear. How coarse follows from how long pictures take here.

import { MG_TEXTURE_BLOCK } from "@morphogen/engine";
import {
    BufferGeometry,
    CustomBlending,
    GLSL3,
    HalfFloatType,
    LinearFilter,
    Matrix4,
    Mesh,
    OneFactor,
    OneMinusSrcAlphaFactor,
    type PerspectiveCamera,
    RawShaderMaterial,
    Scene,
    Vector2,
    type WebGLRenderer,
    WebGLRenderTarget,
} from "three";
import { drawIn, type Layer, type Moment, type Progress, type SharedUniforms } from "../layer";
import { PRECISION } from "../materials";
import compositeFragment from "./composite.frag.glsl?raw";
import fieldSource from "./field.glsl?raw";
import type { FieldUniforms, RangeUniforms } from "./field_textures";
import screenVertex from "./screen.vert.glsl?raw";
import { type ColourUniforms, fieldUniforms } from "./slices";
import volumeFragment from "./volume.frag.glsl?raw";

const FINENESS = [1, 0.7, 0.5, 0.35, 0.25, 0.16] as const; // of a picture's edge
const COARSEST = FINENESS.length - 1;
const MOVING_TAKES_MS = [20, 60] as const; // quicker: finer pictures, slower: coarser ones
const STILL_MAY_TAKE_MS = 1500;
const SURE_STILLS = 3; // the first picture of all is slow because its shader is compiled
const STILL_MS = 250; // nothing has moved for so long
const STEPS_PER_CELL = { moving: 0.75, still: 2 } as const;
const OPACITY_PER_EDGE = 80; // at strength 1, per scene unit: a cell of 64 hides three quarters

export interface VolumeStyle {
    readonly centre: number; // of the ramp or band, 0..1 of the colours
    readonly width: number;
    readonly strength: number; // 0..1
    readonly band: boolean;
    readonly shaded: boolean;
}

export class Volume implements Layer {
    readonly object3d: Mesh;
    /** Called when a picture was drawn that is not one to rest on: update is to be called again. */
    onUnsettled: (() => void) | null = null;
    readonly #uniforms = {
        from_clip: { value: new Matrix4() },
        size: { value: new Vector2() },
        centre: { value: 0.5 },
        width: { value: 0.3 },
        strength: { value: 1 },
        band: { value: false },
        shaded: { value: true },
        steps_per_cell: { value: 1 },
    };
    #cloud = makeCloud();
    readonly #shown = { value: this.#cloud.texture };
    readonly #scene = new Scene();
    #moving = COARSEST; // of FINENESS, while something moves: by how long the pictures take
    #level = COARSEST; // of the last picture
    #tookMs = Infinity; // the last picture
    #still = false; // the next picture is one to rest on
    #settled = false; // the last one was
    #stills = 0; // in a row
    #drawnAt = -Infinity;
    #fence: WebGLSync | null = null; // of a picture that is being made
    #gl: WebGL2RenderingContext | null = null;

    constructor(shared: SharedUniforms, field: FieldUniforms, ranges: RangeUniforms, colours: ColourUniforms) {
        const march = this.#triangle(`#define TEXTURE_BLOCK ${MG_TEXTURE_BLOCK}.0\n${fieldSource}${volumeFragment}`, {
            ...shared,
            ...fieldUniforms(field),
            ranges_previous: ranges.previous,
            ranges_newest: ranges.newest,
            ...colours,
            ...this.#uniforms,
        });
        this.#scene.add(march);
        this.object3d = this.#triangle(compositeFragment, { ...shared, cloud: this.#shown });
        const material = this.object3d.material as RawShaderMaterial;
        Object.assign(material, {
            transparent: true,
            blending: CustomBlending,
            blendSrc: OneFactor,
            blendDst: OneMinusSrcAlphaFactor,
        });
        drawIn("volumetric", this.object3d);
        this.object3d.onBeforeRender = (renderer, _, camera) => this.#march(renderer, camera as PerspectiveCamera);
    }

    set style(style: VolumeStyle) {
        const { centre, width, strength, band, shaded } = this.#uniforms;
        centre.value = style.centre;
        width.value = Math.max(0.004, style.width);
        strength.value = OPACITY_PER_EDGE * style.strength ** 2;
        band.value = style.band;
        shaded.value = style.shaded;
    }

    /** How fine the last picture was, as a share of the picture's edge. */
    get fineness(): number {
        return FINENESS[this.#level] ?? 1;
    }

    /** True when nothing moves and the picture is as fine as the time allows. */
    get settled(): boolean {
        return this.#settled && this.#fence === null && !this.#mayBeFiner;
    }

    update(_: Moment): Progress {
        if (!this.object3d.visible) return { redraw: false, again: false };
        const finished = this.#listen(),
            resting = performance.now() - this.#drawnAt > STILL_MS;
        if (this.settled || !finished || !resting) return { redraw: false, again: !this.settled };
        this.#still = true;
        return { redraw: true, again: true };
    }

    /**
     * At rest pictures become finer one after the other: two always, then as long as the next one may be expected soon.
     */
    get #mayBeFiner(): boolean {
        const finer = FINENESS[this.#level - 1];
        return (
            finer !== undefined &&
            (this.#stills < SURE_STILLS || this.#tookMs * (finer / this.fineness) ** 2 < STILL_MAY_TAKE_MS)
        );
    }

    contextRestored(): void {
        this.#fence = null;
        this.#settled = false;
        this.#cloud = makeCloud(); // the old one's GPU objects ended with the lost context
        this.#shown.value = this.#cloud.texture;
    }

    dispose(): void {
        this.#cloud.dispose();
        for (const mesh of [this.object3d, ...this.#scene.children] as Mesh[]) {
            mesh.geometry.dispose();
            (mesh.material as RawShaderMaterial).dispose();
        }
    }

    /** True when no picture is being made any more; then how long the last one took is known. Asks, never waits. */
    #listen(): boolean {
        const gl = this.#gl,
            fence = this.#fence;
        if (!gl || !fence || gl.isContextLost()) return true;
        if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
        gl.deleteSync(fence);
        this.#fence = null;
        this.#tookMs = performance.now() - this.#drawnAt;
        if (!this.#settled) this.#adapt();
        return true;
    }

    #adapt(): void {
        const [quick, slow] = MOVING_TAKES_MS;
        if (this.#tookMs < quick) this.#moving = Math.max(0, this.#moving - 1);
        else if (this.#tookMs > slow) this.#moving = Math.min(COARSEST, this.#moving + 1);
    }

    // The first picture at rest is as coarse as the moving ones, with more steps; then it becomes finer.
    #nextLevel(still: boolean): number {
        if (!still) return this.#moving;
        return this.#settled && this.#mayBeFiner ? this.#level - 1 : this.#settled ? this.#level : this.#moving;
    }

    #march(renderer: WebGLRenderer, camera: PerspectiveCamera): void {
        const target = renderer.getRenderTarget();
        if (target === null) return;
        const still = this.#still,
            level = this.#nextLevel(still),
            fineness = FINENESS[level] ?? 1,
            { size, from_clip, steps_per_cell } = this.#uniforms;
        size.value.set(target.width, target.height).multiplyScalar(fineness).ceil();
        this.#cloud.setSize(size.value.x, size.value.y);
        from_clip.value.copy(camera.matrixWorld).multiply(camera.projectionMatrixInverse);
        steps_per_cell.value = still ? STEPS_PER_CELL.still : STEPS_PER_CELL.moving;
        const layers = camera.layers.mask,
            { autoClear } = renderer;
        camera.layers.set(0);
        renderer.autoClear = true;
        renderer.setRenderTarget(this.#cloud);
        renderer.render(this.#scene, camera);
        renderer.setRenderTarget(target);
        renderer.autoClear = autoClear;
        camera.layers.mask = layers;
        this.#level = level;
        this.#settled = still;
        this.#stills = still ? this.#stills + 1 : 0;
        this.#still = false;
        this.#drawnAt = performance.now();
        this.#mark(renderer.getContext() as WebGL2RenderingContext);
        if (!still) this.onUnsettled?.();
    }

    #mark(gl: WebGL2RenderingContext): void {
        if (this.#fence) gl.deleteSync(this.#fence);
        this.#gl = gl;
        this.#fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    }

    #triangle(fragment: string, uniforms: RawShaderMaterial["uniforms"]): Mesh {
        const geometry = new BufferGeometry();
        geometry.setDrawRange(0, 3);
        const mesh = new Mesh(
            geometry,
            new RawShaderMaterial({
                glslVersion: GLSL3,
                vertexShader: PRECISION + screenVertex,
                fragmentShader: PRECISION + fragment,
                uniforms,
                depthTest: false,
                depthWrite: false,
            }),
        );
        mesh.frustumCulled = false;
        return mesh;
    }
}

function makeCloud(): WebGLRenderTarget {
    return new WebGLRenderTarget(1, 1, {
        type: HalfFloatType,
        minFilter: LinearFilter,
        magFilter: LinearFilter,
        depthBuffer: false,
    });
}
