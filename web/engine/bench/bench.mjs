// How fast the modules step, publish and mesh in node: JSON of every round, with rows as bench/bench_steps.c has them,
// so that the two can stand beside each other. The rounds of all rows take turns, so that a busy moment of a shared
// machine touches every row alike.
//
//     node bench/bench.mjs [--size 128] [--rounds 9] [--threads 2]
import { availableParallelism } from "node:os";

import { Engine, load, MgVertexFormat } from "../dist/node.js";

const option = (name, initial) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? initial : Number(process.argv[at + 1]);
};

const SIZE = option("size", 128),
    ROUNDS = option("rounds", 9),
    STEPS = 20;
const WARM_UP_STEPS = 400; // until a pattern fills the box
const KEYFRAME_STEPS = 24; // between the two that a mesh blends
const ALL = option("threads", Math.max(1, Math.min(availableParallelism(), 8)));

const cells = 1e-9 * SIZE ** 3 * STEPS;
const single = await load({ single: true }),
    one = await load({ threads: 1 }),
    all = await load({ threads: ALL });
const engines = [single, one, all].map(({ instance }) =>
    Engine.create(instance, { size: [SIZE, SIZE, SIZE], threads: 0 }),
);
const [withoutThreads, withOne, withAll] = engines;
for (const engine of engines) {
    for (const steps of [WARM_UP_STEPS, KEYFRAME_STEPS]) {
        engine.step(steps);
        engine.publish();
    }
}

/** Millions of triangles that `run` makes. */
const triangles = (engine, options) => 1e-6 * engine.mesh(options).triangleCount;
const packed = { format: MgVertexFormat.Packed, blend: 1 },
    blended = { format: MgVertexFormat.Packed, blend: 0.5 };
const float = { format: MgVertexFormat.Float, blend: 1 };
const rows = [
    ["step_single_build", "Gcell", cells, () => withoutThreads.step(STEPS)],
    ["step_1_thread", "Gcell", cells, () => withOne.step(STEPS)],
    ["step_all_threads", "Gcell", cells, () => withAll.step(STEPS)],
    ["mesh_1_thread", "Mtri", triangles(withOne, packed), () => withOne.mesh(packed)],
    ["mesh_1_thread_blended", "Mtri", triangles(withOne, blended), () => withOne.mesh(blended)],
    ["mesh_1_thread_float", "Mtri", triangles(withOne, float), () => withOne.mesh(float)],
    ["mesh_all_threads", "Mtri", triangles(withAll, packed), () => withAll.mesh(packed)],
].map(([id, unit, work, run]) => ({ id, unit, work, run, wall: [], cpu: [] }));

for (let round = 0; round < ROUNDS; round++)
    for (const row of rows) {
        const cpu = process.cpuUsage(),
            started = performance.now();
        row.run();
        row.wall.push((performance.now() - started) / 1000);
        const used = process.cpuUsage(cpu);
        row.cpu.push((used.user + used.system) / 1e6);
    }
console.log(
    JSON.stringify({
        runtime: `node ${process.version}`,
        size: SIZE,
        threads: ALL,
        rounds: ROUNDS,
        rows: rows.map(({ id, unit, work, wall, cpu }) => ({ id, unit, work, wall, cpu })),
    }),
);
await Promise.all([single, one, all].map((pool) => pool.close()));
