#!/usr/bin/env python3
"""The command line when memory is refused: every command, one refused call after another. It says so and ends with 1, or does
without and ends with 0 and the right result; a file is whole or not there, and the snapshot that was there stays.
    test_memory.py MORPHOGEN FAILING_MEMORY"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy

MORPHOGEN, SHIM = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
EVERY_CALL, SAMPLES = 25, 25                                 # the first ones each, of the rest so many
SMALL = ["--size", "10x9x8", "--seed", "5", "--threads", "1"]


class Refused(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.run_one(["run", "gray_scott", *SMALL, "--steps", 3, "--snapshot", "a.mgs", "--volume", "a.vti"])
        numpy.save(self.folder / "a.npy", numpy.random.default_rng(1).random((9, 9, 9), "f4"))
        (self.folder / "scene.json").write_text(json.dumps({"model": "gray_scott", "size": [10, 9, 8], "threads": 1, "steps": 2,
                                                            "parameters": {"feed": 0.03}}))
        (self.folder / "n.rxn").write_text("species X D = 0.1 initial = 3\nreaction X -> 0 rate 0.1\n")

    def run_one(self, words, **environment):
        more = {**os.environ, "LD_PRELOAD": SHIM, **environment} if environment else None
        done = subprocess.run([MORPHOGEN, *map(str, words)], cwd=self.folder, env=more, capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr.decode(errors="replace")

    def refuse_everywhere(self, words, outputs=()):
        whole_code, whole, _ = self.run_one(words, MG_COUNT_TO=str(self.folder / "count"))
        self.assertEqual(whole_code, 0, words)
        files = {name: (self.folder / name).read_bytes() for name in outputs}
        calls = int((self.folder / "count").read_text())
        self.assertGreater(calls, 0, words)
        failed = 0
        for at in sorted({*range(1, min(EVERY_CALL, calls) + 1), *(calls * i // SAMPLES + 1 for i in range(SAMPLES))}):
            for name in outputs:
                (self.folder / name).unlink(missing_ok=True)
            code, said, why = self.run_one(words, MG_REFUSE_AT=str(at))
            self.assertIn(code, (0, 1, 2), f"{words}, call {at}: {why}")
            failed += code != 0
            if code != 0:
                self.assertRegex(why, "morphogen: .", f"{words}, call {at}")
            else:
                self.assertEqual(said, whole, f"{words}, call {at}")
            for name, content in files.items():
                if code == 0 or (self.folder / name).exists():
                    self.assertEqual((self.folder / name).read_bytes(), content, f"{words}, call {at}: {name}")
            self.assertEqual(list(self.folder.glob("*.part")), [], f"{words}, call {at}")
        self.assertEqual(self.run_one(["info", "a.mgs"])[0], 0)
        self.assertTrue(failed > 0 or calls <= 2, words)     # so few are standard output's buffer, without which it goes on

    def test_runs(self):
        self.refuse_everywhere(["hash", "gray_scott", *SMALL, "--feed", "0.03", "--steps", 2])
        self.refuse_everywhere(["hash", "--network", "n.rxn", *SMALL, "--steps", 2])
        self.refuse_everywhere(["run", "--scene", "scene.json", "--snapshot", "b.mgs", "--volume", "b.vti", "--mesh", "b.stl", "--iso",
                                "0.001", "--image", "b.png"], ["b.mgs", "b.vti", "b.stl", "b.png"])
        self.refuse_everywhere(["run", "gray_scott", *SMALL, "--threads", 1, "--steps", 2, "--every", 2, "--volume", "d.vti"],
                               ["d.vti.series"])
        self.refuse_everywhere(["resume", "a.mgs", "--steps", 5, "--threads", 1, "--snapshot", "b.mgs"], ["b.mgs"])
        self.refuse_everywhere(["mesh", "gray_scott", *SMALL, "--iso", "0.001", "--out", "m.glb"], ["m.glb"])
        self.refuse_everywhere(["sweep", "gray_scott", *SMALL, "--steps", 2, "--feed", "0.03,0.04", "--image", "s.png"])

    def test_files(self):
        self.refuse_everywhere(["info", "a.mgs"])
        self.refuse_everywhere(["info", "a.mgs", "--json"])
        self.refuse_everywhere(["info", "a.vti", "--json"])
        for kind in ("vti", "npy", "nrrd"):                  # not vtkhdf: HDF5 1.10 itself crashes where memory is refused it
            self.refuse_everywhere(["convert", "a.mgs", "--threads", 1, "--volume", "c." + kind], ["c." + kind])
        self.refuse_everywhere(["convert", "a.npy", "--threads", 1, "--mesh", "c.ply", "--iso", "0.5", "--volume", "c.nrrd"],
                               ["c.ply", "c.nrrd"])
        self.refuse_everywhere(["run", "gray_scott", "--start", "a.npy", "--threads", 1, "--steps", 1])

    def test_tables(self):
        for command in ("describe", "manual", "help"):
            self.refuse_everywhere([command])
        self.refuse_everywhere(["describe", "rdme"])
        self.refuse_everywhere(["completion", "bash"])


if __name__ == "__main__":
    unittest.main()
