#!/usr/bin/env python3
"""What `run` writes of molecules beside exact laws, read from its files by NumPy and VTK.    test_molecules.py MORPHOGEN"""
import csv
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy
import vtk
from vtk.util.numpy_support import vtk_to_numpy

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
SIDE = 24
CELLS = SIDE ** 3
DECAY = "species X D=0.01 initial=100\nreaction X -> 0 rate 0.1\n"
STEPS = ("0.05", "0.1", "0.5", "1", "2.5", "5")

# The discrete stochastic models test suite (doi 10.1093/bioinformatics/btm566): mean and standard deviation of the first
# species at t = 10 and 50. Without diffusion every cell is a vessel of its own.
DSMTS = {
    "001-01": ("species X initial=100\nreaction X -> 2 X rate 0.1\nreaction X -> 0 rate 0.11\n",
               {10: (90.48374, 13.44708), 50: (60.65307, 22.38677)}),
    "002-01": ("species X\nreaction 0 -> X rate 1\nreaction X -> 0 rate 0.1\n",
               {10: (6.321206, 2.514201), 50: (9.93262, 3.151606)}),
    "003-01": ("species X initial=100\nspecies P2\nreaction 2 X -> P2 rate 0.001\nreaction P2 -> 2 X rate 0.01\n",
               {10: (52.214271, 5.51176), 50: (28.542298, 4.789331)}),
    "004-01": ("species X\nreaction 0 -> 5 X rate 1\nreaction X -> 0 rate 0.2\n",
               {10: (21.616618, 8.408379), 50: (24.998865, 8.660189)}),
}


def call(*words):
    done = subprocess.run([MORPHOGEN, *map(str, words)], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise AssertionError(f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def vti_arrays(path):
    reader = vtk.vtkXMLImageDataReader()
    reader.SetFileName(str(path))
    reader.Update()
    data = reader.GetOutput().GetPointData()
    return {data.GetArrayName(i): vtk_to_numpy(data.GetArray(i)) for i in range(data.GetNumberOfArrays())}


class Molecules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_network(self, text, *words):
        network = self.folder / "network.rxn"
        network.write_text(text)
        call("run", "--network", network, "--size", SIDE, "--quiet", *words)

    def expect_decayed(self, mean, time, what):
        left = math.exp(-0.1 * time)
        error = math.sqrt(100 * left * (1 - left) / CELLS)
        self.assertLess(abs(mean - 100 * left), 4.5 * error, f"{what}: {mean}, not {100 * left}")

    def test_decay_is_exact_in_every_file_for_any_step(self):
        table, npy, vti, snapshot, later = (self.folder / n for n in ("t.csv", "v.npy", "v.vti", "s.mgs", "later.npy"))
        for dt in STEPS:
            self.run_network(DECAY, "--time", 10, "--dt", dt, "--stats", table, "--volume", npy, "--snapshot", snapshot,
                             "--view", "all_species")
            values = numpy.load(npy)
            row = list(csv.DictReader(table.read_text().splitlines()))[-1]
            self.expect_decayed(values.mean(), 10, f"volume, dt {dt}")
            self.assertAlmostEqual(float(row["X_mean"]), values.mean(), 4)
            call("convert", snapshot, "--volume", vti)
            arrays = vti_arrays(vti)
            numpy.testing.assert_array_equal(arrays["X"], values.ravel())
            numpy.testing.assert_array_equal(arrays["all_species"], values.ravel())
            call("run", "--network", self.folder / "network.rxn", "--start", npy, "--time", 5, "--dt", dt, "--volume", later,
                 "--quiet")
            self.expect_decayed(numpy.load(later).mean(), 15, f"started from the volume, dt {dt}")
            for path in (table, npy, vti, snapshot, later):
                path.unlink()

    def test_published_moments(self):
        path = self.folder / "v.npy"
        for name, (text, expected) in DSMTS.items():
            for time, (mean, deviation) in expected.items():
                self.run_network(text, "--time", time, "--dt", 5, "--volume", path)
                values = numpy.load(path).astype(float)
                values = values[0] if values.ndim == 4 else values
                fourth = ((values - values.mean()) ** 4).mean()
                spread = math.sqrt((fourth - values.var() ** 2) / CELLS)
                self.assertLess(abs(values.mean() - mean), 4 * deviation / math.sqrt(CELLS), f"{name}, t {time}")
                self.assertLess(abs(values.var() - deviation ** 2), 5 * spread, f"{name}, t {time}")
                path.unlink()

    def test_frames_are_one_path(self):
        self.run_network("species X initial=20\nreaction X -> 0 rate 0.1\n", "--steps", 4, "--dt", 5, "--every", 1, "--volume",
                         self.folder / "v.npy")
        frames = [numpy.load(path).astype(float) for path in sorted(self.folder.glob("v*.npy"))]
        self.assertGreaterEqual(len(frames), 4)
        left = math.exp(-0.5)
        for before, after in zip(frames, frames[1:]):
            self.assertTrue((after <= before).all())
            if (before == after).all():                     # the last frame, written under two names
                continue
            slope = (before * after).sum() / (before ** 2).sum()
            error = math.sqrt(left * (1 - left) * (before ** 3).sum()) / (before ** 2).sum()
            self.assertLess(abs(slope - left), 4.5 * error)


if __name__ == "__main__":
    unittest.main()
