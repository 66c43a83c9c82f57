#!/usr/bin/python3
"""Gray-Scott in NumPy as one writes it with care: single precision, a halo all round, slices instead of rolls, every
intermediate in place. JSON of every round, with the rows of bench_steps.

    bench/numpy_gray_scott.py [--size 128] [--rounds 5]
"""
import argparse
import json
import time

import numpy

DU, DV, FEED, KILL, DT = (numpy.float32(x) for x in (0.16, 0.08, 0.0367, 0.0649, 0.7))


def fill_halo(c):
    c[0], c[-1] = c[-2], c[1]
    c[:, 0], c[:, -1] = c[:, -2], c[:, 1]
    c[:, :, 0], c[:, :, -1] = c[:, :, -2], c[:, :, 1]


def laplacian(c, out):
    inner = c[1:-1, 1:-1, 1:-1]
    numpy.add(c[1:-1, 1:-1, :-2], c[1:-1, 1:-1, 2:], out=out)
    for neighbour in (c[1:-1, :-2, 1:-1], c[1:-1, 2:, 1:-1], c[:-2, 1:-1, 1:-1], c[2:, 1:-1, 1:-1]):
        out += neighbour
    out -= numpy.float32(6) * inner


def step(u, v, lu, lv, uvv):
    fill_halo(u)
    fill_halo(v)
    laplacian(u, lu)
    laplacian(v, lv)
    inner_u, inner_v = u[1:-1, 1:-1, 1:-1], v[1:-1, 1:-1, 1:-1]
    numpy.multiply(inner_v, inner_v, out=uvv)
    uvv *= inner_u
    lu *= DU
    lu -= uvv
    lu += FEED * (numpy.float32(1) - inner_u)
    lv *= DV
    lv += uvv
    lv -= (FEED + KILL) * inner_v
    lu *= DT
    lv *= DT
    inner_u += lu
    inner_v += lv


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    n = options.size
    u, v = numpy.ones((n + 2,) * 3, "f4"), numpy.zeros((n + 2,) * 3, "f4")
    u[n // 4:n // 2], v[n // 4:n // 2] = 0.5, 0.25
    scratch = [numpy.empty((n,) * 3, "f4") for _ in range(3)]
    step(u, v, *scratch)
    wall, cpu = [], []
    for _ in range(options.rounds):
        started, worked = time.perf_counter(), time.process_time()
        step(u, v, *scratch)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - worked)
    print(json.dumps({"numpy": numpy.__version__, "rows": [
        {"id": "numpy_1_thread", "unit": "Gcell", "work": n ** 3 * 1e-9, "wall": wall, "cpu": cpu}]}))


if __name__ == "__main__":
    main()
