// The trace of one probe: every field of one cell against simulated time. Loaded with the first trace.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type ModelDescription, storedFields } from "@morphogen/engine";
import type { ProbeRow } from "../../state/probes";
import type { Theme } from "../../state/theme";
import { COLOURS, LINES, short } from "../plot_chart";

const WIDTH = 236,
    HEIGHT = 96;

export class ProbeChart {
    readonly #plot: uPlot;
    readonly #fields: number;
    readonly #colours: readonly string[];

    constructor(place: HTMLElement, model: ModelDescription, theme: Theme) {
        this.#fields = storedFields(model).length;
        this.#colours = COLOURS[theme];
        const { text, grid } = LINES[theme];
        const axis = {
            stroke: text,
            font: "10px sans-serif",
            grid: { stroke: grid, width: 1 },
            ticks: { stroke: grid, width: 1, size: 3 },
        };
        this.#plot = new uPlot(
            {
                width: WIDTH,
                height: HEIGHT,
                legend: { show: false },
                cursor: { show: false },
                scales: { x: { time: false } },
                series: [
                    {},
                    ...storedFields(model).map((_, i) => ({
                        stroke: this.colour(i),
                        width: 1.5,
                        points: { show: false },
                    })),
                ],
                axes: [
                    { ...axis, size: 22 },
                    { ...axis, size: 40, values: (_, ticks) => ticks.map((tick) => short(tick)) },
                ],
            },
            this.#columns([]),
            place,
        );
    }

    /** Of the line of a field. */
    colour(field: number): string {
        return this.#colours[field % this.#colours.length]!;
    }

    show(rows: readonly ProbeRow[]): void {
        this.#plot.setData(this.#columns(rows));
    }

    destroy(): void {
        this.#plot.destroy();
    }

    #columns(rows: readonly ProbeRow[]): uPlot.AlignedData {
        const columns = Array.from({ length: this.#fields }, (_, i) => rows.map(({ values }) => values[i] ?? null));
        return [rows.map(({ time }) => time), ...columns];
    }
}
