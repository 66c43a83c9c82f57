// The binding is what the headers say: it is up to date, follows a header that changes, and names the module's
// functions with as many arguments as they have.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
    MG_GLB_TRIANGLE_BYTES,
    MG_GLB_VERTEX_BYTES,
    MG_LARGEST_DX,
    MG_LARGEST_EXTENT,
    MG_LARGEST_GLB_BYTES,
    MG_LARGEST_TEXT_BYTES,
    MG_MAX_FUSED_STEPS,
    MG_MAX_THREADS,
    MG_NAME_BYTES,
    MG_PLY_TRIANGLE_BYTES,
    MG_PLY_VERTEX_BYTES,
    MG_SMALLEST_DX,
    MG_SMALLEST_EXTENT,
    MG_STL_TRIANGLE_BYTES,
} from "@morphogen/engine/node";
import { afterAll, expect, it } from "vitest";
import { pool, repository } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "binding-"));
afterAll(() => rmSync(folder, { recursive: true }));

function generate(root: string): string {
    const output = join(folder, "binding.ts");
    execFileSync("python3", [join(root, "wasm/generate_binding.py"), output]);
    return readFileSync(output, "utf8");
}

const inUse = readFileSync(new URL("../src/generated/binding.ts", import.meta.url), "utf8");

it("is made of the headers as they are", () => {
    expect(generate(fileURLToPath(repository("")))).toBe(inUse);
});

it("follows a header that changes", () => {
    for (const part of ["include", "wasm", "src/base"])
        cpSync(fileURLToPath(repository(part)), join(folder, part), { recursive: true });
    const path = join(folder, "include/morphogen/morphogen.h"),
        header = readFileSync(path, "utf8");
    writeFileSync(
        path,
        header
            .replace("#define MG_MESH_SLOTS 9", "#define MG_MESH_SLOTS (9 + 3)")
            .replace("MG_OVER_BUDGET,", "MG_WHATEVER,\n    MG_OVER_BUDGET,")
            .replace("typedef struct MgBrush {", "typedef struct MgBrush {\n    float more[2];"),
    );
    const changed = generate(folder);
    expect(changed).toContain("export const MG_MESH_SLOTS = 12;");
    expect(changed).toMatch(/Whatever = 4,\s+OverBudget = 5,/);
    expect(changed).toMatch(
        /MG_BRUSH = .*struct\(64, \{\s+more: \[0, .*array\(float32, 2\)\],\s+centre: \[8, .*array\(float64, 3\)\],/,
    );
});

it("refuses an export that no header declares", () => {
    for (const part of ["include", "wasm", "src/base"])
        cpSync(fileURLToPath(repository(part)), join(folder, part), { recursive: true });
    writeFileSync(join(folder, "wasm/exports.txt"), "mg_engine_steps\nmg_engine_dance\n");
    expect(() => generate(folder)).toThrow("no header declares mg_engine_dance");
});

it("names every function with the arguments that it takes", async () => {
    const { instance } = await pool({ single: true });
    const functions = [...inUse.matchAll(/^ {4}(mg_\w+)\((.*)\): (?:number|bigint|void|never);$/gm)];
    const shown = instance.exports as unknown as Record<string, (() => void) | undefined>;
    const counts = functions.flatMap(([, name = "", parameters = ""]) => {
        const there = shown[name];
        return there === undefined ? [] : [[name, parameters === "" ? 0 : parameters.split(", ").length, there.length]];
    });
    expect(counts.length).toBeGreaterThan(60);
    expect(counts.filter(([, told, takes]) => told !== takes)).toEqual([]);
});

it("has the limits that the module describes", async () => {
    const { instance } = await pool({ single: true });
    expect(instance.describe().limits).toEqual({
        smallestExtent: MG_SMALLEST_EXTENT,
        largestExtent: MG_LARGEST_EXTENT,
        smallestDx: MG_SMALLEST_DX,
        largestDx: MG_LARGEST_DX,
        maxThreads: MG_MAX_THREADS,
        maxFusedSteps: MG_MAX_FUSED_STEPS,
        largestTextBytes: MG_LARGEST_TEXT_BYTES,
        nameBytes: MG_NAME_BYTES,
        largestGlbBytes: MG_LARGEST_GLB_BYTES,
    });
    expect(instance.describe().meshFiles).toEqual({
        ply: { vertexBytes: MG_PLY_VERTEX_BYTES, triangleBytes: MG_PLY_TRIANGLE_BYTES },
        stl: { vertexBytes: 0, triangleBytes: MG_STL_TRIANGLE_BYTES },
        glb: { vertexBytes: MG_GLB_VERTEX_BYTES, triangleBytes: MG_GLB_TRIANGLE_BYTES },
    });
});
