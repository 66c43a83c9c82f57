// A card for every probe: where it is, what is there now, and its trace over time. The chart is loaded with the first
// trace.

import { storedFields } from "@morphogen/engine";
import { AwaitedPart } from "../../compute/load_part";
import { make, putOnShelf } from "../../dom/elements";
import { type Probe, type Probes, probeCsv } from "../../state/probes";
import type { Session } from "../../state/session";
import type { ThemeChoice } from "../../state/theme";
import { saveFile } from "../files";
import { count, formatNumber } from "../numbers";
import type { ProbeChart } from "./probe_chart";

/** After Okabe and Ito, as in the plots; one for each probe that may be there at once. */
export const PROBE_COLOURS = [
    "#e69f00",
    "#56b4e9",
    "#e0559a",
    "#f0e442",
    "#2fc397",
    "#f58a4b",
    "#b9a3f0",
    "#dfe6f2",
] as const;

/** The probes of one run. */
export interface Watched {
    readonly picker: { readonly session: Session };
    readonly probes: Probes;
    readonly name: string; // of the run; "": there is but one
}

export class ProbePane {
    readonly #theme: ThemeChoice;
    readonly #pane = make("section", "");
    readonly #all = new Set<Watched>();
    readonly #cards = new Map<Probe, Card>();

    constructor(theme: ThemeChoice) {
        this.#theme = theme;
        this.#pane.id = "probes";
        this.#pane.setAttribute("aria-label", "Probes");
        putOnShelf(this.#pane);
        theme.changed.listen(() => this.#rebuild());
        this.#update();
    }

    /** Shows them from now on; returns how to stop. */
    watch(watched: Watched): () => void {
        const stops = [
            watched.probes.changed.listen(() => this.#update()),
            watched.probes.updated.listen(() => this.#show()),
        ];
        this.#all.add(watched);
        this.#update();
        return () => {
            for (const stop of stops) stop();
            this.#all.delete(watched);
            this.#update();
        };
    }

    #update(): void {
        const all = [...this.#all].flatMap((watched) => watched.probes.all.map((probe) => ({ probe, watched })));
        for (const [probe, card] of this.#cards)
            if (!all.some((there) => there.probe === probe)) this.#drop(probe, card);
        for (const { probe, watched } of all) if (!this.#cards.has(probe)) this.#add(probe, watched);
        this.#pane.hidden = all.length === 0;
        this.#show();
    }

    /** A chart has the colours of the theme it was made in. */
    #rebuild(): void {
        for (const [probe, card] of this.#cards) this.#drop(probe, card);
        this.#update();
    }

    #add(probe: Probe, watched: Watched): void {
        const card = new Card(probe, watched, this.#theme);
        this.#cards.set(probe, card);
        this.#pane.prepend(card.element);
    }

    #drop(probe: Probe, card: Card): void {
        card.destroy();
        this.#cards.delete(probe);
    }

    #show(): void {
        for (const card of this.#cards.values()) card.show();
    }
}

class Card {
    readonly element = make("article", "");
    readonly #probe: Probe;
    readonly #watched: Watched;
    readonly #session: Session;
    readonly #theme: ThemeChoice;
    readonly #run = make("b", "");
    readonly #values = make("dl", "");
    readonly #chartPlace = make("div", "chart");
    readonly #module = new AwaitedPart<typeof import("./probe_chart")>(
        "the chart of probes",
        "probe_chart",
        () => import("./probe_chart"),
        () => this.#makeChart(),
    );
    #chart: ProbeChart | null = null;
    #madeFor = "";
    #gone = false;

    constructor(probe: Probe, watched: Watched, theme: ThemeChoice) {
        const {
            probes,
            picker: { session },
        } = watched;
        this.#probe = probe;
        this.#watched = watched;
        this.#session = session;
        this.#theme = theme;
        const name = `cell ${probe.cell.join(", ")}`,
            { dx } = session.state.config;
        const head = make("header", ""),
            dot = make("i", ""),
            title = make("h3", "", name);
        dot.style.background = PROBE_COLOURS[probe.colour]!;
        title.dataset.tip = `At ${probe.cell.map((cell) => formatNumber(cell * dx)).join(", ")} in units of length`;
        head.append(
            dot,
            this.#run,
            title,
            button("CSV", `Every value of ${name} as a table: step, time, and every field`, () => this.#save()),
            button("×", `Remove the probe of ${name}`, () => probes.remove(probe)),
        );
        this.element.append(head, this.#values, this.#chartPlace);
        this.#chartPlace.setAttribute("role", "img");
        this.#chartPlace.setAttribute("aria-label", `Every field in ${name} against simulated time`);
    }

    show(): void {
        const { fields, molecules } = this.#session.model,
            last = this.#probe.rows.at(-1);
        const format = molecules ? count : formatNumber,
            { name } = this.#watched;
        this.#run.textContent = name;
        this.#run.hidden = name === "";
        this.#values.replaceChildren(
            ...(last === undefined
                ? []
                : fields.map(({ label }, i) => {
                      const row = make("div", ""),
                          name = make("dt", "", label),
                          line = make("i", "");
                      if (this.#chart !== null) line.style.background = this.#chart.colour(i);
                      name.prepend(line);
                      row.append(name, make("dd", "", format(last.values[i] ?? NaN)));
                      return row;
                  })),
        );
        this.#draw();
    }

    #draw(): void {
        const made = storedFields(this.#session.model)
            .map(({ id }) => id)
            .join();
        if (made !== this.#madeFor) {
            this.#chart?.destroy();
            this.#chart = null;
            this.#madeFor = made;
        }
        if (this.#chart !== null) this.#chart.show(this.#probe.rows);
        else if (this.#probe.rows.length > 1) this.#makeChart();
    }

    #makeChart(): void {
        const module = this.#module.want();
        if (module === null || this.#gone) return;
        this.#chart = new module.ProbeChart(this.#chartPlace, this.#session.model, this.#theme.now);
        this.show();
    }

    #save(): void {
        const { model } = this.#session,
            [x, y, z] = this.#probe.cell;
        const csv = probeCsv(
            this.#probe,
            storedFields(model).map(({ id }) => id),
        );
        const run = this.#watched.name === "" ? "" : `_run_${this.#watched.name.toLowerCase()}`;
        saveFile(new Blob([csv], { type: "text/csv" }), `${model.id}${run}_cell_${x}_${y}_${z}.csv`);
    }

    destroy(): void {
        this.#gone = true;
        this.#chart?.destroy();
        this.element.remove();
    }
}

function button(text: string, doc: string, press: () => void): HTMLButtonElement {
    const made = make("button", "", text);
    made.type = "button";
    made.dataset.tip = doc;
    made.setAttribute("aria-label", doc);
    made.addEventListener("click", press);
    return made;
}
