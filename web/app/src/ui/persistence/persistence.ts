// Undo, share links, files, videos, autosave and comparison: whatever stores or restores the run. The dialogs are
// loaded on demand.

import type { ExportFormat } from "../../compute/base";
import { Stopped } from "../../compute/frontend";
import { loadPart } from "../../compute/load_part";
import type { Autosave } from "../../state/autosave";
import type { Display } from "../../state/display";
import type { LaunchOptions } from "../../state/launch_options";
import type { StoredRun } from "../../state/run_store";
import type { Session } from "../../state/session";
import type { Link, Shared } from "../../state/share";
import type { ThemeChoice } from "../../state/theme";
import { Undo } from "../../state/undo";
import type { Viewer } from "../../view/viewer";
import type { Command } from "../commands";
import type { Comparison } from "../compare/compare";
import { FilesIn } from "../drop";
import type { FieldController } from "../field/field_controller";
import { saveFile } from "../files";
import type { NoticeKind, Notices } from "../notices";
import type { Panel } from "../panel/panel";
import type { Plots } from "../plots";
import type { PointerTools } from "../tools/pointer_tools";
import { type Storage, startAutosave } from "./autosaving";
import { atRest, pictureOf } from "./moment";
import { takersOf } from "./open";
import type { Video, VideoOptions } from "./video";

export class Persistence {
    readonly undo: Undo;
    readonly #session: Session;
    readonly #viewer: Viewer;
    readonly #display: Display;
    readonly #notices: Notices;
    autosave: Autosave | null = null;
    #files: FilesIn | null = null;
    /** Rooms of the page that a comparison of two runs takes hold of; the plots are also what the CSV holds. */
    parts: {
        readonly panel: Panel;
        readonly theme: ThemeChoice;
        readonly plots: Plots;
        readonly field: FieldController;
        readonly pointerTools: PointerTools;
    } | null = null;
    comparison: Comparison | null = null;

    constructor(session: Session, viewer: Viewer, display: Display, notices: Notices) {
        this.#session = session;
        this.#viewer = viewer;
        this.#display = display;
        this.#notices = notices;
        this.undo = new Undo(session, display);
        this.undo.lost.listen((sentence) => notices.show("warning", sentence, { key: "undo" }));
        for (const event of ["pointerdown", "keydown"] as const) {
            addEventListener(
                event,
                (press) => {
                    if (!("repeat" in press && press.repeat)) this.undo.seal();
                },
                { capture: true },
            );
        }
    }

    /** The engine runs and what the address asked for is done, or the last run is back. */
    begin(launch: LaunchOptions, storage: Storage | null): void {
        const last = storage !== null && this.#session.problems.length === 0 ? storage.last : null,
            { camera, display } = last ?? launch;
        for (const [id, value] of Object.entries(display))
            this.#display.set(id as keyof typeof display, value as never);
        if (camera !== null) this.#viewer.rig.pose = camera;
        if (last !== null) this.#showReturn(last);
        this.undo.begin();
        if (storage === null) return;
        this.autosave = startAutosave(storage, this.#session, this.#viewer, this.#display, (sentence) =>
            this.#notices.show("warning", sentence, { key: "autosave" }),
        );
    }

    #showReturn(last: StoredRun): void {
        const session = this.#session;
        session.preset = last.preset;
        session.setIsovalue(last.isovalue);
        session.attempt(async () => {
            const { showLastRun } = await loadPart(
                "the notice of your last run",
                "last_run",
                () => import("./last_run"),
            );
            showLastRun(session, last, this.#notices);
        });
    }

    // ------------------------------------------------------------------------------------------------- comparing

    async compare(): Promise<void> {
        if (this.parts === null || this.comparison !== null) return;
        const { panel, ...parts } = this.parts,
            { Comparison } = await loadPart("the comparison", "compare", () => import("../compare/compare"));
        this.comparison = await Comparison.open({
            session: this.#session,
            viewer: this.#viewer,
            display: this.#display,
            undo: this.undo,
            ...parts,
            use: (session) => panel.use(session),
            notify: (sentence) => this.#notices.show("info", sentence, { key: "compare" }),
            ended: () => {
                this.comparison = null;
                this.undo.changed.emit();
            },
        });
        this.undo.changed.emit();
    }

    // --------------------------------------------------------------------------------------------------- sharing

    async shared(): Promise<Shared> {
        const { checkpoint, hash } = await this.#session.stand();
        const { model, isovalue } = this.#session;
        return { checkpoint, hash, model, isovalue, camera: this.#viewer.rig.pose, display: this.#display.differences };
    }

    async link(): Promise<Link> {
        return this.#linkTo(await this.shared());
    }

    async #linkTo(shared: Shared): Promise<Link> {
        return (await loadPart("what writes links", "share", () => import("../../state/share"))).composeLink(
            shared,
            location.origin + location.pathname,
        );
    }

    async share(): Promise<void> {
        const shared = await this.shared();
        const [link, { openShareDialog }] = await Promise.all([
            this.#linkTo(shared),
            loadPart("the dialog", "share_dialog", () => import("./share_dialog")),
        ]);
        openShareDialog(shared, link, () => this.#session.attempt(() => this.saveSnapshot()));
    }

    // ----------------------------------------------------------------------------------------------------- files

    /** gray_scott-1200.mgs */
    fileName(ending: string): string {
        const { config, steps } = this.#session.state;
        return `${config.model}-${Math.max(steps, this.#session.latestStats?.steps ?? 0)}.${ending}`;
    }

    /** Files may come from now on; network: what to do with the text of one. */
    takeFiles(network: (text: string) => Promise<void>): void {
        const show = (kind: NoticeKind, sentence: string): void => this.#notices.show(kind, sentence, { key: "drop" });
        const restore = (launch: LaunchOptions): Promise<void> => this.restore(launch);
        this.#files = new FilesIn(
            takersOf(this.#session, network, restore, (sentence) => show("warning", sentence)),
            (sentence) => show("error", sentence),
        );
    }

    /** As if it were dropped on the page; what is refused becomes a notice. */
    async open(file: File): Promise<void> {
        await this.#files?.takeFirst([file]);
    }

    /** Restores the run that is stored in a picture, with its camera and display. */
    async restore(launch: LaunchOptions): Promise<void> {
        const problems = await this.#session.asOne(async () => {
            const reportedProblems = await this.#session.applyLaunch(launch);
            this.#display.restore(launch.display);
            return reportedProblems;
        });
        if (launch.camera !== null) this.#viewer.rig.pose = launch.camera;
        if (problems.length > 0) this.#notices.show("warning", problems.join("\n"), { key: "drop" });
    }

    async saveSnapshot(): Promise<void> {
        await this.#write("mgs", () => this.#session.compute.save());
    }

    async saveSurface(what: ExportFormat, cap: boolean): Promise<void> {
        await this.#write(what, () => this.#session.compute.exportFile(what, this.#session.isovalue, null, cap));
    }

    async saveFields(what: ExportFormat): Promise<void> {
        await this.#write(what, () => this.#session.compute.exportFile(what));
    }

    saveStatistics(): Promise<void> {
        saveFile(new Blob([this.parts?.plots.history.csv() ?? ""], { type: "text/csv" }), this.fileName("csv"));
        return Promise.resolve();
    }

    async savePicture(scale: number): Promise<void> {
        await this.#write("png", async () => (await this.picture(scale)).arrayBuffer());
    }

    /** A PNG of the run as it stands, with the run in it. */
    async picture(scale: number): Promise<Blob> {
        return atRest(this.#session, async () => {
            const shared = await this.shared();
            await pictureOf(shared.checkpoint.steps, this.#viewer);
            const [blob, link, { withRun }] = await Promise.all([
                this.#viewer.screenshot(scale),
                this.#linkTo(shared),
                loadPart("what writes the run into pictures", "png_metadata", () => import("../../state/png_metadata")),
            ]);
            const withMetadata = await withRun(
                new Uint8Array(await blob.arrayBuffer()),
                shared,
                link,
                this.#session.description.version,
            );
            return new Blob([withMetadata], { type: "image/png" });
        });
    }

    async #write(ending: string, make: () => Promise<ArrayBuffer>): Promise<void> {
        const file = await make().catch((error: unknown) => {
            if (error instanceof Stopped) return null;
            throw error;
        });
        if (file !== null)
            saveFile(new Blob([file], { type: TYPES[ending] ?? "application/octet-stream" }), this.fileName(ending));
    }

    async wantVideo(): Promise<void> {
        const { openVideoDialog } = await loadPart(
            "the dialog for videos",
            "video_dialog",
            () => import("./video_dialog"),
        );
        await openVideoDialog(this.#viewer.canvas, (launch) =>
            this.#session.attempt(async () => {
                const video = await this.record(launch);
                if (video !== null) saveFile(video.blob, this.fileName(video.ending));
            }),
        );
    }

    /** null: it was stopped. */
    async record(launch: VideoOptions): Promise<Video | null> {
        const { recordVideo } = await loadPart("what makes videos", "video", () => import("./video"));
        return recordVideo(launch, this.#session, this.#viewer);
    }

    async save(): Promise<void> {
        const { openSaveDialog } = await loadPart("the dialog for files", "save_dialog", () => import("./save_dialog"));
        openSaveDialog({
            surface: (what, cap) => this.saveSurface(what, cap),
            fields: (what) => this.saveFields(what),
            snapshot: () => this.saveSnapshot(),
            picture: (scale) => this.savePicture(scale),
            video: () => this.wantVideo(),
            statistics: () => this.saveStatistics(),
            open: () => this.#files?.choose(),
            attempt: (act) => this.#session.attempt(act),
        });
    }

    // -------------------------------------------------------------------------------------------------- commands

    commands(): Command[] {
        const attempt = (act: () => Promise<void>): void => this.#session.attempt(act);
        return [
            {
                id: "undo",
                group: "Edit",
                label: () => named("Undo", this.undo.undoLabel),
                doc: "Undo a change",
                bar: "actions",
                icon: "undo",
                keys: ["Ctrl+Z"],
                run: () => attempt(() => this.undo.undo()),
                isEnabled: () => this.undo.undoLabel !== null,
            },
            {
                id: "redo",
                group: "Edit",
                label: () => named("Redo", this.undo.redoLabel),
                doc: "Redo a change",
                bar: "actions",
                icon: "redo",
                keys: ["Ctrl+Shift+Z", "Ctrl+Y"],
                run: () => attempt(() => this.undo.redo()),
                isEnabled: () => this.undo.redoLabel !== null,
            },
            {
                id: "share",
                group: "File",
                label: "Share a link to this run",
                bar: "actions",
                icon: "share",
                keys: ["K"],
                run: () => attempt(() => this.share()),
            },
            {
                id: "save",
                group: "File",
                label: "Save a picture, the surface, the fields",
                bar: "actions",
                icon: "save",
                keys: ["Ctrl+S"],
                run: () => attempt(() => this.save()),
            },
            {
                id: "open",
                group: "File",
                label: "Open a file: snapshot, volume, network, scene, picture",
                bar: "actions",
                icon: "open",
                keys: ["Ctrl+O"],
                run: () => this.#files?.choose(),
            },
            {
                id: "compare",
                group: "File",
                label: () =>
                    this.comparison === null ? "Compare with a second run" : "End the comparison, keep run A",
                doc: "Two runs side by side",
                bar: "actions",
                icon: "compare",
                keys: ["Shift+C"],
                isOn: () => this.comparison !== null,
                run: () => attempt(() => this.comparison?.keep("A") ?? this.compare()),
            },
        ];
    }
}

const TYPES: Readonly<Record<string, string>> = { glb: "model/gltf-binary", stl: "model/stl", png: "image/png" };

function named(verb: string, what: string | null): string {
    return what === null ? verb : `${verb}: ${what}`;
}
