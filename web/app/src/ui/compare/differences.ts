// In what two runs differ, in words: what they are made of, and every parameter.

import { own } from "../../state/model_tables";
import type { Session } from "../../state/session";

type Compared = Pick<Session, "model" | "state" | "isovalue">;

export interface Difference {
    readonly what: string;
    readonly a: string;
    readonly b: string;
}

export function differencesOf(a: Compared, b: Compared): Difference[] {
    const made = (run: Compared): [string, string][] => {
        const { config, view } = run.state;
        return [
            ["model", run.model.label],
            ["cells", config.size.join(" × ")],
            ["boundary", config.boundary.join(", ")],
            ["cell edge", String(config.dx)],
            ["seed", String(config.seed)],
            ["seeding", config.seeding ?? run.model.seedings[0]!.id],
            ["shown", view],
            ["threshold", formatNumber(run.isovalue)],
        ];
    };
    const others = made(b),
        first = made(a).map(([what, text], i): Difference => ({ what, a: text, b: others[i]![1] }));
    return [...first, ...(a.model.id === b.model.id ? parameters(a, b) : [])].filter(
        (difference) => difference.a !== difference.b,
    );
}

function parameters(a: Compared, b: Compared): Difference[] {
    const names = new Set([...Object.keys(a.state.config.params), ...Object.keys(b.state.config.params)]);
    const value = ({ state, model }: Compared, name: string): string => {
        const initial = [
            ...model.parameters.map(({ id, initial }) => [id, initial] as const),
            ...model.seedings.flatMap((seeding) =>
                seeding.parameters.map(({ id, initial }) => [`${seeding.id}.${id}`, initial] as const),
            ),
        ];
        return formatNumber(own(state.config.params, name) ?? initial.find(([id]) => id === name)?.[1] ?? NaN);
    };
    return [...names].map((name) => ({ what: name.replaceAll("_", " "), a: value(a, name), b: value(b, name) }));
}

function formatNumber(value: number): string {
    return String(Number(value.toPrecision(6)));
}
