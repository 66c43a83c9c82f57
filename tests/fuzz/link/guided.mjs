// Fuzzing guided by coverage, as libFuzzer does it, for what is written in TypeScript: V8 counts every block of the script, and an input
// that reaches a block anew, or clearly more often than any before, is kept and changed further.
//     node guided.mjs SCRIPT.cjs SECONDS CORPUS_THAT_GROWS CORPUS...
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const SLOWEST_MILLISECONDS = 2000;                   // an input that takes longer hangs a page
const [script, seconds, grows, ...folders] = process.argv.slice(2);
const { look, mutated, randomFrom } = createRequire(import.meta.url)(resolve(script));
const session = new Session();
session.connect();

function ask(method, parameters) {
    let answer;
    session.post(method, parameters, (error, result) => {
        if (error !== null) throw new Error(`${method}: ${error.message}`);
        answer = result;
    });
    return answer;                                   // the inspector of one's own thread answers at once
}

/** What ran since it was asked last: blocks of the script, each with how often, in powers of two. */
function blocksThatRan() {
    const { result } = ask("Profiler.takePreciseCoverage");
    const ours = result.find(({ url }) => url.endsWith(script));
    return (ours?.functions ?? []).flatMap(({ ranges }) =>
        ranges.filter(({ count }) => count > 0).map((r) => `${r.startOffset}-${r.endOffset} ${Math.floor(Math.log2(r.count))}`));
}

const seen = new Set();

/** True where it reached something new. */
async function reachesMore(search) {
    blocksThatRan();
    const started = performance.now();
    try {
        await look(search);
        if (performance.now() - started > SLOWEST_MILLISECONDS) throw new Error(`took ${performance.now() - started} ms`);
    } catch (error) {
        const path = join(dirname(script), `link-crash-${createHash("sha1").update(search).digest("hex")}`);
        writeFileSync(path, search);
        console.error(`${path}: ${error.stack}`);
        process.exit(1);
    }
    const before = seen.size;
    for (const block of blocksThatRan()) seen.add(block);
    return seen.size > before;
}

mkdirSync(grows, { recursive: true });
ask("Profiler.enable");
ask("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
const read = (folder) => readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
const corpus = [];
for (const search of [...folders, grows].flatMap(read).sort((a, b) => a.length - b.length)) if (await reachesMore(search)) corpus.push(search);
if (seen.size === 0) throw new Error(`${script} was not counted`);
const given = corpus.length, blocks = seen.size, draw = randomFrom(Date.now() | 0), end = performance.now() + 1000 * Number(seconds);
let executed = 0;
for (; performance.now() < end; executed++) {
    const search = mutated(corpus, draw);
    if (!await reachesMore(search)) continue;
    corpus.push(search);
    writeFileSync(join(grows, createHash("sha1").update(search).digest("hex")), search);
}
console.log(`stat::number_of_executed_units: ${executed}`);
console.log(`${given} inputs reached ${blocks} blocks and counts, ${corpus.length} reach ${seen.size}`);
