// What presets and scenes change, as configurations.
import type { Description, ModelDescription } from "@morphogen/engine";
import type { SimConfig } from "../compute/base";
import { choiceOf } from "./model_tables";
import type { Scene } from "./scene";

/** A preset is a difference from the defaults; size, boundary and seed stay as they are. */
export function presetChanges(model: ModelDescription, id: string): Pick<SimConfig, "params" | "seeding"> {
    const preset = model.presets.find((entry) => entry.id === id);
    if (!preset) throw new Error(`There is no preset "${id}" in ${model.label}.`);
    const params = Object.create(null) as Record<string, number>;
    let seeding: string | null = null;
    for (const pair of preset.settings.split(/\s+/).filter(Boolean)) {
        const [name = "", text = ""] = pair.split("=");
        if (name === "seeding") seeding = text;
        else params[name] = choiceOf(model, name, text);
    }
    return { params, seeding };
}

/** The model of a scene. */
export function modelOfScene(scene: Scene, { models }: Description): ModelDescription {
    const model = models.find(({ id }) => id === scene.model);
    if (!model) throw new Error(`The scene wants the model "${scene.model}", which is none of ours.`);
    return model;
}

/**
 * A scene replaces all of the configuration; what it leaves out is at its first value, but for the size and the seed.
 */
export function sceneConfig(scene: Scene, model: ModelDescription, { size, seed }: SimConfig): SimConfig {
    const params = Object.create(null) as Record<string, number>;
    for (const [name, value] of Object.entries(scene.parameters))
        params[name] = typeof value === "number" ? value : choiceOf(model, name, value);
    return {
        model: scene.model,
        network: null,
        size: scene.size ?? size,
        boundary: scene.boundary,
        dx: scene.dx,
        seed: scene.seed ?? seed,
        seeding: scene.seeding,
        params,
    };
}
