// The panel, made from the engine's own description and the table of the display: ranges, units, symbols and sentences stand
// there and nowhere here. A section is a function that fills a folder.
import GUI from "lil-gui";
import type { Display } from "../../state/display";
import type { Session } from "../../state/session";
import { byId } from "../dom";
import { addBox } from "./box";
import { Controls } from "./controls";
import { addDisplay } from "./display";
import { addMachine } from "./machine";
import { addReaction, addShape, addStart } from "./model";

const SMALL = { width: 760, height: 560 };  // pixels; in a smaller window the panel is closed at first
const OPEN_AT_FIRST = ["Reaction", "Start"];

export class Panel {
    readonly #session: Session;
    readonly #display: Display;
    #gui: GUI | null = null;
    #controls: Controls;
    #madeFor = "";                          // model, seeding and view the controls were made for

    constructor(session: Session, display: Display) {
        this.#session = session;
        this.#display = display;
        this.#controls = new Controls(session);
        session.changed.listen(() => this.#refresh());
        display.changed.listen(() => this.#controls.refresh());
    }

    /** The person wants to write a network. */
    onNetworkWanted: () => void = () => { /* nobody listens yet */ };

    toggle(): void {
        byId("panel").classList.toggle("hidden");
    }

    get isShown(): boolean {
        return !byId("panel").classList.contains("hidden");
    }

    #refresh(): void {
        const { config, view } = this.#session.state;
        const made = `${config.model} ${this.#session.seeding} ${view} ${config.network ?? ""}`;
        if (made !== this.#madeFor) this.#make(made);
        this.#controls.refresh();
    }

    #make(made: string): void {
        const before = this.#gui;
        const openFolders = before?.folders.filter((folder) => !folder._closed).map((folder) => folder._title) ?? OPEN_AT_FIRST;
        const closed = before ? before._closed : innerWidth < SMALL.width || innerHeight < SMALL.height;
        before?.destroy();
        this.#madeFor = made;
        this.#controls = new Controls(this.#session);
        const gui = new GUI({ container: byId("panel"), title: "Settings", injectStyles: false, width: 300 });
        this.#gui = gui;
        this.#fill(gui);
        for (const folder of gui.folders) {
            if (!openFolders.includes(folder._title)) folder.close();
        }
        if (closed) gui.close();
    }

    #fill(gui: GUI): void {
        const session = this.#session, controls = this.#controls;
        addShape(gui, controls, session, () => this.onNetworkWanted());
        addReaction(gui.addFolder("Reaction"), controls, session);
        addStart(gui.addFolder("Start"), controls, session);
        addBox(gui.addFolder("Box"), controls, session);
        addDisplay(gui, controls, session, this.#display);
        addMachine(gui.addFolder("Machine"), controls, session);
    }
}
