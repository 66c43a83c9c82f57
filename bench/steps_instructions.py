#!/usr/bin/env python3
"""Instructions of the loop that makes two rows of Gray-Scott, four cells of each at a time: of clang's for SSE and of V8's for
WebAssembly, sorted by what they are for. Wants build/baseline, the module and the npm package (./dev build) and llvm-objdump-22."""
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KERNEL = "react_and_diffuse_pair"
ADDITIONS = 36                     # of two rows: two Laplacians and two reactions each; V8 counts comparisons beside them
RUN = """import { Engine, load } from "./dist/node.js";
const pool = await load({ threads: 1 });
Engine.create(pool.instance, { size: [32, 32, 32], threads: 0 }).step(4);
await pool.close();"""
KINDS = ["loads", "stores", "additions, comparisons", "multiplications", "other vector work", "spilled vectors", "addresses",
         "the rest"]


def sse():
    return subprocess.run(["llvm-objdump-22", "-d", "--no-show-raw-insn", "-M", "intel", f"--disassemble-symbols={KERNEL}",
                           ROOT / "build/baseline/libmorphogen.a"], capture_output=True, text=True, check=True).stdout


def wasm():
    code = subprocess.run(["node", "--no-liftoff", "--no-wasm-tier-up", "--print-wasm-code", "--input-type=module", "-e", RUN],
                          cwd=ROOT / "web/engine", capture_output=True, text=True, check=True).stdout
    return code[code.index(f"name: {KERNEL}\n"):].split("--- End code ---")[0]


def instructions(code):
    """(address, text) of every line of either disassembler."""
    for line in code.splitlines():
        found = re.match(r"0x([0-9a-f]+) +[0-9a-f]+ +[0-9a-f]+ +(?:REX\.W )?(.*)", line) or re.match(r" +([0-9a-f]+): *\t(.*)", line)
        if found:
            yield int(found[1], 16), found[2].replace("\t", " ").strip()


def loop(code):
    """The shortest loop with the additions of two rows."""
    lines = list(instructions(code))
    at = {address: i for i, (address, _) in enumerate(lines)}
    loops = []
    for i, (_, text) in enumerate(lines):
        jump = re.match(r"j\w+ 0x([0-9a-f]+)", text)
        first = at.get(int(jump[1], 16), i) if jump else i
        body = [text for _, text in lines[first:i]] + [text]
        if first < i and sum(bool(re.match(r"v?(add|sub)ps", text)) for text in body) >= ADDITIONS:
            loops.append(body)
    return min(loops, key=len)


def kind(text, frame):
    vector, stack = "xmm" in text, f"[{frame}" in text
    if vector and re.match(r"v?mov", text):
        if "[" not in text:
            return "other vector work"
        stored = bool(re.match(r"\S+ (xmmword ptr )?\[", text))
        return "spilled vectors" if stack else "stores" if stored else "loads"
    if re.match(r"v?(add|sub|cmp\w*)ps", text):
        return "additions, comparisons"
    if re.match(r"v?mulps", text):
        return "multiplications"
    return "other vector work" if vector else "addresses" if text.startswith("lea") or stack else "the rest"


def main():
    columns = [[kind(text, frame) for text in loop(code)] for code, frame in ((sse(), "rsp"), (wasm(), "rbp"))]
    print("| two rows of four cells | SSE | WebAssembly in node |\n|---|---|---|")
    for name in KINDS:
        print(f"| {name} | {' | '.join(str(column.count(name)) for column in columns)} |")
    print(f"| all | {' | '.join(str(len(column)) for column in columns)} |")


main()
