#!/usr/bin/python3
"""Every figure of the house and of its peers in one run, and the page that shows them.

    ./dev bench [--quick] [--skip-page] [--report-only]

Measures the library with the vectors of this machine, at AVX2 and at SSE only, scenes of scenes/, the modules in node, the
page in Chromium and Firefox, and beside them a plain C loop, NumPy, VTK, vtk.js, isosurface and a plain tau-leap. Writes
build/bench/*.json, then docs/benchmarks.csv, the plots in docs/images/benchmarks and the tables in docs/benchmarks.md
(report.py). A part that fails is told and left out; what was measured of it before is not kept. --quick takes fewer rounds and
leaves the documents alone; --report-only makes them anew from build/bench. Some 6 minutes in all."""
import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

import flying_edges
import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build/bench"
PYTHON = "/usr/bin/python3"
SCENES = ["worms", "foam", "sponge", "fingerprint", "lamellae", "worms_between_walls"]
PART_MAY_TAKE_S = 300
MOLECULES_SIZE = 128
BOUNDARIES = {"periodic": "0", "no_flux": "1"}


def output_of(*command, cwd=ROOT, **more):
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=PART_MAY_TAKE_S,
                          env=os.environ | {name: str(value) for name, value in more.items()})
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-1500:]}")
    return done.stdout


def json_of(*command, cwd=ROOT):
    text = output_of(*command, cwd=cwd)
    return json.loads(text[text.index("{"):])        # npm says a few words first


def machine():
    info = open("/proc/cpuinfo").read().splitlines()
    model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    flags = next((line.split(":")[1].split() for line in info if line.startswith("flags")), [])
    return {"processor": model, "hardware_threads": len(os.sched_getaffinity(0)), "system": platform.platform(),
            "widest": "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "SSE",
            "load_before": os.getloadavg()[0], "date": time.strftime("%Y-%m-%d")}


# ---- scenes: the words that bench_steps takes

def laplacians():
    models = json.loads(output_of("build/release/morphogen", "describe"))["models"]
    gray_scott = next(model for model in models if model["id"] == "gray_scott")
    return next(p["choices"] for p in gray_scott["parameters"] if p["id"] == "laplacian")


def scene_words(name, choices):
    scene = json.loads((ROOT / f"scenes/{name}.json").read_text())
    values = {key: choices.index(value) if key == "laplacian" else value for key, value in scene["parameters"].items()}
    return [*scene["size"], *(BOUNDARIES[b] for b in scene.get("boundary", ["periodic"] * 3)), scene["seeding"],
            scene["seed"], *(f"{key}={value}" for key, value in values.items())]


def measure_scenes(rounds):
    choices = laplacians()
    scenes = {}
    for name in SCENES:
        if (ROOT / f"scenes/{name}.json").exists():
            scenes[name] = json_of("build/release/bench_steps", "--rounds", rounds, "--scene", *scene_words(name, choices))
    return scenes


# ---- the other parts

def measure_node_surfaces(rounds):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "field.raw")
        flying_edges.make_field(128).tofile(path)
        return json_of("node", "bench/node/surfaces.mjs", path, 128, flying_edges.ISOVALUE, rounds)


def measure_molecules_in_node(size, rounds):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "molecules.rxn")
        pathlib.Path(path).write_text(output_of("build/release/bench_molecules", "--network"))
        return json_of("node", "bench/node/molecules.mjs", path, size, rounds)


def measure_vtk(build, rounds):
    return json_of(PYTHON, "bench/flying_edges.py", "--json", "--rounds", rounds, "--morphogen-bench", f"build/{build}/bench_mesh")


def measure_page(seconds):
    text = output_of("npm", "run", "--silent", "bench:e2e", cwd=ROOT / "web", MORPHOGEN_BENCH_SECONDS=seconds)
    found = [json.loads(line[line.index("{"):]) for line in text.splitlines() if '{"browser"' in line]
    if not found:
        raise RuntimeError("the page's benchmark printed no result\n" + text[-1500:])
    return found


def parts_of(options):
    rounds = 3 if options.quick else 9
    few = 1 if options.quick else 3
    large = 0 if options.quick else 256
    parts = {
        "native": lambda: json_of("build/release/bench_steps", "--rounds", rounds, "--large", large),
        "sse": lambda: json_of("build/baseline/bench_steps", "--rounds", rounds, "--large", 0),
        "avx2": lambda: json_of("build/avx2/bench_steps", "--rounds", rounds, "--brief"),
        "wasm": lambda: json_of("npm", "run", "--silent", "bench", "-w", "engine", "--", "--rounds", rounds, cwd=ROOT / "web"),
        "numpy": lambda: json_of(PYTHON, "bench/numpy_gray_scott.py", "--rounds", rounds),
        "vtk": lambda: measure_vtk("release", few),
        "vtk_sse": lambda: measure_vtk("baseline", few),
        "node_surfaces": lambda: measure_node_surfaces(few - 1 or 1),
        "scenes": lambda: measure_scenes(few + 2),
        "molecules": lambda: json_of("build/release/bench_molecules", MOLECULES_SIZE, rounds),
        "molecules_sse": lambda: json_of("build/baseline/bench_molecules", MOLECULES_SIZE, rounds),
        "molecules_wasm": lambda: measure_molecules_in_node(MOLECULES_SIZE, rounds),
    }
    if not options.skip_page:
        parts["page"] = lambda: measure_page(4 if options.quick else 12)
    return parts


def measure(options):
    failed = []
    for stale in RESULTS.glob("*.json"):
        stale.unlink()
    (RESULTS / "machine.json").write_text(json.dumps(machine(), indent=1))
    for name, run in parts_of(options).items():
        started = time.monotonic()
        try:
            (RESULTS / f"{name}.json").write_text(json.dumps(run()))
            print(f"bench: {name:<14}{time.monotonic() - started:6.0f} s", flush=True)
        except (RuntimeError, OSError, ValueError, subprocess.TimeoutExpired) as error:
            failed.append(name)
            print(f"bench: {name} failed: {error}", file=sys.stderr, flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, documents as they are")
    parser.add_argument("--skip-page", action="store_true", help="no browser")
    parser.add_argument("--report-only", action="store_true", help="documents from the last run's results")
    options = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    failed = [] if options.report_only else measure(options)
    results = {path.stem: json.loads(path.read_text()) for path in RESULTS.glob("*.json")}
    print(report.as_text(results))
    if not options.quick:
        report.write_documents(results)
        print("bench: wrote docs/benchmarks.csv, docs/images/benchmarks and the tables of docs/benchmarks.md")
    sys.exit(f"bench: not measured: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
