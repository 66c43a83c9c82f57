// The panel, made from the engine's own description: a parameter's range, unit, symbol and sentence stand in the model's
// table in C and nowhere here. What the person changes goes to the session; what the session says is shown.
import GUI, { type Controller } from "lil-gui";
import type { ParamDescription } from "@morphogen/engine";
import type { Boundary, SimConfig, Vector3 } from "../compute/base";
import { OWN_NETWORK, type Session } from "../state/session";
import { readSeed, readSize } from "../state/url";
import { byId } from "./dom";
import { sliderStep } from "./numbers";
import { plainText, typeset } from "./symbols";

const SIZES = [32, 48, 64, 96, 128, 160, 192, 256];
const BOUNDARIES: Record<string, Boundary> = { "periodic": "periodic", "wall (no flux)": "no_flux" };

/** What the viewer lets the person choose. */
export interface DisplaySettings {
    colours: number;                        // the last colour's gradient, beside the view's steepest
    fog: number;
    outline: boolean;
    turning: boolean;
}

export class Panel {
    readonly #session: Session;
    readonly #display: DisplaySettings;
    readonly #showDisplay: (settings: DisplaySettings) => void;
    #gui: GUI | null = null;
    #madeFor = "";                          // model and seeding the controls were made for
    #refreshers: (() => void)[] = [];

    constructor(session: Session, display: DisplaySettings, showDisplay: (settings: DisplaySettings) => void) {
        this.#session = session;
        this.#display = display;
        this.#showDisplay = showDisplay;
        session.changed.listen(() => this.#refresh());
    }

    /** The person wants to write a network. */
    onNetworkWanted: () => void = () => { /* nobody listens yet */ };

    toggle(): void {
        byId("panel").classList.toggle("hidden");
    }

    // ---------------------------------------------------------------------------------------------- making it

    #refresh(): void {
        const made = `${this.#session.state.config.model} ${this.#session.seeding} ${this.#session.state.view} `
            + (this.#session.state.config.network ?? "");
        if (made !== this.#madeFor) this.#make(made);
        for (const refresh of this.#refreshers) refresh();
    }

    #make(made: string): void {
        const before = this.#gui;
        const openFolders = before?.folders.filter((folder) => !folder._closed).map((folder) => folder._title);
        const closed = before ? before._closed : innerWidth < 760 || innerHeight < 560;
        before?.destroy();
        this.#madeFor = made;
        this.#refreshers = [];
        const gui = new GUI({ container: byId("panel"), title: "Settings", injectStyles: false, width: 300 });
        this.#gui = gui;
        this.#addShape(gui);
        this.#addReaction(gui.addFolder("Reaction"));
        this.#addStart(gui.addFolder("Start"));
        this.#addDomain(gui.addFolder("Box"));
        this.#addDisplay(gui.addFolder("Display"));
        this.#addMachine(gui.addFolder("Machine"));
        for (const folder of gui.folders) {
            if (!(openFolders ?? ["Reaction", "Start"]).includes(folder._title)) folder.close();
        }
        if (closed) gui.close();
    }

    #addShape(gui: GUI): void {
        const session = this.#session;
        const { models } = session.description;
        const choices = Object.fromEntries([...models.map((model) => [model.label, model.id]), ["your own network…", OWN_NETWORK]]);
        this.#add(gui, "model", session.model.doc, choices, () => session.model.id, (model: string) => {
            if (model !== OWN_NETWORK) session.attempt(() => session.configure({ model }));
            else {
                this.onNetworkWanted();
                session.changed.emit();                 // shows again which model it is, until the network runs
            }
        });
        if (session.state.config.network) this.#addButton(gui, "edit the network…", "Shows its text.", async () => this.onNetworkWanted());
        if (session.model.presets.length > 0) this.#addPresets(gui);
        const { min, max, label } = session.view;
        const threshold = this.#add(gui, "threshold", `The surface is drawn where ${label} has this value.`,
            { min, max, step: sliderStep(min, max) }, () => session.isovalue, (value: number) => session.setIsovalue(value));
        threshold.domElement.id = "threshold";
    }

    #addPresets(gui: GUI): void {
        const session = this.#session;
        const choices = Object.fromEntries([["choose…", ""], ...session.model.presets.map((p) => [p.label, p.id])]);
        const doc = session.model.presets.map((preset) => `${preset.label}: ${preset.doc}`).join("\n");
        this.#add(gui, "preset", doc, choices, () => session.preset ?? "", (id: string) => {
            if (id !== "") session.attempt(() => session.applyPreset(id));
        });
    }

    #addReaction(folder: GUI): void {
        for (const param of this.#session.model.parameters) this.#addParam(folder, param, param.id);
    }

    #addStart(folder: GUI): void {
        const session = this.#session;
        const { seedings } = session.model;
        const seeding = seedings.find((entry) => entry.id === session.seeding) ?? seedings[0]!;
        const choices = Object.fromEntries(seedings.map((entry) => [entry.label, entry.id]));
        this.#add(folder, "seeding", seeding.doc, choices, () => session.seeding,
            (id: string) => session.attempt(() => session.seed(id, session.state.config.seed)));
        this.#add(folder, "seed", "The same seed gives the same run, on every machine.", null,
            () => String(session.state.config.seed), (text: string) => this.#seedFrom(text), true);
        for (const param of seeding.parameters) this.#addParam(folder, param, `${seeding.id}.${param.id}`, true);
        this.#addButton(folder, "start again", "Fills the box anew from this seed, at step 0.",
            () => session.seed(null, session.state.config.seed));
        this.#addButton(folder, "another seed", "Draws a new seed and starts again.", () => session.reseed());
    }

    #addDomain(folder: GUI): void {
        const session = this.#session;
        const configure = (changes: Partial<SimConfig>): void => session.attempt(() => session.configure(changes));
        const sizes = Object.fromEntries(SIZES.map((n) => [`${n}³`, String(n)]));
        const asText = ([x, y, z]: Vector3): string => (x === y && y === z ? String(x) : `${x}x${y}x${z}`);
        sizes["other…"] = "other";
        this.#add(folder, "cells", "How many cells the box has along its edges. Another size starts anew.", sizes,
            () => (SIZES.map(String).includes(asText(session.state.config.size)) ? asText(session.state.config.size) : "other"),
            (text: string) => {
                if (text !== "other") configure({ size: [Number(text), Number(text), Number(text)] });
            });
        this.#add(folder, "cells x, y, z", "Any box: one number, or three such as 40x52x33.", null,
            () => asText(session.state.config.size), (text: string) => this.#sizeFrom(text), true);
        for (const axis of [0, 1, 2] as const) {
            this.#add(folder, `boundary ${"xyz"[axis]}`, "Periodic: what leaves comes in on the other side. Wall: nothing passes.",
                BOUNDARIES, () => session.state.config.boundary[axis], (boundary: Boundary) => {
                    const all = [...session.state.config.boundary] as [Boundary, Boundary, Boundary];
                    all[axis] = boundary;
                    configure({ boundary: all });
                });
        }
        this.#add(folder, "cell edge dx", "Edge of a cell in the model's unit of length.", { min: 0.1, max: 4, step: 0.01 },
            () => session.state.config.dx, (dx: number) => configure({ dx }), true);
    }

    #addDisplay(folder: GUI): void {
        const session = this.#session;
        const { views } = session.model;
        if (views.length > 1) {
            const choices = Object.fromEntries(views.map((view) => [view.label, view.id]));
            this.#add(folder, "shown", session.view.doc, choices, () => session.state.view,
                (id: string) => session.attempt(() => session.setView(id)));
        }
        const set = <K extends keyof DisplaySettings>(key: K, value: DisplaySettings[K]): void => {
            this.#display[key] = value;
            this.#showDisplay(this.#display);
        };
        this.#add(folder, "colour span", "How steep a gradient gets the last colour, beside the model's own choice.",
            { min: 0.2, max: 4, step: 0.01 }, () => this.#display.colours, (value: number) => set("colours", value));
        this.#add(folder, "fog", "How fast the depth of the box fades.", { min: 0, max: 4, step: 0.01 },
            () => this.#display.fog, (value: number) => set("fog", value));
        this.#add(folder, "outline", "The edges of the box.", null, () => this.#display.outline,
            (on: boolean) => set("outline", on));
        this.#add(folder, "turn by itself", "Turns slowly until you take hold of it.", null, () => this.#display.turning,
            (on: boolean) => set("turning", on));
    }

    #addMachine(folder: GUI): void {
        const session = this.#session;
        const cores = navigator.hardwareConcurrency || 1;
        const threads = this.#add(folder, "threads", session.whyNotThreaded ?? `This machine offers ${cores}.`,
            { min: 1, max: Math.max(8, cores), step: 1 }, () => session.threads,
            (count: number) => session.attempt(() => session.setThreads(count)), true);
        if (!session.threaded) threads.disable();
        this.#add(folder, "keyframes /s", "How often the state is published. Between keyframes the surface is blended.",
            { min: 1, max: 60, step: 1 }, () => session.ticks, (ticks: number) => session.setKnobs({ ticks }));
        this.#add(folder, "surfaces /s", "At most this many surfaces are made per second.", { min: 1, max: 60, step: 1 },
            () => session.meshesPerSecond, (meshesPerSecond: number) => session.setKnobs({ meshesPerSecond }));
    }

    // ---------------------------------------------------------------------------------------------- one control

    #addParam(folder: GUI, param: ParamDescription, name: string, atNextSeed = false): void {
        const session = this.#session;
        const unit = param.unit === "" ? "" : ` ${plainText(param.unit)}`;
        const doc = `${param.doc}\n${plainText(param.symbol)}: ${param.min} to ${param.max}${unit}, `
            + `at first ${param.initial}${atNextSeed ? "; acts when you start again" : ""}`;
        const choices = param.choices
            ? Object.fromEntries(param.choices.map((choice, index) => [choice, index]))
            : { min: param.min, max: param.max, step: param.kind === "integer" ? 1 : sliderStep(param.min, param.max) };
        const controller = this.#add(folder, param.id.replaceAll("_", " "), doc, choices, () => session.value(name),
            (value: number) => session.setSoon(name, value));
        if (param.symbol !== param.id) {
            const symbol = document.createElement("i");
            symbol.append(typeset(param.symbol));
            controller.$name.append(" ", symbol);
        }
        controller.domElement.dataset["parameter"] = name;
    }

    /** `shape` null: a checkbox or a text, after the value's type; {min, max, step}: a slider; else choices by label. */
    #add<T extends string | number | boolean>(
        folder: GUI, label: string, doc: string, shape: Record<string, T | number> | null,
        read: () => T, write: (value: T) => void, whenFinished = false,
    ): Controller {
        const holder: { value: T } = { value: read() };
        const slider = shape !== null && "min" in shape && "max" in shape && "step" in shape;
        const controller = shape === null
            ? folder.add(holder, "value")
            : slider
                ? folder.add(holder, "value", Number(shape["min"]), Number(shape["max"]), Number(shape["step"]))
                : folder.add(holder, "value", shape);
        controller.name(label);
        controller.domElement.title = doc;
        if (whenFinished) controller.onFinishChange(write);
        else controller.onChange(write);
        this.#refreshers.push(() => {
            if (controller.domElement.contains(document.activeElement) && typeof holder.value === "string" && shape === null) return;
            holder.value = read();
            controller.updateDisplay();
        });
        return controller;
    }

    #addButton(folder: GUI, label: string, doc: string, act: () => Promise<unknown>): void {
        const controller = folder.add({ act: () => this.#session.attempt(act) }, "act").name(label);
        controller.domElement.title = doc;
    }

    #seedFrom(text: string): void {
        const problems: string[] = [];
        const seed = readSeed(text.trim(), problems);
        this.#session.attempt(() => (seed === null ? Promise.reject(new Error(problems[0])) : this.#session.seed(null, seed)));
    }

    #sizeFrom(text: string): void {
        const problems: string[] = [];
        const size = readSize(text.replace(/\s|³/g, ""), problems);
        this.#session.attempt(() => (size === null ? Promise.reject(new Error(problems[0])) : this.#session.configure({ size })));
    }
}
