// Starts the run that an address or a picture asks for: missing values are the defaults, names and values are checked
// against the tables, and what cannot be used comes back as sentences.

import type { Description } from "@morphogen/engine";
import { MG_LARGEST_TEXT_BYTES, MG_NETWORK_MODEL_ID, MG_SMALLEST_EXTENT } from "@morphogen/engine/binding";
import type { Boundary, Checkpoint, SimConfig, SimState, Vector3 } from "../compute/base";
import { validateLaunch } from "./launch_check";
import { DEFAULT_MODEL, type LaunchOptions } from "./launch_options";
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

/** The part of a session that a launch acts on. */
export interface LaunchTarget {
    readonly compute: { configure(config: SimConfig): Promise<SimState>; hash(): Promise<string> };
    readonly description: Description;
    readonly state: SimState;
    readonly view: { readonly isovalue: number };
    resume(checkpoint: Checkpoint): Promise<unknown>;
    setView(view: string): Promise<unknown>;
    setIsovalue(isovalue: number): void;
}

/** True where the run stands at its start and was made of this. */
function sameRun(config: SimConfig, { config: now, steps }: SimState): boolean {
    const text = ({ seed, seeding, params, ...rest }: SimConfig): string =>
        JSON.stringify([rest.model, rest.network, rest.size, rest.boundary, rest.dx, String(seed), seeding, params]);
    return steps === 0 && text(config) === text(now);
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
    if (steps !== null || journal.length > 0 || !sameRun(config, session.state)) {
        await session
            .resume({ config, view, journal, snapshot: null, fromSeed: true, steps: steps ?? 0 })
            .catch((error: unknown) => problems.push(error instanceof Error ? error.message : String(error)));
    } else if (view !== null) await session.setView(view);
    session.setIsovalue(isovalue ?? session.view.isovalue);
    return [...problems, ...(await compareHash(session, checked))];
}

/** The network in an address, as the library describes it, made as small as can be. */
async function networkOf(
    session: LaunchTarget,
    launch: LaunchOptions,
): Promise<{ text: string; description: Pick<Description, "models"> } | string | null> {
    if (launch.network === null) return null;
    try {
        const text = await unpack(launch.network, MG_LARGEST_TEXT_BYTES);
        const config: SimConfig = {
            ...session.state.config,
            model: MG_NETWORK_MODEL_ID,
            network: text,
            size: SMALLEST_BOX,
            seeding: null,
            params: {},
        };
        const { model } = await session.compute.configure(config);
        launch.model = MG_NETWORK_MODEL_ID;
        return model === null ? null : { text, description: { models: [model] } };
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
