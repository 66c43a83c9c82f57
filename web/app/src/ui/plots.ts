// Figures of every field against simulated time: for molecules how many there are of each species, for other fields the mean
// inside the band from the least to the greatest value. What is drawn is collected always, the chart is loaded when it is opened.
import type { Figures } from "../compute/base";
import { FigureHistory } from "../state/history";
import { keep, kept } from "../state/kept";
import type { Session } from "../state/session";
import type { ThemeChoice } from "../state/theme";
import { byId } from "./dom";
import { saveFile } from "./files";
import type { PlotChart } from "./plot_chart";

const ROOM_AT_FIRST = { width: 900, height: 620 };      // pixels; in a smaller window it would hide the picture
const HEIGHT = 170, LOW_HEIGHT = 110;                   // of the chart
const LOW_WINDOW = 520;

export class Plots {
    readonly #session: Session;
    readonly #theme: ThemeChoice;
    readonly #history = new FigureHistory();
    readonly #pane = byId<HTMLDetailsElement>("plots");
    readonly #place = byId("plots-chart");
    #module: Promise<typeof import("./plot_chart")> | null = null;
    #chart: PlotChart | null = null;
    #madeFor = "";
    #chosen = keptChoice();
    #run = 0;
    #logarithmic = false;
    #goesOn = false;                        // the next run is the same one, on another engine

    constructor(session: Session, theme: ThemeChoice) {
        this.#session = session;
        this.#theme = theme;
        session.figures.listen((figures) => this.#take(figures));
        session.restarted.listen(() => (this.#goesOn = true));
        session.changed.listen(() => this.#openForMolecules());
        theme.changed.listen(() => void this.#draw());
        this.#pane.addEventListener("toggle", () => void this.#draw());
        byId("plots-title").addEventListener("click", () => {
            this.#chosen = !this.#pane.open;
            keep("plots", this.#chosen ? "open" : "closed");
        });
        byId("plots-log").addEventListener("click", () => {
            this.#logarithmic = !this.#logarithmic;
            byId("plots-log").setAttribute("aria-pressed", String(this.#logarithmic));
            void this.#draw();
        });
        byId("plots-csv").addEventListener("click", () =>
            saveFile(new Blob([this.#history.csv()], { type: "text/csv" }), `${session.model.id}.csv`));
        new ResizeObserver(() => this.#chart?.resize(this.#width(), this.#height())).observe(this.#pane);
    }

    get history(): FigureHistory {
        return this.#history;
    }

    // Until the person has chosen, the plot is there where it is the point: when molecules are counted.
    #openForMolecules(): void {
        const { molecules } = this.#session.model;
        byId("plots-title").textContent = molecules ? "Molecules over time" : "Fields over time";
        if (this.#chosen === null) this.#pane.open = molecules && innerWidth >= ROOM_AT_FIRST.width && innerHeight >= ROOM_AT_FIRST.height;
    }

    #take(figures: Figures): void {
        if (figures.run !== this.#run && !this.#goesOn) this.#history.clear();
        this.#run = figures.run;
        this.#goesOn = false;
        this.#history.add(figures);
        void this.#draw();
    }

    async #draw(): Promise<void> {
        if (!this.#pane.open) return;
        this.#module ??= import("./plot_chart");
        const { PlotChart } = await this.#module;
        if (!this.#pane.open || this.#history.rows.length === 0) return;
        const { model } = this.#session, { fields } = this.#history, theme = this.#theme.now;
        const made = `${model.id} ${fields.join()} ${this.#logarithmic} ${theme}`;
        if (made !== this.#madeFor) {
            this.#chart?.destroy();
            this.#madeFor = made;
            const shape = { model, fields, logarithmic: this.#logarithmic, theme };
            this.#chart = new PlotChart(this.#place, shape, this.#history, this.#width(), this.#height());
        } else this.#chart?.show(this.#history);
    }

    #width(): number {
        return Math.max(200, this.#place.clientWidth);
    }

    #height(): number {
        return innerHeight < LOW_WINDOW ? LOW_HEIGHT : HEIGHT;
    }
}

function keptChoice(): boolean | null {
    const choice = kept("plots");
    return choice === null ? null : choice === "open";
}
