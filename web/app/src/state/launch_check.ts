// Holds what an address asks for against the tables of the models: names and ranges are known only once the engine has
// described itself.
import { type Description, type ModelDescription, type ParamDescription, storedFields } from "@morphogen/engine";
import type { Brush, JournalEntry, ParameterEntry } from "../compute/base";
import { DEFAULT_MODEL, type LaunchOptions } from "./launch_options";
import { findParam } from "./model_tables";

/** Drops what the engine does not know or would refuse, with a sentence in `problems`. */
export function validateLaunch(launch: LaunchOptions, description: Pick<Description, "models">): LaunchOptions {
    const problems = [...launch.problems];
    const wanted = description.models.find((model) => model.id === launch.model);
    if (launch.model !== null && !wanted) {
        problems.push(unknown("model", launch.model, description.models));
    }
    const model = wanted ?? description.models.find(({ id }) => id === DEFAULT_MODEL) ?? description.models[0]!;
    const known = <T extends { id: string }>(kind: string, id: string | null, list: readonly T[]): string | null => {
        if (id === null || list.some((entry) => entry.id === id)) return id;
        problems.push(unknown(kind, id, list));
        return null;
    };
    return {
        ...launch,
        model: wanted ? wanted.id : null,
        seeding: known("seeding", launch.seeding, model.seedings),
        view: known("view", launch.view, model.views),
        params: knownParams(launch.params, model, problems),
        journal: knownEntries(launch, model, problems),
        problems,
    };
}

/** Changes of what there is, to what it may be, before the step to go to. */
function knownEntries({ journal, steps }: LaunchOptions, model: ModelDescription, problems: string[]): JournalEntry[] {
    const wrong = new Set<string>();
    const good = journal.filter((entry) => {
        const fits =
            entry.steps <= (steps ?? 0) &&
            ("brush" in entry ? isPossibleBrush(entry.brush, model) : isPossibleValue(entry, model));
        if (!fits) wrong.add(describeEntry(entry));
        return fits;
    });
    const [first] = wrong;
    if (first !== undefined) {
        problems.push(
            `${wrong.size === 1 ? "A change" : `${wrong.size} changes`} while it ran cannot be made and ` +
                `${wrong.size === 1 ? "is" : "are"} ` +
                `left out, so this is not the run that was shared: ${first.slice(0, 60)}.`,
        );
    }
    return good;
}

function describeEntry(entry: JournalEntry): string {
    const what = "brush" in entry ? `a brush of radius ${entry.brush.radius}` : `${entry.parameter} = ${entry.value}`;
    return `${what} at step ${entry.steps}`;
}

function isPossibleValue({ parameter, value }: ParameterEntry, model: ModelDescription): boolean {
    const param = findParam(model, parameter);
    return param !== undefined && value >= param.min && value <= param.max && isOfKind(value, param);
}

/** What counts, and choices, are whole numbers. */
const isOfKind = (value: number, { kind }: ParamDescription): boolean => kind === "real" || Number.isInteger(value);

/** What mg_engine_paint takes. */
function isPossibleBrush({ centre, radius, softness, strength }: Brush, model: ModelDescription): boolean {
    const isPart = (value: number): boolean => value >= 0 && value <= 1;
    return (
        [...centre, radius].every(Number.isFinite) &&
        radius > 0 &&
        isPart(softness) &&
        isPart(strength) &&
        storedFields(model).some(({ paintValue, eraseValue }) => paintValue !== eraseValue)
    );
}

function knownParams(
    params: Record<string, number>,
    model: ModelDescription,
    problems: string[],
): Record<string, number> {
    const kept = Object.create(null) as Record<string, number>; // a parameter may be called anything
    for (const [name, value] of Object.entries(params)) {
        const param = findParam(model, name);
        if (!param) {
            problems.push(`The address names "${name}", which ${model.label} does not have.`);
        } else if (value < param.min || value > param.max) {
            problems.push(
                `${name} = ${value} is outside ${param.min} to ${param.max}; ${param.initial} is used instead.`,
            );
        } else if (!isOfKind(value, param)) {
            problems.push(`${name} = ${value} is no whole number; ${param.initial} is used instead.`);
        } else {
            kept[name] = value;
        }
    }
    return kept;
}

function unknown(kind: string, id: string, list: readonly { id: string }[]): string {
    return `${kind} "${id}" is unknown; there is ${list.map((entry) => entry.id).join(", ")}.`;
}
