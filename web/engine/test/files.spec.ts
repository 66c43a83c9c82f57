// Files that cross the border: a snapshot the native program wrote goes on here and comes back the same, and three.js
// reads what we export.
import { readFileSync } from "node:fs";
import { Engine } from "@morphogen/engine/node";
import { type BufferGeometry, Mesh } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { expect, it } from "vitest";
import { pool, repository, smallEngine } from "./support.ts";

// The hashes are those of tests/golden/golden_snapshots.c: the native program's, twenty steps later.
const written = [
    ["gray_scott", "241cc8e47fab3684"],
    ["network", "7297d0ae51a7510d"],
    ["rdme", "d0f9b54ce08bffac"],
] as const;
const modules = [{ single: true }, { threads: 2 }];

it.each(written.flatMap(([name, hash]) => modules.map((options) => [name, options, hash] as const)))(
    "reads the native program's snapshot of %s, writes the same bytes and goes on the same (%o)",
    async (name, options, hash) => {
        const native = readFileSync(repository(`tests/fuzz/corpus/fuzz_snapshot/${name}.mgs`));
        const { instance } = await pool(options);
        const engine = Engine.load(instance, native);
        expect(Buffer.compare(engine.save(), native)).toBe(0);
        engine.step(20);
        expect(engine.hash()).toBe(hash);
    },
);

it("exports a GLB that three.js reads", async () => {
    const { instance, engine } = await smallEngine();
    engine.step(20);
    const mesh = engine.mesh({ isovalue: 0.2 });
    const file = engine.exportGlb(mesh);
    const scene = (await new GLTFLoader().parseAsync(file.buffer, "")).scene;
    const found: Mesh[] = [];
    scene.traverse((object) => {
        if (object instanceof Mesh) found.push(object);
    });
    expect(found).toHaveLength(1);
    const geometry = found[0]?.geometry as BufferGeometry;
    const positions = geometry.getAttribute("position"),
        normals = geometry.getAttribute("normal");
    expect(positions.count).toBe(mesh.vertexCount);
    expect(geometry.getIndex()?.count).toBe(3 * mesh.triangleCount);
    expect(geometry.getAttribute("color").itemSize).toBe(4);
    const floats = instance.floats(mesh.vertices, 7 * mesh.vertexCount);
    for (let i = 0; i < mesh.vertexCount; i += 97) {
        expect([positions.getX(i), positions.getY(i), positions.getZ(i)]).toEqual([
            ...floats.subarray(7 * i, 7 * i + 3),
        ]);
        expect([normals.getX(i), normals.getY(i), normals.getZ(i)]).toEqual([...floats.subarray(7 * i + 3, 7 * i + 6)]);
    }
});
