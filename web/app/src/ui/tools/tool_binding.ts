// Binds the pointer's tools to one picture and the run that is drawn there. A comparison of two runs has two bindings.
import { Probes } from "../../state/probes";
import type { Session } from "../../state/session";
import type { Tools } from "../../state/tools";
import type { Viewer } from "../../view/viewer";
import type { FieldController } from "../field/field_controller";
import type { BoundWorkspace, BrushWorkspace } from "./brush_workspace";
import { Picker } from "./picker";
import { ProbeTool } from "./probe_tool";

/** What the pictures have in common. */
export interface Shared {
    readonly tools: Tools;
    readonly workspace: () => Promise<BrushWorkspace>;
    notify(sentence: string): void;
    /** The pointer or the keyboard came to this picture. */
    turnTo(binding: ToolBinding): void;
}

export class ToolBinding {
    readonly picker: Picker;
    readonly probes = new Probes();
    readonly probeTool: ProbeTool;
    /** "B"; "": it is the only one. */
    name: string;
    readonly #shared: Shared;
    #work: Promise<BoundWorkspace> | null = null; // brush and marks are there, or on their way

    constructor(session: Session, viewer: Viewer, field: FieldController, shared: Shared, name = "") {
        this.picker = new Picker(session, viewer, field);
        this.#shared = shared;
        this.name = name;
        this.probeTool = new ProbeTool(this.picker, this.probes, shared.tools, (sentence) => shared.notify(sentence));
        for (const event of ["pointermove", "pointerdown", "focus"] as const)
            viewer.canvas.addEventListener(event, () => shared.turnTo(this), { capture: true });
        this.#watchRun();
    }

    #watchRun(): void {
        const {
            probes,
            picker: { session },
        } = this;
        let run = 0,
            goesOn = false;
        session.restarted.listen(() => (goesOn = true));
        session.fieldStats.listen((fieldStats) => {
            if (fieldStats.run !== run && !goesOn) probes.restart(session.state.config.size);
            run = fieldStats.run;
            goesOn = false;
            probes.take(fieldStats);
        });
        probes.changed.listen(() => {
            session.setProbes(probes.cells);
            this.open();
        });
    }

    /** Loads brush, panes and marks. */
    open(): void {
        this.picker.session.attempt(() => (this.#work ??= this.#bind()));
    }

    async #bind(): Promise<BoundWorkspace> {
        try {
            return (await this.#shared.workspace()).bind(this);
        } catch (error) {
            this.#work = null; // the next time it is asked for anew
            throw error;
        }
    }

    /** Once they are there. */
    async whenReady(act: (work: BoundWorkspace) => void): Promise<void> {
        await this.#work?.then(act, () => {
            /* that it did not come is told already */
        });
    }

    /** The picture goes. */
    end(): void {
        void this.whenReady((work) => work.end());
    }
}
