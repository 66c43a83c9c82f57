// The picture: a canvas, the surface in its box, a camera that orbits. It draws only when something changed: a new mesh,
// a camera that moves, a new size. An idle page costs nothing.
//
// Scene units: the domain is centred on the origin and its longest edge is 1.
import {
    BufferGeometry, MathUtils, Mesh, PerspectiveCamera, type RawShaderMaterial, Scene, Vector2, Vector3, type WebGLRenderer,
} from "three";
import type { ShownMesh, Vector3 as Triple } from "../compute/frontend";
import { GpuMesh } from "./gpu_mesh";
import { GpuQueue } from "./gpu_queue";
import { makeOrbit, type Orbit } from "./orbit";
import { makeRenderer } from "./renderer";
import { FOG, makeOutline, makeSky, makeSurfaceMaterial, type SurfaceUniforms } from "./scenery";

const LARGEST_PIXEL_RATIO = 2;              // sharper than this is not seen, only paid for
const FIELD_OF_VIEW = 38;                   // degrees, from top to bottom
const FIRST_DIRECTION = new Vector3(1.02, 0.66, 1.27).normalize();
const FIRST_TARGET = [0, -0.045, 0] as const;           // the lower corner is nearest and wants more room
const FIRST_RADIUS = 0.86;                  // of the ball the first view frames; the box's own is 0.87, corners may touch
const TURN_SPEED = 0.10;                    // radians per second, until the person takes over

export interface CameraPose {
    position: Triple;                       // scene units
    target: Triple;
}

export class Viewer {
    readonly canvas: HTMLCanvasElement;
    /** Since the start: frames drawn, meshes uploaded, milliseconds our own script took, and the worst frame's. */
    readonly counts = { frames: 0, meshes: 0, scriptMs: 0, worstScriptMs: 0 };
    /** Called when the person takes hold of the camera. */
    onTaken: (() => void) | null = null;
    onContextLost: (() => void) | null = null;
    onContextRestored: (() => void) | null = null;

    readonly #renderer: WebGLRenderer;
    readonly #scene = new Scene();
    readonly #camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.01, 20);
    readonly #controls: Orbit;
    readonly #surface: Mesh<BufferGeometry, RawShaderMaterial>;
    readonly #outline = makeOutline();
    readonly #uniforms: SurfaceUniforms = {
        resolution: { value: new Vector2() }, half_size: { value: new Vector3(0.5, 0.5, 0.5) }, fog_density: { value: FOG },
    };
    #queue: GpuQueue;
    #meshes: [GpuMesh, GpuMesh];            // one drawn, one written: an upload never waits for the picture before
    #sending: ShownMesh | null = null;      // on its way to the GPU, a piece per frame
    #pending: ShownMesh | null = null;      // the next one
    #changed = true;                        // something other than the camera: the next frame must be drawn
    #compiled = false;
    #frame = 0;                             // of requestAnimationFrame; 0: none asked for
    #before = 0;                            // when the last frame was drawn, for the camera's damping
    #turning = false;
    #wantsOutline = true;
    #framed = true;                         // the first view still stands, but for the slow turning

    /** Throws when the browser has no WebGL 2. */
    constructor(canvas: HTMLCanvasElement) {
        this.canvas = canvas;
        this.#renderer = makeRenderer(canvas);
        this.#queue = new GpuQueue(this.#gl);
        this.#meshes = this.#makeMeshes();
        this.#surface = new Mesh(this.#meshes[0].geometry, makeSurfaceMaterial(this.#uniforms));
        this.#surface.frustumCulled = false;
        this.#outline.visible = false;      // until there is something in the box
        this.#scene.add(makeSky(this.#uniforms.resolution), this.#surface, this.#outline);
        this.#controls = makeOrbit(this.#camera, canvas);
        this.#watchControls();
        new ResizeObserver(() => this.#resize()).observe(canvas);
        this.#resize();
        this.resetView(false);
        this.#watchContext();
        this.#compile();
    }

    /** Takes the mesh to the GPU over the next frames, shows and releases it. One that waits is released unseen. */
    show(mesh: ShownMesh): void {
        this.#pending?.release();
        this.#pending = mesh;
        this.#askForFrame();
    }

    requestDraw(): void {
        this.#changed = true;
        this.#askForFrame();
    }

    #askForFrame(): void {
        if (this.#frame === 0) this.#frame = requestAnimationFrame((now) => this.#draw(now));
    }

    /** Turns slowly by itself until the person touches the camera. */
    set turning(on: boolean) {
        this.#turning = on;
        if (on) this.requestDraw();
    }

    get turning(): boolean {
        return this.#turning;
    }

    /** How fast depth fades, per domain edge; 0 is clear air. */
    set fog(density: number) {
        this.#uniforms.fog_density.value = density;
        this.requestDraw();
    }

    set outline(visible: boolean) {
        this.#wantsOutline = visible;
        this.#outline.visible = visible && this.counts.meshes > 0;
        this.requestDraw();
    }

    resetView(smoothly = true): void {
        const { x, y, z } = FIRST_DIRECTION.clone().multiplyScalar(this.#framingDistance());
        void this.#controls.setLookAt(x, y, z, ...FIRST_TARGET, smoothly);
        void this.#controls.setFocalOffset(0, 0, 0, smoothly);
        this.#framed = true;
        this.requestDraw();
    }

    /** From here the box fills what is free of the window. */
    #framingDistance(): number {
        const upright = Math.tan(MathUtils.degToRad(FIELD_OF_VIEW / 2));
        const across = upright * (this.canvas.clientWidth - this.#controls.covered) / Math.max(this.canvas.clientHeight, 1);
        return FIRST_RADIUS / Math.sin(Math.atan(Math.min(upright, across)));
    }

    /** Pixels at the right that a panel covers: the picture's middle moves to the middle of the rest. */
    set covered(pixels: number) {
        if (pixels === this.#controls.covered) return;
        this.#controls.covered = pixels;
        this.#resize();
    }

    get pose(): CameraPose {
        const position = this.#controls.getPosition(new Vector3());
        const target = this.#controls.getTarget(new Vector3());
        return { position: position.toArray(), target: target.toArray() };
    }

    set pose(pose: CameraPose) {
        this.#turning = this.#framed = false;
        void this.#controls.setLookAt(...pose.position, ...pose.target, false);
        this.requestDraw();
    }

    /** A PNG of what is shown now, at the canvas's own resolution. */
    screenshot(): Promise<Blob> {
        this.#render();                     // the drawing buffer is only promised until the browser composites it
        return new Promise((resolve, reject) => {
            this.canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser made no PNG"))), "image/png");
        });
    }

    // ------------------------------------------------------------------------------------------------- drawing

    #draw(now: number): void {
        const began = performance.now();
        this.#frame = 0;
        if (this.#queue.full || !this.#compiled) {
            this.#askForFrame();
            return;
        }
        const moving = this.#moveCamera(now);
        const sent = this.#sending !== null || this.#pending !== null;
        const arrived = this.#upload();
        const underway = this.#sending !== null && this.#queue.slow;    // a slow driver brings the mesh in first
        const drawn = arrived || (!underway && (moving || this.#changed));
        if (drawn) this.#render();
        if (drawn || sent) this.#queue.mark(drawn);
        this.#count(performance.now() - began);
        if (moving || this.#changed || this.#sending || this.#pending) this.#askForFrame();
    }

    #moveCamera(now: number): boolean {
        const seconds = Math.min((now - this.#before) / 1000, 0.1);     // after a rest, no jump
        this.#before = now;
        if (this.#turning) this.#controls.azimuthAngle += TURN_SPEED * seconds;
        return this.#controls.update(seconds) || this.#turning;
    }

    #count(scriptMs: number): void {
        this.counts.scriptMs += scriptMs;
        this.counts.worstScriptMs = Math.max(this.counts.worstScriptMs, scriptMs);
    }

    /** Goes on with a mesh's way to the GPU; true when one has arrived and is to be seen. */
    #upload(): boolean {
        const [shown, spare] = this.#meshes;
        if (!this.#sending && this.#pending) {
            this.#sending = this.#pending;
            this.#pending = null;
            spare.begin(this.#sending);
        }
        const mesh = this.#sending;
        if (!mesh || !spare.advance(mesh)) return false;
        this.#sending = null;
        this.#setExtent(mesh.extent);
        mesh.release();
        this.#meshes = [spare, shown];
        this.#surface.geometry = spare.geometry;
        this.counts.meshes++;
        this.#outline.visible = this.#wantsOutline;
        return true;
    }

    #render(): void {
        this.#changed = false;
        this.counts.frames++;
        this.#renderer.render(this.#scene, this.#camera);
    }

    #setExtent(extent: Triple): void {
        const longest = Math.max(...extent);
        this.#uniforms.half_size.value.set(...extent).multiplyScalar(0.5 / longest);
        this.#outline.scale.copy(this.#uniforms.half_size.value).multiplyScalar(2);
    }

    #resize(): void {
        const { clientWidth: width, clientHeight: height } = this.canvas;
        if (width === 0 || height === 0) return;
        this.#renderer.setPixelRatio(Math.min(devicePixelRatio, LARGEST_PIXEL_RATIO));
        this.#renderer.setSize(width, height, false);
        this.#renderer.getDrawingBufferSize(this.#uniforms.resolution.value);
        this.#camera.aspect = width / height;
        this.#camera.setViewOffset(width, height, this.#controls.covered / 2, 0, width, height);
        if (this.#framed) void this.#controls.dollyTo(this.#framingDistance(), false);    // until the person chose a view
        this.requestDraw();
    }

    // -------------------------------------------------------------------------------------------------- making

    #makeMeshes(): [GpuMesh, GpuMesh] {
        return [new GpuMesh(this.#gl), new GpuMesh(this.#gl)];
    }

    get #gl(): WebGL2RenderingContext {
        return this.#renderer.getContext() as WebGL2RenderingContext;
    }

    #watchControls(): void {
        for (const event of ["controlstart", "control", "transitionstart", "wake"] as const) {
            this.#controls.addEventListener(event, () => this.requestDraw());
        }
        const taken = (): void => {
            this.#turning = this.#framed = false;
            this.onTaken?.();
        };
        this.#controls.addEventListener("controlstart", taken);
        this.canvas.addEventListener("wheel", taken, { passive: true });
    }

    /** Where the driver compiles beside the page, the first frame waits for it and the page does not. */
    #compile(): void {
        this.#compiled = !this.#renderer.extensions.has("KHR_parallel_shader_compile");
        if (this.#compiled) return;
        void this.#renderer.compileAsync(this.#scene, this.#camera).then(() => (this.#compiled = true));
    }

    #watchContext(): void {
        this.canvas.addEventListener("webglcontextlost", () => this.onContextLost?.());
        this.canvas.addEventListener("webglcontextrestored", () => {
            this.#sending?.release();
            this.#sending = null;
            this.#queue = new GpuQueue(this.#gl);
            this.#meshes = this.#makeMeshes();
            this.#surface.geometry = this.#meshes[0].geometry;
            this.requestDraw();
            this.onContextRestored?.();
        });
    }
}
