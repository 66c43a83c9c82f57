#!/usr/bin/python3
"""Every figure of the house and of its peers in one run: prints a table with ratios and writes build/bench.json.

    ./dev bench [--size 128] [--skip-page]

Rows: the library with the vector width of this machine (native), the same at SSE only, the WebAssembly modules in node,
VTK's Flying Edges on one field, molecules beside a plain tau-leap, the page in Chromium and Firefox. What takes turns in
one program can be compared to the last percent; between programs a busy machine shows, so look at the spread of a second
run before believing a small ratio."""
import argparse
import json
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STEP_BYTES = 24          # a cell's two floats read, two written, and the two lines fetched to be written
STEP_FLOPS = 40          # of a Gray-Scott cell with the 7-point Laplacian: 2 * 8 additions, 24 of the reaction


def output_of(*command, cwd=ROOT):
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, command))} failed\n{done.stderr[-2000:]}")
    return done.stdout


def json_of(*command, cwd=ROOT):
    text = output_of(*command, cwd=cwd)
    return json.loads(text[text.index("{"):])        # npm says a few words first


def rows_of(result):
    return {row["id"]: row for row in result["rows"]}


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    threads = sum(line.startswith("processor") for line in open("/proc/cpuinfo"))
    return {"processor": model, "hardware_threads": threads, "system": platform.platform()}


def measure(options):
    size = ["--size", str(options.size)]
    results = {"machine": machine(), "size": options.size}
    results["native"] = json_of("build/release/morphogen", "bench", "--json", *size)
    results["sse"] = json_of("build/baseline/morphogen", "bench", "--json", *size)
    results["wasm"] = json_of("npm", "run", "--silent", "bench", "-w", "engine", "--", *size, cwd=ROOT / "web")
    results["flying_edges"] = json_of("/usr/bin/python3", "bench/flying_edges.py", "--json", "--size", options.size,
                                      "--morphogen-bench", "build/baseline/bench_mesh")
    results["flying_edges_native"] = json_of("/usr/bin/python3", "bench/flying_edges.py", "--json", "--size", options.size,
                                             "--morphogen-bench", "build/release/bench_mesh")
    results["molecules"] = json_of("build/release/bench_molecules", 64)
    results["molecules_sse"] = json_of("build/baseline/bench_molecules", 64)
    if not options.skip_page:
        results["page"] = output_of("npm", "run", "--silent", "bench:e2e", cwd=ROOT / "web")
    return results


def print_ours(results):
    native, sse, wasm = (rows_of(results[build]) for build in ("native", "sse", "wasm"))
    print(f"{results['size']}^3 Gray-Scott, medians    {results['machine']['processor']}, "
          f"{results['machine']['hardware_threads']} hardware threads")
    print(f"{'row':<28}{'native':>10}{'SSE':>10}{'wasm':>10}  unit        wasm/SSE  native/SSE")
    for name, row in native.items():
        n, s, w = row["median"], sse[name]["median"], wasm.get(name, {}).get("median")
        faster = (lambda a, b: b / a) if row["unit"] == "ms" else (lambda a, b: a / b)
        print(f"{name:<28}{n:>10.3f}{s:>10.3f}" + (f"{w:>10.3f}" if w else f"{'-':>10}") + f"  {row['unit']:<10}" +
              (f"{faster(w, s):>10.2f}" if w else f"{'':>10}") + f"{faster(n, s):>12.2f}")
    for build, rows in (("native", native), ("SSE", sse)):
        rate, copy = rows["step_1_thread"]["median"], rows["memory_copy_1_thread"]["median"]
        print(f"{build}: a step without fusing would move {STEP_BYTES} bytes a cell: {rate * STEP_BYTES:.1f} GB/s beside the "
              f"{copy:.1f} GB/s that a copy reaches; {rate * STEP_FLOPS:.0f} GFLOP/s")


def print_mesh(name, result):
    peer = result["flying_edges"]
    print(f"isosurface, {peer['triangles']} triangles, one thread, {name}: VTK {result['vtk']} Flying Edges with normals "
          f"{peer['mtri_per_second']:.1f} Mtri/s")
    for row, mine in result["morphogen"].items():
        print(f"    {row:<24}{mine['mtri_per_second']:>8.1f} Mtri/s   {result['times_as_fast'][row]:.2f} times as fast")


def print_molecules(name, result):
    print(f"molecules, {result['size']}^3 cells, three species, {name}: {result['times_as_fast_as_tau_leap']:.3g} times as "
          f"fast as a plain sequential tau-leap on one thread")
    for row in result["rows"]:
        print(f"    {row['id']:<36}{row['median']:>8.1f} {row['unit']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--skip-page", action="store_true", help="no browser")
    options = parser.parse_args()
    results = measure(options)
    (ROOT / "build/bench.json").write_text(json.dumps(results, indent=1) + "\n")
    print_ours(results)
    print_mesh("SSE", results["flying_edges"])
    print_mesh("native", results["flying_edges_native"])
    print_molecules("native", results["molecules"])
    print_molecules("SSE", results["molecules_sse"])
    if "page" in results:
        print("the page in a browser\n" + results["page"])
    print("all figures: build/bench.json")


if __name__ == "__main__":
    main()
