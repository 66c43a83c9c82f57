#!/usr/bin/python3
"""Our mesher beside VTK's Flying Edges and marching cubes: the same field, the same walls, alternately, in one run; one
thread each, then all threads.

    bench/flying_edges.py --morphogen-bench build/release/bench_mesh [--json] [--size 128] [--rounds 5]

The field is smooth noise of one wavelength, some 16 cells, so that 128^3 points give some 0.9 million triangles. Both
make normals from central differences and vertices shared by triangles; ours adds the gradient's magnitude. VTK
allocates its output each time, ours reuses the buffers of the mesh before, as each does in an application.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import vtk
from vtk.util import numpy_support

WAVES_ACROSS = 8          # 0.9 million triangles at 128^3
WAVE_SPREAD = 2.0
SEED = 7
ISOVALUE = 0.2            # in standard deviations
OURS = ["packed", "packed, blended", "float", "float, blended"]
BESIDE = "float"          # the work nearest to VTK's: float vertices of one field
TRIANGLES_MAY_DIFFER = 0.01


def make_field(n):
    noise = numpy.fft.fftn(numpy.random.default_rng(SEED).standard_normal((n, n, n)))
    k = numpy.fft.fftfreq(n) * n
    z, y, x = numpy.meshgrid(k, k, k, indexing="ij")
    waves = WAVES_ACROSS * n / 128
    band = numpy.exp(-((numpy.sqrt(x * x + y * y + z * z) - waves) / WAVE_SPREAD) ** 2)
    field = numpy.fft.ifftn(noise * band).real
    return (field / field.std()).astype("<f4")


def make_peer(field, kind):
    n = field.shape[0]
    image = vtk.vtkImageData()
    image.SetDimensions(n, n, n)
    image.GetPointData().SetScalars(numpy_support.numpy_to_vtk(field.ravel(), deep=True))
    edges = kind()
    edges.SetInputData(image)
    edges.SetValue(0, ISOVALUE)
    edges.ComputeNormalsOn()
    edges.ComputeGradientsOff()
    edges.ComputeScalarsOff()
    return edges


def time_peer(edges, repeats, threads=1):
    vtk.vtkSMPTools.Initialize(threads)
    edges.Modified()
    edges.Update()
    seconds = []
    for _ in range(repeats):
        edges.Modified()
        started = time.perf_counter()
        edges.Update()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), edges.GetOutput().GetNumberOfPolys()


def time_ours(program, path, n, repeats, threads=1):
    text = subprocess.run([program, path, str(n), str(n), str(n), str(ISOVALUE), str(repeats), str(threads)], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    return json.loads(text)


def measure(program, n, rounds, repeats):
    field, all_threads = make_field(n), len(os.sched_getaffinity(0))
    edges, cubes = make_peer(field, vtk.vtkFlyingEdges3D), make_peer(field, vtk.vtkMarchingCubes)
    vtk.vtkSMPTools.SetBackend("STDThread")
    times = {name: [] for name in ("ours", "theirs", "cubes", "ours_all", "theirs_all")}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "field.raw")
        field.tofile(path)
        for _ in range(rounds):
            times["ours"].append(time_ours(program, path, n, repeats))
            times["theirs"].append(time_peer(edges, repeats))
            times["ours_all"].append(time_ours(program, path, n, repeats, all_threads))
            times["theirs_all"].append(time_peer(edges, repeats, all_threads))
            times["cubes"].append(time_peer(cubes, 1))
    return times, all_threads


def row(seconds, triangles):
    return {"milliseconds": seconds * 1e3, "triangles": triangles, "mtri_per_second": triangles / seconds / 1e6}


def peer_row(times):
    return row(statistics.median(seconds for seconds, _ in times), times[0][1])


def summarise(times, threads, n):
    ours, theirs = times["ours"], times["theirs"]
    result = {"size": n, "threads": 1, "all_threads": threads, "vtk": vtk.VTK_VERSION, "flying_edges": peer_row(theirs),
              "flying_edges_all_threads": peer_row(times["theirs_all"]), "marching_cubes": peer_row(times["cubes"]),
              "morphogen": {}, "times_as_fast": {}, "times_as_fast_all_threads": {},
              "chunk_ranges_milliseconds": statistics.median(o["chunk ranges"]["seconds"] for o in ours) * 1e3}
    for name in OURS:
        mine = row(statistics.median(o[name]["seconds"] for o in ours), ours[0][name]["triangles"])
        mine["stages_milliseconds"] = {stage: statistics.median(o[name]["stages"][stage] for o in ours) * 1e3
                                       for stage in ours[0][name]["stages"]}
        mine["all_threads"] = row(statistics.median(o[name]["seconds"] for o in times["ours_all"]), mine["triangles"])
        result["morphogen"][name] = mine
        # Ratios of neighbours in time, so that a busy machine slows both.
        result["times_as_fast"][name] = statistics.median(t[0] / o[name]["seconds"] for o, t in zip(ours, theirs))
        result["times_as_fast_all_threads"][name] = statistics.median(
            t[0] / o[name]["seconds"] for o, t in zip(times["ours_all"], times["theirs_all"]))
    return result


def check(result):
    ours, theirs = result["morphogen"][BESIDE]["triangles"], result["flying_edges"]["triangles"]
    if abs(ours - theirs) > TRIANGLES_MAY_DIFFER * theirs:
        sys.exit(f"flying_edges: {ours} triangles beside {theirs}: this is not the same surface")


def show(result):
    peer = result["flying_edges"]
    print(f"{result['size']}^3 points, one thread, medians")
    line = "{:<40}{:>9.2f} ms {:>9} triangles {:>8.1f} Mtri/s {:>8.2f} x"
    print(line.format(f"VTK {result['vtk']} Flying Edges, normals", peer["milliseconds"], peer["triangles"],
                      peer["mtri_per_second"], 1.0))
    for name, other in (("Flying Edges, all threads", "flying_edges_all_threads"), ("marching cubes", "marching_cubes")):
        print(line.format(f"VTK {result['vtk']} {name}", result[other]["milliseconds"], result[other]["triangles"],
                          result[other]["mtri_per_second"], peer["milliseconds"] / result[other]["milliseconds"]))
    for name, mine in result["morphogen"].items():
        print(line.format("Morphogen " + name, mine["milliseconds"], mine["triangles"], mine["mtri_per_second"],
                          result["times_as_fast"][name]))
    print(f"{'Morphogen chunk ranges':<40}{result['chunk_ranges_milliseconds']:>9.2f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--morphogen-bench", required=True, help="the built bench_mesh")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=7, help="of each in a round")
    options = parser.parse_args()
    times, threads = measure(options.morphogen_bench, options.size, options.rounds, options.repeats)
    result = summarise(times, threads, options.size)
    check(result)
    if options.json:
        json.dump(result, sys.stdout, indent=2)
        print()
    else:
        show(result)


if __name__ == "__main__":
    main()
