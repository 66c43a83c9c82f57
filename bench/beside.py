#!/usr/bin/env python3
"""Two builds of the tree side by side: how fast they step Gray-Scott and mesh smooth noise in a box of 128^3, by medians.

    bench/beside.py OTHER [--rounds 3] [--node PATH] [--parts native,mesh,node,browsers]

OTHER is another checkout, built as this one is: the presets baseline, avx2 and release (target bench_steps), the module and the
npm package (./dev build). The part mesh takes the presets that both have, needs Debian's python3-numpy and python3-vtk9, and is not
among the parts that are taken where none is named. Programs of the two take turns, so that a busy machine does to one what it does to
the other. --node is the node to run the module in; engines differ much between its versions."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENE = ["--scene", "128", "128", "128", "0", "0", "0", "perlin", "1337"]
MESHED, MESHES_A_ROUND = 128, 21
PRESETS = {"baseline": "SSE", "avx2": "AVX2", "release": "widest"}
IN_NODE = """const { Engine, load } = await import(process.argv[1] + "/web/engine/dist/node.js");
const pool = await load({ single: true }), engine = Engine.create(pool.instance, { size: [128, 128, 128], threads: 0 }), speeds = [];
engine.step(400);
for (let i = 0; i < 5; i++) {
    const began = performance.now();
    engine.step(20);
    speeds.push(20 * 128 ** 3 / (performance.now() - began) / 1e6);
}
console.log(JSON.stringify(speeds));
await pool.close();"""


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True, **more)
    return done.stdout


def native(tree, preset):
    rows = json.loads(run(tree / "build" / preset / "bench_steps", *SCENE, "--rounds", 5))["rows"]
    return {row["id"]: [row["work"] / wall for wall in row["wall"]] for row in rows if row["id"].startswith("step")}


def meshes(trees, rounds):
    """(what, tree) -> Mtri/s of every round, of the noise that flying_edges.py meshes."""
    from flying_edges import OURS, make_field, time_ours
    presets = {preset: name for preset, name in PRESETS.items() if all((tree / "build" / preset / "bench_mesh").exists() for tree in trees)}
    speeds = {}
    with tempfile.NamedTemporaryFile(suffix=".raw") as file:
        make_field(MESHED).tofile(file.name)
        for i in range(rounds):
            for preset, name in presets.items():
                for tree in trees if i % 2 == 0 else trees[::-1]:
                    found = time_ours(tree / "build" / preset / "bench_mesh", file.name, MESHED, MESHES_A_ROUND)
                    for mesh in OURS:
                        speed = found[mesh]["triangles"] / found[mesh]["seconds"] / 1e6
                        speeds.setdefault((f"{name}, mesh, {mesh}: Mtri/s", tree), []).append(speed)
    return speeds


def measure(trees, options):
    speeds = {}                                           # (what, tree) -> Gcell/s of every round
    for _ in range(options.rounds):
        for tree in trees:
            for preset, name in PRESETS.items() if "native" in options.parts else ():
                for row, found in native(tree, preset).items():
                    speeds.setdefault((f"{name}, {row[5:].replace('_', ' ')}", tree), []).extend(found)
            if "node" in options.parts:
                found = json.loads(run(options.node, "--input-type=module", "-e", IN_NODE, tree))
                speeds.setdefault(("node, 1 thread", tree), []).extend(found)
    if "browsers" in options.parts:
        text = run("npm", "run", "--silent", "bench", "-w", "e2e", "--", "steps", cwd=ROOT / "web",
                   env=os.environ | {"MORPHOGEN_BENCH_BESIDE": str(trees[1])})
        for line in text.splitlines():
            if '{"steps_in"' in line:
                row = json.loads(line[line.index("{"):])
                tree = next(tree for tree in trees if tree.samefile(row["tree"]))
                speeds.setdefault((f"{row['steps_in']}, {row['model']}, {row['box']}, 1 thread", tree), []).append(row["gcell_per_s"])
    return speeds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("other", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--node", default="node")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=["native", "node", "browsers"])
    options = parser.parse_args()
    trees = [ROOT, options.other.resolve()]
    speeds = measure(trees, options) | (meshes(trees, options.rounds) if "mesh" in options.parts else {})
    print(f"{'Gcell/s, or as told; median':<36}{'this tree':>10}{'other':>10}{'ratio':>8}{'over SSE here':>15}")
    here = {what: statistics.median(found) for (what, tree), found in speeds.items() if tree == trees[0]}
    sse = here.get("SSE, 1 thread")
    for what, value in here.items():
        other = statistics.median(speeds[what, trees[1]])
        over_sse = f"{value / sse:>15.2f}" if sse and "mesh" not in what else ""
        print(f"{what:<36}{value:>10.3f}{other:>10.3f}{value / other:>8.3f}{over_sse}")


if __name__ == "__main__":
    main()
