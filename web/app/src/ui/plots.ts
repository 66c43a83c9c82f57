// Statistics of every field against simulated time: for molecules how many there are of each species, for other fields
// the mean inside the band from the least to the greatest value; beside them, while two runs are compared, the other
// run's. What is drawn is collected always, the chart is loaded when it is opened.

import type { FieldStatsSample } from "../compute/base";
import { AwaitedPart } from "../compute/load_part";
import { byId } from "../dom/elements";
import { FieldStatsHistory } from "../state/field_stats_history";
import { readSetting, writeSetting } from "../state/local_settings";
import type { Session } from "../state/session";
import type { ThemeChoice } from "../state/theme";
import { saveFile } from "./files";
import type { ChartShape, PlotChart } from "./plot_chart";

const ROOM_AT_FIRST = { width: 900, height: 620 }; // pixels; in a smaller window it would hide the picture
const HEIGHT = 170,
    LOW_HEIGHT = 110; // of the chart
const LOW_WINDOW = 520;

/** A run whose statistics are collected. */
class Watched {
    readonly session: Session;
    readonly history = new FieldStatsHistory();
    readonly stop: () => void;
    #run = 0;
    #goesOn = false; // the next run is the same one, on another engine

    /** onStatistics: there are new statistics; changed: something else of the run has changed. */
    constructor(session: Session, onStatistics: () => void, changed: () => void) {
        this.session = session;
        const stops = [
            session.restarted.listen(() => (this.#goesOn = true)),
            session.changed.listen(changed),
            session.fieldStats.listen((fieldStats) => {
                this.#take(fieldStats);
                onStatistics();
            }),
        ];
        this.stop = () => {
            for (const stop of stops) stop();
        };
    }

    #take(fieldStats: FieldStatsSample): void {
        if (fieldStats.run !== this.#run && !this.#goesOn) this.history.clear();
        this.#run = fieldStats.run;
        this.#goesOn = false;
        this.history.add(fieldStats);
    }
}

export class Plots {
    readonly #theme: ThemeChoice;
    readonly #first: Watched;
    #second: Watched | null = null; // the run beside it
    #shown: Watched; // that the panel shows
    readonly #pane = byId<HTMLDetailsElement>("plots");
    readonly #place = byId("plots-chart");
    readonly #module = new AwaitedPart<typeof import("./plot_chart")>(
        "the plots",
        "plot_chart",
        () => import("./plot_chart"),
        () => this.#draw(),
    );
    #chart: PlotChart | null = null;
    #madeFor = "";
    #chosen = storedChoice();
    #openedFor: boolean | null = null; // molecules or not, when it was last looked at
    #logarithmic = false;

    constructor(session: Session, theme: ThemeChoice) {
        this.#theme = theme;
        this.#first = this.#shown = this.#watch(session);
        theme.changed.listen(() => this.#draw());
        this.#pane.addEventListener("toggle", () => this.#draw());
        byId("plots-title").addEventListener("click", () => {
            this.#chosen = !this.#pane.open;
            writeSetting("plots", this.#chosen ? "open" : "closed");
        });
        byId("plots-log").addEventListener("click", () => {
            this.#logarithmic = !this.#logarithmic;
            byId("plots-log").setAttribute("aria-pressed", String(this.#logarithmic));
            this.#show();
        });
        byId("plots-csv").addEventListener("click", () =>
            saveFile(
                new Blob([this.#shown.history.csv()], { type: "text/csv" }),
                `${this.#shown.session.model.id}${this.#letter(this.#shown)}.csv`,
            ),
        );
        new ResizeObserver(() => this.#chart?.resize(this.#width(), this.#height())).observe(this.#pane);
    }

    /** Of the page's own run. */
    get history(): FieldStatsHistory {
        return this.#first.history;
    }

    #watch(session: Session): Watched {
        return new Watched(
            session,
            () => this.#draw(),
            () => this.#openForMolecules(),
        );
    }

    /** A second run is drawn beside the first from now on; null: there is none any more. */
    beside(session: Session | null): void {
        this.#second?.stop();
        this.#second = session && this.#watch(session);
        this.use(this.#first.session);
    }

    /** The run that is drawn with its bands. */
    use(session: Session): void {
        this.#shown = this.#second?.session === session ? this.#second : this.#first;
        this.#show();
    }

    get #other(): Watched | null {
        return this.#shown === this.#first ? this.#second : this.#first;
    }

    /** " A", " B"; alone it has none. */
    #letter(run: Watched): string {
        return this.#second === null ? "" : run === this.#first ? " A" : " B";
    }

    #show(): void {
        this.#openForMolecules();
        this.#draw();
    }

    // Until the person has chosen, the plot is there where it is the point: when molecules are counted.
    #openForMolecules(): void {
        if (!this.#shown.session.isReady) return;
        const { molecules } = this.#shown.session.model;
        byId("plots-title").textContent =
            (molecules ? "Molecules over time" : "Fields over time") +
            (this.#second === null ? "" : ` · run${this.#letter(this.#shown)}`);
        // whoever opened it otherwise is not contradicted at every change
        if (this.#chosen !== null || molecules === this.#openedFor) return;
        this.#openedFor = molecules;
        this.#pane.open = molecules && innerWidth >= ROOM_AT_FIRST.width && innerHeight >= ROOM_AT_FIRST.height;
    }

    #draw(): void {
        if (!this.#pane.open || !this.#shown.session.isReady) return;
        const {
                session: { model },
                history,
            } = this.#shown,
            module = this.#module.want();
        if (module === null || history.rows.length === 0) return;
        const shape: ChartShape = {
            model,
            fields: history.fields,
            logarithmic: this.#logarithmic,
            theme: this.#theme.now,
            ...this.#comparison(),
        };
        const { fields, logarithmic, theme, letter, other } = shape;
        const made = [model.id, fields.join(), logarithmic, theme, letter, other === null].join(" ");
        if (made !== this.#madeFor) {
            this.#chart?.destroy();
            this.#madeFor = made;
            this.#chart = new module.PlotChart(this.#place, shape, history, this.#width(), this.#height());
        } else this.#chart?.show(history);
    }

    /** The other run, where it has the same fields. */
    #comparison(): Pick<ChartShape, "letter" | "other"> {
        const other = this.#other,
            letter = this.#letter(this.#shown);
        const alike =
            other !== null &&
            other.history.rows.length > 0 &&
            other.history.fields.join() === this.#shown.history.fields.join();
        return { letter, other: alike ? { history: other.history, letter: this.#letter(other) } : null };
    }

    #width(): number {
        return Math.max(200, this.#place.clientWidth);
    }

    #height(): number {
        return innerHeight < LOW_WINDOW ? LOW_HEIGHT : HEIGHT;
    }
}

function storedChoice(): boolean | null {
    const choice = readSetting("plots");
    return choice === null ? null : choice === "open";
}
