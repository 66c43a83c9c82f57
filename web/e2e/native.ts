// What the command line of the same tree says, built by ./dev test e2e.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MORPHOGEN = fileURLToPath(new URL("../../build/release/morphogen", import.meta.url));

/** Of a text of equations, in a cube of `size` cells, after so many steps. */
export function nativeHash(equations: string, size: number, steps: number): string {
    const folder = mkdtempSync(join(tmpdir(), "morphogen-")),
        file = join(folder, "typed.pde");
    try {
        writeFileSync(file, equations);
        const told = execFileSync(MORPHOGEN, ["hash", file, "--size", String(size), "--steps", String(steps)]);
        return /\b[0-9a-f]{16}\b/.exec(told.toString())?.[0] ?? told.toString();
    } finally {
        rmSync(folder, { recursive: true });
    }
}
