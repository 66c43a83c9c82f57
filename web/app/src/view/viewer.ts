// The picture: a canvas, the layers that stand in it, a camera. Joins what the other files of this room do: frames.ts
// decides when to draw, camera_rig.ts from where, passes.ts how, and the layers what.
import { type Color, Scene, type WebGLRenderer } from "three";
import type { Vector3 as Triple } from "../compute/base";
import type { ShownMesh } from "../compute/frontend_shown";
import { CameraRig, sceneBox } from "./camera_rig";
import { forgetContext } from "./context";
import { type Axes, Endless } from "./endless";
import { Frames } from "./frames";
import { type Layer, makeSharedUniforms, type Progress } from "./layer";
import { drawOutlineIn, makeOutline } from "./materials";
import type { Covered } from "./orbit";
import { Passes } from "./passes";
import { clearToNothing, makeRenderer } from "./renderer";
import { drawInto, takeScreenshot } from "./screenshot";
import { SurfaceLayer, type SurfaceStyle } from "./surface";
import { readTheme, watchTheme } from "./theme";

/** Values of another view as colours: the first and the last one's, in words, and in the texture's units. */
export interface Tint {
    readonly label: string;
    readonly low: number;
    readonly high: number;
    readonly span: readonly [number, number];
}

/** What surfaces are on the screen. */
export interface OnScreen {
    readonly steps: number; // of the state, or of the newer of the two that are blended
    readonly blend: number; // from the keyframe before to that one; 1 at rest
    readonly isovalues: readonly number[];
    readonly triangles: number; // of all of them together
}

export class Viewer {
    readonly canvas: HTMLCanvasElement;
    readonly rig: CameraRig;
    /** What every shader may read; write a value and ask for a frame. */
    readonly shared = makeSharedUniforms();
    /** null: nothing yet, or not again since the graphics were taken away. */
    onScreen: OnScreen | null = null;
    onTint: (() => void) | null = null;
    /** Called when a mesh has arrived and the next frame shows it. */
    onMeshShown: ((mesh: ShownMesh) => void) | null = null;
    onContextLost: (() => void) | null = null;
    onContextRestored: (() => void) | null = null;

    readonly #renderer: WebGLRenderer;
    readonly #passes: Passes;
    readonly #frames: Frames;
    readonly #scene = new Scene();
    readonly #layers: Layer[] = [];
    readonly #surface: SurfaceLayer;
    readonly #outline = makeOutline(this.shared);
    readonly #endless = new Endless(this.shared);
    #tint: Tint | null = null;
    #compiled = false;
    #wantsOutline = true;
    readonly #stops: (() => void)[] = [];
    #extent: Triple = [1, 1, 1]; // of the domain, in its unit of length

    /** Throws when the browser has no WebGL 2. */
    constructor(canvas: HTMLCanvasElement) {
        this.canvas = canvas;
        const made = makeRenderer(canvas);
        this.#renderer = made.renderer;
        this.rig = new CameraRig(canvas);
        this.rig.onMoved = () => this.requestDraw();
        this.#passes = new Passes(made, this.#scene, this.rig.camera, this.shared);
        this.#passes.onLoaded = () => this.requestDraw();
        this.#frames = new Frames(this.gl, this.#drawer());
        this.#surface = new SurfaceLayer(() => this.gl, this.shared, this.#endless);
        this.#surface.onShown = (mesh) => this.#showsMesh(mesh);
        this.#outline.visible = false; // until there is something in the box
        this.#scene.add(this.#outline);
        this.add(this.#surface);
        const size = new ResizeObserver(() => this.#resize());
        size.observe(canvas);
        this.#stops.push(
            watchTheme(() => this.#readTheme()),
            () => size.disconnect(),
        );
        this.#resize();
        this.rig.resetView(false);
        this.#watchContext();
        this.#compile();
    }

    get renderer(): WebGLRenderer {
        return this.#renderer;
    }

    get gl(): WebGL2RenderingContext {
        return this.#renderer.getContext() as WebGL2RenderingContext;
    }

    /** Since the start: frames drawn, meshes shown, milliseconds our own script took, and the worst frame's. */
    get counts(): { frames: number; meshes: number; scriptMs: number; worstScriptMs: number } {
        return { ...this.#frames.counts, meshes: this.#surface.shown };
    }

    // -------------------------------------------------------------------------------------------------- layers

    add(layer: Layer): void {
        this.#layers.push(layer);
        this.#scene.add(layer.object3d);
        this.requestDraw();
    }

    remove(layer: Layer): void {
        const at = this.#layers.indexOf(layer);
        if (at < 0) return;
        this.#layers.splice(at, 1);
        this.#scene.remove(layer.object3d);
        layer.dispose?.();
        this.requestDraw();
    }

    /** Draws a frame soon: something that is seen has changed. */
    requestDraw(): void {
        this.#frames.request();
    }

    /** Calls the layers' update soon: one has something to do that may not be seen yet. */
    requestUpdate(): void {
        this.#frames.ask();
    }

    // ----------------------------------------------------------------------------------------------- what is shown

    /** Takes the mesh to the GPU over the next frames, shows and releases it. One that waits is released unseen. */
    show(mesh: ShownMesh): void {
        this.#surface.show(mesh);
        this.requestUpdate();
    }

    /** A surface is shown only while this holds for its mesh; null: always. */
    set surfaceGate(mayShow: ((mesh: ShownMesh) => boolean) | null) {
        this.#surface.mayShow = mayShow ?? (() => true);
        this.requestUpdate();
    }

    /** Corners and hollows get less of the sky. */
    set occlusion(on: boolean) {
        this.#passes.occlusion = on;
        this.requestDraw();
    }

    /** Of the surfaces in order. */
    set styles(styles: readonly SurfaceStyle[]) {
        this.#surface.styles = styles;
        drawOutlineIn(styles.some(({ opacity }) => opacity < 1) ? "clear" : "solid", this.#outline);
        this.requestDraw();
    }

    /** The box repeats on these axes without end, and what is farther than the radius is not seen. */
    setEndless(axes: Axes, radius: number): void {
        this.#endless.set(axes, radius);
        this.rig.wrap = this.#endless.on ? this.#endless.wrap : null;
        this.#showOutline();
        this.requestDraw();
    }

    /** True where the clip box of the shared uniforms cuts the surface. */
    set clipped(on: boolean) {
        this.#surface.clipped = on;
        this.requestDraw();
    }

    /** What colours the surface while it is coloured by another view (ui/display_binding.ts); null: not there yet. */
    get tint(): Tint | null {
        return this.#tint;
    }

    set tint(tint: Tint | null) {
        if (tint === this.#tint) return;
        this.#tint = tint;
        this.#surface.tinted = tint !== null;
        if (tint) this.shared.tint_span.value.set(...tint.span);
        this.onTint?.();
        this.requestDraw();
    }

    set outline(visible: boolean) {
        this.#wantsOutline = visible;
        this.#showOutline();
        this.requestDraw();
    }

    #showOutline(): void {
        this.#outline.visible = this.#wantsOutline && this.#surface.shown > 0 && !this.#endless.on;
    }

    /** A part of the domain, in its unit of length, fills the picture. */
    frame(min: Triple, max: Triple): void {
        this.rig.frame(sceneBox(this.#extent, min, max));
    }

    /** Takes the colours of the page's theme. */
    #readTheme(): void {
        readTheme(this.shared, this.outlineColour);
        this.requestDraw();
    }

    get outlineColour(): Color {
        return this.#outline.material.uniforms.line_colour!.value as Color;
    }

    /** Where panes cover the picture, its middle moves to the middle of the rest. */
    set covered(covered: Covered) {
        const { left, right, bottom } = this.rig.covered;
        if (left === covered.left && right === covered.right && bottom === covered.bottom) return;
        this.rig.covered = covered;
        this.#resize();
    }

    /** A PNG of what is shown now; scale: of the canvas's own resolution. */
    async screenshot(scale = 1): Promise<Blob> {
        await this.#beReady();
        return takeScreenshot(this.#passes, scale, () => this.#showAgain());
    }

    /** What is shown, over all of another canvas of the same shape. */
    async drawInto(canvas: HTMLCanvasElement): Promise<void> {
        await this.#beReady();
        drawInto(this.#passes, canvas, () => this.#showAgain());
    }

    /** A script may have changed something since the last frame. */
    async #beReady(): Promise<void> {
        await this.#passes.load();
        this.#update(0);
    }

    /** Gives the graphics back; nothing may be shown afterwards. */
    dispose(): void {
        for (const stop of this.#stops) stop();
        for (const layer of [...this.#layers]) this.remove(layer);
        this.#frames.stop();
        this.rig.dispose();
        this.#renderer.dispose();
        this.#renderer.forceContextLoss();
    }

    #showAgain(): void {
        this.#resize();
        this.#frames.renderNow();
    }

    // -------------------------------------------------------------------------------------------------- inside

    #drawer(): { ready: boolean; update(seconds: number): Progress; render(): void } {
        const viewer = this;
        return {
            get ready() {
                return viewer.#compiled;
            },
            update: (seconds) => this.#update(seconds),
            render: () => this.#passes.render(),
        };
    }

    #update(seconds: number): Progress {
        const moment = { seconds, camera: this.rig.camera };
        const all = [this.rig.update(seconds), ...this.#layers.flatMap((layer) => layer.update?.(moment) ?? [])];
        return {
            redraw: all.some(({ redraw }) => redraw),
            again: all.some(({ again }) => again),
            uploading: all.some(({ uploading }) => uploading === true),
        };
    }

    #showsMesh(mesh: ShownMesh): void {
        const { steps, blend, surfaces, extent } = mesh;
        const triangles = surfaces.reduce((sum, { indices }) => sum + indices.length / 3, 0);
        this.onScreen = { steps, blend, isovalues: surfaces.map(({ isovalue }) => isovalue), triangles };
        this.#setExtent(extent);
        this.#endless.triangles = triangles;
        this.onMeshShown?.(mesh);
        this.#showOutline();
    }

    #setExtent(extent: Triple): void {
        this.#extent = extent;
        const half = this.shared.half_size.value.set(...extent).multiplyScalar(0.5 / Math.max(...extent));
        this.#endless.resize();
        this.#outline.scale.copy(half).multiplyScalar(2);
    }

    #resize(): void {
        const { clientWidth, clientHeight } = this.canvas;
        if (clientWidth === 0 || clientHeight === 0) return;
        this.#passes.resize();
        this.rig.resize();
        this.requestDraw();
    }

    /** Where the driver compiles beside the page, the first frame waits for it and the page does not. */
    #compile(): void {
        this.#compiled = !this.#renderer.extensions.has("KHR_parallel_shader_compile");
        if (this.#compiled) return;
        void this.#passes.compile().then(() => (this.#compiled = true));
    }

    #watchContext(): void {
        this.canvas.addEventListener("webglcontextlost", () => {
            this.onScreen = null;
            forgetContext(this.#scene);
            this.#passes.contextLost();
            this.onContextLost?.();
        });
        this.canvas.addEventListener("webglcontextrestored", () => {
            clearToNothing(this.#renderer);
            for (const layer of this.#layers) layer.contextRestored?.();
            this.#passes.contextRestored();
            this.#frames.contextRestored(this.gl);
            this.onContextRestored?.();
        });
    }
}
