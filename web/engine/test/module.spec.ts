// What the modules ask of their host and show to it, and that nothing of a libc has slipped in.
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { readLines, repository } from "./support.ts";

const LINKER = ["__stack_pointer", "__tls_align", "__tls_size", "__wasm_init_tls"];
const FREESTANDING = ["memcpy", "memmove", "memset", "memcmp", "strcmp", "strchr", "strlen"]; // wasm/runtime.c has them
const LIBC = new RegExp(
    "^_*([mc]|re)alloc$|^_*free$|printf$|^f?(open|close|read|write|put[cs]|get[cs])$|^(abort|exit)$|^pthread_|" +
        "^(str|wcs)(cat|cpy|ncpy|dup|tok|str|to[dfl]|toll|toul|coll|pbrk|spn|cspn|ncmp|rchr)$|" +
        "^mem(chr|mem|rchr|ccpy)$|" +
        "^(a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh|exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|fmod)[fl]?$|" +
        "^emscripten|^__wasi",
);

const THREADED = ["wasm/exports.txt", "wasm/exports-threads.txt"],
    SINGLE = ["wasm/exports.txt"],
    EQUATIONS = "wasm/exports-equations.txt",
    TABLE = "__indirect_function_table";
const modules = [
    { file: "morphogen.wasm", exports: THREADED, linker: LINKER, equations: false },
    { file: "morphogen-single.wasm", exports: SINGLE, linker: [], equations: false },
    {
        file: "morphogen-equations.wasm",
        exports: [...THREADED, EQUATIONS],
        linker: [...LINKER, TABLE],
        equations: true,
    },
    { file: "morphogen-equations-single.wasm", exports: [...SINGLE, EQUATIONS], linker: [TABLE], equations: true },
];

describe.each(modules)("$file", ({ file, exports, linker, equations }) => {
    const bytes = readFileSync(repository(`web/engine/wasm/${file}`));
    const module = new WebAssembly.Module(bytes);

    it("imports a memory, a clock, ways to hand a file out and in, and for equations one to link code", () => {
        const imports = WebAssembly.Module.imports(module).map(
            (entry) => `${entry.module}.${entry.name} ${entry.kind}`,
        );
        expect(imports.sort()).toEqual([
            ...(equations ? ["env.link_code function"] : []),
            "env.memory memory",
            "env.now_seconds function",
            "env.read_bytes function",
            "env.report_progress function",
            "env.write_bytes function",
        ]);
    });

    it("exports the list and nothing else", () => {
        const names = WebAssembly.Module.exports(module).map((entry) => entry.name);
        expect(names.sort()).toEqual([...exports.flatMap(readLines), ...linker].sort());
    });

    it("has no libc inside", () => {
        const named = new WebAssembly.Module(readFileSync(repository(`build/wasm/${file}`)));
        const names = functionNames(named).filter((name) => !FREESTANDING.includes(name));
        expect(names).toContain("mg_engine_step");
        expect(names.filter((name) => LIBC.test(name))).toEqual([]);
    });
});

// Takes a function that the engine calls while it steps; a page ends its slices instead.
const NATIVE_ONLY = ["mg_engine_set_cancel"];

it("exports every function of morphogen.h", () => {
    const header = readFileSync(repository("include/morphogen/morphogen.h"), "utf8");
    const declared = [...header.matchAll(/^MG_API[^;(]*?\b(mg_\w+)\(/gm)].map((match) => match[1] ?? "");
    const shown = new Set(["wasm/exports.txt", "wasm/exports-equations.txt"].flatMap(readLines));
    expect(declared.length).toBeGreaterThan(25);
    expect(declared.filter((name) => !shown.has(name))).toEqual(NATIVE_ONLY);
});

// The "name" section's subsection 1: a count, then pairs of an index and a string; numbers are LEB128.
function functionNames(module: WebAssembly.Module): string[] {
    const [section] = WebAssembly.Module.customSections(module, "name");
    const bytes = new Uint8Array(section ?? new ArrayBuffer(0));
    let at = 0;
    const number = (): number => {
        let value = 0,
            shift = 0,
            byte: number;
        do {
            byte = bytes[at++] ?? 0;
            value += (byte & 0x7f) * 2 ** shift;
            shift += 7;
        } while (byte >= 0x80);
        return value;
    };
    while (at < bytes.length) {
        const kind = number(),
            length = number(),
            end = at + length;
        if (kind !== 1) {
            at = end;
            continue;
        }
        return Array.from({ length: number() }, () => {
            number();
            const count = number(),
                name = new TextDecoder().decode(bytes.subarray(at, at + count));
            at += count;
            return name;
        });
    }
    return [];
}
