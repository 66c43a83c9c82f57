#!/usr/bin/env python3
"""Runs that start from volumes which NumPy and VTK wrote, in every form that is read; damaged ones are refused.
    test_start.py MORPHOGEN"""
import gzip
import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import numpy
import vtk
from vtk.util.numpy_support import numpy_to_vtk

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
SHAPE = (9, 11, 13)                                          # z, y, x
RANDOM = numpy.random.default_rng(3)
U, V = (RANDOM.random(SHAPE, numpy.float32) for _ in range(2))


def run(*words, expect=0):
    done = subprocess.run([MORPHOGEN, "run", "gray_scott", *map(str, words)], capture_output=True, text=True, timeout=120)
    if done.returncode != expect:
        raise AssertionError(f"{words}: exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
    return done


def image_of(dx=1.0, cells=False, **arrays):
    image = vtk.vtkImageData()
    first = next(iter(arrays.values()))
    image.SetDimensions(*(n + cells for n in reversed(first.shape[:3])))
    image.SetSpacing(dx, dx, dx)
    for name, values in arrays.items():
        array = numpy_to_vtk(values.reshape(-1, *values.shape[3:]).copy(), deep=True)
        array.SetName(name)
        (image.GetCellData() if cells else image.GetPointData()).AddArray(array)
    return image


def ready_pattern(rule, a=U, b=V, split=True):
    """As the program Ready saves: the image as VTK's writer makes it, with an RD element put before it."""
    writer = vtk.vtkXMLImageDataWriter()
    writer.SetInputData(image_of(a=a, b=b) if split else image_of(Scalars_=numpy.stack([a, b], -1)))
    writer.WriteToOutputStringOn()
    writer.Write()
    text = writer.GetOutputString()
    at = text.index("<ImageData")
    return text[:at] + f'<RD format_version="1"><description>2 &lt; 3</description>{rule}</RD>\n  ' + text[at:]


GRAY_SCOTT = """<rule type="inbuilt" name="Gray-Scott" wrap="0"><param name="timestep"> 0.5 </param><param name="D_a">
    0.082 </param><param name="D_b">0.041</param><param name="k">0.064</param><param name="F">0.035</param></rule>"""


FORMULA = """<rule type="formula" name="Gray-Scott"><param name="timestep"> 0.5 </param><param name="D_a">0.082</param>
    <param name="D_b">0.041</param><param name="K">0.064</param><param name="F">0.035</param><formula number_of_chemicals="2">
        delta_a = D_a * laplacian_a - a*b*b + F*(1.0f-a);
        delta_b = D_b * laplacian_b + a*b*b - (F+K)*b;
    </formula></rule>"""

GENERATOR = """<initial_pattern_generator apply_when_loading="{}">
    <overlay chemical="a"><overwrite/><constant value="1"/><everywhere/></overlay>
    <overlay chemical="b"><overwrite/><constant value="0"/><everywhere/></overlay>
    <overlay chemical="b"><overwrite/><white_noise low="0.2" high="0.6"/><rectangle><point3D x="0.2" y="0.2" z="0.3"/>
        <point3D x="0.6" y="0.5" z="0.7"/></rectangle></overlay>
    <overlay chemical="a"><subtract/><other_chemical chemical="b"/><rectangle><point3D x="0.2" y="0.2" z="0.3"/>
        <point3D x="0.6" y="0.5" z="0.7"/></rectangle></overlay></initial_pattern_generator>"""


class Start(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, name):
        return str(self.folder / name)

    def info(self, name):
        return json.loads(subprocess.run([MORPHOGEN, "info", self.path(name), "--json"], capture_output=True, text=True,
                                         check=True).stdout)

    def fields(self, path, *more):
        steps = [] if "--steps" in more else ["--steps", 0]
        run("--start", path, *steps, "--volume", self.path("out.npy"), *more)
        return numpy.load(self.path("out.npy"))

    def comes_in(self, path, u=U, v=V, *more):
        out = self.fields(path, *more)
        self.assertEqual(out.shape, (2, *SHAPE), path)
        self.assertTrue((out[0] == u.astype("f4")).all() and (out[1] == v.astype("f4")).all(), path)

    # ---- NumPy

    def test_npy_in_every_form(self):
        both = numpy.stack([U, V])
        for name, array in (("c", both), ("fortran", numpy.asfortranarray(both)), ("big", both.astype(">f4")),
                            ("double", both.astype("<f8"))):
            numpy.save(self.path(name + ".npy"), array)
            self.comes_in(self.path(name + ".npy"))
        for kind in ("i1", "u1", "<i2", ">u2", "<i4", "<u4", ">i8", "<u8", "?"):
            array = (both * 2 if kind == "?" else both * 100 - (50 if "i" in kind else 0)).astype(kind)
            numpy.save(self.path("i.npy"), array)
            self.comes_in(self.path("i.npy"), array[0], array[1])
        for version in ((1, 0), (2, 0), (3, 0)):
            with open(self.path("v.npy"), "wb") as file:
                numpy.lib.format.write_array(file, both, version)
            self.comes_in(self.path("v.npy"))

    def test_what_a_run_wrote_starts_another(self):
        run("--size", "13x11x9", "--steps", 5, "--volume", self.path("a.npy"))
        run("--size", "13x11x9", "--steps", 5, "--dx", 1.1, "--volume", self.path("a.vti"))
        whole = run("--size", "13x11x9", "--steps", 12).stdout.split()[-1]
        self.assertEqual(run("--start", self.path("a.npy"), "--steps", 7).stdout.split()[-1], whole)
        whole = run("--size", "13x11x9", "--steps", 12, "--dx", 1.1).stdout.split()[-1]
        self.assertEqual(run("--start", self.path("a.vti"), "--steps", 7).stdout.split()[-1], whole)

    def test_one_array_is_the_shown_field(self):
        numpy.save(self.path("v.npy"), V)
        out = self.fields(self.path("v.npy"), "--seeding", "noise", "--noise.u", 1, "--noise.v", 0, "--noise.amplitude", 0)
        self.assertTrue((out[0] == 1).all() and (out[1] == V).all())

    def test_resampled_on_request(self):
        x, y, z = (numpy.arange(n) + 0.5 for n in (13, 11, 9))
        slope = (2 * x + 3 * y[:, None] - z[:, None, None]).astype("f4")
        numpy.save(self.path("s.npy"), numpy.stack([slope, V]))
        u, _ = self.fields(self.path("s.npy"), "--size", "26x33x18", "--boundary", "no_flux")
        x, y, z = (26 / 26 * (numpy.arange(26) + 0.5) / 2, (numpy.arange(33) + 0.5) / 3, (numpy.arange(18) + 0.5) / 2)
        expected = 2 * x + 3 * y[:, None] - z[:, None, None]
        inside = (slice(1, -1), slice(1, -1), slice(1, -1))
        self.assertTrue(numpy.allclose(u[inside], expected[inside], rtol=1e-5))
        self.assertAlmostEqual(u[0, 0, 0], slope[0, 0, 0], 5)                  # walls: the border value goes on
        u, _ = self.fields(self.path("s.npy"), "--size", "8x8x8", "--boundary", "no_flux")
        x, y, z = ((numpy.arange(8) + 0.5) * n / 8 for n in (13, 11, 9))
        inside = (slice(1, -1), slice(1, -1), slice(1, -1))
        self.assertTrue(numpy.allclose(u[inside], (2 * x + 3 * y[:, None] - z[:, None, None])[inside], rtol=1e-5))
        cube = numpy.stack([V[:8, :8, :8]] * 2)
        numpy.save(self.path("c.npy"), cube)
        u, _ = self.fields(self.path("c.npy"), "--size", "16")
        self.assertTrue(numpy.isclose(u[0, 0, 0], sum(                         # periodic: the corner sees all eight corners
            cube[0][a, b, c] * (0.75, 0.25)[a != 0] * (0.75, 0.25)[b != 0] * (0.75, 0.25)[c != 0]
            for a in (0, 7) for b in (0, 7) for c in (0, 7)), rtol=1e-5))

    def test_resampling_to_fewer_cells_takes_means(self):
        for wall in ("periodic", "no_flux"):
            for size, shape in (("8x8x8", (8, 8, 8)), ("12x9x8", (8, 9, 12)), ("8x11x20", (20, 11, 8))):
                numpy.save(self.path("r.npy"), numpy.stack([U, 0 * V + 0.3]))
                u, v = self.fields(self.path("r.npy"), "--size", size, "--boundary", wall)
                self.assertEqual(u.shape, shape)
                self.assertTrue((v == numpy.float32(0.3)).all())               # what is the same everywhere stays so to the bit
                self.assertTrue(U.min() < u.min() and u.max() < U.max())
                if size != "8x11x20":
                    self.assertAlmostEqual(u.mean(dtype=float), U.mean(dtype=float), 6)
        fine = numpy.zeros((32, 32, 32), "f4")
        fine[..., ::2] = 1                                                     # finer than a cell: no coarser pattern comes of it
        for size in (8, 11, 16):
            numpy.save(self.path("f.npy"), numpy.stack([fine, fine]))
            u, _ = self.fields(self.path("f.npy"), "--size", size)
            self.assertLess(abs(u - 0.5).max(), 0.2 if size == 11 else 1e-6)
        z, y, x = numpy.mgrid[0:48, 0:48, 0:48]
        wave = (numpy.sin(2 * numpy.pi * x / 48) * numpy.cos(2 * numpy.pi * y / 48) + 0 * z).astype("f4")
        numpy.save(self.path("w.npy"), numpy.stack([wave, wave]))
        u, _ = self.fields(self.path("w.npy"), "--size", 16)
        z, y, x = numpy.mgrid[0:16, 0:16, 0:16] * 3 + 1                        # where their centres are
        self.assertTrue(numpy.allclose(u, numpy.sin(2 * numpy.pi * x / 48) * numpy.cos(2 * numpy.pi * y / 48), atol=0.02))

    # ---- VTK

    def test_vti_in_every_form(self):
        for mode in ("Ascii", "Binary", "Appended"):
            for encode in (0, 1):
                for compressor in ("None", "ZLib", "LZ4"):
                    for order in ("BigEndian", "LittleEndian"):
                        for width in (32, 64):
                            writer = vtk.vtkXMLImageDataWriter()
                            getattr(writer, f"SetDataModeTo{mode}")()
                            getattr(writer, f"SetCompressorTypeTo{compressor}")()
                            getattr(writer, f"SetByteOrderTo{order}")()
                            getattr(writer, f"SetHeaderTypeToUInt{width}")()
                            writer.SetEncodeAppendedData(encode)
                            writer.SetBlockSize(1024)                          # several blocks
                            writer.SetInputData(image_of(dx=1.25, w=U * 0, v=V, u=U))
                            writer.SetFileName(self.path("a.vti"))
                            writer.Write()
                            self.comes_in(self.path("a.vti"))

    def test_vti_of_cells_and_of_other_types(self):
        for cells in (False, True):
            for kind in ("f8", "i2", "u1", "i8"):
                u, v = (U * 100).astype(kind), (V * 100).astype(kind)
                writer = vtk.vtkXMLImageDataWriter()
                writer.SetInputData(image_of(cells=cells, u=u, v=v))
                writer.SetFileName(self.path("a.vti"))
                writer.Write()
                self.comes_in(self.path("a.vti"), u, v)

    def save_vti(self, image, **settings):
        writer = vtk.vtkXMLImageDataWriter()
        for name, value in settings.items():
            getattr(writer, name)(*value)
        writer.SetInputData(image)
        writer.SetFileName(self.path("a.vti"))
        writer.Write()
        return self.path("a.vti")

    def test_spacing_is_dx(self):
        self.assertEqual(self.parameters(self.save_vti(image_of(dx=1.5, u=U, v=V)), "dx"), 1.5)

    def test_what_else_a_vti_may_say_of_its_place(self):
        for change, said in ((lambda i: i.SetExtent(3, 15, -2, 8, 10, 18), "(4.5, -3, 15)"), (lambda i: i.SetOrigin(5, 6, 7), "(5, 6, 7)"),
                             (lambda i: i.SetDirectionMatrix(0, 1, 0, -1, 0, 0, 0, 0, 1), "axes")):
            image = image_of(dx=1.5, u=U, v=V)
            change(image)
            path = self.save_vti(image)
            self.comes_in(path)
            self.assertIn(said, run("--start", path, "--steps", 0).stderr)
        self.assertEqual(run("--start", self.save_vti(image_of(u=U, v=V)), "--steps", 0).stderr, "")

    def test_cells_that_are_no_cubes_keep_their_shape(self):
        image = image_of(u=U, v=V)
        image.SetSpacing(0.5, 0.5, 1)
        path = self.save_vti(image)
        done = run("--start", path, "--dt", 0.1, expect=1)
        self.assertIn("cells are 0.5 x 0.5 x 1", done.stderr)
        self.assertIn("13x11x18", done.stderr)
        self.assertIn("13x11x18", run("--start", path, "--size", "13x11x10", "--dt", 0.1, expect=1).stderr)
        u, _ = self.fields(path, "--size", "13x11x18", "--boundary", "no_flux", "--dt", 0.1)
        self.assertTrue(numpy.allclose(u[1:-1:2], 0.75 * U[:-1] + 0.25 * U[1:], atol=1e-6))
        run("--start", path, "--size", "26x22x36", "--steps", 0, "--dt", 0.05, "--snapshot", self.path("a.mgs"))
        self.assertEqual(self.info("a.mgs")["dx"], 0.25)
        nrrd = self.nrrd("raw", numpy.stack([U, V], -1).tobytes(), "spacings: nan 0.5 0.5 1\n", "2 13 11 9")
        self.assertIn("13x11x18", run("--start", nrrd, "--dt", 0.1, expect=1).stderr)

    def test_what_a_vti_may_hold_that_is_not_read(self):
        image = image_of(u=U, v=V)
        self.assertIn("vtkLZMADataCompressor", run("--start", self.save_vti(image, SetCompressorTypeToLZMA=()), expect=1).stderr)
        self.assertIn("several pieces", run("--start", self.save_vti(image, SetNumberOfPieces=(3,)), expect=1).stderr)
        parallel = vtk.vtkXMLPImageDataWriter()
        parallel.SetInputData(image)
        parallel.SetFileName(self.path("b.pvti"))
        parallel.Write()
        self.assertIn("a file of its own", run("--start", self.path("b.pvti"), expect=1).stderr)
        bits = vtk.vtkBitArray()
        bits.SetName("u")
        bits.SetNumberOfTuples(U.size)
        of_bits = image_of(v=V)
        of_bits.GetPointData().AddArray(bits)
        self.assertIn("type 'Bit'", run("--start", self.save_vti(of_bits), expect=1).stderr)
        surface = vtk.vtkXMLPolyDataWriter()
        surface.SetInputData(vtk.vtkPolyData())
        surface.SetFileName(self.path("c.vtp"))
        surface.Write()
        self.assertIn("no ImageData", run("--start", self.path("c.vtp"), expect=1).stderr)

    # ---- NRRD as teem writes it

    def unu(self, *words):
        subprocess.run(["teem-unu", *map(str, words)], cwd=self.folder, check=True, capture_output=True)

    def test_nrrd_by_teem(self):
        U.tofile(self.path("u.raw"))
        V.tofile(self.path("v.raw"))
        for name in "uv":
            self.unu("make", "-i", name + ".raw", "-t", "float", "-s", 13, 11, 9, "-en", "little", "-e", "raw", "-o", name + ".nrrd")
        for axis in (0, 3):                                  # components first and last; teem says of neither which it is
            self.unu("join", "-i", "u.nrrd", "v.nrrd", "-a", axis, "-incr", "-o", "uv.nrrd")
            for encoding in ("raw", "gzip"):
                for order in ("little", "big"):
                    for kind in ("nrrd", "nhdr"):            # .nhdr: the values in a file of their own
                        self.unu("save", "-f", "nrrd", "-e", encoding, "-en", order, "-i", "uv.nrrd", "-o", "a." + kind)
                        self.comes_in(self.path("a." + kind))
        self.unu("save", "-f", "nrrd", "-e", "ascii", "-i", "uv.nrrd", "-o", "a.nhdr")
        self.assertTrue(numpy.allclose(self.fields(self.path("a.nhdr")), [U, V], rtol=1e-4))     # teem writes six digits
        for encoding in ("hex", "bz2"):
            self.unu("save", "-f", "nrrd", "-e", encoding, "-i", "uv.nrrd", "-o", "a.nrrd")
            self.assertIn("take raw, ascii or gzip", run("--start", self.path("a.nrrd"), expect=1).stderr)
        self.unu("2op", "x", "uv.nrrd", 100, "-o", "big.nrrd")
        for kind, numpy_s in (("signed char", "i1"), ("uchar", "u1"), ("short", "i2"), ("ushort", "u2"), ("int", "i4"), ("uint", "u4"),
                              ("longlong", "i8"), ("ulonglong", "u8")):
            self.unu("convert", "-t", kind, "-i", "big.nrrd", "-o", "a.nrrd")
            self.comes_in(self.path("a.nrrd"), (U * numpy.float32(100)).astype(numpy_s), (V * numpy.float32(100)).astype(numpy_s))

    def test_where_teem_s_values_stand(self):
        def made(*words, data="u.raw"):
            self.unu("make", "-h", "-i", data, "-t", "float", "-s", 13, 11, 9, "-en", "little", "-e", "raw", *words, "-o", "a.nhdr")
            told = self.info("a.nhdr")
            return told["spacing"], told["origin"], told["turned"]

        U.tofile(self.path("u.raw"))
        place = ("-spc", "left-posterior-superior", "-orig", "(1,2,3)", "-dirs")
        self.assertEqual(made(), ([1, 1, 1], [0, 0, 0], False))
        self.assertEqual(made("-sp", 0.5, 0.5, 1.25), ([0.5, 0.5, 1.25], [0, 0, 0], False))
        self.assertEqual(made(*place, "(0.5,0,0) (0,0.5,0) (0,0,2)"), ([0.5, 0.5, 2], [1, 2, 3], False))
        self.assertEqual(made(*place, "(0.3,0.4,0) (-0.4,0.3,0) (0,0,0.5)"), ([0.5, 0.5, 0.5], [1, 2, 3], True))
        (self.folder / "s.raw").write_bytes(b"two lines\nbefore\nand some" + U.tobytes())
        for words in (("-ls", 2, "-bs", 8), ("-bs", -1)):
            self.assertEqual(made(*words, data="s.raw"), ([1, 1, 1], [0, 0, 0], False))
            subprocess.run([MORPHOGEN, "convert", self.path("a.nhdr"), "--volume", self.path("s.npy")], check=True)
            self.assertTrue((numpy.load(self.path("s.npy")) == U).all())
        (self.folder / "s.raw").write_bytes(b"short")
        self.assertIn("too short", run("--start", self.path("a.nhdr"), expect=1).stderr)
        (self.folder / "s.raw").unlink()
        self.assertIn("s.raw", run("--start", self.path("a.nhdr"), expect=1).stderr)
        text = (self.folder / "a.nhdr").read_text()
        for several in ("LIST\na.raw\n", "s%02d.raw 0 8 1\n"):
            (self.folder / "a.nhdr").write_text(text.rstrip().replace("./s.raw", several))
            self.assertIn("several files", run("--start", self.path("a.nhdr"), expect=1).stderr)

    # ---- NRRD and raw, by their published layouts

    def nrrd(self, encoding, data, head="", sizes="13 11 9 2", kind="float", dimension=4):
        (self.folder / "a.nrrd").write_bytes(
            f"NRRD0004\n# made by hand\ntype: {kind}\ndimension: {dimension}\nsizes: {sizes}\nendian: little\n"
            f"encoding: {encoding}\n{head}\n".encode() + data)
        return self.path("a.nrrd")

    def test_nrrd_in_every_form(self):
        both = numpy.stack([U, V])
        last = "kinds: domain domain domain vector\n"
        self.comes_in(self.nrrd("raw", both.tobytes(), last))
        self.comes_in(self.nrrd("gzip", gzip.compress(both.tobytes()), last))
        text = " ".join(repr(float(x)) for x in both.ravel()).encode()
        self.comes_in(self.nrrd("ascii", text, last))
        first = numpy.stack([U, V], -1)
        self.comes_in(self.nrrd("raw", first.tobytes(), "spacings: nan 0.5 0.5 0.5\n", "2 13 11 9"), U, V, "--dt", 0.1)
        bytes_ = (first * 255).astype("u1")
        self.comes_in(self.nrrd("raw", bytes_.tobytes(), "", "2 13 11 9", "unsigned char"), bytes_[..., 0], bytes_[..., 1])
        self.assertIn("b.raw", run("--start", self.nrrd("raw", b"", "data file: b.raw\n"), expect=1).stderr)
        capitals = self.nrrd("RAW", both.tobytes(), "Kinds: Domain Domain Domain Vector\nContent:= Type: int\n", kind="FLOAT")
        self.comes_in(capitals)
        self.assertIn("damaged", run("--start", self.nrrd("gzip", gzip.compress(both.tobytes())[:-20], last), expect=1).stderr)

    def test_raw_beside_json(self):
        both = numpy.stack([U, V])
        both.astype(">f8").tofile(self.path("a.raw"))
        told = {"file": "a.raw", "size": [13, 11, 9], "type": ">f8", "arrays": 2}
        (self.folder / "a.json").write_text(json.dumps(told))
        self.comes_in(self.path("a.json"))
        (self.folder / "a.json").write_text(json.dumps({**told, "spacing": [0.5, 0.5, 2]}))
        self.assertEqual(self.info("a.json")["spacing"], [0.5, 0.5, 2])
        for wrong, word in (({"spacing": [1, 1, 0]}, "spacing along z is 0"), ({"spacing": [1, 1]}, "list of three numbers"),
                            ({"size": [13, 11, 8]}, "bytes"), ({"type": "f3"}, "'f3'"), ({"colour": 1}, "colour"),
                            ({"file": "b.raw"}, "No such file"), ({"size": [13, 11, 0]}, "1 to 4096"), ({"arrays": 9}, "1 to 8")):
            (self.folder / "a.json").write_text(json.dumps({**told, **wrong}))
            self.assertIn(word, run("--start", self.path("a.json"), expect=1).stderr)

    # ---- Ready

    def parameters(self, pattern, entry="parameters"):
        run("--start", pattern, "--steps", 0, "--snapshot", self.path("p.mgs"))
        return self.info("p.mgs")[entry]

    def test_ready_patterns_bring_their_rule(self):
        for split in (True, False):
            (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT, split=split))
            self.comes_in(self.path("p.vti"))
            run("--start", self.path("p.vti"), "--steps", 3, "--kill", 0.06, "--snapshot", self.path("p.mgs"))
            info = json.loads(subprocess.run([MORPHOGEN, "info", self.path("p.mgs"), "--json"], capture_output=True,
                                             text=True, check=True).stdout)
            self.assertEqual([info["parameters"][p] for p in ("dt", "du", "dv", "kill", "feed")], [0.5, 0.082, 0.041, 0.06, 0.035])
            self.assertEqual(info["boundary"], ["no_flux"] * 3)

    def test_ready_s_formula_is_the_same_rule(self):
        seven = ["--laplacian", "7-point"]
        (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT.replace(' wrap="0"', "")))
        inbuilt = run("--start", self.path("p.vti"), "--steps", 5, *seven).stdout.split()[-1]
        self.assertEqual(run("--start", self.path("p.vti"), "--steps", 5).stdout.split()[-1], inbuilt)
        for formula in (FORMULA, FORMULA.replace("1.0f", "1"), FORMULA.replace("1.0f", "1.f").replace("K", "k"),
                        FORMULA.replace("delta_b", "// eaten\n delta_b").replace("D_b * l", "D_b /* slow */ * l")):
            (self.folder / "p.vti").write_text(ready_pattern(formula))
            self.comes_in(self.path("p.vti"))
            self.assertEqual(run("--start", self.path("p.vti"), "--steps", 5, *seven).stdout.split()[-1], inbuilt)
            self.assertEqual(self.parameters(self.path("p.vti"))["laplacian"], 1)
        for accuracy in ("low", "medium", "high"):           # in space there is one Laplacian, of 27 points
            (self.folder / "p.vti").write_text(ready_pattern(FORMULA.replace("<formula", f'<formula accuracy="{accuracy}"')))
            self.assertEqual(self.parameters(self.path("p.vti"))["laplacian"], 1)

    def test_ready_s_chemicals_have_names(self):
        writer = vtk.vtkXMLImageDataWriter()
        writer.SetInputData(image_of(dx=2, b=V, a=U))
        writer.WriteToOutputStringOn()
        writer.Write()
        text = writer.GetOutputString()
        (self.folder / "p.vti").write_text(text.replace("<ImageData", f'<RD format_version="1">{FORMULA}</RD><ImageData', 1))
        self.comes_in(self.path("p.vti"))
        self.assertEqual(self.parameters(self.path("p.vti"), "dx"), 1)     # Ready looks at the parameter only

    def test_ready_s_formula_has_a_spacing(self):
        (self.folder / "p.vti").write_text(ready_pattern(FORMULA.replace("<formula", '<param name="dx"> 1.5 </param><formula')))
        self.assertEqual(self.parameters(self.path("p.vti"), "dx"), 1.5)
        (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT.replace("</rule>", '<param name="dx">1.5</param></rule>')))
        self.assertEqual(self.parameters(self.path("p.vti"), "dx"), 1)     # the inbuilt rule has none

    def test_ready_s_overlays_make_the_first_state(self):
        (self.folder / "p.vti").write_text(ready_pattern(FORMULA + GENERATOR.format("true"), U * 0, V * 0))
        a, b = self.fields(self.path("p.vti"))
        z, y, x = numpy.meshgrid(*(numpy.arange(n) / n for n in SHAPE), indexing="ij")
        inside = (x >= 0.2) & (x <= 0.6) & (y >= 0.2) & (y <= 0.5) & (z >= 0.3) & (z <= 0.7)
        self.assertTrue(((b != 0) == inside).all() and (a[~inside] == 1).all())
        self.assertTrue((b[inside] >= 0.2).all() and (b[inside] < 0.6).all() and b[inside].std() > 0.08)
        self.assertTrue(numpy.allclose(a + b, 1, atol=1e-6))
        self.assertTrue((self.fields(self.path("p.vti")) == numpy.stack([a, b])).all())
        (self.folder / "p.vti").write_text(ready_pattern(FORMULA + GENERATOR.format("false")))
        self.comes_in(self.path("p.vti"))

    def overlaid(self, overlays, *more, attributes="", a=U, b=V, rule=FORMULA):
        (self.folder / "p.vti").write_text(ready_pattern(
            f'{rule}<initial_pattern_generator apply_when_loading="true"{attributes}>{overlays}</initial_pattern_generator>', a, b))
        return self.fields(self.path("p.vti"), *more)

    def test_every_fill_of_ready(self):
        point = '<point3D x="{}" y="{}" z="{}"/>'.format
        p, q = (0.1, 0.2, 0.3), (0.7, 0.5, 0.9)
        two = point(*p) + point(*q)
        z, y, x = numpy.meshgrid(*(numpy.arange(n) for n in SHAPE), indexing="ij")
        cells, sides = numpy.stack([x, y, z], -1), numpy.array(SHAPE[::-1])
        p, q = numpy.array(p), numpy.array(q)
        along = ((cells / sides - p) * (q - p)).sum(-1) / ((q - p) ** 2).sum()
        far = numpy.linalg.norm(cells - p * sides, axis=-1)
        for fill, expected in (
                ('<constant value="0.25"/>', 0.25 + 0 * x), ('<parameter name="D_a"/>', 0.082 + 0 * x),
                (f'<linear_gradient val1="0.2" val2="0.8">{two}</linear_gradient>', 0.2 + 0.6 * along),
                (f'<radial_gradient val1="0.2" val2="0.8">{two}</radial_gradient>', 0.2 + 0.6 * far / numpy.linalg.norm((q - p) * sides)),
                (f'<gaussian height="0.9" sigma="0.2">{point(*p)}</gaussian>', 0.9 * numpy.exp(-(far / (0.2 * 13)) ** 2 / 2)),
                (f'<sine phase="0.7" amplitude="0.3">{two}</sine>', 0.3 * numpy.sin(2 * numpy.pi * along - 0.7))):
            a, b = self.overlaid(f'<overlay chemical="b"><overwrite/>{fill}<everywhere/></overlay>')
            self.assertTrue(numpy.allclose(b, expected, atol=1e-6), fill)
            self.assertTrue((a == 0).all())                  # over zeros, whatever values stand in the file
        for op, expected in (("add", V + U), ("subtract", V - U), ("multiply", V * U), ("divide", V / U), ("overwrite", U)):
            _, b = self.overlaid(f'<overlay chemical="b"><{op}/><other_chemical chemical="a"/><everywhere/></overlay>',
                                 attributes=' zero_first="false"')
            self.assertTrue(numpy.allclose(b, expected, rtol=1e-6), op)

    def test_every_shape_of_ready(self):
        z, y, x = numpy.meshgrid(*(numpy.arange(n) for n in SHAPE), indexing="ij")
        circle = numpy.sqrt((x - 0.5 * 13) ** 2 + (y - 0.4 * 11) ** 2 + (z - 0.5 * 9) ** 2) < 0.2 * 13
        square = (x <= 0.5 * 13) & (y >= 0.3 * 11) & (y <= 0.6 * 11) & (z <= 9)
        shapes = {'<circle radius="0.2"><point3d x="0.5" y="0.4" z="0.5"/></circle>': circle,
                  '<rectangle><point3D x="0" y="0.3" z="0"/><point3D x="0.5" y="0.6" z="1"/></rectangle>': square,
                  '<pixel x="3" y="4" z="5"/>': (x == 3) & (y == 4) & (z == 5)}
        for shape, inside in shapes.items():
            _, b = self.overlaid(f'<overlay chemical="b"><add/><constant value="1"/>{shape}</overlay>')
            self.assertTrue(((b == 1) == inside).all() and ((b == 0) == ~inside).all(), shape)
        for low, high in ((3, 7), (0, 12), (5, 5)):          # edges that are cells' own belong to them, in single precision
            edge = f'<rectangle><point3D x="{low / 13:.7f}" y="0" z="0"/><point3D x="{high / 13:.8f}" y="1" z="1"/></rectangle>'
            _, b = self.overlaid(f'<overlay chemical="b"><add/><constant value="1"/>{edge}</overlay>')
            single = (numpy.arange(13, dtype="f4") / numpy.float32(13))
            first, last = numpy.float32(f"{low / 13:.7f}"), numpy.float32(f"{high / 13:.8f}")
            self.assertTrue((b[0, 0] == ((single >= first) & (single <= last))).all())
        half = numpy.zeros((8, 8, 20), "f4")
        _, b = self.overlaid('<overlay chemical="b"><add/><constant value="1"/><rectangle><point3D x="0.15" y="0" z="0"/><point3D x="0.35" '
                             'y="1" z="1"/></rectangle></overlay>', a=half, b=half)
        self.assertEqual(list(numpy.flatnonzero(b[0, 0])), [3, 4, 5, 6, 7])
        _, b = self.overlaid(f'<overlay chemical="b"><add/><constant value="1"/>{"".join(shapes)}</overlay>')
        self.assertTrue((b == sum(inside.astype(int) for inside in shapes.values())).all())      # one after another, not one or the other

    def test_flat_patterns_of_ready_get_a_depth(self):
        flat = numpy.zeros((1, 16, 24), "f4")
        overlays = '<overlay chemical="a"><overwrite/><constant value="1"/><everywhere/></overlay><overlay chemical="b"><overwrite/>' \
            '<constant value="1"/><circle radius="0.25"><point3D x="0.5" y="0.5" z="0.5"/></circle></overlay>'
        a, b = self.overlaid(overlays, "--size", "24x16x8", a=flat, b=flat)
        y, x = numpy.mgrid[0:16, 0:24]
        self.assertTrue((b == ((x - 12) ** 2 + (y - 8) ** 2 < 36)).all())
        self.assertIn("--size 24x16x8", run("--start", self.path("p.vti"), expect=1).stderr)
        # In a plane of no depth the 27 points are Ready's nine: (1 4 1, 4 -20 4, 1 4 1) / 6.
        a, b = self.overlaid(overlays, "--size", "24x16x8", "--steps", 1, a=flat, b=flat)
        seed = ((x - 12) ** 2 + (y - 8) ** 2 < 36).astype(float)
        near = sum(w * numpy.roll(seed, (i, j), (0, 1)) for w, i, j in
                   [(4, 0, 1), (4, 0, -1), (4, 1, 0), (4, -1, 0), (1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, -1), (-20, 0, 0)]) / 6
        self.assertTrue(numpy.allclose(b, seed + 0.5 * (0.041 * near + seed - (0.035 + 0.064) * seed), atol=1e-6))

    def test_a_glider_of_ready_s_glides(self):
        """U-skate world, by Munafo: gliders live only in a narrow place of the parameters, with the right Laplacian and time step."""
        rule = FORMULA.replace("0.5", "1").replace("0.082", "0.164").replace("0.041", "0.082").replace("0.064", "0.06093") \
            .replace("0.035", "0.062")
        spots = "".join(f'<rectangle><point3D x="{x}" y="{y}" z="0"/><point3D x="0.56" y="{y + 0.12}" z="1"/></rectangle>'
                        for x, y in ((0.4, 0.62), (0.4, 0.4), (0.48, 0.5)))
        overlays = "".join(f'<overlay chemical="{chemical}"><overwrite/><constant value="{value}"/>{shape}</overlay>'
                           for chemical, value, shape in (("a", 0.5, "<everywhere/>"), ("b", 0.3, "<everywhere/>"), ("b", 0, spots)))
        flat, places = numpy.zeros((1, 64, 128), "f4"), []
        for steps in (4000, 7000):
            _, b = self.overlaid(overlays, "--size", "128x64x8", "--steps", steps, a=flat, b=flat, rule=rule)
            self.assertTrue((b == b[0]).all())               # flat it stays
            y, x = numpy.nonzero(b[0] < 0.1)
            places.append((x.mean(), y.mean(), len(x)))
        (x, y, cells), (later_x, later_y, later_cells) = places
        self.assertTrue(4 < later_x - x < 8 and abs(later_y - y) < 0.5, places)
        self.assertTrue(100 < cells < 400 and abs(later_cells - cells) < 20, places)

    def test_overlays_that_lack_something_are_refused(self):
        whole = '<overlay chemical="b"><add/><constant value="1"/><everywhere/></overlay>'
        for overlay, word in ((whole.replace('"b"', '"c"'), "overlay 1"), (whole.replace("<everywhere/>", ""), "overlay 1"),
                              (whole.replace('<constant value="1"/>', ""), "overlay 1"),
                              (whole.replace('<constant value="1"/>', '<parameter name="D_c"/>'), "overlay 1"),
                              (whole.replace("<everywhere/>", '<circle radius="1"/>'), "overlay 1"),
                              (whole.replace("<everywhere/>", '<rectangle><point3D x="0"/></rectangle>'), "overlay 1"),
                              (whole.replace("<everywhere/>", "<torus/>"), "<torus>"), (whole * 33, "more than 32"),
                              (whole.replace("<everywhere/>", "<everywhere/>" * 65), "64 shapes"),
                              (whole.replace('<constant value="1"/>', '<sine amplitude="1"><point3D/><point3D/></sine>'), "not finite")):
            (self.folder / "p.vti").write_text(ready_pattern(
                f'{FORMULA}<initial_pattern_generator apply_when_loading="true">{overlay}</initial_pattern_generator>'))
            self.assertIn(word, run("--start", self.path("p.vti"), expect=1).stderr)

    def test_a_ready_pattern_steps_as_its_rule_does(self):
        """The inbuilt rule has seven points; a formula 27: corners 1, edges 3, faces 14, centre -128, over 30."""
        a, b = U.astype(float), V.astype(float)
        for rule, weights, pad in ((GRAY_SCOTT, (-6, 1, 0, 0), "edge"), (FORMULA, (-128 / 30, 14 / 30, 3 / 30, 1 / 30), "wrap")):
            def laplacian(c):
                wide = numpy.pad(c, 1, pad)
                return sum(weights[abs(i - 1) + abs(j - 1) + abs(k - 1)] * wide[i:i + 9, j:j + 11, k:k + 13]
                           for i in range(3) for j in range(3) for k in range(3))

            (self.folder / "p.vti").write_text(ready_pattern(rule))
            run("--start", self.path("p.vti"), "--steps", 1, "--volume", self.path("out.npy"))
            u = a + 0.5 * (0.082 * laplacian(a) - a * b * b + 0.035 * (1 - a))
            v = b + 0.5 * (0.041 * laplacian(b) + a * b * b - (0.035 + 0.064) * b)
            out = numpy.load(self.path("out.npy"))
            self.assertTrue(numpy.allclose(out[0], u, atol=2e-6) and numpy.allclose(out[1], v, atol=2e-6))

    def test_other_rules_are_refused_by_name(self):
        for rule, word in (('<rule type="kernel" name="Lenia"/>', "Lenia"), ('<rule type="inbuilt" name="Life"/>', "Life")):
            (self.folder / "p.vti").write_text(ready_pattern(rule))
            self.assertIn(f"'{word}'", run("--start", self.path("p.vti"), expect=1).stderr)
        strange = GRAY_SCOTT + '<initial_pattern_generator apply_when_loading="true"><overlay chemical="a"><add/><perlin_noise/>' \
            '<everywhere/></overlay></initial_pattern_generator>'
        (self.folder / "p.vti").write_text(ready_pattern(strange))
        self.assertIn("<perlin_noise>", run("--start", self.path("p.vti"), expect=1).stderr)
        changed = FORMULA.replace("a*b*b +", "a*b +")
        (self.folder / "p.vti").write_text(ready_pattern(changed))
        self.assertIn("is for equations, not for gray_scott", run("--start", self.path("p.vti"), expect=1).stderr)
        (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT))
        done = subprocess.run([MORPHOGEN, "run", "rdme", "--start", self.path("p.vti")], capture_output=True, text=True)
        self.assertEqual((done.returncode, "for gray_scott" in done.stderr), (1, True))

    # ---- formulas that become equations

    def pattern(self, formula, parameters="", chemicals=2, wrap=1, more="", a=U, b=V):
        named = "".join(f'<param name="{n}">{v}</param>' for n, v in (p.split("=") for p in parameters.split()))
        (self.folder / "p.vti").write_text(ready_pattern(
            f'<rule type="formula" name="Mine" wrap="{wrap}"><param name="timestep">0.25</param>{named}'
            f'<formula number_of_chemicals="{chemicals}" {more}>{html.escape(formula)}</formula></rule>'
            '<render_settings><active_chemical value="b"/><low value="-1"/><high value="3"/></render_settings>', a, b))

    def stepped(self, *words):
        done = subprocess.run([MORPHOGEN, "run", self.path("p.vti"), "--quiet", "--volume", self.path("out.npy"), *words],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return numpy.load(self.path("out.npy"))

    def test_a_formula_steps_as_ready_steps_it(self):
        """Stencils and neighbours are of the state before, whatever the formula sets; deltas are added at the end."""
        self.pattern("""
            // a comment; and /* another
            const float4 push = (float4)rate * (b_ne - b_w2), twice = 2.f*laplacian_a; /* delta_a = 7; */
            float side;
            side = (a > 0.5f && !(b <= 0.1f)) ? x_pos : -.5;
            a = clamp(a, 0.1f, 0.9f);
            a += 0.01f * sobelNE_b;
            delta_a = twice + side * pow(a, two) - fmod(7.5f * a, (float4)(1.0f));
            delta_b = push + step(0.5f, a) * x_gradient_a * gradient_mag_squared_b - a_usw;
            delta_b -= bilaplacian_b / 50;""", "rate=0.3 two=2 unused=5")
        a, b = U.astype(float), V.astype(float)
        at = lambda c, x, y, z: numpy.roll(c, (-z, -y, -x), (0, 1, 2))

        def stencil(c, weights):                     # by the distances along the axes, sorted
            r = range(-2, 3)
            return sum(weights.get(tuple(sorted(map(abs, (x, y, z)))), 0) * at(c, x, y, z) for x in r for y in r for z in r)

        for _ in range(2):
            lap = stencil(a, {(0, 0, 0): -128, (0, 0, 1): 14, (0, 1, 1): 3, (1, 1, 1): 1}) / 30
            bi = stencil(b, {(0, 0, 0): 360, (0, 1, 1): -36, (1, 1, 1): -20, (1, 1, 2): 10, (2, 2, 2): -1}) / 36
            slope = lambda c, *d: (at(c, *d) - at(c, *[-k for k in d])) / 2
            sobel = at(b, 0, 1, 0) + 2 * at(b, 1, 1, 0) + at(b, 1, 0, 0) - at(b, 0, -1, 0) - 2 * at(b, -1, -1, 0) - at(b, -1, 0, 0)
            side = numpy.where((a > 0.5) & ~(b <= 0.1), numpy.arange(a.shape[2]) / a.shape[2], -0.5)
            steep = sum(slope(b, *d) ** 2 for d in numpy.eye(3, dtype=int))
            a2 = numpy.clip(a, 0.1, 0.9) + 0.01 * sobel
            da = 2 * lap + side * a2 ** 2 - numpy.fmod(7.5 * a2, 1)
            db = 0.3 * (at(b, 1, 1, 0) - at(b, -2, 0, 0)) + (a2 >= 0.5) * slope(a, 1, 0, 0) * steep - at(a, -1, -1, 1) - bi / 50
            a, b = a2 + 0.25 * da, b + 0.25 * db
        out = self.stepped("--steps", "2")
        self.assertTrue(numpy.allclose(out[0], a, atol=2e-5) and numpy.allclose(out[1], b, atol=2e-5))

    def test_a_formula_s_text_stands_for_itself(self):
        self.pattern("delta_a = D_a * laplacian_a - a*b + t;\ndelta_b = 0.5f*(a - b);", "D_a=0.1 t=0.125")
        printed = subprocess.run([MORPHOGEN, "model", self.path("p.vti")], capture_output=True, text=True, check=True).stdout
        for line in ('model "Mine"', "parameter dt = 0.25 in", "parameter D_a = 0.1 in 0..0.4", "parameter t_2 = 0.125 in", "laplacian 27",
                     "da/dt = D_a * lap(a) - a * b + t_2", "db/dt = 0.5 * (a - b)", "view b isovalue 1 range -1..3"):
            self.assertIn(line, printed)
        (self.folder / "my.pde").write_text(printed)
        out = self.stepped("--steps", "3")
        again = subprocess.run([MORPHOGEN, "run", self.path("my.pde"), "--start", self.path("p.vti"), "--steps", "3", "--quiet",
                                "--volume", self.path("again.npy")], capture_output=True, text=True)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertTrue((numpy.load(self.path("again.npy")) == out).all())
        self.assertEqual(self.info("p.vti")["equations"], printed)
        for words, word in ((["mesh", self.path("p.vti")], "only run takes"), (["model", self.path("u.vti")], "without a rule")):
            (self.folder / "u.vti").write_bytes(self.image_bytes())
            done = subprocess.run([MORPHOGEN, *words], capture_output=True, text=True)
            self.assertEqual((done.returncode > 0, word in done.stderr), (True, True), done.stderr)

    def image_bytes(self):
        writer = vtk.vtkXMLImageDataWriter()
        writer.SetInputData(image_of(a=U))
        writer.WriteToOutputStringOn()
        writer.Write()
        return writer.GetOutputString().encode()

    def test_a_flat_formula_stands_in_a_box(self):
        self.pattern("delta_a = laplacian_a - a;", chemicals=1, a=U[:1], b=V[:1])
        out = self.stepped("--steps", "1")
        plane = U[0].astype(float)
        wide = numpy.pad(plane, 1, "wrap")
        nine = sum((-20, 4, 1)[abs(i - 1) + abs(j - 1)] * wide[i:i + 11, j:j + 13] for i in range(3) for j in range(3)) / 6
        field = out[0] if out.ndim == 4 else out
        self.assertEqual(field.shape, (8, 11, 13))
        self.assertTrue(numpy.allclose(field, plane + 0.25 * (nine - plane), atol=2e-6))

    def test_no_name_of_a_formula_clashes_with_the_language(self):
        document = (pathlib.Path(__file__).parents[2] / "docs/equations.md").read_text()
        words = sorted(set(re.findall(r"[A-Za-z_]\w*", " ".join(re.findall(r"`([^`]+)`", document)))) - {"a", "b", "dx"})
        self.assertGreater(len(words), 100)
        for first in range(0, len(words), 25):
            some = words[first:first + 25]
            self.pattern("delta_a = 0.001f*(" + " + ".join(some) + "); float4 lap = 1, mean_2 = 2; delta_b = lap + mean_2;",
                         " ".join(f"{w}=0.5" for w in some))
            self.assertTrue(numpy.isfinite(self.stepped("--steps", "1")).all())

    def test_formulas_are_refused_by_what_is_missing(self):
        for formula, word in (("delta_a = 1;\nfor (int i=0;i<3;i++) a += 1;", "line 2 of the pattern's formula: the statement 'for'"),
                              ("int i = 3;", "values of the type 'int'"), ("delta_a = c;", "uses c,"), ("q = 1;", "sets q,"),
                              ("delta_a = trilaplacian_a;", "uses trilaplacian_a, a stencil"),
                              ("float4 q; delta_a = q;", "uses q before"),
                              ("delta_a = erf(a);", "erf of 1 values"), ("delta_a = (float4)(1, 2, 3, 4);", "a vector of several"),
                              ("delta_a = a.x;", "parts of a vector"), ("float4 w[2];", "arrays are not known"),
                              ("k = 2;", "sets its parameter k"),
                              ("delta_a = " + "(" * 60 + "a", "nested too deeply"),
                              ("delta_a = a" + " + a" * 300 + ";", "more than 256 operations"),
                              ("delta_a = a +;", "expected a number, a name or '(', found ';'"),
                              ("delta_a = 1", None), ("delta_a = z_pos + a_u;", None)):
            self.pattern(formula, "k=1")
            refusal = self.info("p.vti")["refusal"]
            self.assertTrue(refusal == "" if word is None else word in refusal, (formula, refusal))
        self.pattern("delta_a = 1;", chemicals=9)
        self.assertIn("has 9 chemicals, and equations have at most 8", self.info("p.vti")["refusal"])

    # ---- what is wrong

    def test_refusals_name_what_is_wrong(self):
        def refused(array, word):
            numpy.save(self.path("a.npy"), array)
            self.assertIn(word, run("--start", self.path("a.npy"), expect=1).stderr)

        refused(V[0], "--size 13x11x8")
        refused(V[0, 0], "axes (y, x)")
        refused(numpy.zeros((8, 8, 8), [("u", "f4"), ("v", "f4")]), "several types")
        numpy.savez(self.path("a.npz"), u=U)
        self.assertIn("numpy.save", run("--start", self.path("a.npz"), expect=1).stderr)
        refused(numpy.where(V > 0.5, numpy.nan, V), "no finite number")
        for bad in (numpy.nan, numpy.inf, 1e39):             # with its place: x, y, z
            array = V.astype("f8")
            array[3, 4, 5] = bad
            refused(array, "(5, 4, 3)")
        refused(V.astype(complex), "c1")
        refused(numpy.zeros((9, 8, 8, 8)), "shape (9, 8, 8, 8)")
        refused(numpy.zeros((10, 9, 8, 2)), "numpy.moveaxis(a, -1, 0)")
        refused(numpy.zeros((3, 8, 8, 8)), "none of")
        refused(numpy.zeros((8, 8, 7)), "--size 8x8x8")
        refused(numpy.zeros((0, 8, 8)), "0 values")
        refused(numpy.zeros((8, 8, 8), "U5"), "U5")
        (self.folder / "a.txt").write_text("1 2 3")
        self.assertIn("no volume", run("--start", self.path("a.txt"), expect=1).stderr)
        writer = vtk.vtkXMLImageDataWriter()
        writer.SetInputData(image_of(alpha=U))
        writer.SetFileName(self.path("a.vti"))
        writer.Write()
        self.assertIn("'alpha'", run("--start", self.path("a.vti"), expect=1).stderr)

    def test_every_cut_is_refused(self):
        numpy.save(self.path("a.npy"), numpy.stack([U, V])[:, :8, :8, :8])
        (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT))
        nrrd = self.nrrd("gzip", gzip.compress(numpy.stack([U, V]).tobytes()), "kinds: domain domain domain vector\n")
        packed = self.save_vti(image_of(u=U, v=V), SetCompressorTypeToLZ4=(), SetDataModeToBinary=())
        for path in (self.path("a.npy"), self.path("p.vti"), nrrd, packed):
            whole = pathlib.Path(path).read_bytes()
            cuts = {int(len(whole) * i / 40) for i in range(39)} | {0, 1, 5, 6, 10}
            for cut in sorted(cuts):
                pathlib.Path(path).write_bytes(whole[:cut])
                self.assertIn("cannot read", run("--start", path, expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
