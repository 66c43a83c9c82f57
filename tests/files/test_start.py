#!/usr/bin/env python3
"""Runs that start from volumes which NumPy and VTK wrote, in every form that is read; damaged ones are refused.
    test_start.py MORPHOGEN"""
import gzip
import json
import os
import pathlib
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

    def fields(self, path, *more):
        run("--start", path, "--steps", 0, "--volume", self.path("out.npy"), *more)
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
        u, _ = self.fields(self.path("s.npy"), "--size", "8x8x8")
        self.assertEqual(u.shape, (8, 8, 8))
        cube = numpy.stack([V[:8, :8, :8]] * 2)
        numpy.save(self.path("c.npy"), cube)
        u, _ = self.fields(self.path("c.npy"), "--size", "16")
        self.assertTrue(numpy.isclose(u[0, 0, 0], sum(                         # periodic: the corner sees all eight corners
            cube[0][a, b, c] * (0.75, 0.25)[a != 0] * (0.75, 0.25)[b != 0] * (0.75, 0.25)[c != 0]
            for a in (0, 7) for b in (0, 7) for c in (0, 7)), rtol=1e-5))

    # ---- VTK

    def test_vti_in_every_form(self):
        for mode in ("Ascii", "Binary", "Appended"):
            for encode in (0, 1):
                for compressor in ("None", "ZLib"):
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

    def test_spacing_is_dx(self):
        writer = vtk.vtkXMLImageDataWriter()
        writer.SetInputData(image_of(dx=1.5, u=U, v=V))
        writer.SetFileName(self.path("a.vti"))
        writer.Write()
        run("--start", self.path("a.vti"), "--steps", 0, "--snapshot", self.path("a.mgs"))
        info = subprocess.run([MORPHOGEN, "info", self.path("a.mgs"), "--json"], capture_output=True, text=True, check=True)
        self.assertEqual(json.loads(info.stdout)["dx"], 1.5)

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
        self.assertIn("another file", run("--start", self.nrrd("raw", b"", "data file: b.raw\n"), expect=1).stderr)
        self.assertIn("damaged", run("--start", self.nrrd("gzip", gzip.compress(both.tobytes())[:-20], last), expect=1).stderr)

    def test_raw_beside_json(self):
        both = numpy.stack([U, V])
        both.astype(">f8").tofile(self.path("a.raw"))
        told = {"file": "a.raw", "size": [13, 11, 9], "type": ">f8", "arrays": 2}
        (self.folder / "a.json").write_text(json.dumps(told))
        self.comes_in(self.path("a.json"))
        for wrong, word in (({"size": [13, 11, 8]}, "bytes"), ({"type": "f3"}, "'f3'"), ({"colour": 1}, "colour"),
                            ({"file": "b.raw"}, "No such file"), ({"size": [13, 11, 0]}, "0 values"), ({"arrays": 9}, "9 arrays")):
            (self.folder / "a.json").write_text(json.dumps({**told, **wrong}))
            self.assertIn(word, run("--start", self.path("a.json"), expect=1).stderr)

    # ---- Ready

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
        (self.folder / "p.vti").write_text(ready_pattern(FORMULA))
        self.comes_in(self.path("p.vti"))
        after = [run("--start", self.path("p.vti"), "--steps", 5).stdout.split()[-1]]
        (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT.replace(' wrap="0"', "")))
        after.append(run("--start", self.path("p.vti"), "--steps", 5).stdout.split()[-1])
        self.assertEqual(*after)

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

    def test_a_ready_pattern_steps_as_its_formula_says(self):
        (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT))
        run("--start", self.path("p.vti"), "--steps", 1, "--volume", self.path("out.npy"))
        a, b = U.astype(float), V.astype(float)

        def laplacian(c):
            wide = numpy.pad(c, 1, "edge")
            middle = [slice(1, -1)] * 3
            total = -6 * c
            for axis in range(3):
                for shift in (slice(0, -2), slice(2, None)):
                    at = list(middle)
                    at[axis] = shift
                    total = total + wide[tuple(at)]
            return total

        u = a + 0.5 * (0.082 * laplacian(a) - a * b * b + 0.035 * (1 - a))
        v = b + 0.5 * (0.041 * laplacian(b) + a * b * b - (0.035 + 0.064) * b)
        out = numpy.load(self.path("out.npy"))
        self.assertTrue(numpy.allclose(out[0], u, atol=2e-6) and numpy.allclose(out[1], v, atol=2e-6))

    def test_other_rules_are_refused_by_name(self):
        for rule, word in (('<rule type="formula" name="Brusselator"><formula>delta_a = 1;</formula></rule>', "Brusselator"),
                           ('<rule type="kernel" name="Lenia"/>', "Lenia"), ('<rule type="inbuilt" name="Life"/>', "Life")):
            (self.folder / "p.vti").write_text(ready_pattern(rule))
            self.assertIn(f"'{word}'", run("--start", self.path("p.vti"), expect=1).stderr)
        strange = GRAY_SCOTT + '<initial_pattern_generator apply_when_loading="true"><overlay chemical="a"><add/><perlin_noise/>' \
            '<everywhere/></overlay></initial_pattern_generator>'
        (self.folder / "p.vti").write_text(ready_pattern(strange))
        self.assertIn("<perlin_noise>", run("--start", self.path("p.vti"), expect=1).stderr)
        changed = FORMULA.replace("a*b*b +", "a*b +")
        (self.folder / "p.vti").write_text(ready_pattern(changed))
        self.assertIn("'Gray-Scott'", run("--start", self.path("p.vti"), expect=1).stderr)
        (self.folder / "p.vti").write_text(ready_pattern(GRAY_SCOTT))
        done = subprocess.run([MORPHOGEN, "run", "rdme", "--start", self.path("p.vti")], capture_output=True, text=True)
        self.assertEqual((done.returncode, "for gray_scott" in done.stderr), (1, True))

    # ---- what is wrong

    def test_refusals_name_what_is_wrong(self):
        def refused(array, word):
            numpy.save(self.path("a.npy"), array)
            self.assertIn(word, run("--start", self.path("a.npy"), expect=1).stderr)

        refused(V[0], "three axes")
        refused(numpy.where(V > 0.5, numpy.nan, V), "no finite number")
        refused(V.astype(complex), "c1")
        refused(numpy.zeros((9, 8, 8, 8)), "9 arrays")
        refused(numpy.zeros((3, 8, 8, 8)), "none of")
        refused(numpy.zeros((8, 8, 7)), "nx = 7")
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
        for path in (self.path("a.npy"), self.path("p.vti"), nrrd):
            whole = pathlib.Path(path).read_bytes()
            cuts = {int(len(whole) * i / 40) for i in range(39)} | {0, 1, 5, 6, 10}
            for cut in sorted(cuts):
                pathlib.Path(path).write_bytes(whole[:cut])
                self.assertIn("cannot read", run("--start", path, expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
