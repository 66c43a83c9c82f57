#!/usr/bin/env python3
"""Instructions for eight cells of Gray-Scott, sorted by what they are for: of clang's loop for SSE, which makes eight cells of two
rows, and of V8's for WebAssembly, which makes four cells of one, twice. Wants build/baseline, the module and the npm package
(./dev build), llvm-objdump-22, and as argument the node to ask, if not the one in PATH."""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KERNEL = "react_and_diffuse_7_pair"
ADDITIONS = 18                     # of four cells: two Laplacians and a reaction; V8 counts comparisons beside them
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
    node = sys.argv[1] if len(sys.argv) > 1 else "node"
    return subprocess.run([node, "--no-liftoff", "--no-wasm-tier-up", "--print-wasm-code", "--input-type=module", "-e", RUN],
                          cwd=ROOT / "web/engine", capture_output=True, text=True, check=True).stdout


def instructions(code):
    """(address, text) of every line of either disassembler."""
    for line in code.splitlines():
        found = re.match(r"0x([0-9a-f]+) +[0-9a-f]+ +[0-9a-f]+ +(?:REX\.W )?(.*)", line) or re.match(r" +([0-9a-f]+): *\t(.*)", line)
        if found:
            yield int(found[1], 16), found[2].replace("\t", " ").strip()


def loop(code, additions):
    """The shortest loop with so many additions."""
    lines = list(instructions(code))
    at = {address: i for i, (address, _) in enumerate(lines)}
    loops = []
    for i, (_, text) in enumerate(lines):
        jump = re.match(r"j\w+ 0x([0-9a-f]+)", text)
        first = at.get(int(jump[1], 16), i) if jump else i
        body = [text for _, text in lines[first:i]] + [text]
        if first < i and sum(bool(re.match(r"v?(add|sub)ps", text)) for text in body) >= additions:
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
    columns = [[kind(text, "rsp") for text in loop(sse(), 4 * ADDITIONS)], 4 * [kind(text, "rbp") for text in loop(wasm(), ADDITIONS)]]
    print("| eight cells | SSE, two rows | WebAssembly in node, two turns of one row |\n|---|---|---|")
    for name in KINDS:
        print(f"| {name} | {' | '.join(f'{column.count(name) / 2:g}' for column in columns)} |")
    print(f"| all | {' | '.join(f'{len(column) / 2:g}' for column in columns)} |")


main()
