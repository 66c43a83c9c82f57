// window.morphogen: the page for scripts and tests. docs/web.md shows it in use.
import type { ExportFormat, FieldStats, Picked, SimState, Stats, Vector3 } from "./compute/base";
import type { Compute } from "./compute/frontend";
import { loadPart } from "./compute/load_part";
import {
    BRUSH,
    CELL,
    EXPORT_FORMAT,
    expectUsable,
    FLAG,
    ISOVALUE,
    NAME,
    NUMBER,
    number,
    oneOf,
    PACE,
    SEED,
    STEPS,
    shown,
    TEXT,
    THREADS,
} from "./compute/refusals";
import type { Display, DisplayId, DisplayValues } from "./state/display";
import { poseRefusal } from "./state/pose";
import type { ConfigChanges, Session } from "./state/session";
import type { Comparison } from "./ui/compare/compare";
import type { FieldController, FieldState } from "./ui/field/field_controller";
import type { Persistence } from "./ui/persistence/persistence";
import type { VideoOptions } from "./ui/persistence/video";
import type { PointerTools } from "./ui/tools/pointer_tools";
import type { CameraPose } from "./view/camera_rig";
import { LARGEST_SCALE } from "./view/screenshot";
import type { OnScreen, Viewer } from "./view/viewer";

declare global {
    interface Window {
        morphogen: MorphogenApi;
    }
}

export interface PageStats extends Stats {
    readonly threaded: boolean;
    readonly frames: number; // drawn since the start
    readonly meshesShown: number;
    readonly scriptMs: number; // of our own script on the main thread, in all frames together
    readonly worstScriptMs: number; // in one frame
}

export class MorphogenApi {
    /** Resolves when the engine runs and what the address asked for is done; rejects with the reason when it cannot. */
    readonly ready: Promise<void>;
    readonly #session: Session;
    readonly #viewer: Viewer;
    readonly #display: Display;
    readonly #persistence: Persistence;
    readonly #field: FieldController;
    readonly #pointerTools: PointerTools;

    constructor(
        session: Session,
        viewer: Viewer,
        display: Display,
        persistence: Persistence,
        field: FieldController,
        pointerTools: PointerTools,
    ) {
        this.#field = field;
        this.#display = display;
        this.#session = session;
        this.#viewer = viewer;
        this.#persistence = persistence;
        this.#pointerTools = pointerTools;
        this.ready = session.ready;
    }

    play(): void {
        this.#session.play();
    }

    pause(): void {
        this.#session.pause();
    }

    get running(): boolean {
        return this.#session.running;
    }

    /** Makes `count` steps, playing or paused; resolves when they are made. */
    async step(count = 1): Promise<{ steps: number; time: number }> {
        expectUsable(STEPS(count, "count"));
        const { steps, time } = await this.#session.step(count);
        return { steps, time };
    }

    /**
     * Sets a parameter of the model ("feed") or of a seeding ("perlin.frequency"); rejects a name or value it refuses.
     */
    async set(name: string, value: number): Promise<void> {
        expectUsable(NAME(name, "parameter") ?? NUMBER(value, name));
        this.#persistence.undo.seal();
        await this.#session.set(name, value);
    }

    async get(name: string): Promise<number> {
        expectUsable(NAME(name, "parameter"));
        return this.#session.compute.get(name);
    }

    /** Starts again at step 0. Without a seeding the last one is used, without a seed the last one. */
    async seed(seeding: string | null = null, seed: bigint | number | null = null): Promise<void> {
        const wanted =
            seed === null ? this.#session.state.config.seed : Number.isSafeInteger(seed) ? BigInt(seed) : seed;
        expectUsable(SEED(wanted, "seed"));
        await this.#session.seed(seeding, BigInt(wanted));
    }

    /** Another model, size, boundary, cell edge, seed or set of parameters: a new engine at step 0. */
    async configure(changes: ConfigChanges): Promise<void> {
        await this.#session.configure(changes);
    }

    async preset(id: string): Promise<void> {
        expectUsable(NAME(id, "preset"));
        await this.#session.applyPreset(id);
    }

    /**
     * The text of a scene file (scenes/*.json, docs/command-line.md) becomes the run; rejects with what it cannot use.
     */
    async scene(text: string): Promise<void> {
        expectUsable(TEXT(text, "scene"));
        const { readScene } = await loadPart("what reads scenes", "scene", () => import("./state/scene"));
        await this.#session.runScene(readScene(text));
    }

    /** The text of a reaction network becomes the model (docs/networks.md); rejects with line and column. */
    async network(text: string): Promise<void> {
        expectUsable(TEXT(text, "network"));
        await this.#session.runNetwork(text);
    }

    /** Least, mean, greatest value and sum of every field as it is now. */
    statistics(): Promise<readonly FieldStats[]> {
        return this.#session.compute.statistics();
    }

    /** Takes the last change back, or makes it again; resolves when it is done. */
    undo(): Promise<void> {
        return this.#persistence.undo.undo();
    }

    redo(): Promise<void> {
        return this.#persistence.undo.redo();
    }

    /** What undo and redo would act on; null: nothing. */
    get edits(): { readonly undo: string | null; readonly redo: string | null } {
        return { undo: this.#persistence.undo.undoLabel, redo: this.#persistence.undo.redoLabel };
    }

    /** The link that restores this run as it stands; rejects with the reason where none can. */
    async link(): Promise<string> {
        const { href, refusal } = await this.#persistence.link();
        if (href === null) throw new Error(refusal);
        return href;
    }

    /** The state's hash: 16 hexadecimal digits, the same as the command line prints for the same run. */
    async hash(): Promise<string> {
        return this.#session.compute.hash();
    }

    /** What runs: configuration, view, steps, time, and a warning when dt is beyond its limit. */
    get state(): SimState {
        return this.#session.state;
    }

    /** Statistics of the last quarter second, and what the page has drawn; null before the first. */
    stats(): PageStats | null {
        const { latestStats, threaded } = this.#session;
        const { meshes, ...drawn } = this.#viewer.counts;
        return latestStats && { ...latestStats, ...drawn, threaded, meshesShown: meshes };
    }

    /**
     * The surfaces that are on the screen: of which step, blended how far to it, their isovalues and triangles; null:
     * none yet.
     */
    get surface(): OnScreen | null {
        return this.#viewer.onScreen;
    }

    get isovalue(): number {
        return this.#session.isovalue;
    }

    set isovalue(value: number) {
        expectUsable(ISOVALUE(value, "isovalue"));
        this.#persistence.undo.seal();
        this.#session.setIsovalue(value);
    }

    async view(id: string): Promise<void> {
        expectUsable(NAME(id, "view"));
        await this.#session.setView(id);
    }

    async threads(count: number): Promise<number> {
        expectUsable(THREADS(count, "threads"));
        return this.#session.setThreads(count);
    }

    /**
     * What is drawn of the field itself (slices, cut faces, a cloud): textures and their bytes, the colours' ends;
     * null: nothing.
     */
    get field(): FieldState | null {
        return this.#field.state;
    }

    /** Where the camera is and looks, in box edges from the middle of the box. Setting it stops the slow turning. */
    get camera(): CameraPose {
        return this.#viewer.rig.pose;
    }

    set camera(pose: { position: Vector3; target: Vector3 }) {
        expectUsable(poseRefusal(pose));
        this.#viewer.rig.pose = pose;
    }

    /** The surface fills the picture; the box does where there is no surface, or where "box" is asked for. */
    async frame(what: "surface" | "box" = "surface"): Promise<void> {
        expectUsable(oneOf("surface", "box")(what, "frame"));
        const bounds = what === "surface" ? await this.#session.compute.bounds() : null;
        if (bounds === null) this.#viewer.rig.resetView();
        else this.#viewer.frame(bounds.min, bounds.max);
    }

    /**
     * A touch of the brush between two steps: a ball of the model's matter, or of nothing; lengths in the model's unit.
     */
    async paint(brush: {
        centre: Vector3;
        radius: number;
        softness?: number;
        strength?: number;
        erase?: boolean;
    }): Promise<void> {
        const wanted = { softness: 0.5, strength: 1, erase: false, ...brush };
        expectUsable(BRUSH(wanted, "brush"));
        await this.#session.paint(wanted);
    }

    /**
     * To a state of this run, to the bit; it goes on from there when it is stepped, and undo brings back what came
     * after.
     */
    async scrub(steps: number): Promise<{ steps: number; time: number }> {
        expectUsable(STEPS(steps, "steps"));
        const state = await this.#session.scrub(steps);
        return { steps: state.steps, time: state.time };
    }

    /** No more than so many steps, or so much simulated time, in a second; null: as fast as it goes. */
    pace(pace: { unit: "steps" | "time"; perSecond: number } | null): void {
        expectUsable(PACE(pace, "pace"));
        this.#session.setPace(pace);
    }

    /** Watches a cell from now on; resolves to the values of every field there. */
    async probe(cell: Vector3): Promise<readonly number[]> {
        expectUsable(CELL(cell, "cell"));
        return this.#pointerTools.probe(cell);
    }

    /** The cells that are watched, with what was seen of each. */
    get probes(): readonly {
        cell: Vector3;
        rows: readonly { steps: number; time: number; values: readonly number[] }[];
    }[] {
        return this.#pointerTools.probes.all;
    }

    /** Where a ray through a place in the window meets the surface: cell, position, values; null: nowhere. */
    async pick(x: number, y: number): Promise<Picked | null> {
        expectUsable(NUMBER(x, "x") ?? NUMBER(y, "y"));
        return this.#pointerTools.pick(x, y);
    }

    /**
     * How the picture is drawn: changes what is given (a name of state/display.ts and its value), returns what stands.
     */
    display(changes: Partial<DisplayValues> = {}): Readonly<DisplayValues> {
        expectUsable(this.#display.refusal(changes));
        for (const [id, value] of Object.entries(changes)) this.#display.set(id as DisplayId, value);
        return { ...this.#display.values };
    }

    /** A PNG of the picture as it is now, without the panel, at 1 to 4 times its size, with the run in its words. */
    async screenshot(scale = 1): Promise<Blob> {
        expectUsable(number(1, LARGEST_SCALE)(scale, "scale"));
        return this.#persistence.picture(scale);
    }

    /**
     * A file to keep: of the surface (ply, stl, glb; solid: closed where it meets the box) or of the fields (vti, nrrd,
     * npy).
     */
    async exportFile(what: ExportFormat, solid = false): Promise<Blob> {
        expectUsable(EXPORT_FORMAT(what, "format") ?? FLAG(solid, "solid"));
        return new Blob([await this.#session.compute.exportFile(what, this.isovalue, null, solid)]);
    }

    /** A video blob at exact steps (null where it was stopped); what is left out is as in the dialog. */
    async record(options: Partial<VideoOptions> = {}): Promise<Blob | null> {
        const { videoRefusal } = await loadPart("what makes videos", "video", () => import("./ui/persistence/video"));
        expectUsable(videoRefusal(options));
        return (
            (
                await this.#persistence.record({
                    frames: 120,
                    every: 10,
                    fps: 30,
                    height: 0,
                    turn: 0,
                    kind: null,
                    ...options,
                })
            )?.blob ?? null
        );
    }

    /**
     * Two runs side by side: the comparison, with runs a and b, choose(side), locked, steps and keep(side); null: there
     * is none.
     */
    get comparison(): Comparison | null {
        return this.#persistence.comparison;
    }

    compare(): Promise<void> {
        return this.#persistence.compare();
    }

    /** A snapshot file: everything, to the bit. */
    async save(): Promise<Blob> {
        return new Blob([await this.#session.compute.save()]);
    }

    /** As if the file were dropped on the page: .mgs, .npy, .vti, .nrrd, .rxn, .json (a scene), .png (of this page). */
    async open(file: File): Promise<void> {
        expectUsable(
            file instanceof File ? null : `${shown(file)} is no file: give a File, such as an input of the page has.`,
        );
        return this.#persistence.open(file);
    }

    /** Tests only: ways for the compute side to die. */
    get debug(): Compute["debug"] {
        return this.#session.compute.debug;
    }
}
