// The compute worker as the main thread sees it: owns the workers and the shared memory, sends requests, watches over
// the threads, and starts everything again from the last checkpoint when something dies.
//
//     const compute = new Compute({ config });
//     compute.on("mesh", (mesh) => { upload(mesh.vertices, mesh.indices); mesh.release(); });
//     compute.on("failure", (failure) => tell(failure.sentence));
//     const ready = await compute.ready;
//     await compute.step(200);  console.log(await compute.hash());
//
// All workers are made here, never by another worker: one that computes does not return to its event loop, and could
// start nobody. For the same reason the threads of the pool report to the main thread directly.

import { MgError, MgStatus, type ModelDescription } from "@morphogen/engine";

import type {
    Bounds, Brush, Busy, CameraSphere, CellState, CellValue, Checkpoint, ExportFormat, Failure, FieldStats, FieldStatsSample, FromWorker,
    LiveSettings, Picked, PickRay, ReadyMessage, ReplyValue, Request, SimConfig, SimState, Snapshot, StageTime, Stats, ToWorker, Vector3,
} from "./base";
import { WorkerGroup, type WorkerGroupListener } from "./frontend_worker_group";
import { RunCheckpoint } from "./frontend_checkpoint";
import { defaultThreads, loadProgram, whyNotThreaded, type Program } from "./frontend_program";
import { shownMesh, shownTexture, type ShownMesh, type ShownTexture } from "./frontend_shown";

export type {
    CameraSphere, CellValue, Checkpoint, ClipBox, ExportFormat, Failure, FieldStats, LiveSettings, SimConfig, SimState, StageTime, Stats, TextureRole, TexturesWanted, Vector3,
} from "./base";
export { defaultThreads } from "./frontend_program";
export type { ShownMesh, ShownSurface, ShownTexture } from "./frontend_shown";

export interface ComputeOptions {
    readonly config: SimConfig;
    readonly view?: string | null;
    readonly threads?: number;                    // default: defaultThreads()
    readonly liveSettings?: Partial<LiveSettings>;
    readonly forceSingle?: boolean;               // use the single-threaded build even where threads would work
}

/** `ready`, with what the main thread alone knows. */
export interface Ready extends Omit<ReadyMessage, "type"> {
    readonly threaded: boolean;
    readonly whyNotThreaded: string | null;       // a sentence for a person, with the way out
}

/** Something died. `sentence` says the cause, the numbers and what happens or is to be done now. */
export interface FailureReport {
    readonly failure: Failure;
    readonly sentence: string;
    readonly fatal: boolean;                      // true: nothing is started again, the page must offer a reload
}

export interface ComputeEvents {
    ready: Ready;                                 // after the start and after every restart
    stats: Stats;                                 // four times a second
    fieldStats: FieldStatsSample;                             // at most some times a second, and after every seed
    mesh: ShownMesh;
    texture: ShownTexture;
    failure: FailureReport;
    restarted: { readonly steps: number; readonly sentence: string };
    replaced: Checkpoint;                         // the run that made way for another one, enough to come back to it
    snapshot: SentSnapshot;                       // every some seconds, where that is cheap
    busy: Busy | null;                            // what takes longer than a slice, again while it goes on; null: over
}

type Listeners = { [E in keyof ComputeEvents]: Set<(value: ComputeEvents[E]) => void> };

/** copy: of its file, for whoever takes it away; null: none was wanted. */
export interface SentSnapshot extends Snapshot { readonly copy: ArrayBuffer | null }

interface Waiting {
    readonly request: Request;
    readonly resolve: (value: ReplyValue) => void;
    readonly reject: (error: Error) => void;
}

const PING_EVERY_MS = 1000;
const UNANSWERED_PINGS = 8;                       // the longest slice is one mesh of a huge grid: some seconds
const RESTARTS_MOST = 4;                          // in RESTARTS_WITHIN_MS; beyond, starting again does not help
const RESTARTS_WITHIN_MS = 120_000;

export class Compute {
    readonly ready: Promise<Ready>;

    private readonly listeners: Listeners = {
        ready: new Set(), stats: new Set(), fieldStats: new Set(), mesh: new Set(), texture: new Set(), failure: new Set(), restarted: new Set(),
        replaced: new Set(), snapshot: new Set(), busy: new Set(),
    };
    private readonly waiting = new Map<number, Waiting>();
    private readonly restarts: number[] = [];     // when
    private readonly pinger: ReturnType<typeof setInterval>;
    private started: Deferred<Ready>;               // settled when the engine is ready; a new promise after each restart

    private program: Promise<Program> | null = null;
    private workers: WorkerGroup | null = null;             // the workers that play now; another one after every restart
    private isReady = false;
    private over = false;
    private single: string | null;                // why there are no threads; null: there are
    private threads: number;
    private nextId = 1;
    private unanswered = 0;
    private isBusy = false;
    private busy: Busy | null = null;
    private stopWord: Int32Array | null = null;   // ends a long call of the worker that can be ended; null: no shared memory

    private liveSettings: Partial<LiveSettings>;
    private sphere: CameraSphere | null = null;
    private readonly runCheckpoint: RunCheckpoint;
    private replacedRun: Checkpoint | null = null;       // the run before, once the request that replaces it is answered

    constructor(options: ComputeOptions) {
        this.runCheckpoint = new RunCheckpoint(options.config, options.view ?? null);
        this.liveSettings = { running: true, ...options.liveSettings };
        this.threads = Math.min(64, Math.max(1, Math.floor(options.threads ?? defaultThreads())));
        this.single = options.forceSingle === true ? "The build without threads was asked for." : whyNotThreaded();
        this.started = deferred();
        this.ready = this.started.promise;
        this.pinger = setInterval(() => this.ping(), PING_EVERY_MS);
        void this.start(null);
    }

    on<E extends keyof ComputeEvents>(event: E, listener: (value: ComputeEvents[E]) => void): () => void {
        this.listeners[event].add(listener);
        return () => this.listeners[event].delete(listener);
    }

    private emit<E extends keyof ComputeEvents>(event: E, value: ComputeEvents[E]): void {
        for (const listener of this.listeners[event]) listener(value);
    }

    get threaded(): boolean { return this.single === null; }

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

    /** To a state of this run; not exact: to the stored one before it, at once. The run goes on from there when it is stepped. */
    scrub(steps: number, exact: boolean): Promise<SimState> { return this.ask({ type: "scrub", steps, exact }); }

    /** Tells whoever keeps what was: the state as it is makes way for what a person does next. */
    async mark(reason: string): Promise<void> {
        await this.ask<number>({ type: "mark", reason });
        this.emitReplacedRun(reason);
    }

    private emitReplacedRun(replacedBy?: string): void {
        if (this.replacedRun !== null) this.emit("replaced", replacedBy === undefined ? this.replacedRun : { ...this.replacedRun, replacedBy });
        this.replacedRun = null;
    }

    /** Where a ray meets the surface; null: nowhere. */
    pick(ray: PickRay): Promise<Picked | null> { return this.ask({ type: "pick", ray }); }

    /** The values of every field in one cell. */
    readCell(cell: Vector3): Promise<CellState> { return this.ask({ type: "cell", cell }); }

    get(parameter: string): Promise<number> { return this.ask({ type: "get", parameter }); }

    /** null: the seeding used last. */
    async seed(seeding: string | null, seed: bigint): Promise<SimState> {
        return this.startedAnew(await this.ask<SimState>({ type: "seed", seeding, seed }));
    }

    /** Starts anew from a volume that another program wrote, in its size: .npy, NRRD, .vti; a pattern of Ready brings its rule. */
    async startFrom(file: ArrayBuffer): Promise<SimState> {
        const state = this.startedAnew(await this.ask<SimState>({ type: "start", file }));
        this.runCheckpoint.fromSeed = false;               // the worker leaves a snapshot of it
        return state;
    }

    /** Least, mean, greatest and sum of every field as it is now. */
    statistics(): Promise<readonly FieldStats[]> { return this.ask({ type: "statistics" }); }

    /** The box around the surface meshed last, in the unit of length; null: there is no surface. */
    bounds(): Promise<Bounds | null> { return this.ask({ type: "bounds" }); }

    /** Of the shown view's newest keyframe, in the cell at a place, 0..1 along the box. */
    valueAt(place: Vector3): Promise<CellValue> { return this.ask({ type: "value_at", place }); }

    /** Of the model that runs: the one way to learn the parameters of a network of one's own. */
    describe(): Promise<ModelDescription> { return this.ask({ type: "describe" }); }

    /** Reads the text of a network; refused with line and column, and whatever runs goes on. */
    async checkNetwork(network: string): Promise<void> { await this.ask<number>({ type: "check", network }); }

    step(count: number): Promise<SimState> { return this.ask({ type: "step", count, journal: [] }); }

    /** Ends the steps that were asked for where they are; who asked gets the state as it is then. */
    stop(): void { this.send({ type: "stop" }); }

    /**
     * Ends what takes long now. Steps stop where they are. A call that cannot be stopped is abandoned together with its worker:
     * a new one goes on from where the run stood, and the pending requests are rejected.
     */
    cancel(): void {
        if (this.busy?.stoppable === true) {
            if (this.stopWord !== null) Atomics.store(this.stopWord, 0, 1);      // heard within a call
            this.stop();                                                         // heard between two slices
        }
        else if (this.busy !== null) this.leaveWorker("lost_worker", `Stopped: ${this.busy.doing}.`, this.replacedRun ?? this.checkpoint);
    }
    hash(): Promise<string> { return this.ask({ type: "hash" }); }

    async setView(view: string): Promise<SimState> {
        const state = await this.ask<SimState>({ type: "view", view });
        this.runCheckpoint.view = state.view;
        return state;
    }

    /** Resolves to the number that run: fewer than asked for where a worker did not start, 1 without shared memory. */
    async setThreads(threads: number): Promise<number> {
        const wanted = Math.min(64, Math.max(1, Math.floor(threads)));
        await this.started.promise;
        const there = this.threaded ? await this.workers?.growPool(wanted - 1) ?? 0 : 0;
        this.threads = Math.min(wanted, there + 1);
        return this.ask({ type: "threads", threads: this.threads });
    }

    async readField(field: string): Promise<Float32Array> {
        return new Float32Array(await this.ask<ArrayBuffer>({ type: "field", field }));
    }

    /** A file of the surface (ply, stl, glb; all of it, whatever the camera sees) or of the fields (vti, nrrd; npy: one, or all). */
    async exportFile(what: ExportFormat, isovalue = 0, field: string | null = null, cap = false): Promise<ArrayBuffer> {
        return whole(await this.ask<ArrayBuffer | null>({ type: "export", what, isovalue, field, cap }));
    }

    /** A snapshot file: everything the run needs to go on as if it had never stopped. */
    async save(): Promise<ArrayBuffer> { return whole(await this.ask<ArrayBuffer | null>({ type: "save" })); }

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

    /** To the step of the checkpoint, with the changes on the way; stop() may end it earlier. */
    async goOn(steps: number): Promise<SimState> {
        const { runCheckpoint } = this, { journal } = runCheckpoint;
        try {
            return await this.ask({ type: "step", count: steps - runCheckpoint.steps, journal });
        } finally {
            if (journal === runCheckpoint.journal) runCheckpoint.journal = journal.filter((entry) => entry.steps <= runCheckpoint.steps);
        }
    }

    profile(): Promise<readonly StageTime[]> { return this.ask({ type: "profile" }); }

    private async ask<T extends ReplyValue>(request: Request): Promise<T> {
        await this.started.promise;                 // asked while the engine restarts: waits until it is ready
        if (this.over) throw new Error("The engine has stopped; reload the page.");
        const id = this.nextId++;
        const answer = new Promise<ReplyValue>((resolve, reject) => this.waiting.set(id, { request, resolve, reject }));
        this.send({ type: "request", id, request });
        return await answer as T;
    }

    private startedAnew(state: SimState): SimState {
        this.emitReplacedRun();
        this.runCheckpoint.restartFromSeed(state);
        return state;
    }

    // ------------------------------------------------------------------------------------------------- live settings
    // Act within a slice, need no answer.

    play(): void { this.setLiveSettings({ running: true }); }
    pause(): void { this.setLiveSettings({ running: false }); }

    setLiveSettings(changes: Partial<LiveSettings>): void {
        this.liveSettings = { ...this.liveSettings, ...changes };
        this.send({ type: "live_settings", liveSettings: changes });
    }

    /** The page has lost what it showed: the next mesh comes though nothing has changed. */
    meshAgain(): void { this.send({ type: "mesh_again" }); }

    camera(sphere: CameraSphere): void {
        this.sphere = sphere;
        this.send({ type: "camera", sphere });
    }

    private send(message: ToWorker): void { this.workers?.send(message); }

    // ------------------------------------------------------------------------------------------------- start

    private async start(resume: Checkpoint | null): Promise<void> {
        this.unanswered = 0;
        this.isBusy = true;                       // until `ready`: a slow machine is not a dead worker
        try {
            this.program ??= loadProgram(this.threaded);
            const program = await this.program;
            if (this.over) return;
            const workers = new WorkerGroup(program, this.listener());
            this.workers = workers;
            const pool = this.threaded ? await workers.growPool(this.threads - 1) : 0;
            if (this.over || this.workers !== workers) return;
            await workers.startWorker({
                threads: pool + 1, config: this.runCheckpoint.config, view: this.runCheckpoint.view, liveSettings: this.liveSettings, resume, stop: this.newStopWord(),
            });
        } catch (error) {
            this.startFailed(error, resume);
        }
    }

    // Where threads do not start, the other build may.
    private startFailed(error: unknown, resume: Checkpoint | null): void {
        const sentence = error instanceof Error ? error.message : String(error);
        if (!this.threaded) {
            this.giveUp("start", `The engine did not start: ${sentence} Reload the page, or update the browser.`);
            return;
        }
        this.workers?.end();
        this.single = `Threads did not start: ${sentence}`;
        this.program = null;
        this.emit("failure", { failure: "start", fatal: false, sentence: `${this.single} Going on with one thread.` });
        void this.start(resume);
    }

    private newStopWord(): SharedArrayBuffer | null {
        const memory = this.threaded ? new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) : null;
        this.stopWord = memory && new Int32Array(memory);
        return memory;
    }

    private listener(): WorkerGroupListener {
        const isNow = (workers: WorkerGroup): boolean => !this.over && this.workers === workers;
        return {
            message: (workers, message) => { if (isNow(workers)) this.receive(message); },
            failed: (workers, failure, sentence) => { if (isNow(workers)) this.restart(failure, sentence); },
            replaced: (workers, sentence) => {
                if (isNow(workers)) this.emit("failure", { failure: "lost_thread", fatal: false, sentence });
            },
        };
    }

    // ---------------------------------------------------------------------------------------------- messages

    private receive(message: FromWorker): void {
        this.unanswered = 0;
        switch (message.type) {
            case "ready": this.begin(message); break;
            case "stats": this.runCheckpoint.steps = message.stats.steps; this.emit("stats", message.stats); break;
            case "field_stats": this.emit("fieldStats", message.fieldStats); break;
            case "mesh": this.emit("mesh", shownMesh(message, this.workers)); break;
            case "texture": this.emit("texture", shownTexture(message, this.workers)); break;
            case "reply":
                if (isSimState(message.value)) this.runCheckpoint.steps = message.value.steps;
                this.settle(message.id, (waiting) => waiting.resolve(message.value));
                break;
            case "refused":
                this.replacedRun = null;
                this.settle(message.id, (waiting) => waiting.reject(new MgError(message.status, message.sentence)));
                break;
            case "snapshot":
                this.runCheckpoint.snapshot = message.snapshot;
                this.emit("snapshot", { ...message.snapshot, copy: message.copy });
                break;
            case "branched":
                this.emitReplacedRun("going back in time");
                this.runCheckpoint.branch(message.changes);
                break;
            case "replaced_run": this.replacedRun = this.runCheckpoint.checkpointAt(message.steps, message.file, message.changes); break;
            case "busy": this.emitBusy(message.busy); break;
            case "fallback": this.emit("failure", { failure: "memory", fatal: false, sentence: message.sentence }); break;
            case "pong": break;
            case "error": this.restart(message.failure, message.sentence); break;
        }
    }

    private begin(message: ReadyMessage): void {
        const { type: _, ...rest } = message;
        const ready: Ready = { ...rest, threaded: this.threaded, whyNotThreaded: this.single };
        const again = this.isReady;
        this.isReady = true;
        this.isBusy = false;
        if (!again) this.runCheckpoint.config = message.state.config;
        this.runCheckpoint.view = message.state.view;
        this.workers?.send({ type: "live_settings", liveSettings: this.liveSettings });
        if (this.sphere !== null) this.workers?.send({ type: "camera", sphere: this.sphere });
        this.started.resolve(ready);
        this.emit("ready", ready);
        if (again) {
            const sentence = `The engine was started again and goes on from step ${this.runCheckpoint.steps}.`;
            this.emit("restarted", { steps: this.runCheckpoint.steps, sentence });
        }
    }

    private emitBusy(busy: Busy | null): void {
        this.isBusy = busy !== null && (!busy.stoppable || busy.fraction === null);      // what tells how far it is answers pings, or speaks often
        this.busy = busy;
        this.emit("busy", busy);
    }

    private settle(id: number, how: (waiting: Waiting) => void): void {
        const waiting = this.waiting.get(id);
        this.waiting.delete(id);
        if (waiting !== undefined) how(waiting);
    }

    // ---------------------------------------------------------------------------------------------- failures

    private ping(): void {
        if (!this.isReady || this.isBusy || this.over) return;
        if (this.unanswered >= UNANSWERED_PINGS) {
            const seconds = UNANSWERED_PINGS * PING_EVERY_MS / 1000;
            this.restart("lost_worker", `The compute worker has not answered for ${seconds} seconds.`);
            return;
        }
        this.unanswered++;
        this.send({ type: "ping" });
    }

    /** Where a new engine would go on. */
    get checkpoint(): Checkpoint { return this.runCheckpoint.checkpoint; }
    /** Changes when the snapshots of before no longer lead to this run. */
    get generation(): number { return this.runCheckpoint.generation; }

    private restart(failure: Failure, cause: string): void {
        const now = performance.now();
        while ((this.restarts[0] ?? now) < now - RESTARTS_WITHIN_MS) this.restarts.shift();
        if (this.isReady && this.restarts.length >= RESTARTS_MOST) {
            this.endWorkers(cause);
            this.giveUp(failure, `${cause} It has failed ${this.restarts.length + 1} times in a row: reload the page.`);
            return;
        }
        if (this.isReady) this.restarts.push(now);
        this.leaveWorker(failure, cause, this.checkpoint);
    }

    private leaveWorker(failure: Failure, cause: string, resume: Checkpoint): void {
        this.endWorkers(cause);
        if (!this.isReady) { this.startFailed(new Error(cause), null); return; }
        this.started = deferred();
        this.runCheckpoint.steps = resume.steps;
        this.runCheckpoint.journal = [...resume.journal];
        this.emit("failure", { failure, fatal: false, sentence: `${cause} Starting again from step ${resume.steps}.` });
        void this.start(resume);
    }

    private endWorkers(cause: string): void {
        this.workers?.end();
        this.workers = null;
        this.replacedRun = null;
        this.emitBusy(null);
        for (const { reject } of this.waiting.values())
            reject(new Error(`${cause} What was asked got no answer; ask again once the engine is back.`));
        this.waiting.clear();
    }

    private giveUp(failure: Failure, sentence: string): void {
        this.dispose();
        this.started.reject(new MgError(failure === "memory" ? MgStatus.OutOfMemory : MgStatus.InvalidArgument, sentence));
        this.emit("failure", { failure, sentence, fatal: true });
    }

    dispose(): void {
        this.over = true;
        clearInterval(this.pinger);
        this.workers?.end();
        for (const { reject } of this.waiting.values()) reject(new Error("The engine has stopped."));
        this.waiting.clear();
    }

    /** Tests only: ways to die. Numbers of pool threads are 1..threads-1. */
    readonly debug = {
        /** Ends a pool worker as a browser would: nobody is told. */
        killPoolThread: (number: number): void => this.workers?.killPoolThread(number),
        /** The pool thread traps when it next goes to sleep. */
        trapPoolThread: (number: number): void => this.workers?.trapPoolThread(number),
        killWorker: (): void => this.workers?.killWorker(),
        trapWorker: (): void => this.send({ type: "debug", action: "trap" }),
        hangWorker: (): void => this.send({ type: "debug", action: "hang" }),
    };
}

/** Somebody did not want to wait for a file: nothing is wrong and nothing was changed. */
export class Stopped extends Error {
    override readonly message = "It was stopped before the file was whole; ask for it again.";
}

function whole(file: ArrayBuffer | null): ArrayBuffer {
    if (file === null) throw new Stopped();
    return file;
}

interface Deferred<T> {
    readonly promise: Promise<T>;
    readonly resolve: (value: T) => void;
    readonly reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
    let resolve: (value: T) => void = () => { /* set at once */ }, reject: (error: Error) => void = () => { /* set at once */ };
    const promise = new Promise<T>((yes, no) => { resolve = yes; reject = no; });
    promise.catch(() => { /* the failure event tells it, too */ });
    return { promise, resolve, reject };
}

function isSimState(value: ReplyValue): value is SimState {
    return typeof value === "object" && value !== null && "steps" in value;
}
