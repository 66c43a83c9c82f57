#!/usr/bin/env python3
"""How soon commands answer SIGTERM, whatever they do: the longest of some moments, until the sentence or the begun snapshot, and until
the process is gone, which has memory to give back.     bench/stopping.py MORPHOGEN [MOMENTS]"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

import numpy

MORPHOGEN, MOMENTS = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8
CELLS = 384                                       # a side of the volumes that are read
LATEST = 3.0                                      # seconds after the start
LARGE = ["--size", "256", "--threads", "2", "--every", "1", "--steps", "1000000"]
COMMANDS = {
    "convert raw to vti": ["convert", "v.nrrd", "--volume", "w.vti"],
    "convert gzip to npy": ["convert", "g.nrrd", "--volume", "w.npy"],
    "convert raw to vtkhdf": ["convert", "v.nrrd", "--volume", "w.vtkhdf"],
    "info of gzip": ["info", "g.nrrd"],
    "run --start gzip": ["run", "gray_scott", "--size", CELLS, "--start", "g.nrrd", "--steps", "1000000"],
    "run, volumes": ["run", "gray_scott", *LARGE, "--volume", "m.vtkhdf"],
    "run, surfaces": ["run", "gray_scott", *LARGE, "--seeding", "noise", "--iso", "0.9", "--mesh", "m.stl"],
    "hash": ["hash", "--size", 384, "--steps", 1000000],
    "mesh": ["mesh", "--size", 384, "--steps", 5, "--out", "m.ply"],
    "bench": ["bench", "--size", 256],
}


def make_volumes(folder):
    values = numpy.random.default_rng(1).random((CELLS,) * 3, "f4")
    head = f"NRRD0004\ntype: float\ndimension: 3\nsizes: {CELLS} {CELLS} {CELLS}\nendian: little\nencoding: %s\n\n"
    (folder / "v.nrrd").write_bytes((head % "raw").encode() + values.tobytes())
    packed = subprocess.run(["gzip", "-1"], input=values.tobytes(), capture_output=True, check=True).stdout
    (folder / "g.nrrd").write_bytes((head % "gzip").encode() + packed)


def answer_of(child, folder, since):
    """Seconds until it speaks or begins a snapshot."""
    os.set_blocking(child.stderr.fileno(), False)
    while child.poll() is None and not child.stderr.read(1) and not list(folder.glob("*.mgs.part")):
        time.sleep(0.001)
    return time.monotonic() - since


def stop_once(words, folder, after):
    """(seconds until the answer, until the end), or None where it had ended before."""
    child = subprocess.Popen([MORPHOGEN, *map(str, words)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(after)
    since = time.monotonic()
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        times = answer_of(child, folder, since), None
        child.wait()
        times = times[0], time.monotonic() - since
    else:
        times = None
    child.stderr.close()
    for path in folder.iterdir():
        if path.name not in ("v.nrrd", "g.nrrd"):
            path.unlink()
    return times


random.seed(1)
with tempfile.TemporaryDirectory() as name:
    make_volumes(pathlib.Path(name))
    for what, words in COMMANDS.items():
        times = [stop_once(words, pathlib.Path(name), random.uniform(0.1, LATEST)) for _ in range(MOMENTS)]
        times = [each for each in times if each is not None] or [(0, 0)]
        answer, end = (max(column) for column in zip(*times))
        print(f"{what:24} answer {answer:5.2f} s   end {end:5.2f} s   ({len(times)} moments)", flush=True)
