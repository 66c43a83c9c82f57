// Equations as WebAssembly that the library makes of a text: the bits of the interpreter, in both modules and on
// threads, for the texts of models/ and for texts drawn at random, and the interpreter wherever it cannot be had.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { computation, Engine, type Instance, interpret, MgBoundary, MgError } from "@morphogen/engine/node";
import { describe, expect, it, vi } from "vitest";
import { pool, readLines, repository } from "./support.ts";

const MADE = "WebAssembly made of the text";
const STEPS = 7;
const RANDOM_TEXTS = Number(process.env.MG_TEST_TEXTS ?? 60);

const gray_scott = readFileSync(repository("models/gray_scott.pde"), "utf8");
const modelTexts = (): [string, string][] =>
    readdirSync(repository("models"))
        .filter((name) => name.endsWith(".pde"))
        .map((name) => [name, readFileSync(repository(`models/${name}`), "utf8")]);

const randomTexts = (): [string, string][] =>
    execFileSync(fileURLToPath(repository("build/release/tests/print_texts")), ["0", `${RANDOM_TEXTS}`], {
        encoding: "utf8",
        maxBuffer: 1 << 26,
    })
        .split("\0")
        .slice(0, -1)
        .map((text, i) => [`random text ${i}`, text]);

/** null: the text wants more than there is. */
function engineOf(instance: Instance, network: string, laplacian: number, nx = 21): Engine | null {
    const boundary = [MgBoundary.Periodic, MgBoundary.NoFlux, MgBoundary.Periodic] as const;
    try {
        const engine = Engine.create(instance, { network, size: [nx, 9, 10], dx: 0.75, boundary, threads: 0 });
        if (laplacian === 0) return engine;
        if (engine.describe().parameters.some(({ id }) => id === "laplacian")) {
            engine.set("laplacian", laplacian);
            return engine;
        }
        engine.destroy();
        return null;
    } catch (error) {
        if (error instanceof MgError && /operations|fields|values|8 already/.test(error.message)) return null;
        throw error;
    }
}

function hashAfter(engine: Engine, steps = STEPS): string {
    engine.step(steps);
    const hash = engine.hash();
    engine.destroy();
    return hash;
}

describe("the law: code made of a text has the bits of the interpreter", () => {
    it.each([
        ["models/", modelTexts],
        ["random texts", randomTexts],
    ] as const)("%s", async (_, texts) => {
        const ways = await Promise.all([
            pool({ equations: true, threads: 3 }),
            pool({ equations: true, single: true }),
        ]);
        let made = 0,
            asked = 0;
        for (const [name, text] of texts())
            for (const laplacian of [0, 1]) {
                const [interpreted, ...engines] = [ways[0], ...ways].map(({ instance }) =>
                    engineOf(instance, text, laplacian),
                );
                if (interpreted == null) continue;
                interpret(interpreted, true);
                interpreted.setTiling({ steps: 1, rows: 0, planes: 0 });
                engines[0]!.setTiling({ steps: 3, rows: 4, planes: 5 });
                asked++;
                if (engines.every((engine) => computation(engine!) === MADE)) made++;
                const expected = hashAfter(interpreted);
                for (const engine of engines) expect(hashAfter(engine!), `${name}\n${text}`).toBe(expected);
            }
        expect(asked).toBeGreaterThan(10);
        expect(made).toBeGreaterThan(0.9 * asked);
    });

    it("for rows of any length", async () => {
        const { instance } = await pool({ equations: true, threads: 2 });
        const text = [
            "field u\nfield v",
            "du/dt = lap(u) + noise(0.1) + x * v + u[-2, 1, 0] + ring(v, 2, 1 - distance)",
            "dv/dt = d/dx(v*v)",
            "start s: u = noise, v = noise2\n",
        ].join("\n");
        for (const nx of [8, 9, 10, 11, 255, 256, 257, 259, 300, 515]) {
            const [one, other] = [engineOf(instance, text, 0, nx)!, engineOf(instance, text, 0, nx)!];
            interpret(other, true);
            expect([nx, hashAfter(one)]).toEqual([nx, hashAfter(other)]);
        }
    });
});

// Every function of one or two numbers, over all kinds of numbers: a field that was 0 is the function's value after a
// step of length 1.
const FUNCTIONS = [
    ["exp(a)", "log(a)", "sin(a)", "cos(a)", "sinh(a)", "tanh(a)"],
    ["atan2(a, b)", "min(a, b)", "max(a, b)", "sign(a)", "floor(a)", "sqrt(a)"],
    ["a < b", "a <= b", "a == b", "a != b", "a and b", "a or b"],
    ["not a", "if(a, b, -a)", "clamp(a, b, 1)", "smoothstep(0, 1, a)", "a^3 / b", "abs(a) - b"],
];
const CELLS = 32 * 16 * 16;

function numbers(from: number): Float32Array {
    const edges = [
        0, -0, 1, -1, 0.25, 0.5, -0.5, 87, 88, 88.5, -87.5, 1e-45, -1e-40, 1.17549435e-38, 3.4028235e38, 1e4,
    ];
    const values = new Float32Array([...edges, ...edges.map((x) => x * 1.0001), Infinity, -Infinity, Number.NaN]);
    const bits = new Uint32Array(CELLS).map((_, i) => Math.imul(i + from, 2654435761));
    const all = new Float32Array(bits.buffer);
    for (let i = 0; i < CELLS; i += 2) all[i] = (((i * 7919 + from) % 20011) / 20011 - 0.5) * 2 ** ((i % 40) - 20);
    for (let i = 0; i < 1500; i++) all[i] = values[(from === 1 ? i : Math.floor(i / 40)) % values.length]!;
    return all;
}

it.each(FUNCTIONS)("the functions %s, %s, %s, %s, %s, %s of any numbers", async (...functions) => {
    const { instance } = await pool({ equations: true });
    const lines = functions.map((formula, i) => `field r${i}\ndr${i}/dt = ${formula}\n`).join("");
    const head = "parameter dt = 1 in 0.1..1\nfield a\nfield b\nda/dt = 0\ndb/dt = 0\n",
        network = `${head}${lines}cut r0 below 1e-20\nstart s: a = 0\n`;
    const states = [false, true].map((interpreted) => {
        const engine = Engine.create(instance, { network, size: [32, 16, 16], threads: 0 });
        interpret(engine, interpreted);
        engine.writeField("a", numbers(1));
        engine.writeField("b", numbers(2));
        engine.step(1);
        return functions.map((_, i) => engine.readField(`r${i}`));
    });
    for (const [i, formula] of functions.entries()) {
        const [made, expected] = [states[0]![i]!, states[1]![i]!];
        const differ = made.findIndex((value, at) => !Object.is(value, expected[at]));
        expect([formula, differ, made[differ], expected[differ]]).toEqual([formula, -1, undefined, undefined]);
        expect(new Set(made).size, formula).toBeGreaterThan(1);
    }
});

describe("code", () => {
    it("has the golden hashes of gray_scott", async () => {
        const { instance } = await pool({ equations: true, threads: 2 });
        const row = readLines("tests/golden/hashes.txt").find((line) =>
            /^gray_scott 64x64x64 periodic perlin .* - /.test(line),
        )!;
        const [, , , seeding, seed = "", steps, , hash] = row.split(/\s+/);
        const engine = Engine.create(instance, { network: gray_scott, size: [64, 64, 64], threads: 0 });
        engine.seed(seeding!, BigInt(seed));
        expect(computation(engine)).toBe(MADE);
        expect(hashAfter(engine, Number(steps))).toBe(hash);
    });

    it("takes the place of what is no longer needed; without a place left a text is interpreted", async () => {
        const { instance } = await pool({ equations: true, threads: 2 });
        const table = () => instance.exports.__indirect_function_table!.length;
        const create = () => Engine.create(instance, { network: gray_scott, size: [16, 16, 16], threads: 0 });
        const expected = hashAfter(create());
        const places = table();
        for (let i = 0; i < 20; i++) expect(hashAfter(create())).toBe(expected);
        expect(table()).toBe(places);
        const many = Array.from({ length: 12 }, create);
        expect(computation(many[0]!)).toBe(MADE);
        expect(computation(many.at(-1)!)).toMatch(/^interpreted: /);
        for (const engine of many) expect(hashAfter(engine)).toBe(expected);
        expect(computation(create())).toBe(MADE);
    });

    it("that the host refuses is told, and the text is interpreted", async () => {
        const { instance } = await pool({ equations: true });
        const refuse = vi.spyOn(WebAssembly, "Module").mockImplementation(
            class {
                constructor() {
                    throw new WebAssembly.CompileError("not today");
                }
            },
        );
        const engine = Engine.create(instance, { network: gray_scott, size: [16, 16, 16], threads: 0 });
        refuse.mockRestore();
        expect(computation(engine)).toBe("interpreted: the browser refused WebAssembly made of the text");
        const other = Engine.create(instance, { network: gray_scott, size: [16, 16, 16], threads: 0 });
        expect(computation(other)).toBe(MADE);
        expect(hashAfter(engine)).toBe(hashAfter(other));
    });
});
