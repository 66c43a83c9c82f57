// The sections about what runs: the model and its presets, its parameters, and how it starts.
import { MG_NETWORK_MODEL_ID } from "@morphogen/engine/binding";
import type { Session } from "../../state/session";
import { readSeed } from "../../state/value_text";
import { sliderStep } from "../numbers";
import type { Controls } from "./controls";
import type { Folder } from "./folder";

export function addShape(gui: Folder, controls: Controls, session: Session, wantNetwork: () => void): void {
    const { models } = session.description;
    const choices = Object.fromEntries([
        ...models.map((model) => [model.label, model.id]),
        ["your own model…", MG_NETWORK_MODEL_ID],
    ]);
    controls.add(
        gui,
        "model",
        session.model.doc,
        choices,
        () => (session.state.config.network === null ? session.model.id : MG_NETWORK_MODEL_ID),
        (model: string) => {
            if (model !== MG_NETWORK_MODEL_ID) session.attempt(() => session.configure({ model }));
            else {
                wantNetwork();
                session.changed.emit(); // shows again which model it is, until the text runs
            }
        },
    );
    if (session.state.config.network)
        controls.addButton(gui, "edit its text…", "Reactions or equations, as you wrote them.", async () =>
            wantNetwork(),
        );
    if (session.model.presets.length > 0) addPresets(gui, controls, session);
    const { min, max, label } = session.view;
    const threshold = controls.add(
        gui,
        "threshold",
        `The surface is drawn where ${label} has this value.`,
        { min, max, step: sliderStep(min, max) },
        () => session.isovalue,
        (value: number) => session.setIsovalue(value),
    );
    threshold.element.id = "threshold";
}

function addPresets(gui: Folder, controls: Controls, session: Session): void {
    const choices = Object.fromEntries([["choose…", ""], ...session.model.presets.map((p) => [p.label, p.id])]);
    const doc = session.model.presets.map((preset) => `${preset.label}: ${preset.doc}`).join("\n");
    controls.add(
        gui,
        "preset",
        doc,
        choices,
        () => session.preset ?? "",
        (id: string) => {
            if (id !== "") session.attempt(() => session.applyPreset(id));
        },
    );
}

export function addReaction(folder: Folder, controls: Controls, session: Session): void {
    for (const param of session.model.parameters) controls.addParam(folder, param, param.id);
}

export function addStart(folder: Folder, controls: Controls, session: Session): void {
    const { seedings } = session.model;
    const seeding = seedings.find((entry) => entry.id === session.seeding) ?? seedings[0]!;
    const choices = Object.fromEntries(seedings.map((entry) => [entry.label, entry.id]));
    controls.add(
        folder,
        "seeding",
        seeding.doc,
        choices,
        () => session.seeding,
        (id: string) => session.attempt(() => session.seed(id, session.state.config.seed)),
    );
    controls.add(
        folder,
        "seed",
        "The same seed gives the same run, on every machine.",
        null,
        () => String(session.state.config.seed),
        (text: string) => seedFrom(session, text),
        true,
    );
    for (const param of seeding.parameters) controls.addParam(folder, param, `${seeding.id}.${param.id}`, true);
    controls.addButton(folder, "start again", "Fills the box anew from this seed, at step 0.", () =>
        session.seed(null, session.state.config.seed),
    );
    controls.addButton(folder, "another seed", "Draws a new seed and starts again.", () => session.reseed());
}

function seedFrom(session: Session, text: string): void {
    const { value: seed, refusal } = readSeed(text);
    session.attempt(() => (seed === null ? Promise.reject(new Error(refusal!)) : session.seed(null, seed)));
}
