// The compute worker: one instance that owns the simulation and the mesher, and a loop of short slices between which
// messages are answered. Knows nothing of workers or pages; compute_worker.ts connects it to one.

import {
    configBytes,
    createMemory,
    type HeapMemory,
    Instance,
    interpret,
    MG_SMALLEST_EXTENT,
    MgError,
    MgStatus,
    MgVertexFormat,
    Volume,
} from "@morphogen/engine";
import { FramePublisher } from "./backend_frame_publisher";
import { RunHistory } from "./backend_history";
import { LongCall, surfaceBytes, volumeBytes } from "./backend_long_call";
import { PaceLimiter } from "./backend_pace";
import { Reports, STATS_EVERY_MS } from "./backend_reports";
import { Run } from "./backend_run";
import { StepJob } from "./backend_step_job";
import { NO_TEXTURES } from "./backend_textures";
import { volumeNotes } from "./backend_volume_notes";
import type {
    Brush,
    CameraSphere,
    Checkpoint,
    Failure,
    InitMessage,
    JournalEntry,
    LiveSettings,
    Post,
    ReplyValue,
    Request,
    SimConfig,
    SimState,
    ToWorker,
} from "./base";
import { cameraRefusal, expectUsable, liveSettingsRefusal, requestRefusal } from "./refusals";

const SLICE_MS = 8; // messages wait at most this long, or one mesh, or one step if that is longer
const CHECK_SIZE = [8, 8, 8] as const; // the text is checked, not the memory for it
const MANY_STEPS = 0x7fffffff;
const SLOTS_COME_BACK_MS = 2000; // the page uploads over some frames; a hidden page has none
const REPLACES: ReadonlySet<Request["type"]> = new Set(["sim_config", "load", "resume", "start"]); // another engine
const FALLBACK_MODEL = "gray_scott",
    FALLBACK_CELLS = 64;

const INITIAL_LIVE_SETTINGS: LiveSettings = {
    running: false,
    ticks: 5,
    meshesPerSecond: 60,
    isovalue: NaN,
    moreIsovalues: [],
    box: null,
    pace: null,
    probes: [],
    scalarMax: 0,
    surface: true,
    textures: NO_TEXTURES,
    copies: false,
};

type ExportRequest = Extract<Request, { type: "export" }>;
interface Queued {
    readonly id: number;
    readonly request: Request;
}

export class Backend {
    private readonly post: Post;
    private readonly wake: () => void;
    private instance: Instance | null = null;
    private stop: Int32Array | null = null; // not 0: the page wants a long call to end; null: no shared memory
    private run: Run | null = null;
    private publisher: FramePublisher | null = null;
    private history: RunHistory | null = null;
    private reports: Reports | null = null;
    private liveSettings = INITIAL_LIVE_SETTINGS;
    private sphere: CameraSphere | null = null;
    private readonly queue: Queued[] = [];
    private stepJob: StepJob | null = null;
    private threads = 1;
    private runs = 0;
    private dead = false;
    private clearSince = Infinity; // since when no new mesh is made, so that the old engine can be destroyed
    private readonly pace = new PaceLimiter();

    /** wake: a slice is wanted soon, because a message came. */
    constructor(post: Post, wake: () => void) {
        this.post = post;
        this.wake = wake;
    }

    // ---------------------------------------------------------------------------------------------- messages

    async receive(message: ToWorker): Promise<void> {
        if (this.dead) return;
        try {
            if (message.type === "init") await this.init(message);
            else this.take(message);
        } catch (error) {
            this.die(error);
        }
        this.wake();
    }

    private take(message: Exclude<ToWorker, InitMessage>): void {
        const now = performance.now();
        switch (message.type) {
            case "request":
                this.queue.push(message);
                break;
            // The page has checked both; what it would not have sent changes nothing.
            case "live_settings":
                if (liveSettingsRefusal(message.liveSettings) === null)
                    this.setLiveSettings({ ...this.liveSettings, ...message.liveSettings });
                break;
            case "camera":
                if (cameraRefusal(message.sphere) !== null) break;
                this.sphere = message.sphere;
                this.publisher?.setCamera(message.sphere, now);
                break;
            case "mesh_again":
                this.publisher?.requestMesh();
                break;
            case "mesh_shown":
                this.publisher?.release(message.run, message.slot);
                break;
            case "texture_taken":
                this.publisher?.textures.release(message.run, message.slot);
                break;
            case "stop":
                this.stopSteps();
                break;
            case "ping":
                this.post({ type: "pong" });
                break;
            case "debug":
                this.debug(message.action);
                break;
        }
    }

    private async init(message: InitMessage): Promise<void> {
        const heap: HeapMemory =
            message.memory === null ? createMemory(false) : { memory: message.memory, limitPages: message.limitPages };
        this.instance = await Instance.create(message.module, heap, message.threads);
        this.threads = message.threads;
        this.stop = message.stop && new Int32Array(message.stop);
        this.liveSettings = { ...INITIAL_LIVE_SETTINGS, ...message.liveSettings };
        if (message.resume === null) this.begin(this.createFirstRun(message.config, message.view));
        else this.resume(message.resume);
        this.postReady();
    }

    // An address can ask for what this machine cannot do; the page should come up all the same.
    private createFirstRun(config: SimConfig, view: string | null): Run {
        try {
            return this.make(config, view);
        } catch (error) {
            if (!(error instanceof MgError)) throw error;
            // With a network, the page finds and reports what is wrong and starts the run without it: this one waits.
            const cells = config.network === null ? FALLBACK_CELLS : MG_SMALLEST_EXTENT,
                size = [cells, cells, cells] as const;
            const fallback = this.make(
                { ...config, model: FALLBACK_MODEL, network: null, size, seeding: null, params: {} },
                null,
            );
            if (config.network !== null) return fallback;
            this.post({ type: "fallback", sentence: `${error.message}; showing ${FALLBACK_CELLS}^3 cells instead` });
            return fallback;
        }
    }

    private postReady(): void {
        const { instance, run } = this.need();
        this.post({
            type: "ready",
            state: run.state(),
            threads: run.engine.threads,
            description: instance.describe(),
            engineVersion: instance.version(),
            memoryBytes: instance.memoryBytes,
            memoryLimitBytes: instance.limitBytes,
        });
    }

    private need(): { instance: Instance; run: Run; publisher: FramePublisher; history: RunHistory; reports: Reports } {
        const { instance, run, publisher, history, reports } = this;
        if (instance === null || run === null || publisher === null || history === null || reports === null)
            throw new Error("The worker was not initialised.");
        return { instance, run, publisher, history, reports };
    }

    private make(config: SimConfig, view: string | null): Run {
        if (this.instance === null) throw new Error("The worker was not initialised.");
        return Run.create(this.instance, config, view, this.threads);
    }

    private begin(run: Run): void {
        const now = performance.now(),
            { instance } = this;
        if (instance === null) throw new Error("The worker was not initialised.");
        this.run = run;
        if (Number.isNaN(this.liveSettings.isovalue))
            this.liveSettings = { ...this.liveSettings, isovalue: this.firstIsovalue(run) };
        this.publisher = new FramePublisher(run, ++this.runs, this.liveSettings, this.sphere);
        this.publisher.publishNow(now, true);
        this.history = new RunHistory(this.post, run, now);
        this.history.copies = this.liveSettings.copies;
        this.reports = new Reports(
            this.post,
            { instance, run, publisher: this.publisher, history: this.history, number: this.runs },
            now,
        );
    }

    private firstIsovalue(run: Run): number {
        const view = run.model.views.find((entry) => entry.id === run.engine.view);
        return view?.isovalue ?? 0.5;
    }

    // The engine before this one has ended. Its last snapshot is a shortcut; its seed and journal are always enough.
    private resume(checkpoint: Checkpoint): void {
        if (this.instance === null) throw new Error("The worker was not initialised.");
        this.begin(this.runOf(this.instance, checkpoint));
        const { run, history } = this.need(),
            { journal, steps } = checkpoint;
        history.adopt(checkpoint);
        this.stepJob = new StepJob(steps, journal, run.steps, history.appliedCount, null);
    }

    /** The run as its snapshot was made, or its start; steps asked for later go on from there. */
    private resumeAtSnapshot(checkpoint: Checkpoint): ReplyValue {
        const state = this.replaceBy("going back", (instance) => this.runOf(instance, checkpoint));
        this.need().history.adopt(checkpoint);
        return state;
    }

    private runOf(instance: Instance, { config, view, snapshot }: Checkpoint): Run {
        const run =
            snapshot === null ? this.make(config, view) : Run.load(instance, snapshot.file, this.threads, config);
        if (view !== null) run.engine.setView(view);
        return run;
    }

    /** Ends the requested steps early: the run stays at its present step, with the changes up to it. */
    private stopSteps(): void {
        const { stepJob } = this,
            { run, history } = this.need();
        if (stepJob === null) return;
        stepJob.catchUp(run, (entry) => history.replay(entry));
        this.finishStepJob(stepJob);
    }

    private setLiveSettings(liveSettings: LiveSettings): void {
        const clamped = {
            ...liveSettings,
            ticks: clamp(liveSettings.ticks, 1, 60),
            meshesPerSecond: clamp(liveSettings.meshesPerSecond, 1, 60),
        };
        const now = performance.now();
        if (clamped.running !== this.liveSettings.running) this.reports?.soon();
        this.liveSettings = clamped;
        this.publisher?.setLiveSettings(clamped, now);
        if (this.history !== null) this.history.copies = clamped.copies;
    }

    private debug(action: "trap" | "hang" | "interpret"): void {
        if (action === "interpret") {
            interpret(this.need().run.engine, true);
            return;
        }
        if (action === "trap") this.need().instance.call(() => this.need().instance.exports.mg_wasm_debug_trap());
        for (;;);
    }

    private die(error: unknown): void {
        this.dead = true;
        const cause = error instanceof Error ? error.message : String(error);
        // A refusal is a sentence already; a trap's own words are those of an assertion.
        const sentence = error instanceof MgError ? cause : `The engine has stopped itself: ${cause}.`;
        this.post({ type: "error", failure: this.kindOf(error), sentence });
    }

    private kindOf(error: unknown): Failure {
        if (error instanceof MgError && error.isAboutMemory) return "memory";
        return this.run === null ? "start" : "trap";
    }

    // ---------------------------------------------------------------------------------------------- requests

    private answerRequests(): void {
        while (this.stepJob === null && this.queue.length > 0) {
            const [next] = this.queue;
            if (next === undefined || !this.answer(next)) return;
            this.queue.shift();
        }
    }

    /** false: not yet. */
    private answer({ id, request }: Queued): boolean {
        try {
            expectUsable(requestRefusal(request));
            if (request.type === "step") this.stepJob = this.makeStepJob(id, request.count, request.journal);
            else if (request.type === "scrub") this.scrub(id, request.steps, request.exact);
            else if (request.type === "export" && this.need().publisher.freeSlot() < 0) return false;
            else if (REPLACES.has(request.type) && !this.slotsAreClear()) return false;
            else {
                if (REPLACES.has(request.type) || request.type === "seed") this.need().history.saveReplacedRun();
                this.reply(id, this.valueOf(request));
            }
            // No seed and no journal leads back to a volume.
            if (request.type === "start" || request.type === "load") this.need().history.markStartedFromFile();
            if (request.type === "start" || request.type === "load" || request.type === "resume")
                this.need().history.saveFirstSnapshot(request.type === "start");
        } catch (error) {
            if (!(error instanceof MgError)) throw error;
            this.post({ type: "refused", id, status: error.status, sentence: error.message });
        }
        return true;
    }

    // The page may still be reading a mesh of the engine that is to be replaced.
    private slotsAreClear(): boolean {
        const now = performance.now();
        this.clearSince = Math.min(this.clearSince, now);
        if (!this.need().publisher.allSlotsFree && now < this.clearSince + SLOTS_COME_BACK_MS) return false;
        this.clearSince = Infinity;
        return true;
    }

    private reply(id: number, value: ReplyValue): void {
        this.post({ type: "reply", id, value }, value instanceof ArrayBuffer ? [value] : []);
    }

    private makeStepJob(id: number, count: number, journal: readonly JournalEntry[]): StepJob {
        const {
            run: { steps },
            history,
        } = this.need();
        if (count > 0) history.branch();
        history.setJournal(journal);
        return new StepJob(steps + Math.max(0, Math.floor(count)), journal, steps, history.appliedCount, id);
    }

    /** To a state of this run. The steps between a stored one and the one that is wanted are made again. */
    private scrub(id: number, wanted: number, exact: boolean): void {
        const { run, publisher, history, reports } = this.need(),
            steps = history.goBack(wanted);
        reports.jumped();
        publisher.publishNow(performance.now(), true);
        reports.replaceFieldStats();
        if (exact) this.stepJob = new StepJob(steps, history.all, run.steps, history.appliedCount, id);
        else this.reply(id, run.state());
    }

    private valueOf(request: Exclude<Request, { type: "step" | "scrub" }>): ReplyValue {
        const { run, publisher, history } = this.need();
        switch (request.type) {
            case "sim_config":
                return this.configure(request.config, request.view);
            case "set":
                history.applyNew({ steps: run.steps, parameter: request.parameter, value: request.value });
                return run.state();
            case "mark":
                history.saveReplacedRun();
                return run.steps;
            case "paint":
                return this.paint(request.brush);
            case "pick":
                return publisher.pick(request.ray);
            case "cell":
                return run.cellState(request.cell);
            case "get":
                return run.engine.get(request.parameter);
            case "seed":
                return this.seed(request.seeding, request.seed);
            case "hash":
                return run.engine.hash();
            case "check":
                return configBytes(this.need().instance, { network: request.network, size: CHECK_SIZE });
            case "view":
                return this.setView(request.view);
            case "threads":
                return this.setThreads(request.threads);
            case "field":
                return run.engine.readField(request.field).buffer;
            case "export":
                return this.exportFile(request);
            case "start":
                return this.start(request.file);
            case "bounds":
                return publisher.bounds();
            case "statistics":
                return run.statistics();
            case "describe_text":
                return this.need().instance.describeText(request.text);
            case "describe":
                return run.model;
            case "value_at":
                return this.need().publisher.valueAt(request.place);
            case "save":
                return this.file("writing a snapshot", run.fieldBytes, () => run.engine.save());
            case "load":
                return this.replaceBy(
                    "loading a snapshot",
                    (instance) => Run.load(instance, request.file, this.threads),
                    request.file.byteLength,
                );
            case "resume":
                return this.resumeAtSnapshot(request.checkpoint);
            case "profile":
                return run.engine.profile();
        }
    }

    /** bytes: of the file that it reads; 0: none. The library reports the progress where it can. */
    private whileBusy<T>(doing: string, act: () => T, bytes = 0): T {
        return new LongCall(this.need().instance, doing, bytes, null, (busy) => this.post({ type: "busy", busy })).make(
            act,
        );
    }

    /** The person may end it, since nothing is lost; null: it was ended. */
    private file(doing: string, bytes: number, make: (call: LongCall) => Uint8Array<ArrayBuffer>): ArrayBuffer | null {
        const call = new LongCall(this.need().instance, doing, bytes, this.stop, (busy) =>
            this.post({ type: "busy", busy }),
        );
        try {
            return call.make(() => make(call)).buffer;
        } catch (error) {
            if (call.stopped) return null;
            throw error;
        }
    }

    private seed(seeding: string | null, seed: bigint): ReplyValue {
        const { run, publisher, history, reports } = this.need();
        this.whileBusy("seeding", () => run.seed(seeding, seed));
        reports.replaceFieldStats();
        reports.jumped();
        publisher.publishNow(performance.now(), true);
        history.reset();
        return run.state();
    }

    private start(file: ArrayBuffer): ReplyValue {
        const { instance, run: old } = this.need();
        const volume = Volume.parse(instance, new Uint8Array(file));
        try {
            const info = volume.info();
            if (info.refusal !== "")
                throw new MgError(MgStatus.InvalidArgument, `no run begins with it: ${info.refusal}`);
            const config = old.configFor(info),
                view = config.model === old.state().config.model ? old.engine.view : null;
            const start = (): Run => Run.start(instance, config, view, volume, this.threads);
            return { state: this.replaceBy("reading a volume", start), notes: volumeNotes(info, config) };
        } finally {
            volume.destroy();
        }
    }

    private paint(brush: Brush): ReplyValue {
        const { run, publisher, history, reports } = this.need();
        history.applyNew({ steps: run.steps, brush });
        reports.invalidateFieldStats();
        if (!this.liveSettings.running) publisher.publishNow(performance.now(), false);
        return run.state();
    }

    private setView(view: string): ReplyValue {
        const { run, publisher } = this.need();
        run.engine.setView(view);
        publisher.publishNow(performance.now(), true);
        return run.state();
    }

    private setThreads(threads: number): ReplyValue {
        const { run } = this.need();
        run.engine.setThreads(threads);
        this.threads = threads;
        return run.engine.threads;
    }

    private configure(config: SimConfig, view: string | null): ReplyValue {
        return this.replaceBy(`making ${config.size.join(" x ")} cells`, () => this.make(config, view));
    }

    // The old run stays until the new one stands. Where memory does not hold both, the old one goes first and comes
    // back as it was if the new one is refused all the same.
    private replaceBy(doing: string, make: (instance: Instance) => Run, bytes = 0): SimState {
        const { instance, run: old } = this.need();
        return this.whileBusy(
            doing,
            () => {
                old.engine.setThreads(1); // its threads of the pool are for the new one
                try {
                    this.begin(make(instance));
                } catch (error) {
                    if (!(error instanceof MgError)) throw error;
                    if (error.isAboutMemory) return this.replaceFirst(old, () => make(instance));
                    old.engine.setThreads(this.threads);
                    throw error;
                }
                old.destroy();
                return this.need().run.state();
            },
            bytes,
        );
    }

    private replaceFirst(old: Run, make: () => Run): SimState {
        const back = old.checkpoint();
        old.destroy();
        try {
            this.begin(make());
        } catch (error) {
            this.resume(back);
            throw error;
        }
        return this.need().run.state();
    }

    private exportFile({ what, isovalue, field, cap }: ExportRequest): ArrayBuffer | null {
        const { run, publisher } = this.need(),
            { engine } = run,
            doing = `writing ${what}`;
        switch (what) {
            case "vti":
                return this.file(doing, volumeBytes(run, what, null), () => engine.exportVti());
            case "nrrd":
                return this.file(doing, volumeBytes(run, what, null), () => engine.exportNrrd());
            case "npy":
                return this.file(doing, volumeBytes(run, what, field), () => engine.exportNpy(field));
        }
        return this.file(doing, 0, (call) => {
            const mesh = engine.mesh({
                isovalue,
                blend: 1,
                slot: publisher.engineSlot(publisher.freeSlot()),
                format: MgVertexFormat.Float,
                cap,
            });
            call.expects(surfaceBytes(mesh, what));
            if (what === "ply") return engine.exportPly(mesh);
            return what === "stl" ? engine.exportStl(mesh) : engine.exportGlb(mesh);
        });
    }

    // -------------------------------------------------------------------------------------------------- loop

    /** One slice. Returns the milliseconds until the next is wanted: 0 at once, Infinity when a message comes. */
    slice(): number {
        if (this.dead || this.run === null) return Infinity;
        try {
            return this.work();
        } catch (error) {
            this.die(error);
            return Infinity;
        }
    }

    private work(): number {
        this.answerRequests();
        const { publisher, history, reports } = this.need();
        const start = performance.now();
        const due = this.stepsDue(start);
        this.postTextures();
        // A mesh that is due comes first and stepping gets what is left of the slice; how often one may be due depends
        // on whether the person moves something (FramePublisher.mesh).
        if (this.clearSince === Infinity && publisher.meshIsDue(start)) this.postMesh(start);
        if (due >= 1) this.stepUntil(start + SLICE_MS, Math.min(due, MANY_STEPS));
        const now = performance.now();
        if (publisher.publishIsDue(now)) publisher.publish(now);
        this.postTextures();
        // statistics can wait, a person who turns the box cannot
        const handsOff = this.liveSettings.running && publisher.isMoving(now);
        if (!handsOff && reports.millisecondsUntilFieldStats(now) <= 0)
            reports.postFieldStats(now, this.liveSettings.probes);
        reports.report(now, this.liveSettings.running);
        const busy = this.stepJob !== null || publisher.isMoving(now);
        history.snapshot(now, busy);
        if (!busy) history.store(now);
        return this.millisecondsUntilWork(now);
    }

    /** Steps that this slice may make; Infinity: as many as fit. */
    private stepsDue(now: number): number {
        if (this.stepJob !== null) return Infinity;
        return this.liveSettings.running ? this.pace.due(this.liveSettings.pace, this.need().run.dt, now) : 0;
    }

    private millisecondsUntilWork(now: number): number {
        const { run, publisher, reports } = this.need(),
            { running, pace } = this.liveSettings;
        if (this.stepJob !== null || this.queue.length > 0) return 0;
        if (running && pace === null) return 0;
        const rest = Math.min(
            publisher.millisecondsUntilMesh(now),
            publisher.millisecondsUntilPublish(now),
            reports.millisecondsUntilFieldStats(now),
            reports.restFor(now),
        );
        if (!running || pace === null) return rest;
        return Math.min(rest, STATS_EVERY_MS, this.pace.millisecondsUntilStep(pace, run.dt));
    }

    private postMesh(now: number): void {
        const message = this.need().publisher.mesh(now);
        if (message !== null) this.post(message, message.copy === null ? [] : [message.copy]);
    }

    private postTextures(): void {
        for (const message of this.need().publisher.textures.take())
            this.post(message, message.copy === null ? [] : [message.copy]);
    }

    private stepUntil(end: number, most: number): void {
        const { run, history, reports } = this.need();
        const started = performance.now(),
            before = run.steps;
        const milliseconds = Math.max(1, end - started); // also after a long mesh the run goes on
        if (this.stepJob !== null) this.advanceStepJob(this.stepJob, milliseconds);
        else {
            history.branch();
            this.pace.made(run.engine.stepFor(milliseconds, most));
        }
        reports.timed((performance.now() - started) / 1000, run.steps - before);
    }

    private advanceStepJob(stepJob: StepJob, milliseconds: number): void {
        const { run, history } = this.need();
        if (stepJob.advance(run, milliseconds, (entry) => history.replay(entry))) {
            this.finishStepJob(stepJob);
            return;
        }
        const busy = stepJob.progress(run.steps, performance.now());
        if (busy !== null) this.post({ type: "busy", busy });
    }

    private finishStepJob(stepJob: StepJob): void {
        const { run, publisher, history, reports } = this.need();
        this.stepJob = null;
        history.finishSteps();
        reports.requestFieldStats();
        if (!this.liveSettings.running) publisher.publishNow(performance.now(), false);
        if (stepJob.reported) this.post({ type: "busy", busy: null });
        if (stepJob.id !== null) this.reply(stepJob.id, run.state());
    }
}

function clamp(value: number, least: number, most: number): number {
    return Math.min(most, Math.max(least, value));
}
