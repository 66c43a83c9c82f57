// The sections about the picture: a control for every row of the table of the display.
import { DISPLAY, type Display, type DisplayRow, type DisplayValue } from "../../state/display";
import type { Session } from "../../state/session";
import { sliderStep } from "../numbers";
import type { Controls } from "./controls";
import type { Folder } from "./folder";

export function addDisplay(gui: Folder, controls: Controls, session: Session, display: Display): void {
    for (const group of new Set(DISPLAY.map((row) => row.group))) {
        const folder = gui.addFolder(group);
        if (group === "Display") addViews(folder, controls, session);
        for (const row of DISPLAY) if (row.group === group) addRow(folder, controls, session, display, row);
    }
}

function addViews(folder: Folder, controls: Controls, session: Session): void {
    const { views } = session.model;
    if (views.length < 2) return;
    const choices = Object.fromEntries(views.map((view) => [view.label, view.id]));
    controls.add(
        folder,
        "shown",
        session.view.doc,
        choices,
        () => session.state.view,
        (id: string) => session.attempt(() => session.setView(id)),
    );
}

function addRow(folder: Folder, controls: Controls, session: Session, display: Display, row: DisplayRow): void {
    const id = row.id as keyof typeof display.values;
    const write = (value: DisplayValue): void => display.set(id, value as never);
    const read = (): DisplayValue => display.values[id];
    const { label, doc } = row;
    const reset = { initial: row.initial, isInitial: (value: DisplayValue): boolean => value === row.initial };
    const add = (shape: Readonly<Record<string, string>> | null): void =>
        void controls.add(folder, label, doc, shape, read, write, false, reset);
    switch (row.kind) {
        case "number":
            addNumber(folder, controls, row.of === "view" ? session.view : null, row, read as () => number, write);
            break;
        case "choice":
            add(Object.fromEntries(Object.entries(row.choices).map(([value, text]) => [text, value])));
            break;
        case "view": {
            const views = session.model.views.map((view) => [view.label, view.id] as const);
            if (views.length > 1) add(Object.fromEntries([["the next one", ""], ...views]));
            break;
        }
        case "colour":
        case "switch":
            add(null);
    }
}

/** span: what the row's 0 to 1 is a share of; its values are shown. */
function addNumber(
    folder: Folder,
    controls: Controls,
    span: { min: number; max: number } | null,
    row: DisplayRow & { kind: "number" },
    read: () => number,
    write: (value: number) => void,
): void {
    const { min, max } = span ?? row,
        { label, doc } = row;
    const width = span === null ? 1 : max - min,
        origin = span === null ? 0 : min;
    const initial = origin + width * row.initial;
    controls.add(
        folder,
        label,
        doc,
        { min, max, step: sliderStep(min, max) },
        () => origin + width * read(),
        (value: number) => write((value - origin) / width),
        false,
        { initial, isInitial: () => read() === row.initial },
    );
}
