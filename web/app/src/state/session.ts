// What is running, as the whole page sees it: one place that talks to the compute worker, knows every value that the
// panel shows, and tells the others when something changed. The panel, the keys and window.morphogen all act through it.
import type { Description, ModelDescription, ParamDescription } from "@morphogen/engine";
import type { Boundary, Figures, Knobs, SimConfig, SimState, Stats, Vector3, Warning } from "../compute/base";
import { Compute, type FailureReport, type Ready } from "../compute/frontend";
import type { Scene } from "./scene";
import { Signal } from "./signal";
import { checkAgainst, DEFAULT_MODEL, findParam, type Wish } from "./url";

const DEFAULT_SIZE: Vector3 = [128, 128, 128];
const DEFAULT_SEED = 1337n;
const PERIODIC: readonly [Boundary, Boundary, Boundary] = ["periodic", "periodic", "periodic"];

/** What a preset or a person may change at once; what is left out stays. */
export type ConfigChanges = Partial<Pick<SimConfig, "model" | "size" | "boundary" | "dx" | "seed" | "seeding" | "params" | "network">>;

/** The id of every model that is a network of one's own. */
export const OWN_NETWORK = "network";

export class Session {
    readonly compute: Compute;
    /** Some value that the panel shows may have changed. */
    readonly changed = new Signal<void>();
    readonly stats = new Signal<Stats>();
    readonly figures = new Signal<Figures>();
    readonly refused = new Signal<string>();
    readonly failed = new Signal<FailureReport>();
    readonly restarted = new Signal<string>();
    readonly busy = new Signal<string | null>();
    /** Resolves when the engine runs and everything the address asked for is done. */
    readonly ready: Promise<void>;

    running: boolean;
    isovalue = 0;
    ticks = 5;
    meshesPerSecond = 60;
    threads = 1;
    threaded = false;
    whyNotThreaded: string | null = null;
    latestStats: Stats | null = null;
    problems: readonly string[] = [];
    /** The preset applied last, until a value or the model is changed by hand. */
    preset: string | null = null;

    #description: Description | null = null;
    #state: SimState | null = null;
    #scalarMax = 0;
    readonly #waiting = new Map<string, number>();      // parameter -> newest value, while an older one is on its way

    constructor(wish: Wish) {
        this.running = !wish.paused;
        const first: SimConfig = {
            model: DEFAULT_MODEL, size: wish.size ?? DEFAULT_SIZE, boundary: wish.boundary ?? PERIODIC, dx: wish.dx ?? 1,
            seed: wish.seed ?? DEFAULT_SEED, seeding: null, params: {}, network: null,
        };
        this.compute = new Compute({
            config: first,
            // Until the names in the address are checked, nothing moves.
            knobs: { running: false, ticks: this.ticks, meshesPerSecond: this.meshesPerSecond },
            ...(wish.threads === null ? {} : { threads: wish.threads }),
        });
        this.#listen();
        this.ready = this.compute.ready.then((ready) => this.#begin(ready, wish));
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
        return this.#waiting.get(name) ?? this.state.config.params[name] ?? paramOf(this.model, name).initial;
    }

    // --------------------------------------------------------------------------------------------------- actions

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

    async set(name: string, value: number): Promise<SimState> {
        this.preset = null;
        return this.#take(await this.compute.set(name, value));
    }

    /** For sliders: of many values in a row only the newest is sent once the one before is answered. */
    setSoon(name: string, value: number): void {
        const first = !this.#waiting.has(name);
        this.#waiting.set(name, value);
        if (first) void this.#sendWaiting(name);
    }

    async seed(seeding: string | null, seed: bigint): Promise<SimState> {
        return this.#take(await this.compute.seed(seeding, seed));
    }

    /** The same start with another seed. */
    async reseed(): Promise<void> {
        const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
        await this.seed(null, BigInt(random));
    }

    async configure(changes: ConfigChanges): Promise<SimState> {
        this.preset = null;
        const { model, network } = this.state.config;
        const other = (changes.model ?? model) !== model || (changes.network ?? network) !== network;
        const base: SimConfig = other ? { ...this.state.config, params: {}, seeding: null, network: null } : this.state.config;
        const config: SimConfig = { ...base, ...changes, ...(changes.network ? { model: OWN_NETWORK } : {}) };
        const state = this.#take(await this.compute.configure(config, other ? null : this.state.view));
        if (other) this.setIsovalue(this.view.isovalue);
        return state;
    }

    /** The text of a reaction network becomes the model; refused with line and column, and whatever runs goes on. */
    async runNetwork(network: string): Promise<SimState> {
        return this.configure({ network });
    }

    /** A preset is a difference from the defaults; size, boundary and seed stay as they are. */
    async applyPreset(id: string): Promise<void> {
        const preset = this.model.presets.find((entry) => entry.id === id);
        if (!preset) throw new Error(`There is no preset "${id}" in ${this.model.label}.`);
        const params: Record<string, number> = {};
        let seeding: string | null = null;
        for (const pair of preset.settings.split(/\s+/).filter(Boolean)) {
            const [name = "", text = ""] = pair.split("=");
            if (name === "seeding") seeding = text;
            else params[name] = choiceOf(this.model, name, text);
        }
        await this.configure({ params, seeding });
        this.preset = id;
        this.changed.emit();
    }

    /** A scene replaces all of the configuration; what it leaves out is at its first value, but for the size and the seed. */
    async runScene(scene: Scene): Promise<void> {
        const { config } = this.state;
        const model = this.description.models.find(({ id }) => id === scene.model);
        if (!model) throw new Error(`The scene wants the model "${scene.model}", which is none of ours.`);
        const params = Object.fromEntries(Object.entries(scene.parameters).map(([name, value]) =>
            [name, typeof value === "number" ? value : choiceOf(model, name, value)]));
        await this.configure({
            model: scene.model, network: null, size: scene.size ?? config.size, boundary: scene.boundary, dx: scene.dx,
            seed: scene.seed ?? config.seed, seeding: scene.seeding, params,
        });
        if (scene.view !== null && scene.view !== this.view.id) await this.setView(scene.view);
        this.setIsovalue(scene.isovalue ?? this.view.isovalue);
    }

    async setView(view: string): Promise<void> {
        this.#take(await this.compute.setView(view));
        this.setIsovalue(this.view.isovalue);
    }

    setIsovalue(isovalue: number): void {
        this.isovalue = isovalue;
        this.compute.knobs({ isovalue });
        this.changed.emit();
    }

    setKnobs(knobs: Partial<Pick<Knobs, "ticks" | "meshesPerSecond">>): void {
        Object.assign(this, knobs);
        this.compute.knobs(knobs);
        this.changed.emit();
    }

    /** The gradient that gets the last colour, in field units per unit of length. */
    setScalarMax(scalarMax: number): void {
        if (scalarMax === this.#scalarMax) return;
        this.#scalarMax = scalarMax;
        this.compute.knobs({ scalarMax });
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
        this.compute.on("figures", (figures) => this.figures.emit(figures));
        this.compute.on("failure", (failure) => this.failed.emit(failure));
        this.compute.on("restarted", ({ sentence }) => this.restarted.emit(sentence));
        this.compute.on("busy", (doing) => this.busy.emit(doing));
    }

    #isReady(ready: Ready): void {
        this.#description = ready.description;
        this.threads = ready.threads;
        this.threaded = ready.threaded;
        this.whyNotThreaded = ready.whyNotThreaded;
        this.#take(ready.state);
    }

    #isRunning(stats: Stats): void {
        this.latestStats = stats;
        this.threads = stats.threads;
        if (this.#state && this.#state.warning?.sentence !== stats.warning?.sentence) {
            this.#take({ ...this.#state, warning: stats.warning });
        }
        this.stats.emit(stats);
    }

    async #begin(ready: Ready, wish: Wish): Promise<void> {
        this.#isReady(ready);
        const checked = checkAgainst(wish, ready.description);
        this.problems = checked.problems;
        const { model, seeding, params } = checked;
        const differs = seeding !== null || Object.keys(params).length > 0 || (model ?? DEFAULT_MODEL) !== DEFAULT_MODEL;
        if (differs) {
            await this.configure({ params, seeding, ...(model === null ? {} : { model }) })
                .catch((error: Error) => (this.problems = [...this.problems, error.message]));
        }
        if (checked.view !== null) await this.setView(checked.view);
        this.setIsovalue(checked.isovalue ?? this.view.isovalue);
        if (this.running) this.play();
        this.changed.emit();
    }

    #take(state: SimState): SimState {
        this.#state = state;
        this.changed.emit();
        return state;
    }

    async #sendWaiting(name: string): Promise<void> {
        for (let sent = NaN; this.#waiting.get(name) !== sent;) {
            sent = this.#waiting.get(name)!;
            try {
                await this.set(name, sent);
            } catch (error) {
                this.#waiting.delete(name);
                this.attempt(() => Promise.reject(error));
                return;
            }
        }
        this.#waiting.delete(name);
    }
}

function paramOf(model: ModelDescription, name: string): ParamDescription {
    const param = findParam(model, name);
    if (!param) throw new Error(`${model.label} has no parameter "${name}".`);
    return param;
}

/** The number that a parameter's text stands for: the name of a choice, or digits. */
function choiceOf(model: ModelDescription, name: string, text: string): number {
    const choice = paramOf(model, name).choices?.indexOf(text) ?? -1;
    return choice >= 0 ? choice : Number(text);
}
