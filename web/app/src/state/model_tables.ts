// Looking things up in the tables of a model (ModelDescription).
import type { ModelDescription, ParamDescription } from "@morphogen/engine";

/** "feed" of the model, "perlin.frequency" of a seeding. */
export function findParam(model: ModelDescription, name: string): ParamDescription | undefined {
    const [first, second, rest] = name.split(".");
    if (rest !== undefined) return undefined;
    if (second === undefined) return model.parameters.find((param) => param.id === first);
    return model.seedings.find((seeding) => seeding.id === first)?.parameters.find((param) => param.id === second);
}

/** As findParam, but a name that is not there throws a sentence. */
export function paramOf(model: ModelDescription, name: string): ParamDescription {
    const param = findParam(model, name);
    if (!param) throw new Error(`${model.label} has no parameter "${name}".`);
    return param;
}

/** The number that a parameter's text stands for: the name of a choice, or digits. */
export function choiceOf(model: ModelDescription, name: string, text: string): number {
    const choice = paramOf(model, name).choices?.indexOf(text) ?? -1;
    return choice >= 0 ? choice : Number(text);
}

/**
 * What a table holds under a name, and nothing that all objects have: a parameter may be called "toString" or
 * "__proto__".
 */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
    return Object.hasOwn(table, name) ? table[name] : undefined;
}
