// What holds for every address that anybody may make: reading never throws, never passes a value that was not checked,
// says a sentence for what it drops, and what it kept it keeps again. Shared by url_fuzz.spec.ts and by the fuzzer of
// tests/fuzz/link.
import assert from "node:assert/strict";
import type { Description, ModelDescription, ParamDescription } from "@morphogen/engine";
import { MG_LARGEST_TEXT_BYTES } from "@morphogen/engine/binding";
import { validateLaunch } from "../src/state/launch_check";
import type { LaunchOptions } from "../src/state/launch_options";
import { unpack } from "../src/state/packing";
import { parseLaunch } from "../src/state/url";

const param = (id: string, kind: ParamDescription["kind"], min: number, max: number): ParamDescription => ({
    id,
    symbol: id,
    unit: "",
    doc: "",
    kind,
    initial: min,
    min,
    max,
});
const view = (id: string) => ({ id, label: id, doc: "", min: 0, max: 1, isovalue: 0.2, gradientMax: 1 });
const model = (id: string, parameters: ParamDescription[]): ModelDescription => ({
    id,
    label: id,
    doc: "",
    equations: "",
    source: "",
    molecules: false,
    parameters,
    presets: [],
    fields: [{ id: "v", label: "v", unit: "", role: "state", paintValue: 0.5, eraseValue: 0 }],
    views: [view("u"), view("v")],
    seedings: [
        {
            id: "perlin",
            label: "Perlin",
            doc: "",
            parameters: [param("frequency", "real", 1, 64), param("octaves", "integer", 1, 8)],
        },
    ],
});
export const description: Pick<Description, "models"> = {
    models: [
        model("rdme", [param("dt", "real", 0.001, 2), param("k1", "real", 0, 1)]),
        model("gray_scott", [
            param("feed", "real", 0, 0.1),
            param("kill", "real", 0, 0.1),
            param("laplacian", "choice", 0, 1),
        ]),
    ],
};

const isWhole = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;

function checkForm(launch: LaunchOptions): void {
    if (launch.size !== null) assert(launch.size.length === 3 && launch.size.every((n) => isWhole(n, 8, 4096)), "size");
    if (launch.seed !== null) assert(launch.seed >= 0n && launch.seed < 2n ** 64n, "seed");
    if (launch.threads !== null) assert(isWhole(launch.threads, 1, 64), "threads");
    if (launch.boundary !== null) {
        assert(
            launch.boundary.length === 3 && launch.boundary.every((wall) => wall === "periodic" || wall === "no_flux"),
            "boundary",
        );
    }
    if (launch.isovalue !== null) assert(Number.isFinite(launch.isovalue), "isovalue");
    if (launch.dx !== null) assert(Number.isFinite(launch.dx) && launch.dx > 0, "dx");
    assert(typeof launch.paused === "boolean", "paused");
    for (const [name, value] of Object.entries(launch.params)) assert(Number.isFinite(value), name);
    let steps = 0;
    for (const entry of launch.journal) {
        assert(Number.isInteger(entry.steps) && entry.steps >= steps, "journal");
        steps = entry.steps;
        if ("parameter" in entry) assert(Number.isFinite(entry.value), entry.parameter);
        else assert(entry.brush.centre.every(Number.isFinite), "brush");
    }
    if (launch.camera !== null)
        assert([...launch.camera.position, ...launch.camera.target].every(Number.isFinite), "camera");
    if (launch.steps !== null) assert(isWhole(launch.steps, 0, 1e9), "steps");
    if (launch.network !== null) assert.match(launch.network, /^[A-Za-z0-9_-]+$/);
    if (launch.hash !== null) assert.match(launch.hash, /^[0-9a-f]{16}$/);
    for (const problem of launch.problems) assert(problem.length > 0, "a problem without a sentence");
}

function checkOfModel(wanted: ModelDescription, name: string, value: number): void {
    const owner = name.split("."),
        list = owner.length === 1 ? wanted.parameters : wanted.seedings.find(({ id }) => id === owner[0])?.parameters;
    const found = list?.find(({ id }) => id === owner.at(-1));
    assert(owner.length <= 2 && found !== undefined, `${name} is of nothing`);
    assert(found.kind === "real" || Number.isInteger(value), `${name} = ${value}`);
    assert(value >= found.min && value <= found.max, `${name} = ${value}`);
}

function checkAgainstTables(launch: LaunchOptions): void {
    const wanted = description.models.find(({ id }) => id === (launch.model ?? "gray_scott"));
    assert(wanted !== undefined, "model");
    assert(launch.view === null || wanted.views.some(({ id }) => id === launch.view), "view");
    assert(launch.seeding === null || wanted.seedings.some(({ id }) => id === launch.seeding), "seeding");
    for (const [name, value] of Object.entries(launch.params)) checkOfModel(wanted, name, value);
    for (const entry of launch.journal) {
        assert(entry.steps <= (launch.steps ?? 0), "journal");
        if ("parameter" in entry) checkOfModel(wanted, entry.parameter, entry.value);
        else
            assert(
                [...entry.brush.centre, entry.brush.radius, entry.brush.softness, entry.brush.strength].every(
                    Number.isFinite,
                ),
                "brush",
            );
    }
}

/**
 * Reads it as the page does. What was kept is kept when it is looked at again; nothing reaches what all objects share.
 */
export function readAsThePageDoes(search: string): LaunchOptions {
    const read = parseLaunch(search);
    checkForm(read);
    const checked = validateLaunch(read, description);
    checkForm(checked);
    checkAgainstTables(checked);
    assert.deepStrictEqual(validateLaunch({ ...checked, problems: [] }, description), { ...checked, problems: [] });
    assert(Object.keys(Object.prototype).length === 0, "every object has something new");
    return checked;
}

/** A packed network is a text of no more bytes than it may have, or a sentence. */
export async function unpackAsThePageDoes(packed: string): Promise<void> {
    let text: string;
    try {
        text = await unpack(packed, MG_LARGEST_TEXT_BYTES);
    } catch (error) {
        assert(error instanceof Error && error.message.length > 20, "a refusal without a sentence");
        return;
    }
    assert(new TextEncoder().encode(text).length <= MG_LARGEST_TEXT_BYTES, "longer than it may be");
}
