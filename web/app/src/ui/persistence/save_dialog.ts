// The dialog for saving files: each row says what the file holds and which programs open it.
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
    const scale = choice("save-scale", "size", SCALES),
        solid = tick("save-solid", "closed where it meets the box (a solid, for printing)");
    const add = (title: string, rows: readonly Row[], extra: HTMLElement | null = null): void => {
        dialog.body.append(
            make("h3", "", title),
            ...(extra === null ? [] : [extra]),
            ...rows.map((row) =>
                button(row, () => {
                    dialog.close();
                    saving.attempt(() => row.act());
                }),
            ),
        );
    };
    add(
        "Picture",
        [
            {
                id: "save-png",
                title: "Picture",
                ending: ".png",
                doc: "with the run inside: dropped on the page, it comes back",
                act: () => saving.picture(Number(scale.value)),
            },
            {
                id: "save-video",
                title: "Video…",
                ending: ".webm",
                doc: "or .mp4: a frame every so many steps",
                act: () => saving.video(),
            },
        ],
        scale.parentElement,
    );
    add(
        "Surface at the threshold",
        (["glb", "stl", "ply"] as const).map((what) => ({
            id: `save-${what}`,
            title: { glb: "glTF", stl: "STL", ply: "PLY" }[what],
            ending: `.${what}`,
            doc: {
                glb: "with colours; Blender, three.js, browsers",
                stl: "triangles; slicers for 3D printing",
                ply: "with colours; Blender, MeshLab, VTK",
            }[what],
            act: () => saving.surface(what, solid.checked),
        })),
        solid.parentElement,
    );
    add("Fields", [
        { id: "save-vti", title: "VTK", ending: ".vti", doc: "all fields; ParaView", act: () => saving.fields("vti") },
        {
            id: "save-npy",
            title: "NumPy",
            ending: ".npy",
            doc: "all fields, shape (fields, nz, ny, nx)",
            act: () => saving.fields("npy"),
        },
        {
            id: "save-nrrd",
            title: "NRRD",
            ending: ".nrrd",
            doc: "all fields; 3D Slicer, ITK, teem",
            act: () => saving.fields("nrrd"),
        },
        {
            id: "save-csv",
            title: "Statistics",
            ending: ".csv",
            doc: "over time: least, mean, largest and sum of every field; spreadsheets",
            act: () => saving.statistics(),
        },
        {
            id: "save-mgs",
            title: "Snapshot",
            ending: ".mgs",
            doc: "everything, to the bit: go on here or on the command line",
            act: () => saving.snapshot(),
        },
    ]);
    dialog.buttons.append(
        dialogButton("Open a file…", () => {
            dialog.close();
            saving.open();
        }),
        dialogButton("Close", () => dialog.close()),
    );
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
