// Figures of every field against simulated time: for molecules how many there are of each species, for other fields the mean
// inside the band from the least to the greatest value.
import uPlot from "uplot";
import type { Figures } from "../compute/base";
import { FigureHistory } from "../state/history";
import type { Session } from "../state/session";
import { decades } from "./decades";
import { byId } from "./dom";
import { count, figure } from "./numbers";

const OPEN_KEY = "morphogen.plots";
const COLOURS = ["#6ece58", "#f4c95d", "#5aa9e6", "#ff8a7a", "#b48cf2", "#5fd9c8", "#f28cc0", "#c8d0e0"];
const HEIGHT = 170;

export class Plots {
    readonly #session: Session;
    readonly #history = new FigureHistory();
    readonly #pane = byId<HTMLDetailsElement>("plots");
    readonly #chart = byId("plots-chart");
    #plot: uPlot | null = null;
    #madeFor = "";
    #chosen = keptChoice();
    #run = 0;
    #logarithmic = false;
    #goesOn = false;                        // the next run is the same one, on another engine

    constructor(session: Session) {
        this.#session = session;
        session.figures.listen((figures) => this.#take(figures));
        session.restarted.listen(() => (this.#goesOn = true));
        session.changed.listen(() => this.#openForMolecules());
        this.#pane.addEventListener("toggle", () => this.#draw());
        byId("plots-title").addEventListener("click", () => {
            this.#chosen = !this.#pane.open;
            keepChoice(this.#chosen);
        });
        byId("plots-log").addEventListener("click", () => {
            this.#logarithmic = !this.#logarithmic;
            byId("plots-log").setAttribute("aria-pressed", String(this.#logarithmic));
            this.#draw();
        });
        byId("plots-csv").addEventListener("click", () => this.#download());
        new ResizeObserver(() => this.#resize()).observe(this.#pane);
    }

    get history(): FigureHistory {
        return this.#history;
    }

    // Until the person has chosen, the plot is there where it is the point: when molecules are counted.
    #openForMolecules(): void {
        byId("plots-title").textContent = this.#session.model.molecules ? "Molecules over time" : "Fields over time";
        if (this.#chosen === null) this.#pane.open = this.#session.model.molecules && innerWidth >= 900 && innerHeight >= 620;
    }

    #take(figures: Figures): void {
        if (figures.run !== this.#run && !this.#goesOn) this.#history.clear();
        this.#run = figures.run;
        this.#goesOn = false;
        this.#history.add(figures);
        this.#draw();
    }

    // --------------------------------------------------------------------------------------------------- drawing

    #draw(): void {
        if (!this.#pane.open || this.#history.rows.length === 0) return;
        const made = `${this.#session.model.id} ${this.#history.fields.join()} ${this.#logarithmic}`;
        if (made !== this.#madeFor) this.#make(made);
        this.#plot?.setData(this.#columns());
    }

    #columns(): uPlot.AlignedData {
        const fields = this.#history.fields.map((_, i) => i);
        const columns = this.#session.model.molecules
            ? fields.map((i) => this.#history.column(i, "total"))
            : fields.flatMap((i) => (["max", "mean", "min"] as const).map((name) => this.#history.column(i, name)));
        return [this.#history.rows.map(({ time }) => time), ...columns];
    }

    #series(): uPlot.Series[] {
        const { model } = this.#session;
        return this.#history.fields.flatMap((field, i): uPlot.Series[] => {
            const stroke = COLOURS[i % COLOURS.length]!;
            const label = model.fields.find(({ id }) => id === field)?.label ?? field;
            const value = newest(model.molecules ? count : figure);
            const line: uPlot.Series = { label, stroke, width: 1.5, value, points: { show: false } };
            const edge: uPlot.Series = { stroke: `${stroke}66`, width: 1, value, points: { show: false } };
            return model.molecules ? [line] : [{ ...edge, label: `${label} max` }, { ...line, label: `${label} mean` },
                { ...edge, label: `${label} min` }];
        });
    }

    #make(made: string): void {
        this.#plot?.destroy();
        this.#madeFor = made;
        const { molecules } = this.#session.model;
        const smallest = molecules ? 1 : 1e-4;              // below it the logarithmic axis is a plain one
        const axis = { stroke: "#9aa6bd", font: "11px sans-serif", grid: { stroke: "rgb(150 175 220 / 12%)", width: 1 },
            ticks: { stroke: "rgb(150 175 220 / 12%)", width: 1, size: 4 } };
        this.#plot = new uPlot({
            width: this.#width(), height: HEIGHT,
            // asinh: a logarithm that knows zero
            scales: { x: { time: false }, y: this.#logarithmic ? { distr: 4, asinh: smallest } : {} },
            series: [{ label: "time", value: newest(figure) }, ...this.#series()],
            bands: molecules ? [] : this.#history.fields.map((_, i) =>
                ({ series: [3 * i + 1, 3 * i + 3], fill: `${COLOURS[i % COLOURS.length]!}22` })),
            axes: [{ ...axis, size: 28 }, {
                ...axis, size: 52, values: (_, ticks) => ticks.map((tick) => short(tick)),
                ...(this.#logarithmic ? {
                    filter: (_: uPlot, ticks: number[]) => ticks,              // each has its number
                    splits: (_: uPlot, __: number, min: number, max: number) => decades(min, max, smallest),
                } : {}),
            }],
            legend: { live: true },
            cursor: { drag: { x: false, y: false } },
        }, this.#columns(), this.#chart);
    }

    #width(): number {
        return Math.max(200, this.#chart.clientWidth);
    }

    #resize(): void {
        if (this.#pane.open && this.#plot !== null && this.#plot.width !== this.#width()) {
            this.#plot.setSize({ width: this.#width(), height: HEIGHT });
        }
    }

    // ------------------------------------------------------------------------------------------------------- file

    #download(): void {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([this.#history.csv()], { type: "text/csv" }));
        link.download = `${this.#session.model.id}.csv`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    }
}

/** What the legend says: of the moment under the pointer, else of the newest. */
function newest(say: (value: number) => string): uPlot.Series.Value {
    return (plot, value: number | null, series) => {
        const shown = value ?? plot.data[series]?.at(-1) ?? null;
        return shown === null ? "" : say(shown);
    };
}

/** An axis's number: 1200000 -> "1.2M". */
function short(value: number): string {
    const size = Math.abs(value);
    const [by, unit] = size >= 1e9 ? [1e9, "G"] : size >= 1e6 ? [1e6, "M"] : size >= 1e3 ? [1e3, "k"] : [1, ""];
    return `${Number((value / by).toPrecision(4))}${unit}`;
}

function keptChoice(): boolean | null {
    try {
        const kept = localStorage.getItem(OPEN_KEY);
        return kept === null ? null : kept === "open";
    } catch {
        return null;
    }
}

function keepChoice(open: boolean): void {
    try {
        localStorage.setItem(OPEN_KEY, open ? "open" : "closed");
    } catch { /* then it is asked again */ }
}
