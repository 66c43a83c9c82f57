// One run in the worker: an engine, what it was made of, and how far it has come.

import {
    Engine,
    type Instance,
    MG_EQUATIONS_MODEL_ID,
    MG_NETWORK_MODEL_ID,
    MG_SMALLEST_EXTENT,
    MgBoundary,
    type ModelDescription,
    type ParamDescription,
    snapshotInfo,
    storedFields,
    type Volume,
    type VolumeInfo,
} from "@morphogen/engine";

import type {
    Boundary,
    CellState,
    CellValues,
    Checkpoint,
    FieldStats,
    JournalEntry,
    SimConfig,
    SimState,
    Snapshot,
    Vector3,
    Warning,
} from "./base";

const BOUNDARIES: Record<Boundary, MgBoundary> = { periodic: MgBoundary.Periodic, no_flux: MgBoundary.NoFlux };

export class Run {
    readonly engine: Engine;
    readonly model: ModelDescription;
    private seeded: SimConfig; // as last seeded
    private readonly changed = new Map<string, number>(); // parameters that differ from their defaults now
    private notFinite: Warning | null = null;

    private constructor(engine: Engine, model: ModelDescription, config: SimConfig) {
        this.engine = engine;
        this.model = model;
        this.seeded = config;
    }

    /** A configuration that is refused leaks nothing. */
    static create(instance: Instance, config: SimConfig, view: string | null, threads: number, unseeded = false): Run {
        const settings = Object.entries(config.params).map(([parameter, value]) => `${parameter}=${value}`);
        const engine = Engine.create(instance, {
            seeding: config.seeding,
            settings: settings.length === 0 ? null : settings.join(" "),
            unseeded,
            model: config.model,
            network: config.network,
            size: config.size,
            dx: config.dx,
            threads,
            seed: BigInt.asUintN(64, config.seed),
            boundary: [BOUNDARIES[config.boundary[0]], BOUNDARIES[config.boundary[1]], BOUNDARIES[config.boundary[2]]],
        });
        try {
            const run = new Run(engine, engine.describe(), config);
            for (const parameter of Object.keys(config.params)) run.note(parameter, engine.get(parameter));
            run.seeded = { ...config, params: Object.fromEntries(run.changed) };
            if (view !== null) engine.setView(view);
            return run;
        } catch (error) {
            engine.destroy();
            throw error;
        }
    }

    /** Goes on from a snapshot. `seeded` is how the run began, where that is known: after a failure. */
    static load(instance: Instance, file: ArrayBuffer, threads: number, seeded: SimConfig | null = null): Run {
        const engine = Engine.load(instance, new Uint8Array(file), threads);
        const { model: id, seeding, parameters } = snapshotInfo(instance, new Uint8Array(file));
        const { size, boundary, dx, seed } = engine.config;
        const names = boundary.map((axis) => (axis === MgBoundary.NoFlux ? "no_flux" : "periodic"));
        const [x = "periodic", y = "periodic", z = "periodic"] = names as Boundary[];
        const model = engine.describe();
        const isText = id === MG_NETWORK_MODEL_ID || id === MG_EQUATIONS_MODEL_ID,
            network = isText ? model.equations : null; // the text
        const run = new Run(engine, model, {
            model: isText ? MG_NETWORK_MODEL_ID : id,
            network,
            size,
            boundary: [x, y, z],
            dx,
            seed,
            seeding,
            params: {},
        });
        for (const [parameter, value] of parameters) run.note(parameter, value);
        run.seeded = seeded ?? { ...run.seeded, params: Object.fromEntries(run.changed) };
        return run;
    }

    private get firstSeeding(): string {
        return this.model.seedings[0]?.id ?? "";
    }

    get steps(): number {
        return this.engine.steps;
    }
    get time(): number {
        return this.engine.time;
    }
    get dt(): number {
        return this.engine.get("dt");
    }

    private find(parameter: string): ParamDescription | undefined {
        const [first = "", second] = parameter.split(".");
        if (second === undefined) return this.model.parameters.find((entry) => entry.id === first);
        const seeding = this.model.seedings.find((entry) => entry.id === first);
        return seeding?.parameters.find((entry) => entry.id === second);
    }

    set(parameter: string, value: number): void {
        this.engine.set(parameter, value);
        this.note(parameter, this.engine.get(parameter));
    }

    /** Applies an entry of the journal. */
    apply(entry: JournalEntry): void {
        if ("brush" in entry) this.engine.paint(entry.brush);
        else this.set(entry.parameter, entry.value);
    }

    private note(parameter: string, now: number): void {
        const initial = this.find(parameter)?.initial;
        // Parameters are floats; a default of 0.0367 comes back as the float next to it.
        if (initial !== undefined && Math.fround(now) === Math.fround(initial)) this.changed.delete(parameter);
        else this.changed.set(parameter, now);
    }

    seed(seeding: string | null, seed: bigint): void {
        this.engine.seed(seeding, BigInt.asUintN(64, seed));
        this.seeded = {
            ...this.seeded,
            seed: BigInt.asUintN(64, seed),
            seeding: seeding ?? this.seeded.seeding,
            params: Object.fromEntries(this.changed),
        };
        this.notFinite = null;
    }

    /** A new run that starts from a volume which another program wrote. */
    static start(instance: Instance, config: SimConfig, view: string | null, volume: Volume, threads: number): Run {
        const run = Run.create(instance, config, view, threads, true);
        try {
            run.engine.start(volume);
            return run;
        } catch (error) {
            run.engine.destroy();
            throw error;
        }
    }

    /**
     * This run's configuration in a volume's size; a pattern that brings its rule says what else. What is flatter than
     * a box may be becomes as thick as it must, and where values stand closer along one axis than along another, cubes
     * of the least distance keep its shape.
     */
    configFor({ size, spacing, model, equations, periodic, parameters }: VolumeInfo): SimConfig {
        const dx = Math.min(...spacing);
        const cells = (axis: 0 | 1 | 2): number =>
            Math.max(MG_SMALLEST_EXTENT, Math.round((size[axis] * spacing[axis]) / dx));
        const sized: SimConfig = {
            ...this.seeded,
            params: Object.fromEntries(this.changed),
            size: [cells(0), cells(1), cells(2)],
            dx,
        };
        if (model === "") return sized;
        const wall = periodic ? "periodic" : "no_flux";
        return {
            ...sized,
            model,
            network: equations === "" ? null : equations,
            seeding: null,
            params: Object.fromEntries(parameters),
            boundary: [wall, wall, wall],
        };
    }

    /** Back to a snapshot of this very run. What is shown stays what it is. */
    restore(file: ArrayBuffer): void {
        const { view, instance } = this.engine,
            bytes = new Uint8Array(file);
        this.engine.restore(bytes);
        if (this.engine.view !== view) this.engine.setView(view);
        this.changed.clear();
        for (const [parameter, value] of snapshotInfo(instance, bytes).parameters) this.note(parameter, value);
        this.notFinite = null;
    }

    /** Back to step 0, with the parameters of then. */
    rewind(): void {
        const { params, seeding, seed } = this.seeded;
        for (const name of [...this.changed.keys()])
            if (!Object.hasOwn(params, name)) this.set(name, this.find(name)?.initial ?? 0);
        for (const [name, value] of Object.entries(params)) this.set(name, value);
        this.engine.seed(seeding ?? this.firstSeeding, BigInt.asUintN(64, seed));
        this.notFinite = null;
    }

    snapshot(): Snapshot {
        return { steps: this.steps, file: this.engine.save().buffer };
    }

    cellState(cell: Vector3): CellState {
        return {
            steps: this.steps,
            time: this.time,
            values: this.engine.readCell(cell, storedFields(this.model).length),
        };
    }

    /** Of those cells that there are. */
    cellValues(cells: readonly Vector3[]): CellValues[] {
        const inBox = cells.filter((cell) =>
            cell.every((place, axis) => place >= 0 && place < this.seeded.size[axis]!),
        );
        return inBox.map((cell) => ({ cell, values: this.engine.readCell(cell, storedFields(this.model).length) }));
    }

    statistics(): FieldStats[] {
        return storedFields(this.model).map(({ id }) => ({ field: id, ...this.engine.fieldStatistics(id) }));
    }

    get fieldBytes(): number {
        return 4 * this.cells * storedFields(this.model).length;
    }
    get cells(): number {
        return this.seeded.size[0] * this.seeded.size[1] * this.seeded.size[2];
    }

    get extent(): Vector3 {
        const {
            size: [nx, ny, nz],
            dx,
        } = this.seeded;
        return [nx * dx, ny * dx, nz * dx];
    }

    state(): SimState {
        return {
            config: { ...this.seeded, params: Object.fromEntries(this.changed) },
            view: this.engine.view,
            extent: this.extent,
            steps: this.steps,
            time: this.time,
            warning: this.warning(),
            model: this.seeded.network !== null ? this.model : null,
        };
    }

    warning(): Warning | null {
        if (this.notFinite !== null) return this.notFinite;
        const { limit, unstable } = this.engine.checkDt();
        if (unstable !== null) return { kind: "unstable", sentence: unstable, limit };
        const voxel = this.engine.checkVoxel();
        return voxel.unstable === null ? null : { kind: "voxel", sentence: voxel.unstable, limit: voxel.smallest };
    }

    /** Looks at every cell; false when some value is no number any more. */
    checkFinite(): boolean {
        const bad = this.engine.findBadCell();
        if (bad === null) return true;
        const [x, y, z] = bad.cell;
        this.notFinite ??= {
            kind: "not_finite",
            limit: this.engine.checkDt().limit,
            sentence:
                `Field ${bad.field} is no number any more in cell (${x}, ${y}, ${z}) by step ${this.steps}: ` +
                "lower dt and reseed.",
        };
        return false;
    }

    /** What a new run needs to become this one, without the journal, which the main thread keeps. */
    checkpoint(): Checkpoint {
        const config = { ...this.seeded, params: Object.fromEntries(this.changed) };
        return {
            config,
            view: this.engine.view,
            journal: [],
            snapshot: this.snapshot(),
            fromSeed: false,
            steps: this.steps,
        };
    }

    destroy(): void {
        this.engine.destroy();
    }
}
