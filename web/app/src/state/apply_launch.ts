// Starts the run that an address or a picture asks for: missing values are the defaults, names and values are checked
// against the tables, and what cannot be used comes back as sentences.

import type { Description, ModelDescription } from "@morphogen/engine";
import { MG_LARGEST_TEXT_BYTES, MG_NETWORK_MODEL_ID, MG_SMALLEST_EXTENT } from "@morphogen/engine/binding";
import type { Boundary, Checkpoint, JournalEntry, SimConfig, SimState, Vector3 } from "../compute/base";
import { loadPart } from "../compute/load_part";
import { validateLaunch } from "./launch_check";
import { DEFAULT_MODEL, type LaunchOptions } from "./launch_options";
import { findParam } from "./model_tables";
import { unpack } from "./packing";

const DEFAULT_SIZE: Vector3 = [128, 128, 128];
const DEFAULT_SEED = 1337n;
const PERIODIC: readonly [Boundary, Boundary, Boundary] = ["periodic", "periodic", "periodic"];
export const SMALLEST_BOX: Vector3 = [MG_SMALLEST_EXTENT, MG_SMALLEST_EXTENT, MG_SMALLEST_EXTENT];

/** What an address asks for before its names are checked. */
export function firstConfig({ size, boundary, dx, seed }: LaunchOptions): SimConfig {
    return {
        model: DEFAULT_MODEL,
        size: size ?? DEFAULT_SIZE,
        boundary: boundary ?? PERIODIC,
        dx: dx ?? 1,
        seed: seed ?? DEFAULT_SEED,
        seeding: null,
        params: {},
        network: null,
    };
}

type Tables = Pick<Description, "models">;

/** The tables of the module, loaded where the address names something of them. */
async function tablesFor({ model, seeding, view, params }: LaunchOptions): Promise<Tables | null> {
    if (model === null && seeding === null && view === null && Object.keys(params).length === 0) return null;
    return (
        await loadPart("the tables of the models", "description", () => import("@morphogen/engine/description.json"))
    ).default as unknown as Tables;
}

/** What the first engine is made of. */
export interface FirstRun {
    readonly config: SimConfig;
    readonly view: string | null;
}

/**
 * The run that an address asks for, so that the first engine is the only one. Names of a network are checked by the
 * engine, those of a built-in model against the tables that the build made. What cannot be read here, applyLaunch
 * reports.
 */
export async function firstRun(launch: LaunchOptions): Promise<FirstRun> {
    const first = firstConfig(launch);
    try {
        if (launch.network !== null) {
            const network = await unpack(launch.network, MG_LARGEST_TEXT_BYTES);
            const { seeding, params, view } = launch;
            return { config: { ...first, model: MG_NETWORK_MODEL_ID, network, seeding, params }, view };
        }
        const tables = await tablesFor(launch);
        if (tables === null) return { config: first, view: null };
        const { model, seeding, params, view } = validateLaunch(launch, tables);
        return { config: { ...first, model: model ?? DEFAULT_MODEL, seeding, params }, view };
    } catch {
        return { config: launch.network === null ? first : { ...first, size: SMALLEST_BOX }, view: null };
    }
}

/** The part of a session that a launch acts on. */
export interface LaunchTarget {
    readonly compute: { describeText(text: string): Promise<ModelDescription>; hash(): Promise<string> };
    readonly model: ModelDescription;
    readonly description: Description;
    readonly state: SimState;
    readonly view: { readonly isovalue: number };
    resume(checkpoint: Checkpoint): Promise<unknown>;
    replay(journal: readonly JournalEntry[], steps: number): Promise<unknown>;
    setView(view: string): Promise<unknown>;
    setIsovalue(isovalue: number): void;
}

/** True where the run stands at its start and was made of this. */
function sameRun(config: SimConfig, { config: now, steps }: SimState, model: ModelDescription): boolean {
    const text = ({ seed, ...rest }: SimConfig): string =>
        JSON.stringify([rest.model, rest.network, rest.size, rest.boundary, rest.dx, String(seed)]);
    const seedingOf = ({ seeding }: SimConfig): string | undefined => seeding ?? model.seedings[0]?.id;
    // The engine holds floats, and reports only what differs from the first values.
    const floatOf = ({ params }: SimConfig, name: string): number =>
        Math.fround(params[name] ?? findParam(model, name)?.initial ?? NaN);
    const names = new Set([...Object.keys(config.params), ...Object.keys(now.params)]);
    return (
        steps === 0 &&
        text(config) === text(now) &&
        seedingOf(config) === seedingOf(now) &&
        [...names].every((name) => floatOf(config, name) === floatOf(now, name))
    );
}

/**
 * The run that an address or a picture asks for, beginning from the configuration; what could not be used comes back as
 * sentences.
 */
export async function applyLaunch(
    session: LaunchTarget,
    launch: LaunchOptions,
    base = firstConfig(launch),
): Promise<readonly string[]> {
    const network = await networkOf(session, launch);
    if (typeof network === "string") return [...launch.problems, network];
    const checked = validateLaunch(launch, network?.description ?? session.description);
    const { seeding, params, journal, steps, view, isovalue } = checked,
        model = checked.model ?? DEFAULT_MODEL;
    const config: SimConfig = {
        ...base,
        seeding,
        params,
        ...(network === null ? { model, network: null } : { model: MG_NETWORK_MODEL_ID, network: network.text }),
    };
    const problems = [...checked.problems];
    const isThere = sameRun(config, session.state, session.model);
    if (isThere && view !== null && view !== session.state.view) await session.setView(view);
    const act = (): Promise<unknown> => {
        if (!isThere)
            return session.resume({ config, view, journal, snapshot: null, fromSeed: true, steps: steps ?? 0 });
        return steps === null && journal.length === 0 ? Promise.resolve() : session.replay(journal, steps ?? 0);
    };
    await act().catch((error: unknown) => problems.push(error instanceof Error ? error.message : String(error)));
    session.setIsovalue(isovalue ?? session.view.isovalue);
    return [...problems, ...(await compareHash(session, checked))];
}

/** The network in an address, as the library describes it. */
async function networkOf(
    session: LaunchTarget,
    launch: LaunchOptions,
): Promise<{ text: string; description: Pick<Description, "models"> } | string | null> {
    if (launch.network === null) return null;
    try {
        const text = await unpack(launch.network, MG_LARGEST_TEXT_BYTES);
        const model = await session.compute.describeText(text);
        launch.model = model.id;
        return { text, description: { models: [model] } };
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

async function compareHash(
    session: LaunchTarget,
    { hash, steps, problems }: LaunchOptions,
): Promise<readonly string[]> {
    if (hash === null || problems.length > 0 || session.state.steps !== (steps ?? 0)) return [];
    const here = await session.compute.hash();
    return here === hash
        ? []
        : [
              `The link tells of a state with the hash ${hash}, but at step ${session.state.steps} it is ${here} ` +
                  "here: " +
                  "the link was changed, or made by a version with other rules.",
          ];
}
