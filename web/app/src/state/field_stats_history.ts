// Statistics of every field against simulated time, as the worker has reported them: what the plot draws and the CSV
// holds.
import type { FieldStats, FieldStatsSample } from "../compute/base";

const MOST_ROWS = 4000; // beyond, every other row goes: a plot has fewer pixels

export class FieldStatsHistory {
    #rows: FieldStatsSample[] = [];

    get rows(): readonly FieldStatsSample[] {
        return this.#rows;
    }

    get fields(): readonly string[] {
        return this.#rows[0]?.fields.map(({ field }) => field) ?? [];
    }

    /** Going back in time forgets what came after; other fields forget everything. */
    add(sample: FieldStatsSample): void {
        const names = sample.fields.map(({ field }) => field).join();
        if (this.fields.join() !== names) this.#rows = [];
        while ((this.#rows.at(-1)?.steps ?? -1) >= sample.steps) this.#rows.pop();
        this.#rows.push(sample);
        if (this.#rows.length > MOST_ROWS) this.#rows = this.#rows.filter((_, i) => i % 2 === 0);
    }

    clear(): void {
        this.#rows = [];
    }

    /** One column of one field, in the order of the rows. */
    column(field: number, statistic: Exclude<keyof FieldStats, "field">): number[] {
        return this.#rows.map((row) => row.fields[field]?.[statistic] ?? NaN);
    }

    /** step,time, and min, mean, max and total of every field. */
    csv(): string {
        const sample = ["min", "mean", "max", "total"] as const;
        const head = [
            "step",
            "time",
            ...this.fields.flatMap((field) => sample.map((statistic) => `${field}_${statistic}`)),
        ];
        const lines = this.#rows.map((row) => [
            row.steps,
            row.time,
            ...row.fields.flatMap((field) => sample.map((statistic) => field[statistic])),
        ]);
        return [head, ...lines].map((line) => `${line.join()}\n`).join("");
    }
}
