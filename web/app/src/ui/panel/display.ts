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
        for (const row of DISPLAY) if (row.group === group) addRow(folder, controls, display, row);
    }
}

function addViews(folder: Folder, controls: Controls, session: Session): void {
    const { views } = session.model;
    if (views.length < 2) return;
    const choices = Object.fromEntries(views.map((view) => [view.label, view.id]));
    controls.add(folder, "shown", session.view.doc, choices, () => session.state.view,
        (id: string) => session.attempt(() => session.setView(id)));
}

function addRow(folder: Folder, controls: Controls, display: Display, row: DisplayRow): void {
    const id = row.id as keyof typeof display.values;
    const write = (value: DisplayValue): void => display.set(id, value as never);
    const read = (): DisplayValue => display.values[id];
    const { label, doc } = row;
    const reset = { initial: row.initial, isInitial: (value: DisplayValue): boolean => value === row.initial };
    switch (row.kind) {
        case "number":
            controls.add(folder, label, doc, { min: row.min, max: row.max, step: sliderStep(row.min, row.max) }, read, write, false, reset);
            break;
        case "choice":
            controls.add(folder, label, doc, Object.fromEntries(Object.entries(row.choices).map(([value, text]) => [text, value])), read, write, false, reset);
            break;
        case "switch": controls.add(folder, label, doc, null, read, write, false, reset);
    }
}
