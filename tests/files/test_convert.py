#!/usr/bin/env python3
"""info and convert on volumes: what NumPy and VTK wrote comes out in every other format as NumPy and VTK read it.
    test_convert.py MORPHOGEN
The environment's MG_ITK_READ names the program itk_read, if it was built."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy
import vtk
from vtk.util.numpy_support import numpy_to_vtk, vtk_to_numpy

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
ITK_READ = os.environ.get("MG_ITK_READ")
RANDOM = numpy.random.default_rng(5)
A, B = (RANDOM.random((9, 11, 13), numpy.float32) * 200 - 50 for _ in range(2))      # z, y, x


def run(*words, expect=0):
    done = subprocess.run([MORPHOGEN, *map(str, words)], capture_output=True, text=True, timeout=120)
    if done.returncode != expect:
        raise AssertionError(f"{words}: exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
    return done


def opened(path):
    reader = {".vti": vtk.vtkXMLImageDataReader, ".vtkhdf": vtk.vtkHDFReader}[pathlib.Path(path).suffix]()
    reader.SetFileName(path)
    reader.Update()
    return reader.GetOutput()


def arrays_of(path):
    """{name: values (z, y, x)} as other programs read them."""
    if path.endswith(".npy"):
        values = numpy.load(path)
        return dict(enumerate(values if values.ndim == 4 else values[None]))
    if path.endswith(".nrrd"):
        header, body = pathlib.Path(path).read_bytes().split(b"\n\n", 1)
        told = dict(line.split(":", 1) for line in header.decode().splitlines() if ":" in line)
        sizes = [int(n) for n in told["sizes"].split()]
        values = numpy.frombuffer(body, "<f4").reshape(sizes[::-1])
        return dict(zip(told["arrays"].removeprefix("=").split(), numpy.moveaxis(values, -1, 0) if values.ndim == 4 else values[None]))
    image = opened(path)
    shape = image.GetDimensions()[::-1]
    data = image.GetPointData()
    return {data.GetArrayName(i): vtk_to_numpy(data.GetArray(i)).reshape(shape) for i in range(data.GetNumberOfArrays())}


class Convert(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, name):
        return str(self.folder / name)

    def save_vti(self, name, spacing=(0.25,) * 3, origin=(0,) * 3, **arrays):
        image = vtk.vtkImageData()
        image.SetDimensions(13, 11, 9)
        image.SetSpacing(*spacing)
        image.SetOrigin(*origin)
        for key, values in arrays.items():
            array = numpy_to_vtk(values.ravel(), deep=True)
            array.SetName(key)
            image.GetPointData().AddArray(array)
        writer = vtk.vtkXMLImageDataWriter()
        writer.SetInputData(image)
        writer.SetFileName(self.path(name))
        writer.Write()

    def test_every_format_becomes_every_other(self):
        self.save_vti("0.vti", first=A, second=B)
        at, kinds = self.path("0.vti"), ["nrrd", "vti", "nrrd", "vtkhdf"]
        for i, kind in enumerate(kinds):
            to = self.path(f"{i}.{kind}")
            run("convert", at, "--volume", to)
            got = arrays_of(to)
            self.assertEqual(list(got), ["first", "second"], to)
            self.assertTrue((got["first"] == A).all() and (got["second"] == B).all(), to)
            if kind != "vtkhdf":
                told = json.loads(run("info", to, "--json").stdout)
                self.assertEqual((told["size"], told["dx"]), ([13, 11, 9], 0.25))
                at = to
            elif kind in ("vti", "vtkhdf"):
                self.assertEqual(opened(to).GetSpacing(), (0.25,) * 3)
        run("convert", at, "--volume", self.path("b.npy"))
        self.assertTrue((numpy.load(self.path("b.npy")) == numpy.stack([A, B])).all())

    def test_the_place_of_a_volume_goes_along(self):
        place = {"spacing": [0.25, 0.5, 1.75], "origin": [-3, 0.125, 1e6]}
        self.save_vti("0.vti", first=A, second=B, **place)
        for at, to in (("0.vti", "1.nrrd"), ("1.nrrd", "2.vti"), ("2.vti", "3.vtkhdf")):
            done = run("convert", self.path(at), "--volume", self.path(to))
            self.assertEqual(done.stderr, "")
            if not to.endswith("vtkhdf"):
                told = json.loads(run("info", self.path(to), "--json").stdout)
                self.assertEqual({key: told[key] for key in place}, place)
            if not to.endswith("nrrd"):
                image = opened(self.path(to))
                self.assertEqual({"spacing": list(image.GetSpacing()), "origin": list(image.GetOrigin())}, place)
        head = subprocess.run(["teem-unu", "head", self.path("1.nrrd")], capture_output=True, text=True, check=True).stdout
        self.assertIn("space directions: none (0.25,0,0) (0,0.5,0) (0,0,1.75)", head)
        told = run("convert", self.path("0.vti"), "--volume", self.path("4.npy")).stderr
        self.assertIn("4.npy holds values alone: the spacing 0.25 0.5 1.75 and the origin -3 0.125 1e+06 are not in it", told)
        self.assertEqual(run("convert", self.path("4.npy"), "--volume", self.path("5.npy")).stderr, "")
        self.assertIn("no cubes", run("convert", self.path("0.vti"), "--mesh", self.path("m.ply"), expect=1).stderr)
        self.save_vti("c.vti", first=A, origin=(1, 2, 3))
        self.assertIn("(1, 2, 3)", run("convert", self.path("c.vti"), "--mesh", self.path("m.ply"), "--iso", 50).stderr)

    def test_teem_reads_our_nrrd(self):
        self.save_vti("0.vti", first=A, second=B)
        run("convert", self.path("0.vti"), "--volume", self.path("x.nrrd"))
        for number, values in enumerate((A, B)):
            subprocess.run(["teem-unu", "slice", "-a", "0", "-p", str(number), "-i", "x.nrrd", "-o", "y.nrrd"], cwd=self.folder, check=True)
            subprocess.run(["teem-unu", "save", "-f", "nrrd", "-e", "raw", "-en", "little", "-i", "y.nrrd", "-o", "y.nhdr"],
                           cwd=self.folder, check=True)
            self.assertTrue((numpy.fromfile(self.path("y.raw"), "<f4").reshape(A.shape) == values).all())

    def check_with_itk(self, path, fields, **place):
        """ITK finds these fields, (z, y, x) each, one component a field, and this spacing and origin."""
        done = subprocess.run([ITK_READ, path, self.path("itk.raw")], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        shape = fields[0].shape
        self.assertEqual(json.loads(done.stdout), {"size": list(shape[::-1]), "components": len(fields), **place})
        theirs = numpy.fromfile(self.path("itk.raw"), "f4").reshape(*shape, len(fields))
        self.assertTrue((theirs == numpy.stack(fields, -1)).all())

    @unittest.skipUnless(ITK_READ, "itk_read is built where ITK is installed")
    def test_itk_reads_our_nrrd(self):
        for model, size, steps, names in (("gray_scott", "8", 0, ["u", "v"]), ("birth_death", "8x16x12", 1, ["x"])):
            for kind in ("nrrd", "vtkhdf"):
                run("run", model, "--size", size, "--steps", steps, "--volume", self.path("a." + kind))
            with h5py.File(self.path("a.vtkhdf")) as file:
                fields = [file["VTKHDF/PointData"][name][:] for name in names]
            self.assertTrue(all(len(numpy.unique(values)) > 1 for values in fields))
            self.check_with_itk(self.path("a.nrrd"), fields, spacing=[1, 1, 1], origin=[0, 0, 0])
        place = {"spacing": [0.25, 0.5, 1.75], "origin": [-3, 0.125, 1e6]}
        for arrays in ({"one": A}, {"first": A, "second": B}):
            self.save_vti("0.vti", **place, **arrays)
            run("convert", self.path("0.vti"), "--volume", self.path("a.nrrd"))
            self.check_with_itk(self.path("a.nrrd"), list(arrays.values()), **place)

    def test_nameless_arrays_get_names(self):
        numpy.save(self.path("one.npy"), A)
        numpy.save(self.path("two.npy"), numpy.stack([A, B]).astype(">f8"))
        for name, expected in (("one", ["array_0"]), ("two", ["array_0", "array_1"])):
            for kind in ("vti", "vtkhdf", "nrrd"):
                run("convert", self.path(name + ".npy"), "--volume", self.path("x." + kind))
                self.assertEqual(list(arrays_of(self.path("x." + kind))), expected)

    def test_vtk_reads_our_nrrd(self):
        controller = vtk.vtkDummyController()                # Debian's reader is the parallel one and asks for it
        vtk.vtkMultiProcessController.SetGlobalController(controller)
        for arrays in ({"one": A}, {"first": A, "second": B}):
            self.save_vti("0.vti", spacing=(0.25, 0.5, 1.5), **arrays)
            run("convert", self.path("0.vti"), "--volume", self.path("x.nrrd"))
            reader = vtk.vtkNrrdReader()
            reader.SetFileName(self.path("x.nrrd"))
            reader.Update()
            image = reader.GetOutput()
            self.assertEqual((image.GetDimensions(), image.GetSpacing()), ((13, 11, 9), (0.25, 0.5, 1.5)))
            theirs = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(9, 11, 13, -1)
            self.assertTrue((theirs == numpy.stack(list(arrays.values()), -1)).all())

    def opened_nrrd(self, path):
        """As VTK reads it: Debian's reader is the parallel one and asks for a controller."""
        controller = vtk.vtkDummyController()
        vtk.vtkMultiProcessController.SetGlobalController(controller)
        reader = vtk.vtkNrrdReader()
        reader.SetFileName(path)
        reader.Update()
        return reader.GetOutput()

    def test_thin_boxes_stay_boxes_in_vtk(self):
        """VTK 9.1 takes a first axis of up to nine cells for components, unless one of a single component stands before it."""
        for nx in (1, 2, 8, 9, 10):
            values = numpy.ascontiguousarray(A[:, :, :nx])
            numpy.save(self.path("a.npy"), values)
            run("convert", self.path("a.npy"), "--volume", self.path("a.nrrd"))
            image = self.opened_nrrd(self.path("a.nrrd"))
            self.assertEqual((image.GetDimensions(), image.GetNumberOfScalarComponents()), ((nx, 11, 9), 1))
            self.assertTrue((vtk_to_numpy(image.GetPointData().GetScalars()).reshape(9, 11, nx) == values).all())
            run("convert", self.path("a.nrrd"), "--volume", self.path("b.npy"))
            self.assertTrue((numpy.load(self.path("b.npy")) == values).all())

    def test_the_origin_is_that_of_the_first_value(self):
        self.save_vti("0.vti", origin=(1, 2, 3), first=A)
        run("convert", self.path("0.vti"), "--volume", self.path("a.nrrd"))
        self.assertEqual(self.opened_nrrd(self.path("a.nrrd")).GetOrigin(), (1, 2, 3))
        head = subprocess.run(["teem-unu", "head", self.path("a.nrrd")], capture_output=True, text=True, check=True).stdout
        self.assertIn("space origin: (1,2,3)", head)

    def test_names_are_kept_where_the_format_has_them(self):
        names = ["x y", "A->B", 'say "hi" & go', "100 %", "\u00fcber"]
        self.save_vti("0.vti", **{str(i): A + i for i in range(len(names))})
        text = (self.folder / "0.vti").read_bytes()
        for i, name in enumerate(names):
            escaped = name.replace("&", "&amp;").replace(">", "&gt;").replace('"', "&quot;")
            text = text.replace(f'Name="{i}"'.encode(), f'Name="{escaped}"'.encode())
        (self.folder / "0.vti").write_bytes(text)
        for at, to in (("0.vti", "1.nrrd"), ("1.nrrd", "2.vti"), ("2.vti", "3.vtkhdf")):
            run("convert", self.path(at), "--volume", self.path(to))
            if not to.endswith("vtkhdf"):
                told = json.loads(run("info", self.path(to), "--json").stdout)
                self.assertEqual([array["name"] for array in told["arrays"]], names)
        self.assertEqual(list(arrays_of(self.path("2.vti"))), names)
        self.assertEqual(sorted(arrays_of(self.path("3.vtkhdf"))), sorted(names))
        with h5py.File(self.path("3.vtkhdf")) as file:
            points = file["VTKHDF/PointData"]
            self.assertEqual(sorted(points), sorted(names))
            for i, name in enumerate(names):
                self.assertTrue((points[name][:] == A + i).all())

    def test_a_plane_is_no_vtkhdf(self):
        numpy.save(self.path("a.npy"), A[0])
        self.assertIn("write .vti", run("convert", self.path("a.npy"), "--volume", self.path("a.vtkhdf"), expect=1).stderr)
        self.assertFalse((self.folder / "a.vtkhdf").exists())
        run("convert", self.path("a.npy"), "--volume", self.path("a.vti"))
        self.assertTrue((arrays_of(self.path("a.vti"))["array_0"] == A[:1]).all())

    def test_names_from_anywhere_make_whole_files(self):
        self.save_vti("0.vti", **{"a & b/c.d": A, "\u00fcber": B})
        for kind in ("vti", "nrrd", "vtkhdf"):
            run("convert", self.path("0.vti"), "--volume", self.path("1." + kind))
            got = arrays_of(self.path("1." + kind))
            self.assertEqual(len(got), 2)
            for values in (A, B):
                self.assertTrue(any((values == array).all() for array in got.values()), kind)
        run("info", self.path("0.vti"))
        self.assertEqual([a["name"] for a in json.loads(run("info", self.path("0.vti"), "--json").stdout)["arrays"]],
                         ["a & b/c.d", "\u00fcber"])

    def test_info_is_numpy_s(self):
        self.save_vti("0.vti", first=A, second=B)
        told = json.loads(run("info", self.path("0.vti"), "--json").stdout)
        for values, array in zip((A, B), told["arrays"]):
            self.assertEqual(numpy.float32(array["min"]), values.min())
            self.assertEqual(numpy.float32(array["max"]), values.max())
            self.assertAlmostEqual(array["mean"], float(values.astype(float).mean()), 9)
        self.assertRegex(run("info", self.path("0.vti")).stdout, r"(?s)13x11x9, dx 0\.25.*first +-?\d.*second")

    def test_raw_values_beside_their_description(self):
        A.astype("<f4").tofile(self.path("a.raw"))
        (self.folder / "a.json").write_text(json.dumps({"file": "a.raw", "size": [13, 11, 9], "type": "f4"}))
        run("convert", self.path("a.json"), "--volume", self.path("a.npy"))
        self.assertTrue((numpy.load(self.path("a.npy")) == A).all())

    def test_surfaces_and_slices_of_a_volume(self):
        z, y, x = numpy.mgrid[0:20, 0:24, 0:28]
        ball = 8 - numpy.sqrt((x - 14.0) ** 2 + (y - 12.0) ** 2 + (z - 10.0) ** 2).astype("f4")
        numpy.save(self.path("ball.npy"), ball)
        run("convert", self.path("ball.npy"), "--mesh", self.path("b.stl"), "--iso", 0, "--image", self.path("b.png"))
        reader = vtk.vtkSTLReader()
        reader.SetFileName(self.path("b.stl"))
        mass = vtk.vtkMassProperties()
        mass.SetInputConnection(reader.GetOutputPort())
        mass.Update()
        self.assertAlmostEqual(mass.GetVolume() / (4 / 3 * numpy.pi * 8 ** 3), 1, 1)
        self.assertIn("midway", run("convert", self.path("ball.npy"), "--mesh", self.path("b.ply")).stderr)
        self.assertIn("no surface", run("convert", self.path("ball.npy"), "--mesh", self.path("c.ply"), "--iso", 99, expect=1).stderr)
        self.assertGreater((self.folder / "b.png").stat().st_size, 100)

    def test_what_is_wrong_is_named(self):
        numpy.save(self.path("one.npy"), A)
        self.assertIn("'w'", run("convert", self.path("one.npy"), "--view", "w", "--image", self.path("a.png"), expect=1).stderr)
        self.assertIn("no run", run("convert", self.path("one.npy"), "--snapshot", self.path("a.mgs"), expect=2).stderr)
        (self.folder / "cut.npy").write_bytes((self.folder / "one.npy").read_bytes()[:-5])
        for command in (["info"], ["convert", "--volume", self.path("b.vti")]):
            self.assertIn("too short", run(*command, self.path("cut.npy"), expect=1).stderr)
        self.assertFalse((self.folder / "b.vti").exists())
        self.assertIn("No such file", run("info", self.path("none.npy"), expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
