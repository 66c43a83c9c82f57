// One run in the worker: an engine, what it was made of, and how far it has come.

import {
    Boundary as MgBoundary, Engine, MgError, MgStatus, type Instance, type ModelDescription,
    type ParamDescription,
} from "@morphogen/engine";

import type { Boundary, Checkpoint, FieldsCopy, SimConfig, SimState, Vector3, Warning } from "./base";

const BOUNDARIES: Record<Boundary, MgBoundary> = { periodic: MgBoundary.Periodic, no_flux: MgBoundary.NoFlux };

export class Run {
    readonly engine: Engine;
    readonly model: ModelDescription;
    private seeded: SimConfig;                              // as last seeded
    private readonly changed = new Map<string, number>();   // parameters that differ from their defaults now
    private stepsBefore = 0;                                // of the fields that were written back after a failure
    private timeBefore = 0;
    private notFinite: Warning | null = null;

    private constructor(engine: Engine, model: ModelDescription, config: SimConfig) {
        this.engine = engine;
        this.model = model;
        this.seeded = config;
    }

    /** A refused configuration leaves nothing behind. */
    static create(instance: Instance, config: SimConfig, view: string | null, threads: number): Run {
        const engine = Engine.create(instance, {
            model: config.model, size: config.size, dx: config.dx, seed: BigInt.asUintN(64, config.seed), threads,
            boundary: [BOUNDARIES[config.boundary[0]], BOUNDARIES[config.boundary[1]], BOUNDARIES[config.boundary[2]]],
        });
        try {
            const model = instance.describe().models.find((entry) => entry.id === config.model);
            if (model === undefined) throw new MgError(MgStatus.UnknownName, `There is no model "${config.model}".`);
            const run = new Run(engine, model, config);
            for (const [parameter, value] of Object.entries(config.params)) run.set(parameter, value);
            // The engine has seeded itself with its first seeding and the defaults; only a difference costs a second time.
            if (config.seeding !== null || run.changed.size > 0) run.seed(config.seeding ?? run.firstSeeding, config.seed);
            if (view !== null) engine.setView(view);
            return run;
        } catch (error) {
            engine.destroy();
            throw error;
        }
    }

    private get firstSeeding(): string { return this.model.seedings[0]?.id ?? ""; }

    get steps(): number { return this.stepsBefore + this.engine.steps; }
    get time(): number { return this.timeBefore + this.engine.time; }

    private find(parameter: string): ParamDescription | undefined {
        const [first = "", second] = parameter.split(".");
        if (second === undefined) return this.model.parameters.find((entry) => entry.id === first);
        const seeding = this.model.seedings.find((entry) => entry.id === first);
        return seeding?.parameters.find((entry) => entry.id === second);
    }

    set(parameter: string, value: number): void {
        this.engine.set(parameter, value);
        const now = this.engine.get(parameter);
        const initial = this.find(parameter)?.initial;
        // Parameters are floats; a default of 0.0367 comes back as the float next to it.
        if (initial !== undefined && Math.fround(now) === Math.fround(initial)) this.changed.delete(parameter);
        else this.changed.set(parameter, now);
    }

    seed(seeding: string | null, seed: bigint): void {
        this.engine.seed(seeding, BigInt.asUintN(64, seed));
        this.seeded = {
            ...this.seeded, seed: BigInt.asUintN(64, seed), seeding: seeding ?? this.seeded.seeding,
            params: Object.fromEntries(this.changed),
        };
        this.stepsBefore = this.timeBefore = 0;
        this.notFinite = null;
    }

    /** Takes the fields of an earlier life; from here on steps are counted from theirs. */
    restore(fields: FieldsCopy): void {
        this.model.fields.forEach((field, i) => {
            const values = fields.values[i];
            if (values !== undefined) this.engine.writeField(field.id, new Float32Array(values));
        });
        this.stepsBefore = fields.steps - this.engine.steps;
        this.timeBefore = fields.time - this.engine.time;
    }

    copyFields(): FieldsCopy {
        const values = this.model.fields.map((field) => this.engine.readField(field.id).buffer);
        return { steps: this.steps, time: this.time, values };
    }

    get fieldBytes(): number { return 4 * this.cells * this.model.fields.length; }
    get cells(): number { return this.seeded.size[0] * this.seeded.size[1] * this.seeded.size[2]; }

    get extent(): Vector3 {
        const { size: [nx, ny, nz], dx } = this.seeded;
        return [nx * dx, ny * dx, nz * dx];
    }

    state(): SimState {
        return {
            config: { ...this.seeded, params: Object.fromEntries(this.changed) },
            view: this.engine.view, extent: this.extent, steps: this.steps, time: this.time, warning: this.warning(),
        };
    }

    warning(): Warning | null {
        if (this.notFinite !== null) return this.notFinite;
        const { limit, unstable } = this.engine.checkDt();
        return unstable === null ? null : { kind: "unstable", sentence: unstable, limit };
    }

    /** Looks at every cell; false when some value is no number any more. */
    checkFinite(): boolean {
        const bad = this.engine.findBadCell();
        if (bad === null) return true;
        const [x, y, z] = bad.cell;
        this.notFinite ??= {
            kind: "not_finite", limit: this.engine.checkDt().limit,
            sentence: `Field ${bad.field} is no number any more in cell (${x}, ${y}, ${z}) by step ${this.steps}: ` +
                "lower dt and reseed.",
        };
        return false;
    }

    /** What a new run needs to become this one, without the journal, which the main thread keeps. */
    checkpoint(): Checkpoint {
        const config = { ...this.seeded, params: Object.fromEntries(this.changed) };
        return { config, view: this.engine.view, journal: [], fields: this.copyFields(), steps: this.steps };
    }

    destroy(): void { this.engine.destroy(); }
}

