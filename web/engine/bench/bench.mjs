// How fast the modules step, publish and mesh in node: JSON with the rows of `morphogen bench --json`, so that the two
// can stand beside each other. Every figure is the median of several rounds, and the rounds of all rows take turns, so
// that a busy moment of a shared machine touches every row alike.
//
//     node bench/bench.mjs [--size 128] [--rounds 9] [--threads 2]
import { availableParallelism } from "node:os";

import { Engine, VertexFormat, load } from "../dist/node.js";

const option = (name, initial) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? initial : Number(process.argv[at + 1]);
};

const SIZE = option("size", 128), ROUNDS = option("rounds", 9), STEPS = 20;
const WARM_UP_STEPS = 1000;                      // until a pattern fills the box
const ALL = option("threads", Math.max(1, Math.min(availableParallelism(), 8)));

const seconds = (run) => {
    const started = performance.now();
    const result = run();
    return { spent: (performance.now() - started) / 1000, result };
};
const stepRate = (engine) => SIZE ** 3 * STEPS / seconds(() => engine.step(STEPS)).spent / 1e9;
const publishTime = (engine) => 1000 * seconds(() => engine.publish()).spent;
const meshRate = (engine, format, blend) => {
    const { spent, result } = seconds(() => engine.mesh({ format, blend }));
    return result.triangleCount / spent / 1e6;
};

const single = await load({ single: true }), one = await load({ threads: 1 }), all = await load({ threads: ALL });
const engines = [single, one, all].map(({ instance }) => Engine.create(instance, { size: [SIZE, SIZE, SIZE], threads: 0 }));
const [withoutThreads, withOne, withAll] = engines;

const rows = [
    ["step_single_build", "Gcell/s", () => stepRate(withoutThreads)],
    ["step_1_thread", "Gcell/s", () => stepRate(withOne)],
    ["step_all_threads", "Gcell/s", () => stepRate(withAll)],
    ["publish_1_thread", "ms", () => publishTime(withOne)],
    ["publish_all_threads", "ms", () => publishTime(withAll)],
    ["mesh_1_thread", "Mtri/s", () => meshRate(withOne, VertexFormat.Packed, 1)],
    ["mesh_1_thread_blended", "Mtri/s", () => meshRate(withOne, VertexFormat.Packed, 0.5)],
    ["mesh_1_thread_float", "Mtri/s", () => meshRate(withOne, VertexFormat.Float, 1)],
    ["mesh_all_threads", "Mtri/s", () => meshRate(withAll, VertexFormat.Packed, 1)],
].map(([id, unit, measure]) => ({ id, unit, measure, values: [] }));

for (const engine of engines) {
    engine.step(WARM_UP_STEPS);
    engine.publish();
}
for (let round = 0; round < ROUNDS; round++)
    for (const row of rows) row.values.push(row.measure());

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const { triangleCount } = withOne.mesh();
console.log(JSON.stringify({
    runtime: `node ${process.version}`, size: [SIZE, SIZE, SIZE], threads: ALL, triangles: triangleCount,
    rows: rows.map(({ id, unit, values }) => ({ id, median: Number(median(values).toPrecision(6)), unit })),
}, null, 1));
await Promise.all([single, one, all].map((pool) => pool.close()));
