// The chart itself, loaded when the pane is first opened: uPlot, in the page's colours.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ModelDescription } from "@morphogen/engine";
import type { FieldStatsHistory } from "../state/field_stats_history";
import type { Theme } from "../state/theme";
import { decades } from "./decades";
import { count, formatNumber } from "./numbers";

/**
 * Okabe and Ito's colours, which the colour-blind can tell apart, made lighter or darker for the ground they stand on.
 */
export const COLOURS: Record<Theme, readonly string[]> = {
    dark: ["#56b4e9", "#e69f00", "#2fc397", "#f0e442", "#f58a4b", "#e09ac0", "#b9c3d6"],
    light: ["#0072b2", "#b06a00", "#00795a", "#7d6e00", "#b8440a", "#94406f", "#3d4960"],
};
export const LINES: Record<Theme, { text: string; grid: string }> = {
    dark: { text: "#a9b4c9", grid: "rgb(150 175 220 / 12%)" },
    light: { text: "#3d4960", grid: "rgb(30 50 90 / 12%)" },
};

export interface ChartShape {
    readonly model: ModelDescription;
    readonly fields: readonly string[];
    readonly logarithmic: boolean;
    readonly theme: Theme;
    /** " A" or " B" behind every name where two runs are compared. */
    readonly letter: string;
    /** The run beside it: its middle lines, dashed. */
    readonly other: { readonly history: FieldStatsHistory; readonly letter: string } | null;
}

export class PlotChart {
    readonly #plot: uPlot;
    readonly #molecules: boolean;
    readonly #fieldCount: number;
    readonly #other: FieldStatsHistory | null;

    constructor(place: HTMLElement, shape: ChartShape, history: FieldStatsHistory, width: number, height: number) {
        this.#molecules = shape.model.molecules;
        this.#fieldCount = shape.fields.length;
        this.#other = shape.other?.history ?? null;
        this.#plot = new uPlot(options(shape, width, height), this.#columns(history), place);
    }

    show(history: FieldStatsHistory): void {
        this.#plot.setData(this.#columns(history));
    }

    resize(width: number, height: number): void {
        if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
    }

    destroy(): void {
        this.#plot.destroy();
    }

    #columns(history: FieldStatsHistory): uPlot.AlignedData {
        const fields = Array.from({ length: this.#fieldCount }, (_, i) => i),
            middle = this.#molecules ? "total" : "mean";
        const columns = this.#molecules
            ? fields.map((i) => history.column(i, "total"))
            : fields.flatMap((i) => (["max", "mean", "min"] as const).map((name) => history.column(i, name)));
        const own: uPlot.AlignedData = [history.rows.map(({ time }) => time), ...columns],
            other = this.#other;
        if (other === null) return own;
        // Each run has moments of its own; where one has none its line goes on.
        return uPlot.join([own, [other.rows.map(({ time }) => time), ...fields.map((i) => other.column(i, middle))]]);
    }
}

function options(shape: ChartShape, width: number, height: number): uPlot.Options {
    const { model, fields, logarithmic, theme } = shape;
    const smallest = model.molecules ? 1 : 1e-4; // below it the logarithmic axis is a plain one
    const colours = COLOURS[theme],
        { text, grid } = LINES[theme];
    const axis = {
        stroke: text,
        font: "11px sans-serif",
        grid: { stroke: grid, width: 1 },
        ticks: { stroke: grid, width: 1, size: 4 },
    };
    return {
        width,
        height,
        // asinh: like a logarithm, but defined at zero
        scales: { x: { time: false }, y: logarithmic ? { distr: 4, asinh: smallest } : {} },
        series: [{ label: timeLabel(model), value: newest(formatNumber) }, ...series(shape, colours)],
        bands: model.molecules
            ? []
            : fields.map((_, i) => ({ series: [3 * i + 1, 3 * i + 3], fill: `${colours[i % colours.length]!}22` })),
        axes: [
            { ...axis, size: 28 },
            {
                ...axis,
                size: 52,
                values: (_, ticks) => ticks.map((tick) => short(tick)),
                ...(logarithmic
                    ? {
                          filter: (_: uPlot, ticks: number[]) => ticks, // each has its number
                          splits: (_: uPlot, __: number, min: number, max: number) => decades(min, max, smallest),
                      }
                    : {}),
            },
        ],
        legend: { live: true },
        cursor: { drag: { x: false, y: false } },
    };
}

function series({ model, fields, letter, other }: ChartShape, colours: readonly string[]): uPlot.Series[] {
    const value = newest(model.molecules ? count : formatNumber);
    const common: uPlot.Series = { value, points: { show: false }, spanGaps: other !== null };
    const lines = fields.map((field, i) => {
        const { label = field, unit = "" } = model.fields.find(({ id }) => id === field) ?? {};
        const name = unit === "" ? label : `${label}, ${unit}`;
        return { name, stroke: colours[i % colours.length]!, again: i >= colours.length };
    });
    const own = lines.flatMap((line) => seriesOf(line, model.molecules, letter, common));
    if (other === null) return own;
    const what = model.molecules ? "" : " mean";
    const beside = lines.map(({ name, stroke }) => ({
        ...common,
        label: `${name}${what}${other.letter}`,
        stroke,
        width: 2,
        dash: [3, 4],
    }));
    return [...own, ...beside];
}

/** again: the colour stands for an earlier field, too. */
interface FieldLine {
    readonly name: string;
    readonly stroke: string;
    readonly again: boolean;
}

/** Of molecules their number, of another field its greatest, mean and least value. */
function seriesOf(
    { name, stroke, again }: FieldLine,
    molecules: boolean,
    letter: string,
    common: uPlot.Series,
): uPlot.Series[] {
    const dash = again ? { dash: [6, 4] } : {};
    const line = (label: string): uPlot.Series => ({ ...common, label, stroke, width: 1.5, ...dash });
    const edge = (label: string): uPlot.Series => ({ ...common, label, stroke: `${stroke}66`, width: 1 });
    if (molecules) return [line(name + letter)];
    return [edge(`${name} max${letter}`), line(`${name} mean${letter}`), edge(`${name} min${letter}`)];
}

/** Simulated time, in the unit of the model's rates if it has one. */
function timeLabel(model: ModelDescription): string {
    const unit = model.parameters.find(({ id }) => id === "dt")?.unit ?? "";
    return unit === "" || unit === "t" ? "time" : `time, ${unit}`;
}

/** The value in the legend: at the pointer, else the newest. */
function newest(format: (value: number) => string): uPlot.Series.Value {
    return (plot, value: number | null, index) => {
        const shown = value ?? lastOf(plot.data[index] ?? []);
        return shown === null ? "" : format(shown);
    };
}

/** The newest that there is: the other run may have come farther. */
function lastOf(column: ArrayLike<number | null | undefined>): number | null {
    let i = column.length - 1;
    while (i > 0 && typeof column[i] !== "number") i--;
    return column[i] ?? null;
}

/** An axis's number: 1200000 -> "1.2M". */
export function short(value: number): string {
    const size = Math.abs(value);
    const [by, unit] = size >= 1e9 ? [1e9, "G"] : size >= 1e6 ? [1e6, "M"] : size >= 1e3 ? [1e3, "k"] : [1, ""];
    return `${Number((value / by).toPrecision(4))}${unit}`;
}
