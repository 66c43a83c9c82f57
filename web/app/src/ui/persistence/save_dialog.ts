// The dialog for saving files: each row describes the file and names programs that open it.
import type { ExportFormat } from "../../compute/base";
import { make } from "../../dom/elements";
import { dialogButton, openDialog } from "./dialog";

export interface Saving {
    readonly surface: (what: ExportFormat, cap: boolean) => Promise<void>;
    readonly fields: (what: ExportFormat) => Promise<void>;
    readonly snapshot: () => Promise<void>;
    readonly picture: (scale: number) => Promise<void>;
    readonly statistics: () => Promise<void>;
    readonly video: () => Promise<void>;
    readonly open: () => void;
    /** Runs what the person chose; the dialog is closed then. */
    readonly attempt: (act: () => Promise<void>) => void;
}

interface Row {
    readonly id: string;
    readonly title: string;
    readonly doc: string;
    readonly ending: string;
    act(): Promise<void>;
}

const SCALES: Record<string, string> = { 1: "as large as the window", 2: "2 times", 3: "3 times", 4: "4 times" };

export function openSaveDialog(saving: Saving): void {
    const dialog = openDialog("save-dialog", "Save");
    const scale = choice("save-scale", "size", SCALES);
    const solid = tick("save-solid", "closed where it meets the box (a solid, for printing)");
    const run = (row: Row): void => {
        dialog.close();
        saving.attempt(() => row.act());
    };
    const add = (title: string, rows: readonly Row[], extra: HTMLElement | null = null): void => {
        const buttons = rows.map((row) => button(row, () => run(row)));
        dialog.body.append(make("h3", "", title), ...(extra === null ? [] : [extra]), ...buttons);
    };
    add("Picture", pictureRows(saving, scale), scale.parentElement);
    add("Surface at the threshold", surfaceRows(saving, solid), solid.parentElement);
    add("Fields", fieldRows(saving));
    dialog.buttons.append(
        dialogButton("Open a file…", () => {
            dialog.close();
            saving.open();
        }),
        dialogButton("Close", () => dialog.close()),
    );
}

function row(id: string, title: string, ending: string, doc: string, act: () => Promise<void>): Row {
    return { id: `save-${id}`, title, ending, doc, act };
}

function pictureRows(saving: Saving, scale: HTMLSelectElement): Row[] {
    const inside = "contains the run: drop it on the page to restore it";
    return [
        row("png", "Picture", ".png", inside, () => saving.picture(Number(scale.value))),
        row("video", "Video…", ".webm", "or .mp4: a frame every so many steps", () => saving.video()),
    ];
}

function surfaceRows(saving: Saving, solid: HTMLInputElement): Row[] {
    const of = (what: "glb" | "stl" | "ply", title: string, doc: string): Row =>
        row(what, title, `.${what}`, doc, () => saving.surface(what, solid.checked));
    return [
        of("glb", "glTF", "with colours; Blender, three.js, browsers"),
        of("stl", "STL", "triangles; slicers for 3D printing"),
        of("ply", "PLY", "with colours; Blender, MeshLab, VTK"),
    ];
}

function fieldRows(saving: Saving): Row[] {
    const of = (what: "vti" | "npy" | "nrrd", title: string, doc: string): Row =>
        row(what, title, `.${what}`, doc, () => saving.fields(what));
    const statistics = "over time: least, mean, largest and sum of every field; spreadsheets";
    const snapshot = "the whole state, bit for bit: go on here or on the command line";
    return [
        of("vti", "VTK", "all fields; ParaView"),
        of("npy", "NumPy", "all fields, shape (fields, nz, ny, nx)"),
        of("nrrd", "NRRD", "all fields; 3D Slicer, ITK, teem"),
        row("csv", "Statistics", ".csv", statistics, () => saving.statistics()),
        row("mgs", "Snapshot", ".mgs", snapshot, () => saving.snapshot()),
    ];
}

function button({ id, title, ending, doc }: Row, run: () => void): HTMLButtonElement {
    const element = make("button", "save-row");
    element.id = id;
    element.type = "button";
    element.append(make("b", "", title), make("code", "", ending), make("span", "", doc));
    element.addEventListener("click", run);
    return element;
}

export function choice(id: string, label: string, options: Record<string, string>): HTMLSelectElement {
    const row = make("label", "file-field", label),
        select = make("select", "");
    select.id = id;
    select.append(...Object.entries(options).map(([value, text]) => new Option(text, value)));
    row.append(select);
    return select;
}

function tick(id: string, label: string): HTMLInputElement {
    const row = make("label", "file-field"),
        box = make("input", "");
    box.id = id;
    box.type = "checkbox";
    row.append(box, make("span", "", label));
    return box;
}
