// Calls of window.morphogen that nobody can answer: every method with values of other kinds, beyond its range, and none
// at all.
// Values travel to the page as texts, since NaN, a bigint or an object that holds itself have no other way there.

/** What stands for a value; `decode` in the page makes it again. */
export type Coded = string | { readonly [key: string]: Coded } | readonly Coded[];
export interface BadCall {
    readonly method: string;
    readonly values: readonly Coded[];
}

const NUMBERS = ["1.5", "-1", "1e300", "2**53"],
    ODD_NUMBERS = ["NaN", "Infinity", "-Infinity"];
const REST = [
    "''",
    "'x'",
    "'24'",
    "null",
    "undefined",
    "true",
    "[]",
    "[1,2]",
    "[NaN,1,2]",
    "{}",
    "{a:1}",
    "5n",
    "-1n",
    "2n**64n",
    "function",
    "circle",
    "buffer",
    "'long'",
];
const ALL = [...NUMBERS, ...ODD_NUMBERS, ...REST];
const but = (...good: string[]): string[] => ALL.filter((value) => !good.includes(value));

/** Method -> arguments of which the last is bad: all values but those that would be good. */
const ARGUMENTS: readonly {
    method: string;
    before?: readonly Coded[];
    key?: string;
    with?: { readonly [key: string]: Coded };
    bad: readonly string[];
}[] = [
    { method: "step", bad: but("undefined") },
    { method: "scrub", bad: ALL },
    { method: "set", before: ["'feed'"], bad: ALL },
    { method: "set", bad: ALL },
    { method: "get", bad: ALL },
    { method: "seed", bad: but("null", "undefined") },
    { method: "seed", before: ["null"], bad: but("null", "undefined", "5n") },
    { method: "configure", bad: but("{}") },
    { method: "configure", key: "size", bad: ALL },
    { method: "configure", key: "boundary", bad: ALL },
    { method: "configure", key: "seed", bad: but("5n") },
    { method: "configure", key: "dx", bad: but("1.5") },
    { method: "configure", key: "model", bad: ALL },
    { method: "configure", key: "seeding", bad: but("null") },
    { method: "configure", key: "params", bad: but("{}") },
    { method: "configure", key: "network", bad: but("null") },
    { method: "configure", key: "colour", bad: ALL },
    { method: "preset", bad: ALL },
    { method: "view", bad: ALL },
    { method: "threads", bad: ALL },
    { method: "network", bad: ALL },
    { method: "scene", bad: ALL },
    { method: "exportFile", bad: ALL },
    { method: "exportFile", before: ["'ply'"], bad: but("true", "undefined") },
    { method: "record", bad: but("{}", "undefined") },
    { method: "record", key: "frames", bad: ALL },
    { method: "record", key: "every", bad: ALL },
    { method: "record", key: "fps", bad: but("1.5") },
    { method: "record", key: "kind", bad: but("null") },
    { method: "probe", bad: ALL },
    { method: "pick", bad: but(...NUMBERS) },
    { method: "paint", bad: ALL },
    { method: "paint", key: "radius", with: { centre: ["1.5", "1.5", "1.5"] }, bad: but("1.5", "1e300", "2**53") },
    { method: "paint", key: "centre", with: { radius: "1.5" }, bad: ALL },
    { method: "screenshot", bad: but("1.5", "undefined") },
    { method: "frame", bad: but("undefined") },
    { method: "open", bad: ALL },
    { method: "pace", bad: but("null") },
    { method: "display", bad: but("{}", "undefined") },
    { method: "display", key: "fog", bad: but(...NUMBERS, "Infinity", "-Infinity") },
    { method: "camera", bad: ALL },
    { method: "isovalue", bad: but(...NUMBERS) },
];

/** So many of them, in an order that the seed gives. */
export function badCalls(count: number, seed: number): BadCall[] {
    let state = seed >>> 0;
    const random = (below: number): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
    const calls = ARGUMENTS.flatMap(({ method, before = [], key, with: others = {}, bad }) =>
        bad.map(
            (value): BadCall => ({
                method,
                values: [...before, key === undefined ? value : { ...others, [key]: value }],
            }),
        ),
    );
    for (let i = calls.length - 1; i > 0; i--) {
        const j = random(i + 1),
            swapped = calls[i]!;
        calls[i] = calls[j]!;
        calls[j] = swapped;
    }
    return calls.slice(0, count);
}
