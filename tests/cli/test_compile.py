#!/usr/bin/env python3
"""Equations compiled by the machine's compiler: the same bits, kept for the next time, only in a folder of one's own, and
interpreted with one clear line where that cannot be."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

MORPHOGEN = pathlib.Path(sys.argv.pop()).resolve()
MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"
SMALL = ["--size", "16x9x11", "--steps", "20"]
# Names that mean something in C, a sentence that would end a string or a comment, and what would join lines.
AWKWARD = r"""# */ a comment ends in a backslash \
model "a \" "trigraph ??/"
parameter int = 0.1 in 0..1 "%s */ \n"
parameter linux = 2
field unix in -1..1
field NULL
let return = unix * int
dunix/dt = lap(unix) - return + 1e-42 * unix + sin(x) * 0
dNULL/dt = unix - NULL * linux
start s: unix = 0.5 + 0.1 * noise, NULL = 1e-3
"""


class Compile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.cache = self.folder / "cache"
        self.cache.mkdir(mode=0o755)

    def run_it(self, *words, code=0, **environment):
        result = subprocess.run([MORPHOGEN, *map(str, words)], capture_output=True, text=True,
                                env={**os.environ, "XDG_CACHE_HOME": str(self.cache), **environment})
        self.assertEqual(result.returncode, code, result.stderr)
        return result

    def hash(self, text, *words, warning=None, **environment):
        result = self.run_it("hash", text, *SMALL, *words, **environment)
        if warning is None:
            self.assertEqual(result.stderr, "")
        else:
            self.assertRegex(result.stderr, r"\Amorphogen: warning: the equations are interpreted, not compiled: " + warning + r"\n\Z")
        return re.search(r"hash ([0-9a-f]{16})", result.stdout)[1]

    def kept(self):
        return sorted(self.cache.rglob("*.so"))

    def test_the_same_bits_and_nothing_is_compiled_twice(self):
        text = MODELS / "cahn_hilliard.pde"
        expected = self.hash(text)
        self.assertEqual(self.kept(), [])                                  # not asked for
        self.assertEqual(self.hash(text, "--compile"), expected)
        first, = self.kept()
        written = first.stat().st_mtime_ns
        self.assertEqual((self.cache / "morphogen").stat().st_mode & 0o777, 0o700)
        self.assertEqual(self.hash(text, "--compile"), expected)
        self.assertEqual([(p, p.stat().st_mtime_ns) for p in self.kept()], [(first, written)])
        self.assertEqual(len(list((self.cache / "morphogen").iterdir())), 2)    # source and object, no leftovers

    def test_a_run_a_resumed_one_and_a_sweep(self):
        snapshot = self.folder / "run.mgs"
        text = MODELS / "barkley.pde"
        expected = self.hash(text)
        self.run_it("run", text, "--size", "16x9x11", "--steps", 7, "--snapshot", snapshot, "--compile", "--quiet")
        self.run_it("resume", snapshot, "--steps", 20, "--compile", "--quiet")
        self.assertIn(expected, self.run_it("info", snapshot).stdout)
        tables = [self.folder / "a.csv", self.folder / "b.csv"]
        for table, words in zip(tables, ([], ["--compile"])):
            self.run_it("sweep", text, *SMALL, "--eps", "0.05,0.1", "--stats", table, "--quiet", *words)
        self.assertEqual(tables[0].read_text(), tables[1].read_text())
        self.assertEqual(len(self.kept()), 1)

    def test_awkward_names_and_sentences(self):
        text = self.folder / "awkward.pde"
        text.write_text(AWKWARD)
        expected = self.hash(text)
        self.assertEqual(self.hash(text, "--compile"), expected)
        source = self.run_it("model", text, "--emit-c").stdout
        self.assertNotIn("\\\n", source)
        strict = subprocess.run(["cc", "-std=c17", "-trigraphs", "-Wall", "-Wextra", "-Werror", "-fopenmp-simd", "-fsyntax-only",
                                 "-Isrc", "-Iinclude", "-xc", "-"], input=source, text=True, capture_output=True,
                                cwd=MODELS.parent)
        self.assertEqual((strict.returncode, strict.stderr), (0, ""))

    def test_without_a_compiler(self):
        text = MODELS / "barkley.pde"
        expected = self.hash(text)
        broken = self.folder / "broken"
        broken.write_text("#!/bin/sh\necho no licence\nexit 3\n")
        broken.chmod(0o755)
        for warning, environment in [
            (r"there is no cc in PATH", {"PATH": str(self.folder)}),
            (r"there is no cc -O0 in PATH", {"MORPHOGEN_CC": "cc -O0"}),        # a name, not a command line
            (r"MORPHOGEN_CC = /nowhere/cc is no program", {"MORPHOGEN_CC": "/nowhere/cc"}),
            (rf"{broken} ended with 3: no licence", {"MORPHOGEN_CC": str(broken)}),
        ]:
            self.assertEqual(self.hash(text, "--compile", warning=warning, **environment), expected)
        relative = self.folder / "cc"
        relative.symlink_to(broken)
        result = subprocess.run([MORPHOGEN, "hash", text, *SMALL, "--compile"], capture_output=True, text=True, cwd=self.folder,
                                env={"PATH": ".:", "HOME": str(self.folder)})
        self.assertIn("there is no cc in PATH", result.stderr)
        result = self.run_it("hash", "gray_scott", *SMALL, "--compile")
        self.assertIn("--compile is for equations as text; gray_scott runs as it is", result.stderr)

    def test_only_a_folder_of_one_s_own_is_trusted(self):
        text = MODELS / "barkley.pde"
        folder = self.cache / "morphogen"
        temporary = self.folder / "tmp"
        temporary.mkdir()
        expected = self.hash(text, "--compile")
        folder.chmod(0o777)
        first, = self.kept()
        first.write_bytes(b"planted")
        self.assertEqual(self.hash(text, "--compile", TMPDIR=str(temporary)), expected)
        self.assertEqual(first.read_bytes(), b"planted")
        self.assertEqual(list(temporary.iterdir()), [])
        folder.chmod(0o700)
        source, = self.cache.rglob("*.c")
        source.write_text(source.read_text() + "// another\n")                   # then it is not the object of this text
        self.assertEqual(self.hash(text, "--compile"), expected)
        self.assertNotEqual(first.read_bytes(), b"planted")

    def test_the_program_is_printed(self):
        program = self.run_it("model", MODELS / "barkley.pde").stdout
        self.assertIn("laplacian", program)
        self.assertIn("cannot read the text", self.run_it("model", MODELS / "none.pde", code=1).stderr)
        self.assertIn("model wants a text of equations", self.run_it("model", "gray_scott", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
