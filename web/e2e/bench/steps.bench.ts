// How fast the module steps Gray-Scott on one thread in real browsers, without the page: the built-in model, and its
// equations as text. A benchmark, not a test: it
// prints JSON.
//
//     npm run bench -w e2e -- steps                                         after ./dev build, in web/
//     MORPHOGEN_BENCH_BESIDE=/other/tree npm run bench -w e2e -- steps      beside another build of the tree
//
// Rounds of all rows take turns. MORPHOGEN_BENCH_ROUNDS sets how many.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { BROWSERS, type Browser, launch } from "../browsers.ts";

const ROUNDS = Number(process.env.MORPHOGEN_BENCH_ROUNDS ?? 9);
const BESIDE = process.env.MORPHOGEN_BENCH_BESIDE;
const TREES = [fileURLToPath(new URL("../../..", import.meta.url)), ...(BESIDE === undefined ? [] : [BESIDE])];
const BOXES = [
    [128, 128, 128],
    [128, 32, 32],
] as const;
const TYPES: Record<string, string> = { ".js": "text/javascript", ".wasm": "application/wasm" };

interface Row {
    tree: number;
    model: string;
    box: readonly number[];
    nsPerCell: number[];
    hash: string;
}

// The page imports the packages itself: vitest rewrites an import() in a function that is sent to a browser.
const PAGE = `<!doctype html><link rel=icon href=data:,><title>steps</title><script type=module>
${TREES.map((_, tree) => `import * as tree${tree} from "/${tree}/dist/index.js";`).join("\n")}
window.packages = [${TREES.map((_, tree) => `tree${tree}`).join(", ")}];
</script>`;

/** /0/... is this tree's web/engine, /1/... the other's; anything else is the page. */
function serveEngines(): Promise<Server> {
    const server = createServer((request, response) => {
        const [, tree = "", path = ""] = /^\/([01])\/(.*)/.exec(request.url ?? "") ?? [];
        const root = TREES[Number(tree)],
            type = TYPES[extname(path)];
        if (tree === "" || root === undefined || type === undefined) {
            response.setHeader("content-type", "text/html");
            response.end(PAGE);
            return;
        }
        readFile(join(root, "web/engine", normalize(`/${path}`))).then(
            (bytes) => {
                response.setHeader("content-type", type);
                response.end(bytes);
            },
            () => {
                response.statusCode = 404;
                response.end();
            },
        );
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Runs in the browser. */
async function measure(work: { rounds: number; boxes: readonly (readonly number[])[]; text: string }): Promise<Row[]> {
    interface Engine {
        step(count: number): void;
        hash(): unknown;
    }
    interface Package {
        Engine: { create(instance: unknown, options: unknown): Engine };
        Instance: { create(module: WebAssembly.Module, heap: unknown, threads: number): Promise<unknown> };
        createMemory(shared: boolean): unknown;
    }
    const stepsOf = (box: readonly number[]): number => Math.max(20, Math.round(2e7 / box.reduce((a, b) => a * b)));
    const rows: (Row & { engine: Engine })[] = [];
    const { packages } = window as unknown as { packages: readonly Package[] };
    for (const [tree, { Engine, Instance, createMemory }] of packages.entries()) {
        const module = await WebAssembly.compileStreaming(fetch(`/${tree}/wasm/morphogen-equations-single.wasm`));
        for (const [model, network] of [
            ["built in", null],
            ["text", work.text],
        ] as const)
            for (const box of work.boxes) {
                const instance = await Instance.create(module, createMemory(false), 1);
                const engine = Engine.create(instance, { size: box, network, threads: 0 });
                engine.step(400); // until a pattern fills the box and the module is compiled with care
                rows.push({ tree, model, box, engine, nsPerCell: [], hash: String(engine.hash()) });
            }
    }
    for (let round = 0; round < work.rounds; round++)
        for (const { box, engine, nsPerCell } of rows) {
            const steps = stepsOf(box),
                began = performance.now();
            engine.step(steps);
            nsPerCell.push((1e6 * (performance.now() - began)) / (steps * box.reduce((a, b) => a * b)));
        }
    // A box is copied: what Firefox returns twice by reference arrives once.
    return rows.map(({ tree, model, box, nsPerCell, hash }) => ({ tree, model, box: [...box], nsPerCell, hash }));
}

const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

describe.each(BROWSERS)("%s", (name) => {
    let browser: Browser | undefined, server: Server | undefined;
    beforeAll(async () => {
        server = await serveEngines();
        browser = await launch(name);
    });
    afterAll(async () => {
        await browser?.close();
        server?.close();
    });

    it("steps on one thread", async () => {
        const tab = await browser!.tab();
        await tab.goto(`http://127.0.0.1:${(server!.address() as AddressInfo).port}/`);
        await tab.until(() => (window as unknown as { packages?: unknown }).packages);
        const text = await readFile(join(TREES[0]!, "models/gray_scott.pde"), "utf8"),
            rows = await tab.evaluate(measure, { rounds: ROUNDS, boxes: BOXES, text });
        for (const { tree, model, box, nsPerCell, hash } of rows) {
            const figures = { least: Math.min(...nsPerCell), median: median(nsPerCell) };
            console.log(
                JSON.stringify({
                    steps_in: name,
                    tree: TREES[tree],
                    model,
                    box: box.join("x"),
                    hash,
                    gcell_per_s: 1 / figures.median,
                    ns_per_cell: { median: figures.median, least: figures.least },
                }),
            );
        }
        await tab.close();
    });
});
