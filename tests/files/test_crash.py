#!/usr/bin/env python3
"""Nothing is lost: a run that is killed at any moment, or whose disk fails at any call, leaves a snapshot that opens.
    test_crash.py MORPHOGEN FAILING_IO [--kills N]"""
import errno
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

KILLS = int(sys.argv.pop(sys.argv.index("--kills") + 1)) if "--kills" in sys.argv else 60
if "--kills" in sys.argv:
    sys.argv.remove("--kills")
MORPHOGEN, FAILING_IO = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
SMALL = ["--size", "24x20x18", "--seed", "5", "--threads", "1"]


def run(*words, fail_at=None, reason=0):
    environment = dict(os.environ)
    if fail_at is not None:
        environment.update(LD_PRELOAD=FAILING_IO, MG_FAIL_AT=str(fail_at), MG_FAIL_ERRNO=str(reason))
    return subprocess.run([MORPHOGEN, *map(str, words)], capture_output=True, text=True, timeout=120, env=environment)


def hash_after(steps):
    return run("hash", *SMALL, "--steps", steps).stdout.split()[-1]


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = str(self.folder / "a.mgs")


class Disk(InFolder):
    def fail_everywhere(self, reason):
        hashes = {10: hash_after(10), 12: hash_after(12)}
        self.assertEqual(run("run", "gray_scott", *SMALL, "--steps", 10, "--snapshot", self.path).returncode, 0)
        before = pathlib.Path(self.path).read_bytes()
        failed = 0
        for at in range(1, 1000):
            done = run("resume", self.path, "--steps", 12, fail_at=at, reason=reason)
            told = json.loads(run("info", self.path, "--json").stdout)
            self.assertEqual(told["hash"], hashes[told["steps"]])
            again = run("resume", self.path, "--steps", 13, "--snapshot", self.folder / "b.mgs")
            self.assertEqual((again.returncode, again.stderr), (0, ""), at)          # the one itself, not the one before
            self.assertFalse((self.folder / "a.mgs.part").exists(), at)
            if done.returncode == 0:
                self.assertEqual(told["steps"], 12)
                if at > failed + 3:
                    break                                    # a failed link or folder flush may be made up for; this is the end
                continue
            failed = at
            self.assertEqual(done.returncode, 1)
            self.assertIn(os.strerror(reason), done.stderr)
            pathlib.Path(self.path).write_bytes(before)
        self.assertGreater(failed, 8)

    def test_full_disk(self):
        self.fail_everywhere(errno.ENOSPC)

    def test_broken_disk(self):
        self.fail_everywhere(errno.EIO)

    def test_outputs_are_whole_or_not_there(self):
        run("run", "gray_scott", *SMALL, "--steps", 10, "--snapshot", self.path)
        for option, name in (("--volume", "v.vti"), ("--volume", "v.npy"), ("--volume", "v.vtkhdf"),
                             ("--image", "s.png"), ("--mesh", "m.glb")):
            at = failed = 0
            while at <= failed + 3:                          # a file that was only read may fail to close
                at += 1
                out = self.folder / name
                out.unlink(missing_ok=True)
                done = run("convert", self.path, option, out, "--iso", 0.01, fail_at=at, reason=errno.ENOSPC)
                failed, code = at if done.returncode != 0 else failed, done.returncode
                self.assertIn(code, (0, 1))
                if code != 0 and out.exists():               # only the flush of the folder came after its name
                    self.assertEqual(out.read_bytes(), self.whole(option, name))
                self.assertTrue(code == 0 or os.strerror(errno.ENOSPC) in done.stderr, done.stderr)
                self.assertFalse((self.folder / (name + ".part")).exists())
            self.assertGreater(failed, 4, name)
            self.assertEqual(out.read_bytes(), self.whole(option, name))

    def whole(self, option, name):
        out = self.folder / ("whole-" + name)
        self.assertEqual(run("convert", self.path, option, out, "--iso", 0.01).returncode, 0)
        return out.read_bytes()

    def test_statistics_on_a_full_disk(self):
        (self.folder / "full.csv").symlink_to("/dev/full")
        done = run("run", "gray_scott", *SMALL, "--steps", 3, "--stats", self.folder / "full.csv")
        self.assertEqual(done.returncode, 1)
        self.assertIn(os.strerror(errno.ENOSPC), done.stderr)


class Killed(InFolder):
    def test_the_last_good_one_opens(self):
        chance = random.Random(7)
        first, table = ["run", "gray_scott", *SMALL], str(self.folder / "a.csv")
        for kill in range(KILLS):
            start = ["resume", self.path, "--threads", "1"] if os.path.exists(self.path) else [*first, "--snapshot", self.path]
            child = subprocess.Popen([MORPHOGEN, *start, "--steps", "2000000000", "--every", "1", "--stats", table],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(chance.uniform(0.0, 0.08))
            child.send_signal(signal.SIGKILL)
            said = child.communicate()[1].decode()
            self.assertEqual((child.returncode, said), (-signal.SIGKILL, ""))        # nobody had to fall back
            if os.path.exists(self.path):
                told = run("info", self.path, "--json")
                self.assertEqual(told.returncode, 0, told.stderr)
        steps = json.loads(told.stdout)["steps"]
        self.assertGreater(steps, 10)
        done = run("resume", self.path, "--steps", steps + 3, "--every", 1, "--stats", table)
        self.assertEqual(done.stdout.split()[-1], hash_after(steps + 3))
        rows = pathlib.Path(table).read_text().splitlines()
        self.assertEqual([row.split(",")[0] for row in rows], ["step", *map(str, range(steps + 4))])     # each step once


if __name__ == "__main__":
    unittest.main()
