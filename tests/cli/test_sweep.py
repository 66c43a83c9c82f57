#!/usr/bin/env python3
"""A sweep that was stopped goes on: the same command makes the runs that are missing, and its table and its sheet are those of a sweep
that was never stopped, byte for byte.     test_sweep.py MORPHOGEN"""
import json
import os
import pathlib
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import unittest

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
NETWORK = "parameter k = 1 in 0..10\nspecies A D = 0.01 initial = 3\nreaction A -> 5 A rate k\n"
# Of 18 runs 12 are made; the fields of k = 3 are not finite after some steps, and k = 11 is refused.
PLACE = ["--network", "n.rxn", "--size", "16x14x12", "--threads", "1"]
SWEEP = ["sweep", *PLACE, "--steps", "60", "--k", "0.001,0.02,3,11,0.003,0.004", "--seed", "1:3:3"]
OUTPUTS = ["--stats", "t.csv", "--image", "s.png"]
STOPS = 12


class Sweeps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "n.rxn").write_text(NETWORK)

    def sweep(self, *words, expect=1):
        done = subprocess.run([MORPHOGEN, *words], cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, expect, (words, done.stderr))
        return done

    def files(self):
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def whole(self):
        """What an uninterrupted sweep leaves, and how many seconds it takes."""
        started = time.monotonic()
        self.sweep(*SWEEP, *OUTPUTS)
        seconds, files = time.monotonic() - started, self.files()
        self.assertEqual(sorted(files), ["n.rxn", "s.png", "t.csv"])
        for name in ("s.png", "t.csv"):
            (self.folder / name).unlink()
        return files, seconds

    def start(self, *words):
        return subprocess.Popen([MORPHOGEN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder)

    def stop(self, number, after):
        """Whether it was stopped, and its events."""
        child = self.start(*SWEEP, *OUTPUTS, "--json")
        time.sleep(after)
        child.send_signal(number)
        output, said = child.communicate(timeout=120)
        self.assertIn(child.returncode, (1, -number, 128 + number), said)
        return child.returncode != 1, [json.loads(line) for line in output.splitlines() if line.endswith("}")]

    def stop_with_runs(self):
        """Stopped when some runs were made, not all."""
        child = self.start(*SWEEP, *OUTPUTS, "--json")
        while '"run":2' not in child.stdout.readline():
            pass
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=120)
        self.assertEqual(child.returncode, 128 + signal.SIGINT)

    def test_it_goes_on_where_it_was_stopped(self):
        files, seconds = self.whole()
        chance = random.Random(11)
        stops, made, stopped = 0, 0, True
        while stopped:
            number = chance.choice((signal.SIGINT, signal.SIGTERM, signal.SIGKILL))
            stopped, events = self.stop(number, chance.uniform(0, seconds / 3) if stops < STOPS else 60)
            for event in events:
                if event["event"] == "resumed":
                    self.assertGreaterEqual(event["run"], made)                      # none is lost
                    made = event["run"]
                    later = [other["run"] for other in events if other["event"] == "progress"]
                    self.assertLessEqual(len(later), 18 - made + seconds + 1)        # nor made again
                elif event["event"] == "stopped":
                    self.assertEqual(shlex.split(event["line"]), ["morphogen", *SWEEP, *OUTPUTS, "--json"])
            stops += stopped
        self.assertGreater(stops, 1)
        self.assertGreater(made, 0)
        self.assertEqual(self.files(), files)

    def test_a_torn_record_is_made_again(self):
        files, _ = self.whole()
        self.stop_with_runs()
        left = (self.folder / "t.csv.sweep").read_bytes()
        chance = random.Random(5)
        header = left.rindex(NETWORK.encode()) + len(NETWORK) + 2                  # behind it records begin
        for _ in range(4):
            at = chance.randrange(header, len(left))
            for tail in b"", bytes(len(left) - at), bytes([left[at] ^ 1]) + left[at + 1:]:
                (self.folder / "t.csv.sweep").write_bytes(left[:at] + tail)
                (self.folder / "t.csv").unlink(missing_ok=True)
                self.sweep(*SWEEP, *OUTPUTS)
                self.assertEqual(self.files(), files)

    def test_other_arguments_are_refused(self):
        self.stop_with_runs()
        before = self.files()
        for words, theirs, ours in ((["--steps", "61"], "steps 60", "steps 61"), (["--size", "24"], "size 16x14x12", "size 24x24x24"),
                                    (["--boundary", "no_flux"], "boundary periodic", "boundary no_flux"),
                                    (["--k", "0.001,0.02"], "every k 0.001", "every k 0.001"), (["--dt", "0.01"], "every k", "dt 0.01"),
                                    (["--slice", "x=0.25"], "slices z=0.5", "slices x=0.25")):
            said = self.sweep(*SWEEP, *OUTPUTS, *words).stderr
            self.assertRegex(said, f't.csv.sweep holds the runs of a stopped sweep with "[^"]*{theirs}.*this one has "[^"]*{ours}')
        said = self.sweep(*SWEEP, *OUTPUTS[:2]).stderr
        self.assertIn('with "a sheet of slices z=0.5", and this one has "no sheet"', said)
        (self.folder / "n.rxn").write_text(NETWORK.replace("5 A", "6 A"))
        self.assertIn('"reaction A -> 5 A rate k", and this one has "reaction A -> 6 A rate k"', self.sweep(*SWEEP, *OUTPUTS).stderr)
        (self.folder / "n.rxn").write_text(NETWORK)
        self.assertEqual(self.files(), before)
        # What changes no bit may change, and the order of the others.
        words = ["sweep", *SWEEP[-4:], *OUTPUTS, "--steps", "60", *PLACE[:-1], "2", "--quiet"]
        self.assertIn("are there from before", self.sweep(*words).stderr)

    def test_a_file_of_something_else_is_kept(self):
        (self.folder / "t.csv.sweep").write_text("mine")
        before = self.files()
        self.assertIn("t.csv.sweep is not what a sweep left", self.sweep(*SWEEP, *OUTPUTS).stderr)
        self.assertEqual(self.files(), before)

    def test_one_writer(self):
        first = self.start("sweep", *PLACE, "--steps", "2000000000", "--k", "0,0.00001", "--stats", "t.csv")
        while not (self.folder / "t.csv").exists():
            time.sleep(0.01)
        self.assertIn(f"t.csv is being written by process {first.pid} on", self.sweep(*SWEEP, *OUTPUTS).stderr)
        first.kill()
        first.communicate()
        self.assertIn('with "steps 2000000000"', self.sweep(*SWEEP, *OUTPUTS).stderr)


if __name__ == "__main__":
    unittest.main()
