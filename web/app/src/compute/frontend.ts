// The compute worker as the main thread sees it: requests and their answers, settings, and what is reported.
// frontend_supervisor.ts keeps the workers alive.
//
//     const compute = new Compute({ config });
//     compute.on("mesh", (mesh) => { upload(mesh.vertices, mesh.indices); mesh.release(); });
//     compute.on("failure", (failure) => show(failure.sentence));
//     const ready = await compute.ready;
//     await compute.step(200);  console.log(await compute.hash());
import { MgError, MgStatus, type ModelDescription } from "@morphogen/engine";

import type {
    Bounds,
    Brush,
    CameraSphere,
    CellState,
    CellValue,
    Checkpoint,
    ExportFormat,
    FieldStats,
    FromWorker,
    InitMessage,
    JournalEntry,
    LiveSettings,
    Picked,
    PickRay,
    ReadyMessage,
    ReplyValue,
    Request,
    SimConfig,
    SimState,
    StageTime,
    ToWorker,
    Vector3,
    VolumeStart,
} from "./base";
import { RunCheckpoint } from "./frontend_checkpoint";
import { ComputeEmitter, type ComputeEvents, type Ready } from "./frontend_events";
import { PendingRequests } from "./frontend_requests";
import { shownMesh, shownTexture } from "./frontend_shown";
import { EngineSupervisor, type Supervised } from "./frontend_supervisor";
import { cameraRefusal, expectUsable, liveSettingsRefusal, requestRefusal, THREADS } from "./refusals";

export type { ComputeEvents, FailureReport, Ready, SentSnapshot } from "./frontend_events";

export interface ComputeOptions {
    readonly config: SimConfig;
    readonly view?: string | null;
    readonly threads?: number; // default: as many as there are cores, at most 8
    readonly liveSettings?: Partial<LiveSettings>;
    readonly forceSingle?: boolean; // use the single-threaded build even where threads would work
}

export class Compute {
    readonly ready: Promise<Ready>;

    private readonly events = new ComputeEmitter();
    private readonly pending = new PendingRequests();
    private readonly supervisor: EngineSupervisor;
    private liveSettings: Partial<LiveSettings>;
    private moving: Promise<void> | null = null; // to the module that reads equations
    private sphere: CameraSphere | null = null;
    private readonly runCheckpoint: RunCheckpoint;
    private replacedRun: Checkpoint | null = null; // the run before, once the request that replaces it is answered

    constructor(options: ComputeOptions) {
        this.runCheckpoint = new RunCheckpoint(options.config, options.view ?? null);
        this.liveSettings = { running: true, ...options.liveSettings };
        this.supervisor = new EngineSupervisor(this.supervised(), this.events, options.threads, options.forceSingle);
        this.ready = this.supervisor.started;
        void this.supervisor.start(null);
    }

    on<E extends keyof ComputeEvents>(event: E, listener: (value: ComputeEvents[E]) => void): () => void {
        return this.events.on(event, listener);
    }

    get threaded(): boolean {
        return this.supervisor.threaded;
    }

    // ---------------------------------------------------------------------------------------------- requests
    // Refused with an MgError (status, sentence); the engine is then as it was.

    async configure(config: SimConfig, view: string | null = null): Promise<SimState> {
        return this.startedAnew(await this.ask<SimState>({ type: "sim_config", config, view }));
    }

    async set(parameter: string, value: number): Promise<SimState> {
        const state = await this.ask<SimState>({ type: "set", parameter, value });
        this.runCheckpoint.journal.push({ steps: state.steps, parameter, value });
        return state;
    }

    /** A touch of the brush, between two steps. */
    async paint(brush: Brush): Promise<SimState> {
        const state = await this.ask<SimState>({ type: "paint", brush });
        this.runCheckpoint.journal.push({ steps: state.steps, brush });
        return state;
    }

    /**
     * To a state of this run; not exact: to the stored one before it, at once. The run goes on from there when it is
     * stepped.
     */
    scrub(steps: number, exact: boolean): Promise<SimState> {
        return this.ask({ type: "scrub", steps, exact });
    }

    /** Emits the present state as `replaced`, so that undo can return to it after what comes next. */
    async mark(reason: string): Promise<void> {
        await this.ask<number>({ type: "mark", reason });
        this.emitReplacedRun(reason);
    }

    private emitReplacedRun(replacedBy?: string): void {
        if (this.replacedRun !== null)
            this.events.emit(
                "replaced",
                replacedBy === undefined ? this.replacedRun : { ...this.replacedRun, replacedBy },
            );
        this.replacedRun = null;
    }

    /** Where a ray meets the surface; null: nowhere. */
    pick(ray: PickRay): Promise<Picked | null> {
        return this.ask({ type: "pick", ray });
    }

    /** The values of every field in one cell. */
    readCell(cell: Vector3): Promise<CellState> {
        return this.ask({ type: "cell", cell });
    }

    get(parameter: string): Promise<number> {
        return this.ask({ type: "get", parameter });
    }

    /** null: the seeding used last. */
    async seed(seeding: string | null, seed: bigint): Promise<SimState> {
        return this.startedAnew(await this.ask<SimState>({ type: "seed", seeding, seed }));
    }

    /**
     * Starts anew from a volume that another program wrote, in its size: .npy, NRRD, .vti; a pattern of Ready brings
     * its rule.
     */
    async startFrom(file: ArrayBuffer): Promise<VolumeStart> {
        const start = await this.ask<VolumeStart>({ type: "start", file });
        this.startedAnew(start.state);
        this.runCheckpoint.fromSeed = false; // the worker sends a snapshot of it
        return start;
    }

    /** Least, mean, greatest and sum of every field as it is now. */
    statistics(): Promise<readonly FieldStats[]> {
        return this.ask({ type: "statistics" });
    }

    /** The box around the surface meshed last, in the unit of length; null: there is no surface. */
    bounds(): Promise<Bounds | null> {
        return this.ask({ type: "bounds" });
    }

    /** Of the shown view's newest keyframe, in the cell at a place, 0..1 along the box. */
    valueAt(place: Vector3): Promise<CellValue> {
        return this.ask({ type: "value_at", place });
    }

    /** Of the model that runs: the one way to learn the parameters of a network of one's own. */
    describe(): Promise<ModelDescription> {
        return this.ask({ type: "describe" });
    }

    /** The model that the text of a network makes; refused with line and column. */
    describeText(text: string): Promise<ModelDescription> {
        return this.ask({ type: "describe_text", text });
    }

    /** Reads the text of a network; refused with line and column, and whatever runs goes on. */
    async checkNetwork(network: string): Promise<void> {
        await this.ask<number>({ type: "check", network });
    }

    step(count: number): Promise<SimState> {
        return this.ask({ type: "step", count, journal: [] });
    }

    /** Ends the requested steps early; their request resolves to the state reached. */
    stop(): void {
        this.send({ type: "stop" });
    }

    /**
     * Ends what takes long now: steps stop where they are; a call that cannot be stopped is abandoned together with its
     * worker.
     */
    cancel(): void {
        this.supervisor.cancel(() => this.replacedRun ?? this.checkpoint);
    }

    hash(): Promise<string> {
        return this.ask({ type: "hash" });
    }

    async setView(view: string): Promise<SimState> {
        const state = await this.ask<SimState>({ type: "view", view });
        this.runCheckpoint.view = state.view;
        return state;
    }

    /** Resolves to the number that run: fewer than asked for where a worker did not start, 1 without shared memory. */
    async setThreads(threads: number): Promise<number> {
        expectUsable(THREADS(threads, "threads"));
        return this.ask({ type: "threads", threads: await this.supervisor.growTo(threads) });
    }

    async readField(field: string): Promise<Float32Array> {
        return new Float32Array(await this.ask<ArrayBuffer>({ type: "field", field }));
    }

    /**
     * A file of the surface (ply, stl, glb; all of it, whatever the camera sees) or of the fields (vti, nrrd; npy: one,
     * or all).
     */
    async exportFile(what: ExportFormat, isovalue = 0, field: string | null = null, cap = false): Promise<ArrayBuffer> {
        return whole(await this.ask<ArrayBuffer | null>({ type: "export", what, isovalue, field, cap }));
    }

    /** A snapshot file: everything the run needs to go on as if it had never stopped. */
    async save(): Promise<ArrayBuffer> {
        return whole(await this.ask<ArrayBuffer | null>({ type: "save" }));
    }

    /** Goes on from a snapshot; a damaged one is refused and the run that is there stays. */
    async load(file: ArrayBuffer): Promise<SimState> {
        const state = this.startedAnew(await this.ask<SimState>({ type: "load", file }));
        this.runCheckpoint.snapshot = { steps: state.steps, file };
        this.runCheckpoint.fromSeed = false;
        return state;
    }

    /** Another run, as its snapshot was made, or its start; goOn makes the steps that lead to where it is to stand. */
    async resume(checkpoint: Checkpoint): Promise<SimState> {
        const state = this.startedAnew(await this.ask<SimState>({ type: "resume", checkpoint }));
        const { config, journal, snapshot, fromSeed } = checkpoint;
        Object.assign(this.runCheckpoint, { config, journal: [...journal], snapshot, fromSeed });
        return state;
    }

    /** As if the run that stands at its start had gone this way. */
    async replay(journal: readonly JournalEntry[], steps: number): Promise<SimState> {
        this.runCheckpoint.journal = [...journal];
        return this.goOn(steps);
    }

    /** To the step of the checkpoint, with the changes on the way; stop() may end it earlier. */
    async goOn(steps: number): Promise<SimState> {
        const { runCheckpoint } = this,
            { journal } = runCheckpoint;
        try {
            return await this.ask({ type: "step", count: Math.max(0, steps - runCheckpoint.steps), journal });
        } finally {
            if (journal === runCheckpoint.journal)
                runCheckpoint.journal = journal.filter((entry) => entry.steps <= runCheckpoint.steps);
        }
    }

    profile(): Promise<readonly StageTime[]> {
        return this.ask({ type: "profile" });
    }

    private async ask<T extends ReplyValue>(request: Request): Promise<T> {
        expectUsable(requestRefusal(request));
        try {
            return await this.askEngine(request);
        } catch (error) {
            if (!(error instanceof MgError) || error.status !== MgStatus.NotBuiltIn) throw error;
        }
        await (this.moving ??= this.bringEquations().finally(() => (this.moving = null)));
        return this.askEngine(request);
    }

    /** The run goes on, in the module that reads equations. */
    private async bringEquations(): Promise<void> {
        await this.supervisor.bringEquations(async () => {
            await this.pending.answered();
            await this.askNow<number>({ type: "mark", reason: "another engine" });
            const checkpoint = this.replacedRun ?? this.checkpoint;
            this.replacedRun = null;
            return checkpoint;
        });
    }

    private async askEngine<T extends ReplyValue>(request: Request): Promise<T> {
        await this.supervisor.started; // asked while the engine restarts: waits until it is ready
        if (this.supervisor.over) throw new Error("The engine has stopped; reload the page.");
        return this.askNow(request);
    }

    private async askNow<T extends ReplyValue>(request: Request): Promise<T> {
        const { id, answer } = this.pending.add();
        this.send({ type: "request", id, request });
        return (await answer) as T;
    }

    private startedAnew(state: SimState): SimState {
        this.emitReplacedRun();
        this.runCheckpoint.restartFromSeed(state);
        return state;
    }

    // ------------------------------------------------------------------------------------------------- live settings
    // Act within a slice, need no answer.

    play(): void {
        this.setLiveSettings({ running: true });
    }
    pause(): void {
        this.setLiveSettings({ running: false });
    }

    setLiveSettings(changes: Partial<LiveSettings>): void {
        expectUsable(liveSettingsRefusal(changes));
        this.liveSettings = { ...this.liveSettings, ...changes };
        this.send({ type: "live_settings", liveSettings: changes });
    }

    /** The page has lost what it showed: the next mesh comes though nothing has changed. */
    meshAgain(): void {
        this.send({ type: "mesh_again" });
    }

    camera(sphere: CameraSphere): void {
        expectUsable(cameraRefusal(sphere));
        this.sphere = sphere;
        this.send({ type: "camera", sphere });
    }

    private send(message: ToWorker): void {
        this.supervisor.send(message);
    }

    // ------------------------------------------------------------------------------------------------ inside

    private supervised(): Supervised {
        const compute = this;
        return {
            get initial(): Pick<InitMessage, "config" | "view" | "liveSettings"> {
                const { config, view } = compute.runCheckpoint;
                return { config, view, liveSettings: compute.liveSettings };
            },
            get checkpoint() {
                return compute.checkpoint;
            },
            receive: (message) => this.receive(message),
            engineIsReady: (message, again) => this.engineIsReady(message, again),
            workersEnded: (sentence) => {
                this.replacedRun = null;
                this.pending.rejectAll(sentence);
            },
            resumesFrom: ({ steps, journal }) => {
                this.runCheckpoint.steps = steps;
                this.runCheckpoint.journal = [...journal];
            },
        };
    }

    private receive(message: FromWorker): void {
        const { events, runCheckpoint } = this;
        switch (message.type) {
            case "stats":
                this.reached(message.stats.steps);
                events.emit("stats", message.stats);
                break;
            case "field_stats":
                events.emit("fieldStats", message.fieldStats);
                break;
            case "mesh":
                events.emit("mesh", shownMesh(message, this.supervisor.workers));
                break;
            case "texture":
                events.emit("texture", shownTexture(message, this.supervisor.workers));
                break;
            case "reply":
                if (isSimState(message.value)) this.reached(message.value.steps);
                this.pending.resolve(message.id, message.value);
                break;
            case "refused":
                this.replacedRun = null;
                this.pending.reject(message.id, new MgError(message.status, message.sentence));
                break;
            case "snapshot":
                runCheckpoint.snapshot = message.snapshot;
                events.emit("snapshot", { ...message.snapshot, copy: message.copy });
                break;
            case "branched":
                this.emitReplacedRun("going back in time");
                runCheckpoint.branch(message.changes);
                break;
            case "replaced_run":
                this.replacedRun = runCheckpoint.checkpointAt(message.steps, message.file, message.changes);
                break;
            case "fallback":
                events.emit("failure", { failure: "memory", fatal: false, sentence: message.sentence });
                break;
        }
    }

    private reached(steps: number): void {
        this.runCheckpoint.steps = steps;
        this.supervisor.restarts.reached(this.generation, steps);
    }

    private engineIsReady({ state }: ReadyMessage, again: boolean): void {
        if (!again) this.runCheckpoint.config = state.config;
        this.runCheckpoint.view = state.view;
        this.send({ type: "live_settings", liveSettings: this.liveSettings });
        if (this.sphere !== null) this.send({ type: "camera", sphere: this.sphere });
    }

    /** Where a new engine would go on. */
    get checkpoint(): Checkpoint {
        return this.runCheckpoint.checkpoint;
    }
    /** Changes when the snapshots of before no longer lead to this run. */
    get generation(): number {
        return this.runCheckpoint.generation;
    }

    dispose(): void {
        this.supervisor.dispose();
    }

    /** For tests: ways to die, and to compare. Numbers of pool threads are 1..threads-1. */
    readonly debug = {
        /** Ends a pool worker as a browser would: without a message. */
        killPoolThread: (number: number): void => this.supervisor.workers?.killPoolThread(number),
        /** The pool thread traps when it next goes to sleep. */
        trapPoolThread: (number: number): void => this.supervisor.workers?.trapPoolThread(number),
        killWorker: (): void => this.supervisor.workers?.killWorker(),
        trapWorker: (): void => this.send({ type: "debug", action: "trap" }),
        hangWorker: (): void => this.send({ type: "debug", action: "hang" }),
        /** The equations that run are interpreted from now on, though there is code for them: to compare. */
        interpret: (): void => this.send({ type: "debug", action: "interpret" }),
    };
}

/** A file was stopped on request: no failure, and nothing was changed. */
export class Stopped extends Error {
    override readonly message = "It was stopped before the file was whole; ask for it again.";
}

function whole(file: ArrayBuffer | null): ArrayBuffer {
    if (file === null) throw new Stopped();
    return file;
}

function isSimState(value: ReplyValue): value is SimState {
    return typeof value === "object" && value !== null && "steps" in value;
}
