// What the worker reports: statistics of the run four times a second, and statistics of every field as often as their
// budget of time allows, because they look at every cell.
import type { Instance } from "@morphogen/engine";
import type { FramePublisher } from "./backend_frame_publisher";
import type { RunHistory } from "./backend_history";
import type { Run } from "./backend_run";
import type { LiveSettings, Post, Warning } from "./base";

export const STATS_EVERY_MS = 250;
const FIELD_STATS_EVERY_MS = 400;
const FIELD_STATS_SHARE = 0.02; // of the time, for looking at every cell of every field

/** What the reports are about. */
interface ReportSources {
    readonly instance: Instance;
    readonly run: Run;
    readonly publisher: FramePublisher;
    readonly history: RunHistory;
    readonly number: number;
}

export class Reports {
    private readonly post: Post;
    private readonly sources: ReportSources;
    private statsAt: number;
    private statsSteps: number;
    private statsMeshes = 0;
    private fieldStatsAt = -Infinity;
    private fieldStatsSteps = -1;
    private stepSeconds = 0; // spent stepping since the last statistics
    private stepsTimed = 0;

    constructor(post: Post, sources: ReportSources, now: number) {
        this.post = post;
        this.sources = sources;
        this.statsAt = now;
        this.statsSteps = sources.run.steps;
    }

    /** Adds to the time spent stepping. */
    timed(seconds: number, steps: number): void {
        this.stepSeconds += seconds;
        this.stepsTimed += steps;
    }

    /** The run was moved to another step: that is not counted as speed. */
    jumped(): void {
        this.statsSteps = this.sources.run.steps;
    }

    /** The run was started or paused: the next statistics are sent at once. */
    soon(): void {
        this.statsAt = Math.min(this.statsAt, performance.now() - STATS_EVERY_MS);
    }

    // -------------------------------------------------------------------------------------------------- statistics

    report(now: number, running: boolean): void {
        if (now >= this.statsAt + STATS_EVERY_MS) this.postStats(now, running);
    }

    /**
     * Milliseconds until the next statistics. After pausing they are sent once more, so that the page ends with the
     * final state.
     */
    restFor(now: number): number {
        const { run, publisher } = this.sources;
        const reported = run.steps === this.statsSteps && publisher.stats.meshes === this.statsMeshes;
        return reported ? Infinity : Math.max(0, this.statsAt + STATS_EVERY_MS - now);
    }

    private postStats(now: number, running: boolean): void {
        const { instance, run, publisher, history } = this.sources;
        const seconds = (now - this.statsAt) / 1000,
            { meshes, ...shown } = publisher.stats;
        this.post({
            type: "stats",
            stats: {
                ...shown,
                running,
                steps: run.steps,
                time: run.time,
                stepsPerSecond: (run.steps - this.statsSteps) / seconds,
                stepMs: this.stepsTimed > 0 ? (1000 * this.stepSeconds) / this.stepsTimed : 0,
                meshesPerSecond: (meshes - this.statsMeshes) / seconds,
                threads: run.engine.threads,
                memoryBytes: instance.memoryBytes,
                memoryLimitBytes: instance.limitBytes,
                warning: this.warning(),
                stored: history.stored,
                newest: history.newestSteps,
            },
        });
        this.statsAt = now;
        this.statsSteps = run.steps;
        this.statsMeshes = meshes;
        this.stepSeconds = this.stepsTimed = 0;
    }

    private warning(): Warning | null {
        const { run, publisher } = this.sources;
        const warning = run.warning();
        if (warning !== null) return warning;
        if (publisher.refusal !== null) return { kind: "mesh", sentence: publisher.refusal, limit: 0 };
        const refused = publisher.textures.refusal;
        return refused === null
            ? null
            : { kind: "texture", sentence: `${refused}, or a smaller box: slices and volume stay empty`, limit: 0 };
    }

    // ---------------------------------------------------------------------------------------- statistics of the fields

    millisecondsUntilFieldStats(now: number): number {
        return this.sources.run.steps === this.fieldStatsSteps ? Infinity : Math.max(0, this.fieldStatsAt - now);
    }

    postFieldStats(now: number, probes: LiveSettings["probes"]): void {
        const { run, number } = this.sources;
        const fields = run.statistics(),
            cells = run.cellValues(probes);
        this.post({
            type: "field_stats",
            fieldStats: { run: number, steps: run.steps, time: run.time, fields, cells },
        });
        this.fieldStatsSteps = run.steps;
        this.fieldStatsAt = now + Math.max(FIELD_STATS_EVERY_MS, (performance.now() - now) / FIELD_STATS_SHARE);
    }

    /** The state was replaced: its statistics are wanted at once. */
    replaceFieldStats(): void {
        this.fieldStatsAt = -Infinity;
        this.fieldStatsSteps = -1;
    }

    /** Requested steps are done: statistics are due. */
    requestFieldStats(): void {
        this.fieldStatsAt = -Infinity;
    }

    /** The fields were changed without a step: statistics are sent when next due. */
    invalidateFieldStats(): void {
        this.fieldStatsSteps = -1;
    }
}
