#!/usr/bin/env python3
"""What `run` and `sweep` write of molecules beside exact laws, read from their files by NumPy and VTK.
    test_molecules.py MORPHOGEN"""
import csv
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy
import vtk
from matplotlib import colormaps
from vtk.util.numpy_support import vtk_to_numpy

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
SIDE = 24
CELLS = SIDE ** 3
DECAY = "species X D=0.01 initial=100\nreaction X -> 0 rate 0.1\n"
MAGNIFIED = 4                                                # pixels a cell of a sheet's small tiles
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


def decayed_variance(dt, time):
    """Of a cell: a molecule of the box is in it with probability q = e^(-0.1 t) times the walk's kernel, and the variance
    is the sum of q (1 - q) over all of them."""
    cosine = numpy.cos(2 * math.pi * numpy.arange(SIDE) / SIDE)
    stays = 1 - 2 * 0.01 * dt * (3 - cosine[:, None, None] - cosine[:, None] - cosine)
    met = (stays ** (2 * round(time / dt))).mean()           # the sum of the kernel's squares
    left = math.exp(-0.1 * time)
    return 100 * left * (1 - left * met)


def pixels_of(path):
    """Red, green and blue, rows from the top."""
    reader = vtk.vtkPNGReader()
    reader.SetFileName(str(path))
    reader.Update()
    width, height, _ = reader.GetOutput().GetDimensions()
    return vtk_to_numpy(reader.GetOutput().GetPointData().GetScalars()).reshape(height, width, 3)[::-1].astype(int)


PLACES = numpy.linspace(0, 1, 9)                             # of viridis; pictures have straight lines between them
VIRIDIS = colormaps["viridis"](PLACES)[:, :3] * 255
COLOUR_ERROR = 4                                             # of pictures; the colours of counts are further apart


def colours_of(counts, least, most):
    place = (numpy.asarray(counts, float) - least) / (most - least)
    return numpy.stack([numpy.interp(place, PLACES, VIRIDIS[:, c]) for c in range(3)], -1)


def counts_of(pixels, least, most):
    """The counts of molecules whose colours these are, on a scale from least to most; and how far off they are."""
    every = numpy.arange(least, most + 1)
    distance = abs(pixels[..., None, :] - colours_of(every, least, most)).max(-1)
    return every[distance.argmin(-1)], distance.min(-1).max()


class Molecules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_network(self, text, *words):
        network = self.folder / "network.rxn"
        network.write_text(text)
        call("run", "--network", network, "--size", SIDE, "--quiet", *words)

    def expect_decayed(self, mean, time, what, cells=CELLS):
        left = math.exp(-0.1 * time)
        error = math.sqrt(100 * left * (1 - left) / cells)
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

    def test_every_row_of_a_table_is_of_its_time(self):
        table = self.folder / "t.csv"
        for dt in STEPS:
            self.run_network(DECAY, "--time", 10, "--dt", dt, "--every", 1, "--stats", table)
            rows = list(csv.DictReader(table.read_text().splitlines()))
            self.assertEqual(len(rows), round(10 / float(dt)) + 1)
            for row in rows[1:]:
                self.expect_decayed(float(row["X_mean"]), float(row["time"]), f"row of the table, dt {dt}")
            table.unlink()

    def test_a_sweep_s_table_is_of_its_time(self):
        table = self.folder / "t.csv"
        self.sweep("--time", 10, "--dt", ",".join(STEPS), "--seed", "1,2", "--stats", table)
        rows = list(csv.DictReader(table.read_text().splitlines()))
        self.assertEqual([(row["dt"], row["seed"]) for row in rows], [(dt, seed) for seed in "12" for dt in STEPS])
        for row in rows:
            variance = decayed_variance(float(row["dt"]), 10)
            what = f"sweep, dt {row['dt']}, seed {row['seed']}"
            self.expect_decayed(float(row["X_mean"]), 10, what)
            self.assertLess(abs(float(row["X_variance"]) / variance - 1), 4.5 * math.sqrt(2 / CELLS), what)
        self.run_network(DECAY, "--time", 10, "--dt", STEPS[2], "--seed", 2, "--volume", self.folder / "v.npy")
        row = rows[len(STEPS) + 2]
        values = numpy.load(self.folder / "v.npy").astype(float)
        self.assertAlmostEqual(float(row["X_mean"]), values.mean(), 5)
        self.assertAlmostEqual(float(row["X_variance"]), values.var(), 5)

    def sweep(self, *words):
        network = self.folder / "network.rxn"
        network.write_text(DECAY)
        call("sweep", "--network", network, "--size", SIDE, "--quiet", *words)

    def test_a_picture_is_of_its_time(self):
        """Its colours are those counts that the volume beside it has, and those decay exactly."""
        image, volume = self.folder / "i.png", self.folder / "v.npy"
        for dt in STEPS:
            for view in ("X", "all_species"):
                self.run_network(DECAY, "--time", 10, "--dt", dt, "--view", view, "--image", image, "--volume", volume)
                values = numpy.load(volume)
                counts, off = counts_of(pixels_of(image), values.min(), values.max())
                self.assertLess(off, COLOUR_ERROR)
                numpy.testing.assert_array_equal(counts, values[SIDE // 2, ::-1])
                self.expect_decayed(counts.mean(), 10, f"picture, dt {dt}", SIDE ** 2)
                image.unlink()
                volume.unlink()

    def test_a_sweep_s_sheet_is_of_its_time(self):
        """The tile of every run, four pixels a cell, has the counts of the same run's volume."""
        sheet, volume = self.folder / "s.png", self.folder / "v.npy"
        self.sweep("--time", 10, "--dt", ",".join(STEPS), "--image", sheet)
        slices = []
        for dt in STEPS:
            self.run_network(DECAY, "--time", 10, "--dt", dt, "--volume", volume)
            slices.append(numpy.load(volume)[SIDE // 2, ::-1])
            volume.unlink()
        least, most = min(s.min() for s in slices), max(s.max() for s in slices)
        pixels = pixels_of(sheet)
        for dt, values in zip(STEPS, slices):
            top, left = self.find_tile(pixels, values, least, most)
            tile = pixels[top:top + SIDE * MAGNIFIED:MAGNIFIED, left:left + SIDE * MAGNIFIED:MAGNIFIED]
            numpy.testing.assert_array_equal(counts_of(tile, least, most)[0], values)
            self.expect_decayed(values.mean(), 10, f"sheet, dt {dt}", SIDE ** 2)

    def find_tile(self, pixels, values, least, most):
        """The first pixel of the tile with these counts."""
        row = colours_of(values[0], least, most).repeat(MAGNIFIED, axis=0)
        for y, x in numpy.argwhere((abs(pixels - row[0]) < COLOUR_ERROR).all(-1)):
            part = pixels[y, x:x + len(row)]
            if len(part) == len(row) and abs(part - row).max() < COLOUR_ERROR:
                return y, x
        raise AssertionError("no tile of the sheet has this slice")

    def test_every_format_holds_the_same_moment(self):
        for dt in ("0.5", "5"):
            held = {}
            for kind in ("npy", "vti", "nrrd", "vtkhdf"):
                path = self.folder / f"v.{kind}"
                self.run_network(DECAY, "--time", 10, "--dt", dt, "--volume", path)
                held[kind] = self.values_of(path).ravel()
                path.unlink()
            self.expect_decayed(held["npy"].mean(), 10, f"volume, dt {dt}")
            for kind, values in held.items():
                numpy.testing.assert_array_equal(values, held["npy"], kind)

    def values_of(self, path):
        if path.suffix == ".npy":
            return numpy.load(path)
        if path.suffix == ".vti":
            return vti_arrays(path)["X"]
        if path.suffix == ".nrrd":
            return numpy.frombuffer(path.read_bytes().split(b"\n\n", 1)[1], "<f4")
        with h5py.File(path) as file:
            return file["VTKHDF/PointData/X"][:]

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
