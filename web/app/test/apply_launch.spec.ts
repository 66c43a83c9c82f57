// An address's run is the first engine: none is made again for it, and what leads to a step goes on from there.
import type { ModelDescription } from "@morphogen/engine";
import tables from "@morphogen/engine/description.json";
import { describe, expect, it } from "vitest";
import type { SimState } from "../src/compute/base";
import { applyLaunch, firstRun, type LaunchTarget, SMALLEST_BOX } from "../src/state/apply_launch";
import { pack } from "../src/state/packing";
import { parseLaunch } from "../src/state/url";

const TEXT = "parameter k = 0.1 in 0..1\nspecies prey D = 0.1 initial = 4\nreaction prey -> 2 prey rate k\n";
const NETWORK = {
    ...tables.models.find(({ id }) => id === "birth_death")!,
    id: "network",
    parameters: [{ id: "k", label: "k", kind: "real", initial: 0.1, min: 0, max: 1 }],
} as unknown as ModelDescription;
const models = [...(tables.models as unknown as ModelDescription[]), NETWORK];

/** A session whose engine was made of what the address asks for first; keeps what is asked of it. */
async function asked(search: string): Promise<readonly string[]> {
    const launch = parseLaunch(search),
        { config, view } = await firstRun(launch),
        calls: string[] = [];
    const model = models.find(({ id }) => id === config.model)!;
    // As the engine tells it: floats, and only what differs from the first values.
    const params = Object.fromEntries(Object.entries(config.params).map(([name, value]) => [name, Math.fround(value)]));
    const state = { config: { ...config, params }, view: view ?? model.views[0]!.id, steps: 0 } as SimState;
    const note = (name: string) => async () => void calls.push(name);
    const session = {
        compute: { describeText: () => Promise.resolve(NETWORK), hash: note("hash") },
        description: tables,
        model,
        state,
        view: model.views[0]!,
        resume: note("resume"),
        replay: note("replay"),
        setView: note("setView"),
        setIsovalue: () => undefined,
    } as unknown as LaunchTarget;
    expect(await applyLaunch(session, launch, state.config)).toEqual([]);
    return calls;
}

describe("an address", () => {
    it.each([
        "",
        "?model=rdme",
        "?model=rdme&size=40&view=food",
        "?feed=0.03&seeding=spheres&spheres.count=40",
        "?dx=0.5",
    ])("%s makes no second engine", async (search) => {
        expect(await asked(search)).toEqual([]);
    });

    it("that goes to a step goes on from the first engine", async () => {
        expect(await asked("?model=rdme&step=40")).toEqual(["replay"]);
        expect(await asked("?feed=0.03&step=40&j=feed~10~.04")).toEqual(["replay"]);
    });

    it.each(["", "&k=0.25&size=40", `&view=${NETWORK.views[0]!.id}&seeding=${NETWORK.seedings[0]!.id}&seed=5`])(
        "with a network and '%s' makes no second engine",
        async (rest) => expect(await asked(`?net=${await pack(TEXT)}${rest}`)).toEqual([]),
    );

    it("with a network that goes to a step goes on from the first engine", async () => {
        expect(await asked(`?net=${await pack(TEXT)}&step=40`)).toEqual(["replay"]);
    });

    it("whose network cannot be unpacked waits in the smallest box for the sentence about it", async () => {
        expect((await firstRun(parseLaunch("?net=abc&size=64"))).config).toMatchObject({
            size: SMALLEST_BOX,
            network: null,
        });
    });
});
