// The state of the run for the whole page: the one place that talks to the compute worker, holds every value that the
// panel shows, and emits a signal when something has changed. The panel, the keys and window.morphogen all act through
// it.

import type { Description, ModelDescription } from "@morphogen/engine";
import { MG_NETWORK_MODEL_ID } from "@morphogen/engine/binding";
import type {
    Brush,
    Checkpoint,
    FieldStatsSample,
    JournalEntry,
    LiveSettings,
    Pace,
    SimConfig,
    SimState,
    Stats,
    Vector3,
    Warning,
} from "../compute/base";
import { Compute, type FailureReport, type Ready } from "../compute/frontend";
import { CHANGES, expectUsable } from "../compute/refusals";
import { applyLaunch, type FirstRun, firstConfig, SMALLEST_BOX } from "./apply_launch";
import { emptyLaunch, type LaunchOptions } from "./launch_options";
import { own, paramOf } from "./model_tables";
import { NewestValues } from "./newest_values";
import { modelOfScene, presetChanges, sceneConfig } from "./presets";
import type { Scene } from "./scene";
import { Signal } from "./signal";
import { Tasks } from "./tasks";
import { WorkerTask } from "./worker_task";

export const MOST_STEPS_A_PRESS = 100_000;

/** A change of the configuration by a preset or a person; keys that are missing stay as they are. */
export type ConfigChanges = Partial<
    Pick<SimConfig, "model" | "size" | "boundary" | "dx" | "seed" | "seeding" | "params" | "network">
>;

export class Session {
    readonly compute: Compute;
    /** Some value that the panel shows may have changed. */
    readonly changed = new Signal<void>();
    readonly stats = new Signal<Stats>();
    readonly fieldStats = new Signal<FieldStatsSample>();
    readonly refused = new Signal<string>();
    readonly failed = new Signal<FailureReport>();
    readonly restarted = new Signal<string>();
    /** A run made way for another; this is enough to come back to it. */
    readonly replaced = new Signal<Checkpoint>();
    /** What takes long, of the worker and of the page. */
    readonly tasks = new Tasks();
    /** Resolves when the engine runs and everything the address asked for is done. */
    readonly ready: Promise<void>;

    running: boolean;
    isovalue = 0;
    moreIsovalues: readonly number[] = [];
    ticks = 5;
    meshesPerSecond = 60;
    pace: Pace | null = null;
    stepSize = 1;
    threads = 1;
    threaded = false;
    whyNotThreaded: string | null = null;
    latestStats: Stats | null = null;
    problems: readonly string[] = [];
    /** The preset applied last, until a value or the model is changed by hand. */
    preset: string | null = null;

    #description: Description | null = null;
    #state: SimState | null = null;
    readonly #workerTask = new WorkerTask(this.tasks, () => this.compute.cancel());
    #scalarMax = 0;
    #changes = 0; // under way that have several parts
    readonly #sliders = new NewestValues(
        (name, value) => this.set(name, value),
        (error) => this.attempt(() => Promise.reject(error)),
    );

    /**
     * stored: the last visit's run, to go on with; where that fails, the run that the address asks for.
     * first: what the address asks for, as firstRun read it.
     */
    constructor(
        launch: LaunchOptions,
        stored: Checkpoint | null = null,
        first: FirstRun = { config: firstConfig(launch), view: null },
    ) {
        this.running = !launch.paused;
        this.compute = new Compute({
            // only until the stored run is there
            ...(stored === null ? first : { config: { ...firstConfig(launch), size: SMALLEST_BOX } }),
            // Until the names in the address are checked, nothing moves.
            liveSettings: { running: false, ticks: this.ticks, meshesPerSecond: this.meshesPerSecond },
            ...(launch.threads === null ? {} : { threads: launch.threads }),
        });
        this.#listen();
        this.ready = this.compute.ready.then((ready) => this.#begin(ready, launch, stored));
    }

    // ---------------------------------------------------------------------------------------------- what there is

    get description(): Description {
        if (!this.#description) throw new Error("The engine is not ready yet: await morphogen.ready first.");
        return this.#description;
    }

    get isReady(): boolean {
        return this.#state !== null;
    }

    get state(): SimState {
        if (!this.#state) throw new Error("The engine is not ready yet: await morphogen.ready first.");
        return this.#state;
    }

    get model(): ModelDescription {
        return this.state.model ?? this.description.models.find((model) => model.id === this.state.config.model)!;
    }

    get view(): ModelDescription["views"][number] {
        return this.model.views.find((view) => view.id === this.state.view) ?? this.model.views[0]!;
    }

    get seeding(): string {
        return this.state.config.seeding ?? this.model.seedings[0]!.id;
    }

    get warning(): Warning | null {
        return this.#state?.warning ?? null;
    }

    /** The value of a parameter as last confirmed by the engine. */
    value(name: string): number {
        return this.#sliders.get(name) ?? own(this.state.config.params, name) ?? paramOf(this.model, name).initial;
    }

    /** A change of several parts is under way: the states in between are no edits. */
    get isChanging(): boolean {
        return this.#changes > 0;
    }

    // --------------------------------------------------------------------------------------------------- actions

    /** Changes made within are one edit for undo, however many parts they have. */
    async asOne<T>(act: () => Promise<T>): Promise<T> {
        this.#changes++;
        try {
            return await act();
        } finally {
            this.#changes--;
            this.changed.emit();
        }
    }

    play(): void {
        this.running = true;
        this.compute.play();
        this.changed.emit();
    }

    pause(): void {
        this.running = false;
        this.compute.pause();
        this.changed.emit();
    }

    /** Steps at once, playing or paused. */
    async step(count: number): Promise<SimState> {
        return this.#take(await this.compute.step(count));
    }

    /** Where the run stands between two steps, and the hash of its state there. */
    async stand(): Promise<{ checkpoint: Checkpoint; hash: string }> {
        // no step is made between them
        const [{ steps }, hash] = await Promise.all([this.compute.step(0), this.compute.hash()]);
        const { journal, ...rest } = this.compute.checkpoint;
        return { checkpoint: { ...rest, journal: journal.filter((entry) => entry.steps <= steps), steps }, hash };
    }

    /** Another run, to the bit: from its snapshot or its start to the step where it stood, paused there. */
    async resume(checkpoint: Checkpoint): Promise<SimState> {
        this.pause();
        this.preset = null;
        const start = this.#take(await this.compute.resume(checkpoint));
        this.setIsovalue(this.view.isovalue);
        if (checkpoint.steps <= start.steps && checkpoint.journal.length === 0) return start;
        return this.#take(await this.compute.goOn(checkpoint.steps));
    }

    /** The run that stands at its start goes this way, paused at its end. */
    async replay(journal: readonly JournalEntry[], steps: number): Promise<SimState> {
        this.pause();
        return this.#take(await this.compute.replay(journal, steps));
    }

    /** Goes on from a snapshot file; a damaged one is refused and the run that is there stays. */
    async load(file: ArrayBuffer): Promise<SimState> {
        this.pause();
        const state = this.#take(await this.compute.load(file));
        this.preset = null;
        this.setIsovalue(this.view.isovalue);
        return state;
    }

    /**
     * Starts anew from a volume that another program wrote: .npy, NRRD, .vti. What the run leaves aside of the file
     * comes back as sentences.
     */
    async startFrom(file: ArrayBuffer): Promise<readonly string[]> {
        const { state, notes } = await this.compute.startFrom(file);
        this.#take(state);
        return notes;
    }

    async set(name: string, value: number): Promise<SimState> {
        const state = await this.compute.set(name, value);
        this.preset = null;
        return this.#take(state);
    }

    /** A touch of the brush, between two steps. */
    async paint(brush: Brush): Promise<SimState> {
        return this.#take(await this.compute.paint(brush));
    }

    /** What is about to be done to the fields can be undone. */
    async mark(reason: string): Promise<void> {
        await this.compute.mark(reason);
    }

    /** To a state of this run: exactly there, or to the stored one before it, at once. It goes on from there. */
    async scrub(steps: number, exact = true): Promise<SimState> {
        return this.#take(await this.compute.scrub(steps, exact));
    }

    /** No more than so many steps, or so much simulated time, in a second; null: as fast as it goes. */
    setPace(pace: Pace | null): void {
        this.compute.setLiveSettings({ pace });
        this.pace = pace;
        this.changed.emit();
    }

    /** How many steps one press makes. */
    setStepSize(steps: number): void {
        this.stepSize = Math.min(MOST_STEPS_A_PRESS, Math.max(1, Math.floor(steps) || 1));
        this.changed.emit();
    }

    /** Cells whose values come with the field statistics. */
    setProbes(probes: readonly Vector3[]): void {
        this.compute.setLiveSettings({ probes });
    }

    /** For sliders: of many values in a row only the newest is sent once the one before is answered. */
    setSoon(name: string, value: number): void {
        this.#sliders.set(name, value);
    }

    async seed(seeding: string | null, seed: bigint): Promise<SimState> {
        return this.#take(await this.compute.seed(seeding, seed));
    }

    /** The same start with another seed. */
    async reseed(): Promise<void> {
        const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
        await this.seed(null, BigInt(random));
    }

    /** view: what is shown then; null: as it is, or the first of another model. */
    async configure(
        changes: ConfigChanges,
        preset: string | null = null,
        view: string | null = null,
    ): Promise<SimState> {
        expectUsable(CHANGES(changes, "a configuration"));
        const { model, network } = this.state.config;
        const other = (changes.model ?? model) !== model || (changes.network ?? network) !== network;
        const base: SimConfig = other
            ? { ...this.state.config, params: {}, seeding: null, network: null }
            : this.state.config;
        const config: SimConfig = { ...base, ...changes, ...(changes.network ? { model: MG_NETWORK_MODEL_ID } : {}) };
        const before = this.state.view,
            made = await this.compute.configure(config, view ?? (other ? null : before));
        this.preset = preset;
        const state = this.#take(made);
        if (other || state.view !== before) this.setIsovalue(this.view.isovalue);
        return state;
    }

    /** The text of a reaction network becomes the model; refused with line and column, and whatever runs goes on. */
    async runNetwork(network: string): Promise<SimState> {
        return this.configure({ network });
    }

    /** A preset is a difference from the defaults; size, boundary and seed stay as they are. */
    async applyPreset(id: string): Promise<void> {
        await this.configure(presetChanges(this.model, id), id);
    }

    /**
     * A scene replaces all of the configuration; what it leaves out is at its first value, but for the size and the
     * seed.
     */
    async runScene(scene: Scene): Promise<void> {
        const model = modelOfScene(scene, this.description),
            view = scene.view ?? model.views[0]!.id;
        const config = sceneConfig(scene, model, this.state.config);
        await this.asOne(async () => {
            await this.configure(config, null, view);
            this.setIsovalue(scene.isovalue ?? this.view.isovalue);
        });
    }

    async setView(view: string): Promise<void> {
        this.#take(await this.compute.setView(view));
        this.setIsovalue(this.view.isovalue);
    }

    setIsovalue(isovalue: number): void {
        this.compute.setLiveSettings({ isovalue });
        this.isovalue = isovalue;
        this.changed.emit();
    }

    /** Of surfaces beside the first. */
    setMoreIsovalues(moreIsovalues: readonly number[]): void {
        if (String(moreIsovalues) === String(this.moreIsovalues)) return;
        this.moreIsovalues = moreIsovalues;
        this.compute.setLiveSettings({ moreIsovalues });
    }

    setLiveSettings(liveSettings: Partial<Pick<LiveSettings, "ticks" | "meshesPerSecond">>): void {
        this.compute.setLiveSettings(liveSettings);
        Object.assign(this, liveSettings);
        this.changed.emit();
    }

    /** The gradient that gets the last colour, in field units per unit of length. */
    setScalarMax(scalarMax: number): void {
        if (scalarMax === this.#scalarMax) return;
        this.#scalarMax = scalarMax;
        this.compute.setLiveSettings({ scalarMax });
    }

    async setThreads(threads: number): Promise<number> {
        this.threads = await this.compute.setThreads(threads);
        this.changed.emit();
        return this.threads;
    }

    /** Runs an action of the interface; a refusal becomes a notice and the page shows the values that stand. */
    attempt(action: () => Promise<unknown>): void {
        action().catch((error: unknown) => {
            this.refused.emit(error instanceof Error ? error.message : String(error));
            this.changed.emit();
        });
    }

    // -------------------------------------------------------------------------------------------------- inside

    #listen(): void {
        this.compute.on("ready", (ready) => this.#isReady(ready));
        this.compute.on("stats", (stats) => this.#isRunning(stats));
        this.compute.on("fieldStats", (fieldStats) => this.fieldStats.emit(fieldStats));
        this.compute.on("failure", (failure) => this.failed.emit(failure));
        this.compute.on("restarted", ({ sentence }) => {
            this.restarted.emit(sentence);
            this.attempt(async () => this.#take(await this.compute.step(0))); // when it stands where it stood
        });
        this.compute.on("replaced", (checkpoint) => this.replaced.emit(checkpoint));
        this.compute.on("busy", (busy) => this.#workerTask.update(busy));
    }

    #isReady(ready: Ready): void {
        this.#description = ready.description;
        this.threads = ready.threads;
        this.threaded = ready.threaded;
        this.whyNotThreaded = ready.whyNotThreaded;
        if (this.#state === null) this.#take(ready.state); // after a restart it is still on its way back
    }

    #isRunning(stats: Stats): void {
        this.latestStats = stats;
        this.threads = stats.threads;
        if (this.#state) {
            const { steps, time, warning } = stats,
                isNews = this.#state.warning?.sentence !== warning?.sentence;
            this.#state = { ...this.#state, steps, time, warning };
            if (isNews) this.changed.emit();
        }
        this.stats.emit(stats);
    }

    async #begin(ready: Ready, launch: LaunchOptions, stored: Checkpoint | null): Promise<void> {
        this.#isReady(ready);
        const { running } = this;
        this.setIsovalue(this.view.isovalue);
        if (stored !== null && (await this.#comeBack(stored))) return;
        const madeAsAsked = stored === null && (launch.network === null || ready.state.config.network !== null);
        this.problems = [
            ...this.problems,
            ...(await applyLaunch(this, launch, madeAsAsked ? ready.state.config : firstConfig(launch))),
        ];
        // A network that cannot be read leaves the small engine that waited for it.
        if (launch.network !== null && this.state.config.network === null) await this.configure(firstConfig(launch));
        if (running && launch.steps === null) this.play();
        this.changed.emit();
    }

    async #comeBack(stored: Checkpoint): Promise<boolean> {
        try {
            await this.resume(stored);
            return true;
        } catch (error) {
            this.problems = [
                `Your last run could not be brought back: ${error instanceof Error ? error.message : String(error)}`,
            ];
            return false;
        }
    }

    /** The run that an address or a picture asks for; what could not be used comes back as sentences. */
    applyLaunch(launch: LaunchOptions): Promise<readonly string[]> {
        return applyLaunch(this, launch);
    }

    /** Starts the run of an address without a query. */
    async startFresh(): Promise<void> {
        const { model, params, seeding, network, ...rest } = firstConfig(emptyLaunch());
        await this.configure({ model, params, seeding, network, ...rest });
        this.play();
    }

    #take(state: SimState): SimState {
        this.#state = state;
        this.changed.emit();
        return state;
    }
}
