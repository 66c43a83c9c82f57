// The modules in node on the network of bench/bench_molecules.c: ns a cell and step, medians, as JSON with that program's row
// names, so that the figures stand beside its.
//
//     node bench/node/molecules.mjs NETWORK SIZE [ROUNDS]        NETWORK: what bench_molecules --network prints, in a file
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

import { Engine, load } from "../../web/engine/dist/node.js";

const network = readFileSync(process.argv[2], "utf8"), size = Number(process.argv[3]), rounds = Number(process.argv[4] ?? 9);
const STEPS = 4, ALL = Math.max(1, Math.min(availableParallelism(), 8));

function start({ instance }, dt) {
    const engine = Engine.create(instance, { network, size: [size, size, size], threads: 0 });
    engine.set("dt", dt);
    engine.seed("uniform", 1n);
    engine.step(2 * STEPS);                      // the compiler of the machine has optimised it by then
    return engine;
}

const one = await load({ single: true }), all = await load({ threads: ALL });
const runs = [[one, 0.05, "1_thread"], [all, 0.05, "all_threads"], [one, 0.2, "1_thread"], [one, 0.4, "1_thread"]].map(
    ([pool, dt, threads]) => ({ id: `molecules_dt_${dt}_${threads}`, engine: start(pool, dt), values: [] }));

for (let round = 0; round < rounds; round++)
    for (const { engine, values } of runs) {
        const started = performance.now();
        engine.step(STEPS);
        values.push(1e6 * (performance.now() - started) / STEPS / size ** 3);
    }

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
console.log(JSON.stringify({
    runtime: `node ${process.version}`, size, threads: ALL, rounds,
    rows: runs.map(({ id, values }) => ({ id, unit: "ns/cell", median: median(values) })),
}));
await Promise.all([one, all].map((pool) => pool.close()));
