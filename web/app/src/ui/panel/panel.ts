// The panel, made from the engine's own description and the table of the display: ranges, units, symbols and sentences
// stand there and nowhere here. A section is a function that fills a folder.

import { AwaitedPart } from "../../compute/load_part";
import { byId, GUIDE, make } from "../../dom/elements";
import type { Display } from "../../state/display";
import type { Session } from "../../state/session";
import { addBox } from "./box";
import { Controls } from "./controls";
import { addDisplay } from "./display";
import type { ShownEquation } from "./equation";
import { FindField } from "./find_field";
import { Folder } from "./folder";
import { addMachine } from "./machine";
import { addReaction, addShape, addStart } from "./model";

const SMALL = { width: 760, height: 560 }; // pixels; in a smaller window the panel is closed at first
const BESIDE_TEXT = 1200; // pixels; in a narrower window the picture would have no room between panel and text
const OPEN_AT_FIRST = ["Equation", "Reaction", "Start"];

export class Panel {
    #session: Session;
    readonly #display: Display;
    #stopListening: () => void;
    #root: Folder | null = null;
    #controls: Controls;
    readonly #equationModule = new AwaitedPart<typeof import("./equation")>(
        "the equation",
        "equation",
        () => import("./equation"),
        () => this.#addEquation(),
    );
    #equationFolder: Folder | null = null; // that waits for it
    #equation: ShownEquation | null = null;
    readonly #find = new FindField();
    #madeRoom = false;
    #madeFor = ""; // model, seeding and view the controls were made for

    constructor(session: Session, display: Display) {
        this.#session = session;
        this.#display = display;
        this.#controls = new Controls(session);
        this.#stopListening = session.changed.listen(() => this.#refresh());
        display.changed.listen(() => this.#controls.refresh());
    }

    /** Called when the person chooses to write a model. */
    onTextWanted: () => void = () => {
        /* nobody listens yet */
    };

    /** Shows and changes this run from now on. */
    use(session: Session): void {
        this.#stopListening();
        this.#session = session;
        this.#stopListening = session.changed.listen(() => this.#refresh());
        this.#madeFor = "";
        this.#refresh();
    }

    toggle(): void {
        byId("panel").classList.toggle("hidden");
    }

    /** While a text is written, a small window has no room for the panel: it is closed, and comes back as it was. */
    makeRoom(wanted: boolean): void {
        if (wanted && innerWidth < BESIDE_TEXT && this.#root?.isOpen === true) {
            this.#root.close();
            this.#madeRoom = true;
        } else if (!wanted && this.#madeRoom) {
            this.#root?.open();
            this.#madeRoom = false;
        }
    }

    /** Focuses the search field. */
    find(): void {
        byId("panel").classList.remove("hidden");
        this.#root?.open();
        this.#find.focus();
    }

    #refresh(): void {
        const { config, view } = this.#session.state;
        const made = `${config.model} ${this.#session.seeding} ${view} ${config.network ?? ""}`;
        if (made !== this.#madeFor) this.#make(made);
        this.#controls.refresh();
        this.#equation?.refresh();
    }

    #make(made: string): void {
        const before = this.#root,
            focused = focusedControl();
        const openFolders = before?.folders.filter(({ isOpen }) => isOpen).map(({ title }) => title) ?? OPEN_AT_FIRST;
        const open = before?.isOpen ?? (innerWidth >= SMALL.width && innerHeight >= SMALL.height);
        before?.element.remove();
        this.#equation = null;
        this.#madeFor = made;
        this.#controls = new Controls(this.#session);
        const root = new Folder(byId("panel"), "Settings", open);
        this.#root = root;
        this.#fill(root);
        for (const folder of root.folders) if (!openFolders.includes(folder.title)) folder.close();
        if (focused !== null) focusControl(focused);
    }

    /** Comes a moment later: nothing of it is needed for the first surface. */
    #addEquation(): void {
        const module = this.#equationModule.want();
        if (module === null || this.#equationFolder === null) return;
        this.#equation = module.showEquation(this.#session);
        this.#equationFolder.add(this.#equation.element);
        this.#equationFolder = null;
    }

    #fill(root: Folder): void {
        const session = this.#session,
            controls = this.#controls;
        this.#find.show(root);
        addShape(root, controls, session, () => this.onTextWanted());
        this.#equationFolder = root.addFolder("Equation");
        this.#addEquation();
        addReaction(root.addFolder("Reaction"), controls, session);
        addStart(root.addFolder("Start"), controls, session);
        addBox(root.addFolder("Box"), controls, session);
        addDisplay(root, controls, session, this.#display);
        addMachine(root.addFolder("Machine"), controls, session);
        root.add(guideLink());
    }
}

function guideLink(): HTMLAnchorElement {
    const link = make("a", "guide", "Guide, with pictures");
    Object.assign(link, { href: GUIDE, target: "_blank" });
    return link;
}

/** The row that has the focus, so that it can be restored when the panel is rebuilt. */
function focusedControl(): string | null {
    return document.activeElement?.closest<HTMLElement>("#panel [data-control]")?.dataset.control ?? null;
}

function focusControl(key: string): void {
    document.querySelector<HTMLElement>(`#panel [data-control="${CSS.escape(key)}"] :is(input, select)`)?.focus();
}
