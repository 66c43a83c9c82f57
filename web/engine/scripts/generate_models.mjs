// Writes src/generated/description.json, what the module says of its models, for a page that has no engine yet, and
// src/generated/models.ts: every model's parameters, seedings and views as TypeScript types, from the tables in
// C by way of mg_describe_json. Run by the build; the file is not kept, because adding a model must change one file
// only.
import { mkdir, readFile, writeFile } from "node:fs/promises";

const PAGE_BYTES = 65536;
const here = (path) => new URL(path, import.meta.url);

async function describe() {
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 1024 });
    const imports = {
        env: {
            memory,
            now_seconds: () => 0,
            write_bytes: () => 0,
            read_bytes: () => 0,
            report_progress: () => {
                /* nobody asks */
            },
        },
    };
    const { instance } = await WebAssembly.instantiate(await readFile(here("../wasm/morphogen-single.wasm")), imports);
    const { mg_wasm_start, mg_describe_json, mg_platform_allocate } = instance.exports;
    mg_wasm_start(1024, 1);
    const length = mg_describe_json(0, 0),
        buffer = mg_platform_allocate(length + 1);
    if (buffer === 0) throw new Error(`no ${length} bytes in ${memory.buffer.byteLength / PAGE_BYTES} pages`);
    mg_describe_json(buffer, length + 1);
    return JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, buffer, length)));
}

const typeName = (id) =>
    id
        .split("_")
        .map((word) => word[0].toUpperCase() + word.slice(1))
        .join("");
const union = (ids) => ids.map((id) => JSON.stringify(id)).join(" | ") || "never";

function member(prefix, p) {
    const unit = p.unit === "" ? "" : ` [${p.unit}]`;
    const range =
        p.kind === "choice"
            ? p.choices.map((c, i) => `${i}: ${c}`).join(", ")
            : `${p.min} to ${p.max}, ${p.initial} at first`;
    return [`    /** ${p.doc} ${range}${unit} */`, `    readonly ${JSON.stringify(prefix + p.id)}: number;`];
}

function modelTypes(model) {
    const name = typeName(model.id);
    const seedingMembers = model.seedings.flatMap((s) => s.parameters.flatMap((p) => member(`${s.id}.`, p)));
    return [
        `/** ${model.label}: ${model.doc} */`,
        `export interface ${name}Parameters {`,
        ...model.parameters.flatMap((p) => member("", p)),
        ...seedingMembers,
        "}",
        "",
    ];
}

function modelRow(model) {
    const ids = (list) => union(list.map((entry) => entry.id));
    return [
        `    readonly ${JSON.stringify(model.id)}: {`,
        `        readonly parameters: ${typeName(model.id)}Parameters;`,
        `        readonly field: ${ids(model.fields)};`,
        `        readonly seeding: ${ids(model.seedings)};`,
        `        readonly view: ${ids(model.views)};`,
        `        readonly preset: ${ids(model.presets)};`,
        "    };",
    ];
}

const description = await describe();
const { models } = description;
const text = [
    "// Made by scripts/generate_models.mjs from the models' tables. Do not edit.",
    "",
    ...models.flatMap(modelTypes),
    "export interface Models {",
    ...models.flatMap(modelRow),
    "}",
    "",
    "export type ModelId = keyof Models;",
    "",
].join("\n");
await mkdir(here("../src/generated/"), { recursive: true });
await writeFile(here("../src/generated/models.ts"), text);
await writeFile(here("../src/generated/description.json"), JSON.stringify(description));
