#!/usr/bin/env python3
"""Runs from the command line, and what they write as other programs read it: VTK and NumPy.
    test_run.py MORPHOGEN"""
import json
import os
import pathlib
import pty
import re
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

import numpy
import vtk
from vtk.util.numpy_support import vtk_to_numpy

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
SMALL = ["gray_scott", "--size", "24x20x18", "--seed", "5", "--threads", "2"]
# One ball that touches no wall, in a box of half units.
BALL = ["gray_scott", "--size", "40x36x44", "--dx", "0.5", "--dt", "0.2", "--seeding", "spheres", "--spheres.count", "1",
        "--spheres.radius", "0.2", "--spheres.spread", "0", "--seed", "3", "--steps", "8", "--iso", "0.1"]


def run(*words, expect=0, **more):
    done = subprocess.run([MORPHOGEN, *map(str, words)], capture_output=True, text=True, timeout=300, **more)
    if done.returncode != expect:
        raise AssertionError(f"{words}: exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}")
    return done


def hash_of(done):
    return done.stdout.split()[-1]


def hash_after(steps, *more):
    return hash_of(run("hash", "--size", "24x20x18", "--seed", "5", "--steps", steps, *more))


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, name):
        return str(self.folder / name)


class Run(InFolder):
    def test_run_is_hash(self):
        self.assertEqual(hash_of(run("run", *SMALL, "--steps", 30)), hash_after(30))
        self.assertEqual(hash_of(run("run", *SMALL, "--steps", 30, "--feed", 0.03, "--kill=0.06")),
                         hash_after(30, "--set", "feed=0.03,kill=0.06"))

    def test_a_choice_has_its_name(self):
        self.assertEqual(hash_of(run("run", *SMALL, "--steps", 9, "--laplacian", "isotropic 27-point")),
                         hash_after(9, "--set", "laplacian=1"))

    def test_time_is_steps_of_dt(self):
        self.assertEqual(hash_of(run("run", *SMALL, "--time", 7)), hash_after(10))
        self.assertEqual(hash_of(run("run", *SMALL, "--dt", 0.1, "--time", 1)), hash_after(10, "--set", "dt=0.1"))

    def test_unknown_flags_name_the_near_ones(self):
        self.assertIn("did you mean --feed?", run("run", *SMALL, "--fead", 0.03, expect=2).stderr)
        self.assertIn("--perlin.frequency", run("run", *SMALL, "--frequency", 3, expect=2).stderr)
        self.assertIn("rdme has no --kill", run("run", "rdme", "--size", 8, "--kill", 1, expect=2).stderr)
        self.assertNotIn("did you mean", run("run", *SMALL, "--zzzzzz", 1, expect=2).stderr)
        self.assertIn("did you mean --steps?", run("run", *SMALL, "--stesp", 3, expect=2).stderr)

    def test_what_is_wrong_is_named(self):
        self.assertIn("feed = 0.5 is outside 0..0.1", run("run", *SMALL, "--feed", 0.5, expect=1).stderr)
        self.assertIn("stability limit", run("run", *SMALL, "--dt", 3, expect=1).stderr)
        self.assertIn("'grey'", run("run", "grey", expect=1).stderr)
        self.assertIn(".vti", run("run", *SMALL, "--volume", "a.txt", expect=2).stderr)
        self.assertIn("one of them", run("run", *SMALL, "--steps", 3, "--time", 2, expect=2).stderr)
        self.assertIn("lacks its value", run("run", *SMALL, "--steps", expect=2).stderr)
        self.assertIn("no surface", run("run", *SMALL, "--iso", 9, "--mesh", self.path("a.ply"), expect=1).stderr)
        self.assertIn("No such file", run("run", *SMALL, "--image", self.path("no/a.png"), expect=1).stderr)
        self.assertEqual(os.listdir(self.folder), [])

    def test_one_output_that_fails_keeps_no_other_from_being_written(self):
        run("run", *SMALL, "--steps", 4, "--iso", 9, "--mesh", self.path("a.ply"), "--image",
            self.path("a.png"), "--stats", self.path("a.csv"), "--snapshot", self.path("a.mgs"), expect=1)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.csv", "a.mgs", "a.png"])
        self.assertEqual(json.loads(run("info", self.path("a.mgs"), "--json").stdout)["hash"], hash_after(4))

    def test_help_has_every_parameter(self):
        text = run("run", "rdme", "--help").stdout
        model, = (m for m in json.loads(run("describe").stdout)["models"] if m["id"] == "rdme")
        for parameter in model["parameters"]:
            self.assertIn(f"--{parameter['id']} ", text)
        for flag in ("--size", "--steps", "--snapshot", "exit codes"):
            self.assertIn(flag, text)

    def test_every_numbers_its_files(self):
        run("run", *SMALL, "--steps", 25, "--every", 10, "--image", self.path("s.png"), "--stats", self.path("s.csv"))
        self.assertEqual(sorted(os.listdir(self.folder)),
                         ["s-000000010.png", "s-000000020.png", "s-000000025.png", "s.csv"])
        rows = numpy.genfromtxt(self.path("s.csv"), delimiter=",", names=True)
        self.assertEqual(list(rows["step"]), [0, 10, 20, 25])
        self.assertTrue(numpy.allclose(rows["time"], 0.7 * rows["step"]))

    def series(self, name):
        told = json.loads((self.folder / name).read_text())
        self.assertEqual((set(told), told["file-series-version"]), ({"file-series-version", "files"}, "1.0"))
        self.assertEqual(len({entry["name"] for entry in told["files"]}), len(told["files"]))
        for entry in told["files"]:                          # as ParaView reads it: names beside the series, with their times
            self.assertEqual(set(entry), {"name", "time"})
            self.assertTrue((self.folder / entry["name"]).exists())
        return {entry["name"]: entry["time"] for entry in told["files"]}

    def test_numbered_files_have_a_series(self):
        words = [*SMALL, "--every", 10, "--volume", self.path("v.vti"), "--mesh", self.path("m.ply"), "--iso", 0.001, "--snapshot",
                 self.path("a.mgs"), "--image", self.path("s.png")]
        run("run", *words, "--steps", 25)
        self.assertEqual(list(self.series("v.vti.series")), ["v-000000010.vti", "v-000000020.vti", "v-000000025.vti"])
        for name, seconds in self.series("v.vti.series").items():
            image = read(vtk.vtkXMLImageDataReader(), self.path(name))
            self.assertAlmostEqual(image.GetFieldData().GetArray("TimeValue").GetValue(0), seconds, 7)
            self.assertAlmostEqual(seconds, 0.7 * image.GetFieldData().GetArray("step").GetValue(0))
        self.assertEqual(list(self.series("m.ply.series").values()), list(self.series("v.vti.series").values()))
        self.assertEqual(sorted(path.name for path in self.folder.glob("*.series")), ["m.ply.series", "v.vti.series"])
        run("run", *words, "--steps", 20)                    # a run from its beginning begins them anew
        self.assertEqual(list(self.series("v.vti.series")), ["v-000000010.vti", "v-000000020.vti"])
        for kind in ("npy", "nrrd", "vtkhdf"):               # what ParaView has no series of
            run("run", *SMALL, "--every", 5, "--steps", 5, "--volume", self.path("w." + kind))
            self.assertFalse((self.folder / f"w.{kind}.series").exists())

    def test_a_series_goes_on_with_its_run(self):
        words = ["--every", 10, "--volume", self.path("v.vti"), "--mesh", self.path("m.stl"), "--iso", 0.001]
        run("run", *SMALL, *words, "--steps", 20, "--snapshot", self.path("a.mgs"))
        shutil.copy(self.path("a.mgs"), self.path("b.mgs"))
        frame = (self.folder / "v-000000020.vti").read_bytes()
        run("resume", self.path("a.mgs"), *words, "--steps", 40)
        whole = {name: self.series(name) for name in ("v.vti.series", "m.stl.series")}
        self.assertEqual(list(whole["m.stl.series"]), [f"m-0000000{step}.stl" for step in (10, 20, 30, 40)])
        # Killed behind its snapshot of step 20, before the volume was written, with the last series from a run that came further.
        (self.folder / "v-000000020.vti").unlink()
        shutil.copy(self.path("b.mgs"), self.path("c.mgs"))
        run("resume", self.path("c.mgs"), *words, "--steps", 30)
        self.assertEqual((self.folder / "v-000000020.vti").read_bytes(), frame)
        self.assertEqual(list(self.series("v.vti.series")), [f"v-0000000{step}.vti" for step in (10, 20, 30)])
        run("resume", self.path("b.mgs"), *words, "--steps", 20)     # nothing to do, and nothing told twice
        self.assertEqual(list(self.series("v.vti.series")), ["v-000000010.vti", "v-000000020.vti"])
        run("resume", self.path("b.mgs"), *words, "--steps", 40)
        self.assertEqual({name: self.series(name) for name in whole}, whole)
        (self.folder / "v.vti.series").unlink()
        run("resume", self.path("b.mgs"), *words, "--steps", 50)
        self.assertEqual(list(self.series("v.vti.series")), ["v-000000040.vti", "v-000000050.vti"])

    def test_info_asks_the_limit_on_memory(self):
        (self.folder / "v.nrrd").write_bytes(b"NRRD0004\ntype: uchar\ndimension: 3\nsizes: 200 200 100\nencoding: raw\n\n" + bytes(4000000))
        self.assertRegex(run("info", self.path("v.nrrd"), "--memory-mb", 9, expect=1).stderr, r"needs [0-9.]+ MB.*limit leaves [0-9.]+ MB")
        run("info", self.path("v.nrrd"), "--memory-mb", 99)

    def test_outputs_ask_the_limit_on_memory_before_the_first_step(self):
        """Beside the engine: the picture of a slice, an array on its way into HDF5, the sheet of a sweep."""
        words = ["run", "gray_scott", "--size", "512x512x8", "--threads", 1, "--steps", 2000000000]
        needed = float(re.search(r"cells need ([0-9.]+) MB", run(*words, "--memory-mb", 1, expect=1).stderr)[1])
        just_enough = int(needed) + 1
        for flag, name in ("image", "a.png"), ("volume", "a.vtkhdf"):
            told = run(*words, f"--{flag}", self.path(name), "--memory-mb", just_enough, expect=1).stderr
            self.assertRegex(told, re.escape(name) + r" needs [0-9.]+ MB of memory, the limit leaves [01](\.[0-9])? MB")
        words[-1] = 0
        run(*words, "--image", self.path("a.png"), "--memory-mb", just_enough + 2)
        axes = ["--steps", 2000000000, "--feed", "0.02:0.05:100", "--kill", "0.05:0.06:100"]
        told = run("sweep", "gray_scott", "--size", 16, *axes, "--image", self.path("s.png"), "--memory-mb", 100, expect=1).stderr
        self.assertRegex(told, r"s\.png needs 8[0-9]{2}\.[0-9] MB of memory, the limit leaves 100 MB")
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.png"])

    def test_a_damaged_series_is_told_with_its_line(self):
        words = ["--every", 5, "--volume", self.path("v.vti")]
        run("run", *SMALL, "--steps", 10, *words, "--snapshot", self.path("a.mgs"))
        series = self.folder / "v.vti.series"
        lines = series.read_text().splitlines()
        at = [number for number, line in enumerate(lines) if '"time"' in line][1]
        series.write_text("\n".join([*lines[:at], lines[at].replace("time", "tame"), *lines[at + 1:]]))
        done = run("resume", self.path("a.mgs"), "--steps", 15, *words, expect=1)
        self.assertIn(f"line {at - 1}, column 5: entry 2 is no numbered file with a time", done.stderr)

    def test_a_frame_without_surface_is_in_no_series(self):
        run("run", *SMALL, "--every", 10, "--steps", 20, "--mesh", self.path("m.ply"), "--iso", 9)
        self.assertEqual(os.listdir(self.folder), [])

    def test_stats_are_numpy_s(self):
        run("run", *SMALL, "--steps", 12, "--stats", self.path("s.csv"), "--volume", self.path("v.npy"))
        last = numpy.genfromtxt(self.path("s.csv"), delimiter=",", names=True)[-1]
        for field, values in zip("uv", numpy.load(self.path("v.npy")).astype(float)):
            self.assertAlmostEqual(last[field + "_mean"], values.mean(), 12)
            self.assertEqual(numpy.float32(last[field + "_min"]), numpy.float32(values.min()))
            self.assertEqual(numpy.float32(last[field + "_max"]), numpy.float32(values.max()))

    def test_json_is_json(self):
        lines = run("run", *SMALL, "--steps", 12, "--json", "--volume", self.path("v.npy")).stdout.splitlines()
        events = [json.loads(line) for line in lines]
        self.assertEqual([e["event"] for e in events], ["wrote", "done"])
        self.assertEqual(events[1]["hash"], hash_after(12))
        self.assertEqual(events[1]["step"], 12)

    def test_json_tells_progress(self):
        child = subprocess.Popen([MORPHOGEN, "run", *SMALL, "--steps", "2000000000", "--json"], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, cwd=self.folder)
        events = [json.loads(child.stdout.readline()) for _ in range(2)]
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
        self.assertEqual(child.returncode, 130)
        for event in events:
            self.assertEqual(set(event), {"event", "step", "last", "time", "seconds", "cellsPerSecond", "secondsLeft"})
            self.assertEqual((event["event"], event["last"]), ("progress", 2000000000))
            self.assertAlmostEqual(event["time"] / event["step"], 0.7, 6)
        self.assertGreater(events[1]["step"], events[0]["step"])

    def test_quiet_when_piped(self):
        done = run("run", *SMALL, "--steps", 3000)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.stdout.count("\n"), 1)

    def test_a_terminal_sees_a_bar(self):
        ours, theirs = pty.openpty()
        child = subprocess.Popen([MORPHOGEN, "run", *SMALL, "--steps", "2000000"], stdout=subprocess.DEVNULL, stderr=theirs,
                                 cwd=self.folder)
        os.close(theirs)
        seen = b""
        while seen.count(b"\r[") < 3:
            seen += os.read(ours, 4096)
        child.send_signal(signal.SIGINT)
        self.assertEqual(child.wait(timeout=60), 130)
        os.close(ours)
        self.assertRegex(seen.decode(), r"\[#*\.+\] +\d+ %  step \d+ of 2000000  [\d.e+-]+ [GM]cell/s  \d+:\d\d:\d\d left")


class Scene(InFolder):
    def scene(self, **entries):
        (self.folder / "scene.json").write_text(json.dumps(entries))
        return self.path("scene.json")

    def test_a_scene_is_its_flags(self):
        scene = self.scene(title="small", model="gray_scott", size=[24, 20, 18], seed=5, steps=10,
                           boundary=["periodic", "no_flux", "periodic"], parameters={"feed": 0.03, "laplacian": "7-point"})
        expected = hash_after(10, "--set", "feed=0.03", "--boundary", "periodic,no_flux,periodic")
        self.assertEqual(hash_of(run("run", "--scene", scene)), expected)
        self.assertEqual(hash_of(run("run", "--scene", scene, "--boundary", "periodic", "--feed", 0.04)),
                         hash_after(10, "--set", "feed=0.04"))

    def test_the_scenes_of_the_house_run(self):
        scenes = sorted((pathlib.Path(__file__).resolve().parent.parent.parent / "scenes").glob("*.json"))
        self.assertGreater(len(scenes), 0)
        for scene in scenes:
            run("run", "--scene", scene, "--size", 16, "--steps", 3)

    def test_scenes_are_strict(self):
        cases = [({"sise": 8}, '"sise"'), ({"size": [8, 8]}, '"size"'), ({"parameters": {"feed": [1]}}, '"feed"'),
                 ({"parameters": 3}, '"parameters"'), ({"json": 1}, '"json"'), ({"size": {"x": 8}}, '"size"'),
                 ({"scene": "a"}, '"scene"'), ({"steps": "many"}, "--steps"), ({"parameters": {"fead": 1}}, "--feed")]
        for entries, word in cases:
            self.assertIn(word, run("run", "gray_scott", "--scene", self.scene(**entries), expect=2).stderr)
        self.assertIn('did you mean "size"?', run("run", "gray_scott", "--scene", self.scene(sise=8), expect=2).stderr)
        self.assertIn('did you mean "parameters"?', run("run", "gray_scott", "--scene", self.scene(paramters={}), expect=2).stderr)
        (self.folder / "scene.json").write_text('{"size": 8, "size": 9}')
        self.assertIn("line 1", run("run", "gray_scott", "--scene", self.path("scene.json"), expect=1).stderr)
        self.assertIn("nothing.json", run("run", "gray_scott", "--scene", self.path("nothing.json"), expect=1).stderr)


    def test_what_is_wrong_is_told_with_its_place(self):
        deep = "[" * 100000
        wrong = (
                ('{\n  "model": "gray_scott",\n  "steps": "many"\n}', "line 3, column 3, \"steps\"", "--steps wants N"),
                ('{"size": 8, "doc": "\\"steps\\": 1",\n "steps": null}', "line 2, column 2, \"steps\"", "should be a text, a number"),
                ('{"size": 8, "parameters": {"du": 0.1,\n  "fead": 3}}', "line 2, column 3, \"fead\"", "did you mean --feed?"),
                ('{"parameters": {"steps": 3,\n "du": 0.1}, "steps": 3}', "line 1, column 17, \"steps\"", "gray_scott has no --steps"),
                ('{"laplacian": 1}', "line 1, column 2, \"laplacian\"", 'go into "parameters"'),
                ('{"volume": "a.txt"}', "line 1, column 2, \"volume\"", "--volume wants"),
                ('{"st\\u0065pz": 1}', "scene.json, \"stepz\"", 'did you mean "steps"?'))
        unreadable = (
                ('{"size": 8,\n "size": 9}', "line 2", "duplicate"), ('{"size": 8} x', "line 1, column 13", "after the last bracket"),
                ('{"size": NaN}', "line 1", "not JSON"), ('{"dx": 1e999}', "line 1", "too large"),
                ('{"seed": 18446744073709551615}', "line 1", "as a text"),
                (deep, "line 1, column 2049", "nested too deeply"), ("", "line 1", "it is empty"),
                ("[]", "scene.json", "a scene is an object"), ("{}\0", "scene.json", "no text"),
                (" " * 1000001, "scene.json", "larger"))
        for text, place, word in wrong + unreadable:
            (self.folder / "scene.json").write_text(text)
            code = 2 if (text, place, word) in wrong else 1
            said = run("run", "gray_scott", "--scene", self.path("scene.json"), expect=code).stderr
            self.assertIn(place, said)
            self.assertIn(word, said)

    def test_a_mark_before_it_and_a_pipe(self):
        text = json.dumps({"model": "gray_scott", "size": [24, 20, 18], "seed": "5", "steps": 1e1})
        (self.folder / "scene.json").write_text("\ufeff" + text)
        self.assertEqual(hash_of(run("run", "--scene", self.path("scene.json"))), hash_after(10))
        self.assertEqual(hash_of(run("run", "--scene", "/dev/stdin", input=text)), hash_after(10))

    def test_what_it_names_to_be_read_stands_beside_it(self):
        (self.folder / "n.rxn").write_text(Network.TEXT)
        self.scene(network="n.rxn", size=16, steps=3, snapshot="a.mgs")
        (self.folder / "elsewhere").mkdir()
        run("run", "--scene", "../scene.json", cwd=self.folder / "elsewhere")
        self.assertTrue((self.folder / "elsewhere/a.mgs").exists())          # what is written goes where one works

    # A value for every flag, as the line has it and as a scene may; each changes what is written or told.
    FLAGS = {
        "model": ("rdme", "rdme"), "network": ("n.rxn", "n.rxn"), "equations": ("e.pde", "e.pde"),
        "size": ("16x17x18", [16, 17, 18]), "boundary": ("no_flux", "no_flux"), "dx": ("1.5", 1.5), "seed": ("7", 7),
        "seeding": ("noise", "noise"), "start": ("v.npy", "v.npy"), "view": ("u", "u"),
        "set": ("feed=0.05", "feed=0.05"), "threads": ("2", 2), "tiling": ("2,8,8", [2, 8, 8]), "memory-mb": ("1", 1), "steps": ("3", 3),
        "time": ("3.5", 3.5), "every": ("1", 1), "volume": ("w.vti", "w.vti"), "mesh": ("m.ply", "m.ply"), "iso": ("0.3", 0.3),
        "cap": ("no", "no"), "image": ("i.png", "i.png"), "slice": ("x=0.2", "x=0.2"), "stats": ("t.csv", "t.csv"),
        "snapshot": ("s.mgs", "s.mgs"), "json": (None, True), "quiet": (None, True), "compile": (None, True),
    }

    def written(self, *words, scene=None):
        """All that a run says and writes."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "n.rxn").write_text(Network.TEXT)
            (folder / "e.pde").write_text("parameter dt = 0.1 in 0.01..1\nfield u\ndu/dt = 0.1 * lap(u)\n"
                                          "start noise: u = noise\n")
            numpy.save(folder / "v.npy", numpy.linspace(0, 1, 4096, dtype="f4").reshape(16, 16, 16))
            if scene is not None:
                (folder / "scene.json").write_text(json.dumps(scene))
            done = subprocess.run([MORPHOGEN, "run", *words], capture_output=True, text=True, cwd=folder, timeout=60)
            said = [line.split(',"seconds":')[0] for line in (done.stdout + done.stderr).splitlines()]
            return done.returncode, said, {p.name: zlib.crc32(p.read_bytes()) for p in folder.iterdir() if p.name != "scene.json"}

    def test_a_scene_can_say_what_the_line_can(self):
        flags = set(re.findall(r"^  --([\w-]+)", run("run", "--help").stdout.split("\nmodels")[0], re.M)) - {"scene", "help"}
        self.assertEqual(flags, set(self.FLAGS))
        base = {"model": "gray_scott", "size": 16, "steps": 2, "iso": 0.01, "mesh": "base.stl", "image": "base.png",
                "snapshot": "base.mgs", "volume": "base.npy"}
        for flag, (text, value) in self.FLAGS.items():
            others = {"time": "steps", "start": "size", "network": "model", "equations": "model"}
            shared = {k: v for k, v in base.items() if k not in (flag, others.get(flag))}
            line = [word for k, v in shared.items() for word in (f"--{k}", str(v))]
            said = self.written(*line, f"--{flag}", *([text] if text else []))
            self.assertEqual(self.written("--scene", "scene.json", scene={**shared, flag: value}), said, flag)
            self.assertIn(said[0], (0, 1), said)             # 1: no surface at that isovalue, the rest is written
            if flag not in ("threads", "tiling", "memory-mb", "quiet"):          # on which no result depends
                self.assertNotEqual(self.written(*line), said, flag)


class Network(InFolder):
    TEXT = "parameter birth = 1 in 0..10\nspecies X D = 0.1 initial = 3\nreaction 0 -> X rate birth\nreaction X -> 0 rate 0.1\n"

    def test_a_network_of_one_s_own(self):
        (self.folder / "n.rxn").write_text(self.TEXT)
        words = ["--network", self.path("n.rxn"), "--size", 16, "--dt", 0.1]
        whole = hash_of(run("run", *words, "--steps", 30, "--birth", 2))
        run("run", *words, "--steps", 10, "--birth", 2, "--snapshot", self.path("a.mgs"), "--stats", self.path("a.csv"))
        (self.folder / "n.rxn").unlink()                     # the snapshot brings it along
        self.assertEqual(hash_of(run("resume", self.path("a.mgs"), "--steps", 30)), whole)
        self.assertNotEqual(hash_of(run("resume", self.path("a.mgs"), "--steps", 40, "--birth", 0)), whole)
        self.assertIn("X_mean", (self.folder / "a.csv").read_text())
        self.assertIn("did you mean --birth?", run("resume", self.path("a.mgs"), "--steps", 50, "--brith", 0, expect=2).stderr)

    def test_what_is_wrong_with_it_is_told(self):
        (self.folder / "n.rxn").write_text("species X D = fast\n")
        for command in (["run"], ["sweep", "--steps", 1, "--dt", "0.1,0.2", "--stats", self.path("t.csv")]):
            self.assertIn("line 1", run(*command, "--network", self.path("n.rxn"), expect=1).stderr)
        (self.folder / "n.rxn").write_text(self.TEXT)
        run("sweep", "--network", self.path("n.rxn"), "--size", 8, "--steps", 5, "--dt", 0.1, "--birth", "1,2", "--stats",
            self.path("t.csv"))
        self.assertEqual(len((self.folder / "t.csv").read_text().splitlines()), 3)


class Sweep(InFolder):
    def test_a_sweep_is_its_runs(self):
        run("sweep", *SMALL, "--steps", 20, "--feed", "0.03:0.05:3", "--kill", "0.06,0.062", "--stats", self.path("t.csv"),
            "--image", self.path("s.png"))
        rows = [line.split(",") for line in (self.folder / "t.csv").read_text().splitlines()]
        self.assertEqual(rows[0][:4] + rows[0][-1:], ["feed", "kill", "step", "time", "hash"])
        self.assertEqual([(float(r[0]), float(r[1])) for r in rows[1:]],
                         [(feed, kill) for kill in (0.06, 0.062) for feed in (0.03, 0.04, 0.05)])
        for row in rows[1:]:
            self.assertEqual(row[-1], hash_after(20, "--set", f"feed={row[0]},kill={row[1]}"))
        run("run", *SMALL, "--steps", 20, "--feed", 0.05, "--kill", 0.06, "--volume", self.path("v.npy"))
        u = numpy.load(self.path("v.npy"))[0].astype(float)
        self.assertAlmostEqual(float(rows[3][4]), u.mean(), 7)
        self.assertAlmostEqual(float(rows[3][5]), u.var(), 7)
        sheet = read(vtk.vtkPNGReader(), self.path("s.png"))
        wide, high, _ = sheet.GetDimensions()
        pixels = vtk_to_numpy(sheet.GetPointData().GetScalars()).reshape(high, wide, 3)[::-1].astype(int)
        coloured = numpy.ptp(pixels, axis=2) > 0             # tiles and legend are coloured, letters grey, the rest white
        across = numpy.flatnonzero(numpy.diff(coloured[high // 2].astype(int)) == 1) + 1
        self.assertEqual(len(across), 3)
        self.assertEqual(set(numpy.diff(across)), {120 + 6})             # 24 cells, magnified to be wider than "feed=0.03", and a gap
        last = pixels[:, across[2]:across[2] + 120][numpy.flatnonzero(coloured[:, across[2] + 60])[0]:][:100:5, ::5]
        v = numpy.load(self.path("v.npy"))[1][9, ::-1]       # z=0.5 of the run that is feed 0.05, kill 0.06, the top row first
        order = numpy.argsort(v, axis=None)
        self.assertTrue((numpy.diff(last[..., 1].ravel()[order]) >= 0).all())
        self.assertEqual(json.loads(run("sweep", *SMALL, "--steps", 1, "--feed", "0.03,0.04", "--stats", self.path("j.csv"), "--json")
                                    .stdout.splitlines()[-1]), {"event": "done", "runs": 2, "refused": 0})

    def test_its_table_is_numpy_s(self):
        run("sweep", *SMALL, "--time", 7, "--dt", "0.35,0.7", "--laplacian", "7-point,isotropic 27-point", "--seed", "1:3:3", "--stats",
            self.path("t.csv"), "--image", self.path("s.png"))
        table = numpy.genfromtxt(self.path("t.csv"), delimiter=",", names=True, dtype=None, encoding=None)
        self.assertEqual(len(table), 12)
        self.assertEqual(set(table["step"]), {10, 20})
        for row in table:
            run("run", *SMALL, "--time", 7, "--dt", row["dt"], "--laplacian", row["laplacian"], "--seed", row["seed"], "--volume",
                self.path("v.npy"))
            for field, values in zip("uv", numpy.load(self.path("v.npy")).astype(float)):
                self.assertAlmostEqual(row[field + "_mean"] / values.mean(), 1, 8)
                self.assertAlmostEqual(row[field + "_variance"] / values.var(), 1, 8)
        self.assertIn("'7-point' or 'isotropic 27-point'", run("run", *SMALL, "--laplacian", "seven", expect=2).stderr)

    def test_what_stands_behind_wins(self):
        (self.folder / "s.json").write_text(json.dumps({"model": "gray_scott", "size": [24, 20, 18], "seed": 5, "time": 2.8,
                                                        "parameters": {"feed": "0.01:0.02:2", "kill": "0.05,0.06"}}))
        run("sweep", "--scene", self.path("s.json"), "--stats", self.path("t.csv"), "--feed", "0.03,0.04", "--kill", 0.06, "--steps", 4)
        rows = [line.split(",") for line in (self.folder / "t.csv").read_text().splitlines()]
        self.assertEqual([row[0] for row in rows], ["feed", "0.03", "0.04"])
        self.assertEqual(rows[2][-1], hash_after(4, "--set", "feed=0.04,kill=0.06"))
        for said in (["--set", "feed=0.01,kill=0.06", "--feed", 0.04], ["--set", "feed=0.04,kill=0.06"]):
            self.assertEqual(hash_of(run("run", *SMALL, "--steps", 4, "--feed", 7, *said)), rows[2][-1])

    def test_a_sheet_that_would_be_too_large_is_told_before(self):
        done = run("sweep", "gray_scott", "--size", 512, "--steps", 2000000000, "--feed", "0:0.1:200", "--image", self.path("s.png"),
                   expect=1)
        self.assertIn("would be more than 102400 x 512 pixels", done.stderr)

    def test_a_scene_may_be_swept(self):
        (self.folder / "s.json").write_text(json.dumps({"model": "gray_scott", "size": [24, 20, 18], "seed": 5, "steps": 4,
                                                        "parameters": {"feed": "0.03:0.04:2", "kill": 0.06}}))
        run("sweep", "--scene", self.path("s.json"), "--stats", self.path("t.csv"))
        rows = [line.split(",") for line in (self.folder / "t.csv").read_text().splitlines()]
        self.assertEqual([float(row[0]) for row in rows[1:]], [0.03, 0.04])
        self.assertEqual(rows[2][-1], hash_after(4, "--set", "feed=0.04,kill=0.06"))

    def test_a_refused_run_does_not_end_a_sweep(self):
        done = run("sweep", *SMALL, "--steps", 5, "--dt", "0.5,5", "--stats", self.path("t.csv"), expect=1)
        self.assertIn("2 runs, 1 refused", done.stdout)
        self.assertIn("left out: dt=5", done.stderr)
        self.assertEqual(len((self.folder / "t.csv").read_text().splitlines()), 2)
        self.assertIn("several values", run("sweep", *SMALL, "--steps", 5, "--stats", self.path("t.csv"), expect=2).stderr)
        self.assertIn("--feed", run("sweep", *SMALL, "--steps", 5, "--fead", "1,2", "--stats", self.path("t.csv"), expect=2).stderr)
        self.assertIn("from:to:count", run("sweep", *SMALL, "--steps", 5, "--feed", "1:2", "--stats", self.path("t.csv"), expect=2).stderr)


class Snapshot(InFolder):
    def test_resume_is_never_having_stopped(self):
        for model, more in (("gray_scott", ["--seeding", "spheres"]), ("rdme", [])):
            words = ["--size", "20x24x18", "--seed", "5", *more]
            whole = hash_of(run("hash", "--model", model, "--steps", 40, *words))
            for cut in (0, 1, 17, 40):
                path = self.path(f"{model}{cut}.mgs")
                run("run", model, *words, "--steps", cut, "--snapshot", path, "--threads", 2)
                self.assertEqual(hash_of(run("resume", path, "--steps", 40, "--threads", 1 + cut % 3)), whole)
                self.assertEqual(json.loads(run("info", path, "--json").stdout)["steps"], 40)

    def test_two_generations(self):
        path = self.path("a.mgs")
        run("run", *SMALL, "--steps", 20, "--every", 10, "--snapshot", path)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.mgs", "a.mgs.previous"])
        before = json.loads(run("info", path + ".previous", "--json").stdout)
        self.assertEqual((before["steps"], before["hash"]), (10, hash_after(10)))
        whole = (self.folder / "a.mgs").read_bytes()
        (self.folder / "a.mgs").write_bytes(whole[:len(whole) // 2])
        done = run("resume", path, "--steps", 30)
        self.assertIn("cut short", done.stderr)
        self.assertIn("a.mgs.previous", done.stderr)
        self.assertEqual(hash_of(done), hash_after(30))

    def test_ctrl_c_writes_one_and_says_so(self):
        child = subprocess.Popen([MORPHOGEN, "run", *SMALL, "--steps", "2000000000"], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, cwd=self.folder)
        time.sleep(0.5)
        child.send_signal(signal.SIGTERM)
        output, said = child.communicate(timeout=60)
        self.assertEqual((child.returncode, output), (143, ""), said)
        name, = os.listdir(self.folder)
        self.assertIn(f"resume {name} --steps 2000000000", said)
        steps = json.loads(run("info", self.path(name), "--json").stdout)["steps"]
        self.assertGreater(steps, 0)
        self.assertEqual(hash_of(run("resume", self.path(name), "--steps", steps + 5)), hash_after(steps + 5))

    def test_parameters_may_change_on_the_way(self):
        run("run", *SMALL, "--steps", 10, "--snapshot", self.path("a.mgs"))
        changed = hash_of(run("resume", self.path("a.mgs"), "--steps", 20, "--feed", 0.05, "--snapshot", self.path("b.mgs")))
        self.assertNotEqual(changed, hash_after(20))
        self.assertEqual(json.loads(run("info", self.path("b.mgs"), "--json").stdout)["parameters"]["feed"], 0.05)
        self.assertIn("the file's own", run("resume", self.path("a.mgs"), "--steps", 20, "--seed", 3, expect=2).stderr)
        self.assertIn("before that", run("resume", self.path("a.mgs"), "--steps", 5, expect=1).stderr)

    def test_rows_go_on_in_their_own_table_only(self):
        run("run", *SMALL, "--steps", 10, "--every", 5, "--snapshot", self.path("a.mgs"), "--stats", self.path("t.csv"))
        for text in "step,mine\n1,2\n900,3\n", "no table", "step,time,u_min\n":
            (self.folder / "mine.csv").write_text(text)
            done = run("resume", self.path("a.mgs"), "--steps", 12, "--stats", self.path("mine.csv"), expect=1)
            self.assertIn("mine.csv does not begin with", done.stderr)
            self.assertEqual((self.folder / "mine.csv").read_text(), text)
        (self.folder / "new.csv").touch()
        for name, steps in ("t.csv", [0, 5, 10, 12]), ("new.csv", [12]), ("none.csv", [12]):
            run("resume", self.path("a.mgs"), "--steps", 12, "--stats", self.path(name), "--snapshot", self.path("b.mgs"))
            table = numpy.genfromtxt(self.path(name), delimiter=",", names=True)
            self.assertEqual(list(numpy.atleast_1d(table["step"])), steps)

    def test_going_on_where_it_stands_changes_nothing(self):
        path, table = self.path("a.mgs"), self.path("t.csv")
        for steps in (0, 10):
            words = ["--every", 5, "--stats", table, "--snapshot", path]
            run("run", *SMALL, "--steps", steps, *words)
            before = {name: (self.folder / name).read_bytes() for name in os.listdir(self.folder)}
            for _ in range(2):
                done = run("resume", path, "--steps", steps, "--threads", 2, *words)
                self.assertEqual((hash_of(done), done.stderr), (hash_after(steps), ""))
                self.assertEqual({name: (self.folder / name).read_bytes() for name in os.listdir(self.folder)}, before)
            self.assertEqual([row.split(",")[0] for row in (self.folder / "t.csv").read_text().splitlines()],
                             ["step", *map(str, range(0, steps + 1, 5))])
        run("resume", path, "--steps", 10, "--feed", 0.05)                # a state of its own: it is written
        self.assertEqual(json.loads(run("info", path, "--json").stdout)["parameters"]["feed"], 0.05)
        self.assertEqual((self.folder / "a.mgs.previous").read_bytes(), before["a.mgs"])

    def test_missing_rows_are_told(self):
        words = ["--every", 5, "--stats", self.path("t.csv"), "--snapshot", self.path("a.mgs")]
        run("run", *SMALL, "--steps", 20, *words)
        rows = (self.folder / "t.csv").read_text().splitlines(True)
        (self.folder / "t.csv").write_text("".join(rows[:3]))
        done = run("resume", self.path("a.mgs"), "--steps", 30, *words)
        self.assertIn("t.csv ends with step 5: the rows of steps 10 to 15 are missing", done.stderr)
        self.assertEqual([row.split(",")[0] for row in (self.folder / "t.csv").read_text().splitlines()],
                         ["step", "0", "5", "20", "25", "30"])
        for content, why in ((None, "was not there and is new"), (rows[0], "has no rows")):
            (self.folder / "t.csv").unlink()
            if content:
                (self.folder / "t.csv").write_text(content)
            done = run("resume", self.path("a.mgs"), "--steps", 35, *words, "--snapshot", self.path("b.mgs"))
            self.assertIn(f"t.csv {why}: rows of the steps before 30 are missing", done.stderr)
            self.assertEqual((self.folder / "t.csv").read_text().splitlines()[0] + "\n", rows[0])

    def test_falling_back_to_another_run_is_told(self):
        path = self.path("a.mgs")
        for first, second, same in ((SMALL, SMALL, True), ([*SMALL, "--seed", 6], SMALL, False), ([*SMALL, "--size", 16], SMALL, False)):
            run("run", *first, "--steps", 3, "--snapshot", path)
            run("run", *second, "--steps", 7, "--snapshot", path)
            whole = (self.folder / "a.mgs").read_bytes()
            (self.folder / "a.mgs").write_bytes(whole[:-9] + b"damaged!!")
            done = run("resume", path, "--steps", 9)
            self.assertIn("step 3, of the same run" if same else "step 3, which is another run", done.stderr)
            (self.folder / "a.mgs").unlink(), (self.folder / "a.mgs.previous").unlink()

    def test_a_table_torn_by_a_power_cut_goes_on_behind_its_last_whole_row(self):
        run("run", *SMALL, "--steps", 10, "--every", 5, "--snapshot", self.path("a.mgs"), "--stats", self.path("t.csv"))
        rows = (self.folder / "t.csv").read_bytes()
        run("resume", self.path("a.mgs"), "--steps", 12, "--stats", self.path("t.csv"), "--snapshot", self.path("b.mgs"))
        for tail in b"\0", b"\0" * 5000, b"10,7.0", b"10,7.0" + b"\0" * 100, b"\0\n\0\n":
            (self.folder / "torn.csv").write_bytes(rows + tail)
            run("resume", self.path("a.mgs"), "--steps", 12, "--stats", self.path("torn.csv"), "--snapshot", self.path("b.mgs"))
            self.assertEqual((self.folder / "torn.csv").read_bytes(), (self.folder / "t.csv").read_bytes(), tail[:8])

    def test_info_tells_and_refuses(self):
        run("run", *SMALL, "--steps", 10, "--snapshot", self.path("a.mgs"))
        self.assertRegex(run("info", self.path("a.mgs")).stdout, rf"(?s)24x20x18.*seed +5\n.*{hash_after(10)}.*feed +0.0367")
        (self.folder / "b.mgs").write_text("no snapshot at all, but long enough to look at")
        self.assertIn("no snapshot", run("info", self.path("b.mgs"), expect=1).stderr)
        self.assertIn("No such file", run("info", self.path("c.mgs"), expect=1).stderr)

    def test_convert_is_what_run_wrote(self):
        run("run", *SMALL, "--steps", 10, "--snapshot", self.path("a.mgs"), "--volume", self.path("a.vti"),
            "--mesh", self.path("a.ply"), "--image", self.path("a.png"))
        run("convert", self.path("a.mgs"), "--volume", self.path("b.vti"), "--mesh", self.path("b.ply"),
            "--image", self.path("b.png"), "--snapshot", self.path("b.mgs"))
        for kind in ("vti", "ply", "png", "mgs"):
            self.assertEqual((self.folder / f"a.{kind}").read_bytes(), (self.folder / f"b.{kind}").read_bytes(), kind)


def read(reader, path):
    reader.SetFileName(path)
    reader.Update()
    return reader.GetOutputDataObject(0)


def surface_of(path):
    if path.endswith(".glb"):
        flatten = vtk.vtkCompositeDataGeometryFilter()
        flatten.SetInputDataObject(read(vtk.vtkGLTFReader(), path))
        flatten.Update()
        return flatten.GetOutput()
    return read(vtk.vtkSTLReader() if path.endswith(".stl") else vtk.vtkPLYReader(), path)


def edges_wrong(surface):
    clean = vtk.vtkCleanPolyData()                           # STL shares no vertices
    clean.SetInputData(surface)
    clean.SetTolerance(0)
    edges = vtk.vtkFeatureEdges()
    edges.SetInputConnection(clean.GetOutputPort())
    edges.BoundaryEdgesOn(), edges.NonManifoldEdgesOn(), edges.FeatureEdgesOff(), edges.ManifoldEdgesOff()
    edges.Update()
    return edges.GetOutput().GetNumberOfCells()


def corners(surface):
    points = vtk_to_numpy(surface.GetPoints().GetData()).astype(float)
    return points[vtk_to_numpy(surface.GetPolys().GetConnectivityArray()).reshape(-1, 3)]


def ply_quality(path):
    """VTK's reader passes it over; MeshLab's shows it."""
    header, body = pathlib.Path(path).read_bytes().split(b"end_header\n", 1)
    kinds = {"float": "<f4", "uchar": "u1"}
    vertex = numpy.dtype([(name, kinds[kind]) for kind, name in re.findall(r"property (\w+) (\w+)\n", header.decode())])
    return numpy.frombuffer(body, vertex, int(re.search(rb"element vertex (\d+)", header)[1]))["quality"]


def signed_volume(triangles):
    return numpy.einsum("ij,ij->i", triangles[:, 0], numpy.cross(triangles[:, 1], triangles[:, 2])).sum() / 6


class OpenedByOthers(InFolder):
    def test_volumes(self):
        for model in ("gray_scott", "rdme"):
            run("run", model, "--size", "24x20x18", "--dx", 0.25 if model == "rdme" else 0.75, "--dt", 0.01, "--steps", 8,
                "--seed", 2**64 - 1, "--volume", self.path("v.vti"))
            run("run", model, "--size", "24x20x18", "--dx", 0.25 if model == "rdme" else 0.75, "--dt", 0.01, "--steps", 8,
                "--seed", 2**64 - 1, "--volume", self.path("v.npy"))
            array = numpy.load(self.path("v.npy"))
            image = read(vtk.vtkXMLImageDataReader(), self.path("v.vti"))
            described, = (m for m in json.loads(run("describe").stdout)["models"] if m["id"] == model)
            self.assertEqual(array.dtype, numpy.dtype("<f4"))
            self.assertEqual(array.shape, (len(described["fields"]), 18, 20, 24))
            self.assertEqual(image.GetDimensions(), (24, 20, 18))
            self.assertEqual(image.GetSpacing(), (0.25,) * 3 if model == "rdme" else (0.75,) * 3)
            self.assertEqual(image.GetOrigin(), (0, 0, 0))
            for field, values in zip(described["fields"], array):
                theirs = vtk_to_numpy(image.GetPointData().GetArray(field["id"])).reshape(18, 20, 24)
                self.assertTrue((theirs == values).all())
                self.assertGreater(values.std(), 0)
            data = image.GetFieldData()
            self.assertEqual(data.GetArray("step").GetValue(0), 8)
            self.assertAlmostEqual(data.GetArray("TimeValue").GetValue(0), 0.08, 9)
            self.assertEqual(data.GetArray("seed").GetValue(0) % 2**64, 2**64 - 1)
        self.assertEqual(image.GetPointData().GetScalars().GetName(), described["views"][0]["id"])

    def test_vtkhdf_is_the_vti(self):
        for model in ("gray_scott", "rdme"):
            run("run", model, "--size", "24x20x18", "--dx", 1.25, "--steps", 8, "--volume", self.path("v.vti"), "--snapshot",
                self.path("a.mgs"))
            run("convert", self.path("a.mgs"), "--volume", self.path("v.vtkhdf"))
            vti = read(vtk.vtkXMLImageDataReader(), self.path("v.vti"))
            hdf = read(vtk.vtkHDFReader(), self.path("v.vtkhdf"))
            self.assertEqual(hdf.GetDimensions(), (24, 20, 18))
            self.assertEqual((hdf.GetSpacing(), hdf.GetOrigin()), ((1.25,) * 3, (0, 0, 0)))
            names = [vti.GetPointData().GetArrayName(i) for i in range(vti.GetPointData().GetNumberOfArrays())]
            self.assertEqual(hdf.GetPointData().GetNumberOfArrays(), len(names))
            for name in names:
                theirs, ours = (vtk_to_numpy(i.GetPointData().GetArray(name)) for i in (hdf, vti))
                self.assertTrue((theirs == ours).all(), name)
        self.assertIn("No such file", run("convert", self.path("a.mgs"), "--volume", self.path("no/v.vtkhdf"), expect=1).stderr)

    def test_surfaces(self):
        kinds = [self.path("m." + kind) for kind in ("ply", "stl", "glb")]
        for path in kinds:
            run("run", *BALL, "--mesh", path, "--volume", self.path("v.vti"))
        contour = vtk.vtkFlyingEdges3D()
        image = read(vtk.vtkXMLImageDataReader(), self.path("v.vti"))
        image.GetPointData().SetActiveScalars("v")
        contour.SetInputData(image)
        contour.SetValue(0, 0.1)
        contour.Update()
        theirs = corners(contour.GetOutput())
        for path in kinds:
            ours = surface_of(path)
            self.assertEqual(edges_wrong(ours), 0, path)
            triangles = corners(ours)
            self.assertGreater(len(triangles), 1000)
            # Counter-clockwise seen from outside, and in units of length: VTK's own contour is as large and in its place.
            self.assertAlmostEqual(signed_volume(triangles) / abs(signed_volume(theirs)), 1, 2)
            for ours_at, theirs_at in ((triangles.min((0, 1)), theirs.min((0, 1))), (triangles.max((0, 1)), theirs.max((0, 1)))):
                self.assertTrue(numpy.allclose(ours_at, theirs_at, atol=1e-4), path)
            if not path.endswith(".stl"):
                points = vtk_to_numpy(ours.GetPoints().GetData())
                normals = vtk_to_numpy(ours.GetPointData().GetNormals())
                self.assertTrue(numpy.allclose(numpy.linalg.norm(normals, axis=1), 1, atol=1e-3))
                outwards = points - points.mean(0)
                self.assertGreater((normals * outwards).sum(1).min(), 0)

    def test_capped_surfaces_are_solids(self):
        pattern = ["gray_scott", "--size", "28x24x20", "--dx", "0.5", "--dt", "0.2", "--boundary", "periodic,no_flux,periodic", "--seeding",
                   "noise", "--noise.amplitude", 0.5, "--steps", 4, "--iso", 0.25]
        for kind, cap, closed in (("stl", [], True), ("stl", ["--cap", "no"], False), ("ply", [], False), ("ply", ["--cap", "yes"], True),
                                  ("glb", ["--cap", "yes"], True)):
            run("run", *pattern, *cap, "--mesh", self.path("m." + kind), "--volume", self.path("v.npy"))
            surface = surface_of(self.path("m." + kind))
            self.assertEqual(edges_wrong(surface) == 0, closed, (kind, cap))
            if not closed:
                continue
            triangles, inside = corners(surface), (numpy.load(self.path("v.npy"))[1] > 0.25).mean()
            self.assertTrue(0.05 < inside < 0.95)
            self.assertAlmostEqual(signed_volume(triangles) / (14 * 11.5 * 10), inside, 1)
            self.assertTrue(numpy.allclose(triangles.min((0, 1)), 0) and numpy.allclose(triangles.max((0, 1)), (14, 11.5, 10)))
        self.assertIn("yes | no", run("run", *pattern, "--cap", "perhaps", "--mesh", self.path("m.stl"), expect=2).stderr)
        self.assertIn("no surface", run("run", *SMALL, "--cap", "yes", "--iso", -1, "--mesh", self.path("a.stl"), expect=1).stderr)

    def assert_admesh_mends_nothing(self, path):
        report = subprocess.run(["admesh", path], capture_output=True, text=True, check=True).stdout
        told = {key.strip(): int(number) for key, number in re.findall(r"^([A-Z][\w ]+?) *: +(\d+)", report, re.M)}
        self.assertGreater(told.pop("Number of facets"), 0, report)
        self.assertGreater(told.pop("Number of parts"), 0, report)
        self.assertEqual(len(told), 11, report)
        self.assertFalse(any(told.values()), report)

    def test_admesh_has_nothing_to_mend(self):
        """Molecules are whole numbers, and so are the isovalues of their models: cells that hold it are everywhere."""
        meshed = 0
        for model in json.loads(run("describe").stdout)["models"]:
            for boundary in ("periodic", "no_flux"):
                size = ["--size", "24x20x22", "--steps", 30, "--boundary", boundary]
                done = subprocess.run([MORPHOGEN, "run", model["id"], *map(str, size), "--mesh", self.path("m.stl")],
                                      capture_output=True, text=True)
                if done.returncode != 0:
                    self.assertIn("no surface", done.stderr)
                    continue
                self.assert_admesh_mends_nothing(self.path("m.stl"))
                meshed += 1
        self.assertGreater(meshed, 8)

    def test_admesh_has_nothing_to_mend_among_ties(self):
        random = numpy.random.default_rng(2)
        noise, blocks = random.integers(0, 4, (20, 21, 22)), random.integers(0, 4, (5, 7, 6)).repeat(4, 0).repeat(3, 1).repeat(4, 2)
        one = numpy.full((8, 8, 8), 5)
        one[3:5, 3, 3] = 9, 7
        for number, (values, isovalue) in enumerate([(noise, 1), (noise, 2), (blocks, 1), (blocks, 2), (one, 5)]):
            numpy.save(self.path("v.npy"), values.astype(numpy.float32))
            run("convert", self.path("v.npy"), "--mesh", self.path("m.stl"), "--iso", isovalue)
            with self.subTest(number):
                self.assert_admesh_mends_nothing(self.path("m.stl"))

    def test_assimp_reads_every_surface(self):
        for kind in ("ply", "stl", "glb"):
            run("run", *BALL, "--mesh", self.path("m." + kind))
            told = subprocess.run(["assimp", "info", self.path("m." + kind)], capture_output=True, text=True, check=True).stdout
            ours = corners(surface_of(self.path("m." + kind)))
            self.assertEqual(int(re.search(r"Faces: +(\d+)", told)[1]), len(ours))
            for name, expected in (("Minimum", ours.min((0, 1))), ("Maximum", ours.max((0, 1)))):
                point = [float(x) for x in re.search(name + r" point +\((.*)\)", told)[1].split()]
                self.assertTrue(numpy.allclose(point, expected, atol=1e-5), kind)

    def test_ply_has_colours_that_viewers_show(self):
        run("run", *BALL, "--mesh", self.path("m.ply"))
        surface = surface_of(self.path("m.ply"))
        colours = vtk_to_numpy(surface.GetPointData().GetArray("RGB"))
        self.assertEqual(colours.shape, (surface.GetNumberOfPoints(), 3))
        magnitude = ply_quality(self.path("m.ply"))
        order = numpy.argsort(magnitude)
        self.assertTrue((numpy.diff(colours[order, 1].astype(int)) >= 0).all())        # green grows all along viridis
        self.assertGreater(colours[:, 1].std(), 1)
        # The magnitude is that of the gradient, by VTK's central differences, in units of length.
        run("run", *BALL, "--volume", self.path("v.vti"))
        gradient = vtk.vtkImageGradient()
        gradient.SetDimensionality(3)
        image = read(vtk.vtkXMLImageDataReader(), self.path("v.vti"))
        image.GetPointData().SetActiveScalars("v")
        gradient.SetInputData(image)
        probe = vtk.vtkProbeFilter()
        probe.SetInputData(surface)
        probe.SetSourceConnection(gradient.GetOutputPort())
        probe.Update()
        theirs = vtk_to_numpy(probe.GetOutput().GetPointData().GetArray("vGradient"))
        self.assertTrue(numpy.allclose(numpy.linalg.norm(theirs, axis=1), magnitude, rtol=0.02))
        normals = vtk_to_numpy(surface.GetPointData().GetNormals())
        self.assertTrue(numpy.allclose(-theirs / numpy.linalg.norm(theirs, axis=1)[:, None], normals, atol=0.05))

    def test_stl_has_face_normals(self):
        run("run", *BALL, "--mesh", self.path("m.stl"))
        raw = numpy.fromfile(self.path("m.stl"), "<u1")[84:].reshape(-1, 50)[:, :48].copy().view("<f4").reshape(-1, 4, 3)
        normal = numpy.cross(raw[:, 2] - raw[:, 1], raw[:, 3] - raw[:, 1])
        size = numpy.linalg.norm(normal, axis=1)
        self.assertGreater(size.min(), 0)
        self.assertTrue(numpy.allclose(normal / size[:, None], raw[:, 0], atol=1e-3))

    def test_glb_says_what_it_holds(self):
        run("run", *BALL, "--mesh", self.path("m.glb"))
        data = (self.folder / "m.glb").read_bytes()
        magic, version, total, json_bytes, json_kind = numpy.frombuffer(data[:20], "<u4")
        self.assertEqual((magic, version, total, json_kind), (0x46546C67, 2, len(data), 0x4E4F534A))
        scene = json.loads(data[20:20 + json_bytes])
        body = data[20 + json_bytes + 8:]
        primitive, = scene["meshes"][0]["primitives"]

        def values(index):
            a = scene["accessors"][index]
            v = scene["bufferViews"][a["bufferView"]]
            kind, count = {5126: ("<f4", 4), 5121: ("u1", 1), 5125: ("<u4", 4)}[a["componentType"]]
            wide = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[a["type"]]
            stride = v.get("byteStride", wide * count)
            self.assertLessEqual(v["byteOffset"] + v["byteLength"], len(body))
            return numpy.ndarray((a["count"], wide), kind, body, v["byteOffset"] + a["byteOffset"], (stride, count))

        attributes = primitive["attributes"]
        positions, colours, indices = (values(i) for i in (attributes["POSITION"], attributes["COLOR_0"], primitive["indices"]))
        accessor = scene["accessors"][primitive["attributes"]["POSITION"]]
        self.assertEqual([numpy.float32(x) for x in accessor["min"]], list(positions.min(0)))
        self.assertEqual([numpy.float32(x) for x in accessor["max"]], list(positions.max(0)))
        self.assertEqual(indices.max() + 1, len(positions))
        self.assertTrue((colours[:, 3] == 255).all())
        # The PLY of the same surface holds the same magnitudes, and the colours as a screen shows them: glTF's are linear light.
        run("run", *BALL, "--mesh", self.path("m.ply"))
        ply = surface_of(self.path("m.ply")).GetPointData()
        self.assertTrue((ply_quality(self.path("m.ply")) == values(attributes["_SCALAR"])[:, 0]).all())
        light = vtk_to_numpy(ply.GetArray("RGB")) / 255
        light = numpy.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)     # IEC 61966-2-1
        self.assertLess(abs(colours[:, :3] / 255 - light).max(), 0.006)
        self.assertEqual(scene["buffers"][0]["byteLength"], len(body))

    def test_slices(self):
        run("run", *BALL, "--volume", self.path("v.npy"))
        v = numpy.load(self.path("v.npy"))[1]
        for axis, layer, plane in (("z", 22, v[22]), ("y", 9, v[:, 9]), ("x", 39, v[:, :, 39])):
            at = (layer + 0.5) / {"z": 44, "y": 36, "x": 40}[axis]
            run("run", *BALL, "--image", self.path("s.png"), "--slice", f"{axis}={at}")
            image = read(vtk.vtkPNGReader(), self.path("s.png"))
            pixels = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(image.GetDimensions()[1], -1, 3)   # bottom row first
            self.assertEqual(pixels.shape[:2], plane.shape)
            green = pixels[..., 1].astype(int)               # grows with the value all along viridis
            order = numpy.argsort(plane, axis=None)
            self.assertTrue((numpy.diff(green.ravel()[order]) >= 0).all())


if __name__ == "__main__":
    unittest.main()
