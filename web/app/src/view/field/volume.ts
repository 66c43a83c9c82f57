// The field as a cloud (volume.frag.glsl), in a picture of its own that is coarser while something moves, laid over what is
// solid and clear. How coarse follows from how long pictures take here.
import {
    CustomBlending, GLSL3, HalfFloatType, LinearFilter, Matrix4, Mesh, OneFactor, OneMinusSrcAlphaFactor, type PerspectiveCamera,
    RawShaderMaterial, Scene, Vector2, type WebGLRenderer, WebGLRenderTarget, BufferGeometry,
} from "three";
import { drawIn, type Layer, type Moment, type Progress, type SharedUniforms } from "../layer";
import { PRECISION } from "../scenery";
import compositeFragment from "./composite.frag.glsl?raw";
import fieldSource from "./field.glsl?raw";
import type { FieldUniforms } from "./field_textures";
import screenVertex from "./screen.vert.glsl?raw";
import { type ColourUniforms, fieldUniforms } from "./slices";
import volumeFragment from "./volume.frag.glsl?raw";

const FINENESS = [1, 0.7, 0.5, 0.35, 0.25] as const;      // of a picture's edge
const MOVING_MAY_TAKE_MS = 40;
const STILL_MAY_TAKE_MS = 900;
const STILL_MS = 250;                       // nothing has moved for so long
const STEPS_PER_CELL = { moving: 0.75, still: 2 } as const;
const OPACITY_PER_EDGE = 80;                // at strength 1, per scene unit: a cell of 64 hides three quarters

export interface VolumeLook {
    readonly centre: number;                // of the ramp or band, 0..1 of the colours
    readonly width: number;
    readonly strength: number;              // 0..1
    readonly band: boolean;
    readonly shaded: boolean;
}

export class Volume implements Layer {
    readonly object3d: Mesh;
    readonly #uniforms = {
        from_clip: { value: new Matrix4() }, size: { value: new Vector2() },
        centre: { value: 0.5 }, width: { value: 0.3 }, strength: { value: 1 }, band: { value: false }, shaded: { value: true },
        steps_per_cell: { value: 1 },
    };
    readonly #cloud = new WebGLRenderTarget(1, 1, { type: HalfFloatType, minFilter: LinearFilter, magFilter: LinearFilter, depthBuffer: false });
    readonly #scene = new Scene();
    #wholeMs = 250;                         // a picture of all pixels takes while something moves, as last seen
    #still = false;                         // the next picture is one to rest on
    #settled = false;                       // the picture that is shown is one
    #fineness: number = FINENESS[2];
    #drawnAt = -Infinity;
    #fence: { sync: WebGLSync; share: number } | null = null;      // of a picture that is being made; its share of a whole one
    #gl: WebGL2RenderingContext | null = null;

    constructor(shared: SharedUniforms, field: FieldUniforms, colours: ColourUniforms) {
        const march = this.#triangle(fieldSource + volumeFragment, { ...shared, ...fieldUniforms(field), ...colours, ...this.#uniforms });
        this.#scene.add(march);
        this.object3d = this.#triangle(compositeFragment, { ...shared, cloud: { value: this.#cloud.texture } });
        const material = this.object3d.material as RawShaderMaterial;
        Object.assign(material, { transparent: true, blending: CustomBlending, blendSrc: OneFactor, blendDst: OneMinusSrcAlphaFactor });
        drawIn("mist", this.object3d);
        this.object3d.onBeforeRender = (renderer, _, camera) => this.#march(renderer, camera as PerspectiveCamera);
    }

    set look(look: VolumeLook) {
        const { centre, width, strength, band, shaded } = this.#uniforms;
        centre.value = look.centre;
        width.value = Math.max(0.004, look.width);
        strength.value = OPACITY_PER_EDGE * look.strength ** 2;
        band.value = look.band;
        shaded.value = look.shaded;
    }

    /** How fine the last picture was, as a share of the picture's edge. */
    get fineness(): number {
        return this.#fineness;
    }

    update(_: Moment): Progress {
        if (!this.object3d.visible) return { redraw: false, again: false };
        const finished = this.#listen(), now = performance.now();
        if (this.#settled || !finished) return { redraw: false, again: !finished };
        this.#still = now - this.#drawnAt > STILL_MS;
        return { redraw: this.#still, again: !this.#still };
    }

    contextRestored(): void {
        this.#fence = null;
        this.#settled = false;
    }

    dispose(): void {
        this.#cloud.dispose();
        for (const mesh of [this.object3d, ...this.#scene.children] as Mesh[]) {
            mesh.geometry.dispose();
            (mesh.material as RawShaderMaterial).dispose();
        }
    }

    /** The finest picture that may be expected in time. */
    #affordable(still: boolean): number {
        const whole = this.#wholeMs * (still ? STEPS_PER_CELL.still / STEPS_PER_CELL.moving : 1);
        const may = still ? STILL_MAY_TAKE_MS : MOVING_MAY_TAKE_MS;
        return FINENESS.find((fineness) => whole * fineness ** 2 < may) ?? FINENESS[4];
    }

    /** True when no picture is being made any more; then how long the last one took is known. Asks, never waits. */
    #listen(): boolean {
        const gl = this.#gl, fence = this.#fence;
        if (!gl || !fence || gl.isContextLost()) return true;
        if (gl.getSyncParameter(fence.sync, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
        gl.deleteSync(fence.sync);
        this.#fence = null;
        this.#wholeMs = 0.5 * (this.#wholeMs + (performance.now() - this.#drawnAt) / fence.share);
        return true;
    }

    #march(renderer: WebGLRenderer, camera: PerspectiveCamera): void {
        const target = renderer.getRenderTarget();
        if (target === null) return;
        const still = this.#still, fineness = this.#fineness = this.#affordable(still), { size, from_clip, steps_per_cell } = this.#uniforms;
        size.value.set(target.width, target.height).multiplyScalar(fineness).ceil();
        this.#cloud.setSize(size.value.x, size.value.y);
        from_clip.value.copy(camera.matrixWorld).multiply(camera.projectionMatrixInverse);
        steps_per_cell.value = still ? STEPS_PER_CELL.still : STEPS_PER_CELL.moving;
        const layers = camera.layers.mask, { autoClear } = renderer;
        camera.layers.set(0);
        renderer.autoClear = true;
        renderer.setRenderTarget(this.#cloud);
        renderer.render(this.#scene, camera);
        renderer.setRenderTarget(target);
        renderer.autoClear = autoClear;
        camera.layers.mask = layers;
        this.#settled = still;
        this.#still = false;
        this.#drawnAt = performance.now();
        this.#mark(renderer.getContext() as WebGL2RenderingContext, fineness ** 2 * steps_per_cell.value / STEPS_PER_CELL.moving);
    }

    #mark(gl: WebGL2RenderingContext, share: number): void {
        if (this.#fence) gl.deleteSync(this.#fence.sync);
        const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
        this.#gl = gl;
        this.#fence = sync && { sync, share };
    }

    #triangle(fragment: string, uniforms: RawShaderMaterial["uniforms"]): Mesh {
        const geometry = new BufferGeometry();
        geometry.setDrawRange(0, 3);
        const mesh = new Mesh(geometry, new RawShaderMaterial({
            glslVersion: GLSL3, vertexShader: PRECISION + screenVertex, fragmentShader: PRECISION + fragment, uniforms,
            depthTest: false, depthWrite: false,
        }));
        mesh.frustumCulled = false;
        return mesh;
    }
}
