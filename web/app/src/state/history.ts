// Figures of every field against simulated time, as the worker has told them: what the plot draws and the CSV holds.
import type { FieldFigures, Figures } from "../compute/base";

const MOST_ROWS = 4000;                     // beyond, every other row goes: a plot has fewer pixels

export class FigureHistory {
    #rows: Figures[] = [];

    get rows(): readonly Figures[] {
        return this.#rows;
    }

    get fields(): readonly string[] {
        return this.#rows[0]?.fields.map(({ field }) => field) ?? [];
    }

    /** Going back in time forgets what came after; other fields forget everything. */
    add(figures: Figures): void {
        const names = figures.fields.map(({ field }) => field).join();
        if (this.fields.join() !== names) this.#rows = [];
        while ((this.#rows.at(-1)?.steps ?? -1) >= figures.steps) this.#rows.pop();
        this.#rows.push(figures);
        if (this.#rows.length > MOST_ROWS) this.#rows = this.#rows.filter((_, i) => i % 2 === 0);
    }

    clear(): void {
        this.#rows = [];
    }

    /** One column of one field, in the order of the rows. */
    column(field: number, figure: Exclude<keyof FieldFigures, "field">): number[] {
        return this.#rows.map((row) => row.fields[field]?.[figure] ?? NaN);
    }

    /** step,time, and min, mean, max and total of every field. */
    csv(): string {
        const figures = ["min", "mean", "max", "total"] as const;
        const head = ["step", "time", ...this.fields.flatMap((field) => figures.map((figure) => `${field}_${figure}`))];
        const lines = this.#rows.map((row) =>
            [row.steps, row.time, ...row.fields.flatMap((field) => figures.map((figure) => field[figure]))]);
        return [head, ...lines].map((line) => `${line.join()}\n`).join("");
    }
}
