// Addresses that anybody may make: thousands of random and mutated ones, and the fuzzer's corpus. The draws are the
// same each time.
import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { pack } from "../src/state/packing";
import { parseLaunch } from "../src/state/url";
import { mutated, randomFrom } from "./link_mutations";
import { readAsThePageDoes, unpackAsThePageDoes } from "./link_properties";

const corpus = new URL("../../../tests/fuzz/corpus/link/", import.meta.url);
const read = (names: readonly string[]): string[] => names.map((name) => readFileSync(new URL(name, corpus), "utf8"));
const all = read(readdirSync(corpus)),
    seeds = read(readdirSync(corpus).filter((name) => name.startsWith("seed"))); // the rest was found

describe("an address that anybody made", () => {
    it("is read without harm from the corpus, its network too", async () => {
        expect(seeds.length).toBeGreaterThan(10);
        for (const search of all) {
            readAsThePageDoes(search);
            const { network } = parseLaunch(search);
            if (network !== null) await unpackAsThePageDoes(network);
        }
    });

    it("cannot fill the memory with a network", async () => {
        await unpackAsThePageDoes(await pack("# \n".repeat(1e6)));
        await unpackAsThePageDoes((await pack("species X D = 1 initial = 1\n")).slice(0, -3));
    });

    it("is read without harm near what fuzzing found (5000 of them)", () => {
        const draw = randomFrom(5);
        for (let i = 0; i < 5000; i++) readAsThePageDoes(mutated(all, draw));
    });

    it.each([1, 2, 3, 4])("is read without harm (5000 of them, draw %i)", (seed) => {
        const draw = randomFrom(seed);
        let dropped = 0,
            kept = 0;
        for (let i = 0; i < 5000; i++) {
            const checked = readAsThePageDoes(mutated(seeds, draw));
            dropped += Number(checked.problems.length > 0);
            kept += Number(checked.problems.length === 0 && Object.keys(checked.params).length > 0);
        }
        expect(dropped).toBeGreaterThan(500);
        expect(kept).toBeGreaterThan(50); // and not everything is nonsense
    });
});
