// Nothing that a person makes is lost, and all of it can be taken along: undo, the share link, and (as they are wanted) the
// dialogs. Joins the run, the picture and the display to what keeps them.
import type { Display } from "../../state/display";
import type { Session } from "../../state/session";
import { composeLink, type Link, type Shared } from "../../state/share";
import { Undo } from "../../state/undo";
import type { Viewer } from "../../view/viewer";
import type { Command } from "../commands";
import type { Notices } from "../notices";
import { download } from "./download";

export class Keep {
    readonly undo: Undo;
    readonly #session: Session;
    readonly #viewer: Viewer;
    readonly #display: Display;

    constructor(session: Session, viewer: Viewer, display: Display, notices: Notices) {
        this.#session = session;
        this.#viewer = viewer;
        this.#display = display;
        this.undo = new Undo(session, display);
        this.undo.lost.listen((sentence) => notices.show("warning", sentence, { key: "undo" }));
        for (const event of ["pointerdown", "keydown"] as const) {
            addEventListener(event, (press) => { if (!("repeat" in press && press.repeat)) this.undo.seal(); }, { capture: true });
        }
    }

    /** The engine runs and what the address asked for is done. */
    begin(camera: Shared["camera"], display: Shared["display"]): void {
        for (const [id, value] of Object.entries(display)) this.#display.set(id as keyof typeof display, value as never);
        if (camera !== null) this.#viewer.rig.pose = camera;
        this.undo.begin();
    }

    // --------------------------------------------------------------------------------------------------- sharing

    async shared(): Promise<Shared> {
        const { checkpoint, hash } = await this.#session.stand();
        const { model, isovalue } = this.#session;
        return { checkpoint, hash, model, isovalue, camera: this.#viewer.rig.pose, display: this.#display.differences };
    }

    async link(): Promise<Link> {
        return composeLink(await this.shared(), location.origin + location.pathname);
    }

    async share(): Promise<void> {
        const shared = await this.shared();
        const [link, { openShareDialog }] = await Promise.all([composeLink(shared, location.origin + location.pathname), import("./share_dialog")]);
        openShareDialog(shared, link, () => this.#session.attempt(() => this.saveSnapshot()));
    }

    // ----------------------------------------------------------------------------------------------------- files

    /** gray_scott-1200.mgs */
    fileName(ending: string): string {
        const { config, steps } = this.#session.state;
        return `${config.model}-${Math.max(steps, this.#session.latestStats?.steps ?? 0)}.${ending}`;
    }

    async saveSnapshot(): Promise<void> {
        download(new Blob([await this.#session.compute.save()], { type: "application/octet-stream" }), this.fileName("mgs"));
    }

    // -------------------------------------------------------------------------------------------------- commands

    commands(): Command[] {
        const { undo } = this, attempt = (act: () => Promise<void>): void => this.#session.attempt(act);
        return [
            { id: "undo", group: "Edit", label: () => named("Undo", undo.undoLabel), doc: "Undo a change", bar: "actions", icon: "undo", keys: ["Ctrl+Z"],
                run: () => attempt(() => undo.undo()), isEnabled: () => undo.undoLabel !== null },
            { id: "redo", group: "Edit", label: () => named("Redo", undo.redoLabel), doc: "Do it again", bar: "actions", icon: "redo",
                keys: ["Ctrl+Shift+Z", "Ctrl+Y"], run: () => attempt(() => undo.redo()), isEnabled: () => undo.redoLabel !== null },
            { id: "share", group: "Keep", label: "Share a link to this run", bar: "actions", icon: "share", keys: ["K"], run: () => attempt(() => this.share()) },
        ];
    }
}

function named(verb: string, what: string | null): string {
    return what === null ? verb : `${verb}: ${what}`;
}
