// Files that cross the border: a snapshot the native program wrote goes on here and comes back the same, and three.js reads
// what we export.
import { readFileSync } from "node:fs";

import { BufferGeometry, Mesh } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { expect, it } from "vitest";

import { Engine } from "@morphogen/engine/node";
import { pool, repository, smallEngine } from "./support.ts";

it.each([{ single: true }, { threads: 2 }])("reads the native program's snapshot and writes the same bytes (%o)", async (options) => {
    const native = readFileSync(repository("tests/fuzz/corpus/fuzz_snapshot/gray_scott.mgs"));
    const { instance } = await pool(options);
    const engine = Engine.load(instance, native);
    expect([engine.steps, engine.get("feed")]).toEqual([3, 0.0367]);
    expect(Buffer.compare(engine.save(), native)).toBe(0);
});

it("exports a GLB that three.js reads", async () => {
    const { instance, engine } = await smallEngine();
    engine.step(20);
    const mesh = engine.mesh({ isovalue: 0.2 });
    const file = engine.exportGlb(mesh);
    const scene = (await new GLTFLoader().parseAsync(file.buffer, "")).scene;
    const found: Mesh[] = [];
    scene.traverse((object) => { if (object instanceof Mesh) found.push(object); });
    expect(found).toHaveLength(1);
    const geometry = found[0]?.geometry as BufferGeometry;
    const positions = geometry.getAttribute("position"), normals = geometry.getAttribute("normal");
    expect(positions.count).toBe(mesh.vertexCount);
    expect(geometry.getIndex()?.count).toBe(3 * mesh.triangleCount);
    expect(geometry.getAttribute("color").itemSize).toBe(4);
    const floats = instance.floats(mesh.vertices, 7 * mesh.vertexCount);
    for (let i = 0; i < mesh.vertexCount; i += 97) {
        expect([positions.getX(i), positions.getY(i), positions.getZ(i)]).toEqual([...floats.subarray(7 * i, 7 * i + 3)]);
        expect([normals.getX(i), normals.getY(i), normals.getZ(i)]).toEqual([...floats.subarray(7 * i + 3, 7 * i + 6)]);
    }
});
