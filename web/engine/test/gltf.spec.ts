// GLB files as Khronos' validator and three.js see them: what the module exports, and what the command line wrote.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { validateBytes } from "gltf-validator";
import { type BufferGeometry, Mesh, Vector3 } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { repository, smallEngine } from "./support.ts";

async function expectValid(file: Uint8Array): Promise<{ vertices: number; triangles: number }> {
    const { issues, info } = await validateBytes(file, { maxIssues: 20 });
    const told = issues.messages.filter((message) => message.severity < 2); // 0 error, 1 warning
    expect(told.map(({ code, message, pointer }) => `${code} ${pointer ?? ""}: ${message}`)).toEqual([]);
    expect([issues.numErrors, issues.numWarnings]).toEqual([0, 0]);
    return { vertices: info.totalVertexCount, triangles: info.totalTriangleCount };
}

async function loaded(file: Uint8Array): Promise<BufferGeometry> {
    const bytes = Uint8Array.from(file);
    const { scene } = await new GLTFLoader().parseAsync(bytes.buffer, "");
    const found: Mesh[] = [];
    scene.traverse((object) => {
        if (object instanceof Mesh) found.push(object);
    });
    expect(found).toHaveLength(1);
    return found[0]!.geometry as BufferGeometry;
}

interface Turning {
    volume: number;
    agreeing: number;
    faces: number;
}

/**
 * Six times the volume inside, counter-clockwise seen from outside being more than 0; how many faces look where their
 * corners do.
 */
function turning(geometry: BufferGeometry): Turning {
    const places = geometry.getAttribute("position"),
        normals = geometry.getAttribute("normal"),
        index = geometry.getIndex()!;
    const told: Turning = { volume: 0, agreeing: 0, faces: 0 };
    for (let at = 0; at < index.count; at += 3) {
        const corners = [0, 1, 2].map((i) => index.getX(at + i));
        const [a, b, c] = corners.map((i) => new Vector3().fromBufferAttribute(places, i)) as [
            Vector3,
            Vector3,
            Vector3,
        ];
        const face = b.clone().sub(a).cross(c.clone().sub(a));
        const mean = corners.reduce((sum, i) => sum.add(new Vector3().fromBufferAttribute(normals, i)), new Vector3());
        told.volume += a.dot(b.clone().cross(c));
        if (face.length() < 1e-6) continue;
        told.faces++;
        told.agreeing += Number(face.dot(mean) > 0);
    }
    return told;
}

describe("what the module exports", () => {
    it.each([{ cap: false }, { cap: true }])("is valid (%o)", async ({ cap }) => {
        const { engine } = await smallEngine({ threads: 2 });
        engine.step(20);
        const mesh = engine.mesh({ isovalue: 0.2, cap });
        const counts = await expectValid(engine.exportGlb(mesh));
        expect(counts).toEqual({ vertices: mesh.vertexCount, triangles: mesh.triangleCount });
    });
});

// Built by ./dev test web and by every native section.
const morphogen = fileURLToPath(repository("build/release/morphogen"));

describe.runIf(existsSync(morphogen))("what the command line wrote", () => {
    let folder = "";
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "morphogen-"));
    });
    afterAll(() => {
        rmSync(folder, { recursive: true });
    });

    it.each([
        { words: ["gray_scott", "--seeding", "noise", "--steps", "5", "--iso", "0.25"], cap: "no" },
        { words: ["gray_scott", "--seeding", "noise", "--steps", "5", "--iso", "0.25"], cap: "yes" },
        {
            words: [
                "gray_scott",
                "--seeding",
                "spheres",
                "--spheres.radius",
                "0.2",
                "--boundary",
                "no_flux",
                "--iso",
                "0.1",
            ],
            cap: "yes",
        },
        {
            words: [
                "gray_scott",
                "--seeding",
                "spheres",
                "--spheres.radius",
                "0.2",
                "--boundary",
                "no_flux",
                "--iso",
                "0.1",
                "--steps",
                "8",
            ],
            cap: "no",
        },
        { words: ["rdme", "--steps", "20"], cap: "no" },
    ])("is valid and opens in three.js ($words, cap $cap)", async ({ words, cap }) => {
        const path = join(folder, "surface.glb");
        execFileSync(morphogen, ["run", ...words, "--size", "30x26x22", "--dx", "1.5", "--cap", cap, "--mesh", path]);
        const file = readFileSync(path),
            counts = await expectValid(file);
        expect(counts.triangles).toBeGreaterThan(500);
        const geometry = await loaded(file);
        expect(geometry.getAttribute("position").count).toBe(counts.vertices);
        expect(geometry.getIndex()?.count).toBe(3 * counts.triangles);
        geometry.computeBoundingBox();
        const { min, max } = geometry.boundingBox!;
        expect(min.toArray().every((x) => x >= 0)).toBe(true);
        expect(max.x).toBeLessThanOrEqual(30 * 1.5 + 1e-4); // in units of length
        expect(max.x).toBeGreaterThan(20 * 1.5);
        const { volume, agreeing, faces } = turning(geometry);
        if (cap === "yes") expect(volume).toBeGreaterThan(0);
        // others are noise, cell by cell
        else expect(agreeing / faces).toBeGreaterThan(words.includes("spheres") ? 0.999 : 0.9);
    });
});
