#!/usr/bin/env python3
"""Nothing is lost: a run that is killed at any moment, or whose disk fails at any call, leaves a snapshot that opens.
    [MG_TEST_KILLS=500] test_crash.py MORPHOGEN FAILING_IO"""
import errno
import fcntl
import gzip
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

KILLS = int(os.environ.get("MG_TEST_KILLS", 60))
MORPHOGEN, FAILING_IO = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
ELSEWHERE = tempfile.TemporaryDirectory()                    # where a run keeps its state that finds no other place
os.environ["TMPDIR"] = ELSEWHERE.name
SMALL = ["--size", "24x20x18", "--seed", "5", "--threads", "1"]


def run(*words, fail_at=None, reason=0, **shim):
    """shim: MG_FAIL_ON=1 and others of failing_io.c."""
    environment = dict(os.environ)
    if fail_at is not None:
        shim.update(MG_FAIL_AT=fail_at, MG_FAIL_ERRNO=reason)
    if shim:
        environment.update(LD_PRELOAD=FAILING_IO, **{name: str(value) for name, value in shim.items()})
    return subprocess.run([MORPHOGEN, *map(str, words)], capture_output=True, text=True, timeout=120, env=environment,
                          cwd=ELSEWHERE.name)


def hash_after(steps):
    return run("hash", *SMALL, "--steps", steps).stdout.split()[-1]


sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from disk_model import Disk as DiskModel  # noqa: E402


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.path = str(self.folder / "a.mgs")


class Disk(InFolder):
    def fail_everywhere(self, reason, **shim):
        hashes = {10: hash_after(10), 12: hash_after(12)}
        self.assertEqual(run("run", "gray_scott", *SMALL, "--steps", 10, "--snapshot", self.path).returncode, 0)
        before = pathlib.Path(self.path).read_bytes()
        failed = 0
        for at in range(1, 1000):
            pathlib.Path(self.path).write_bytes(before)
            done = run("resume", self.path, "--steps", 12, fail_at=at, reason=reason, **shim)
            told = json.loads(run("info", self.path, "--json").stdout)
            self.assertEqual(told["hash"], hashes[told["steps"]])
            again = run("resume", self.path, "--steps", 13, "--snapshot", self.folder / "b.mgs")
            self.assertEqual((again.returncode, again.stderr), (0, ""), at)          # the one itself, not the one before
            if "MG_FAIL_ON" not in shim:                     # else it cannot be removed either
                self.assertEqual(list(self.folder.glob("*.part")), [], at)
            if done.returncode == 0:
                self.assertEqual(told["steps"], 12)
                if at > failed + 6:
                    break                                    # files that were read may fail to close, links and flushes of folders too
                continue
            failed = at
            self.assertEqual(done.returncode, 1)
            self.assertIn(os.strerror(reason), done.stderr)
        self.assertGreater(failed, 8)

    def test_full_disk(self):
        self.fail_everywhere(errno.ENOSPC)
        self.fail_everywhere(errno.ENOSPC, MG_FAIL_HOW="last")

    def test_broken_disk(self):
        self.fail_everywhere(errno.EIO)
        self.fail_everywhere(errno.EIO, MG_FAIL_ON=1)

    def test_disks_without_links(self):
        """What is there is moved away instead, and has its name back where something fails after that."""
        self.fail_everywhere(errno.EIO, MG_NO_LINKS=1)
        self.assertEqual(run("resume", self.path, "--steps", 13, MG_NO_LINKS=1).returncode, 0)
        self.assertEqual(json.loads(run("info", self.path + ".previous", "--json").stdout)["steps"], 12)

    def test_no_call_keeps_a_signal_waiting(self):
        """The kernel ends a call before it tells of a signal: no call reads or writes more than 4 MiB at a time."""
        size, values, shim = "256x256x64", bytes(4 * 256 * 256 * 64), {"MG_MOST_BYTES": 4 << 20}
        for encoding, written in ("raw", values), ("gzip", gzip.compress(random.Random(1).randbytes(len(values) // 2) + values[::2], 1)):
            head = f"NRRD0004\ntype: uchar\ndimension: 3\nsizes: 256 256 256\nencoding: {encoding}\n\n".encode()
            (self.folder / f"{encoding}.nrrd").write_bytes(head + written)
        self.assertGreater((self.folder / "gzip.nrrd").stat().st_size, 4 << 20)
        outputs = [self.folder / name for name in ("a.vti", "a.npy", "a.nrrd", "a.vtkhdf")]
        commands = [["convert", self.folder / "raw.nrrd", "--volume", name] for name in outputs]
        commands += [["convert", self.folder / "gzip.nrrd", "--volume", outputs[1]], ["info", outputs[1]],
                     ["run", "gray_scott", "--size", size, "--steps", 0, "--volume", outputs[3], "--snapshot", self.path],
                     ["info", self.path], ["convert", self.path, "--mesh", self.folder / "a.stl", "--iso", 0.5]]
        for words in commands:
            done = run(*words, **shim)
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)

    def test_short_writes_and_interrupted_calls_are_made_up_for(self):
        expected = hash_after(12)
        for call, shim in (("write", {"MG_FAIL_HOW": "short"}), ("open", {}), ("write", {}), ("fsync", {}), ("close", {}), ("lock", {})):
            for at in range(1, 5):
                done = run("run", "gray_scott", *SMALL, "--steps", 12, "--snapshot", self.path, fail_at=at if not shim else 10 ** 6,
                           reason=errno.EINTR, MG_FAIL_CALL=call, **shim)
                self.assertEqual((done.returncode, done.stderr), (0, ""), (call, at))
                self.assertEqual(json.loads(run("info", self.path, "--json").stdout)["hash"], expected)

    def test_a_file_that_was_not_flushed_or_closed_is_not_trusted(self):
        """It is not tried again, for a second fsync says that all is well; what had the name has it."""
        run("run", "gray_scott", *SMALL, "--steps", 10, "--snapshot", self.path)
        there = self.folder / "b.mgs"
        for call in ("fsync", "close"):
            at, code = 0, 0
            while code == 0:                                 # a file that was read may fail to close
                there.write_bytes(b"before")
                (self.folder / "b.mgs.previous").unlink(missing_ok=True)
                at += 1
                self.assertLess(at, 6, call)
                done = run("convert", self.path, "--snapshot", there, fail_at=at, reason=errno.EIO, MG_FAIL_CALL=call)
                code = done.returncode
            self.assertIn(os.strerror(errno.EIO), done.stderr)
            self.assertEqual(there.read_bytes(), b"before")
            self.assertFalse((self.folder / "b.mgs.previous").exists())

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

    def test_a_sweep_goes_on_after_any_call_that_failed(self):
        words = ["sweep", "gray_scott", "--size", "10x9x8", "--threads", 1, "--steps", 3, "--feed", "0.03,0.04,7", "--stats",
                 self.folder / "t.csv", "--image", self.folder / "s.png"]
        self.assertIn("left out: feed=7", run(*words).stderr)
        whole = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        self.assertEqual(sorted(whole), ["s.png", "t.csv"])
        at = failed = 0
        while at <= failed + 3:
            at += 1
            for name in whole:
                (self.folder / name).unlink(missing_ok=True)
            done = run(*words, fail_at=at, reason=errno.ENOSPC)
            self.assertEqual(done.returncode, 1)             # of the run that is left out, too
            if os.strerror(errno.ENOSPC) in done.stderr:
                failed = at
                run(*words)
            left = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.suffix != ".lock"}
            self.assertEqual(left, whole, (at, done.stderr)) # a lock that could not be removed locks nothing
        self.assertGreater(failed, 12)

    def test_statistics_on_a_full_disk(self):
        (self.folder / "full.csv").symlink_to("/dev/full")
        done = run("run", "gray_scott", *SMALL, "--steps", 3, "--stats", self.folder / "full.csv")
        self.assertEqual(done.returncode, 1)
        self.assertIn(os.strerror(errno.ENOSPC), done.stderr)


class PowerCut(InFolder):
    """At every moment of a run's log: of all that may lie on the disk after a power cut then, one that opens is no older than the
    last one that was said to be written."""

    def steps_of(self, content, known={}):
        if content not in known:
            probe = self.folder.parent / (self.folder.name + "-probe.mgs")
            probe.write_bytes(content)
            told = run("info", probe, "--json")
            going_on = run("resume", probe, "--steps", 10 ** 6, "--time", 1)         # refused, but for a damaged one otherwise
            probe.unlink()
            whole = told.returncode == 0 and "--steps and --time" in going_on.stderr
            known[content] = json.loads(told.stdout)["steps"] if whole else -1
        return known[content]

    def cut_everywhere(self, words, steps_before, **shim):
        disk, log = DiskModel(self.folder), self.folder.parent / (self.folder.name + "-log")
        done = run(*words, MG_LOG_TO=log, **shim)
        lines = log.read_text().splitlines()
        log.unlink()
        self.assertEqual(done.returncode, 0, done.stderr)
        said, states = steps_before, 0
        for line in lines:
            disk.play(line)
            if line.split() == ["fsync", disk.folder]:       # nothing is said before that
                said = self.steps_of(disk.now[self.path].now)
            for names in disk.after_cut():
                oldest = [min(map(self.steps_of, names.get(name, {b""}))) for name in (self.path, self.path + ".previous")]
                self.assertGreaterEqual(max(oldest), said, line[:200])
                states += 1
        self.assertEqual(disk.now[self.path].now, pathlib.Path(self.path).read_bytes())          # the log is whole
        self.assertGreater(states, 20)
        return said

    def test_the_last_one_that_was_said_to_be_there_is(self):
        words = ["--every", 1, "--snapshot", self.path]
        self.assertEqual(self.cut_everywhere(["run", "gray_scott", *SMALL, "--steps", 4, *words], -1), 4)
        self.assertEqual(self.cut_everywhere(["resume", self.path, "--threads", 1, "--steps", 7, *words], 4), 7)
        self.assertEqual(self.cut_everywhere(["resume", self.path, "--threads", 1, "--steps", 9, *words], 7, MG_NO_LINKS=1), 9)

    def test_a_damaged_one_does_not_push_out_the_one_before(self):
        run("run", "gray_scott", *SMALL, "--steps", 2, "--every", 1, "--snapshot", self.path)
        before = (self.folder / "a.mgs.previous").read_bytes()
        for words in (["resume", self.path, "--threads", 1, "--steps", 3], ["run", "gray_scott", *SMALL, "--steps", 3]):
            pathlib.Path(self.path).write_bytes(b"damaged")
            (self.folder / "a.mgs.previous").write_bytes(before)
            self.assertEqual(self.cut_everywhere([*words, "--snapshot", self.path], 1), 3)
            if words[0] == "resume":                         # it knows, and leaves it
                self.assertEqual((self.folder / "a.mgs.previous").read_bytes(), before)


class Names(InFolder):
    def save(self, path, steps=2):
        return run("run", "gray_scott", *SMALL, "--steps", steps, "--snapshot", path)

    def test_what_a_killed_run_left_is_written_over(self):
        (self.folder / "a.mgs.part").write_bytes(b"x" * 10 ** 6)
        (self.folder / "a.mgs.previous.part").write_bytes(b"y")
        self.assertEqual(run("resume", self.path, "--steps", 3).returncode, 1)       # and never taken for a snapshot
        self.save(self.path, 1), self.save(self.path, 2)
        self.assertEqual(json.loads(run("info", self.path, "--json").stdout)["hash"], hash_after(2))
        self.assertEqual(json.loads(run("info", self.path + ".previous", "--json").stdout)["hash"], hash_after(1))
        self.assertEqual(list(self.folder.glob("*.part")), [])

    def test_a_link_stays_a_link(self):
        (self.folder / "far").mkdir()
        target = self.folder / "far" / "b.mgs"
        (self.folder / "c.mgs").symlink_to("far/b.mgs")                              # leads to what is not there yet
        pathlib.Path(self.path).symlink_to(self.folder / "c.mgs")
        self.save(self.path, 1), self.save(self.path, 2)
        self.assertTrue(os.path.islink(self.path) and os.path.islink(self.folder / "c.mgs"))
        self.assertEqual(sorted(p.name for p in target.parent.iterdir()), ["b.mgs", "b.mgs.previous"])
        target.write_bytes(b"damaged")
        done = run("resume", self.path, "--steps", 3)
        self.assertEqual((done.returncode, "far/b.mgs.previous" in done.stderr), (0, True), done.stderr)
        self.assertEqual(done.stdout.split()[-1], hash_after(3))
        os.unlink(target)
        target.symlink_to(self.path)
        done = self.save(self.path)
        self.assertEqual((done.returncode, os.strerror(errno.ELOOP) in done.stderr), (1, True), done.stderr)

    def test_who_may_read_it_stays(self):
        self.save(self.path)
        os.chmod(self.path, 0o600)
        self.save(self.path)
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)

    def test_what_is_kept_from_writing_is_kept(self):
        os.mkfifo(self.folder / "pipe.mgs")
        (self.folder / "folder.mgs").mkdir()
        (self.folder / "kept.mgs").write_bytes(b"mine")
        (self.folder / "kept.mgs").chmod(0o444)
        (self.folder / "else").write_bytes(b"mine")
        (self.folder / "a.mgs.part").symlink_to("else")
        for name, reason in (("pipe", errno.ENOTSUP), ("folder", errno.EISDIR), ("kept", errno.EACCES), ("a", errno.ELOOP)):
            done = self.save(self.folder / (name + ".mgs"))
            self.assertEqual((done.returncode, os.strerror(reason) in done.stderr), (1, True), (name, done.stderr))
        self.assertEqual((self.folder / "kept.mgs").read_bytes() + (self.folder / "else").read_bytes(), b"minemine")
        self.assertTrue((self.folder / "pipe.mgs").is_fifo())
        self.assertEqual([p.name for p in self.folder.glob("*.part")], ["a.mgs.part"])

    def test_who_comes_second_waits(self):
        """For a part that something else has locked, and for the folder while names change; also where a signal wakes it."""
        for held, name in ((self.folder / "a.mgs.part", "part"), (self.folder, "folder")):
            if name == "part":
                held.touch()
            other = os.open(held, os.O_RDONLY)
            self.addCleanup(os.close, other)
            fcntl.flock(other, fcntl.LOCK_EX)
            environment = {**os.environ, "LD_PRELOAD": FAILING_IO, "MG_FAIL_AT": "2" if name == "part" else "3",
                           "MG_FAIL_ERRNO": str(errno.EINTR), "MG_FAIL_CALL": "lock"}
            child = subprocess.Popen([MORPHOGEN, "run", "gray_scott", *SMALL, "--steps", "1", "--snapshot", self.path],
                                     env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            while child.poll() is None and not self.has_open(child, held):
                time.sleep(0.01)
            time.sleep(0.05)
            self.assertIsNone(child.poll(), name)
            self.assertFalse(os.path.exists(self.path), name)
            fcntl.flock(other, fcntl.LOCK_UN)
            self.assertEqual((child.communicate()[1], child.returncode), (b"", 0))
            os.unlink(self.path)

    def has_open(self, child, path):
        folder = f"/proc/{child.pid}/fd"
        try:
            return any(os.path.samefile(f"{folder}/{name}", path) for name in os.listdir(folder))
        except OSError:                                      # closed, or gone, meanwhile
            return False

    def start_endless(self):
        words = [MORPHOGEN, "run", "gray_scott", *SMALL, "--steps", "2000000000", "--every", "1", "--snapshot", self.path]
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(lambda: (child.kill(), child.communicate()))
        while not os.path.exists(self.path):
            time.sleep(0.01)
        return child

    def test_one_writer(self):
        """A second one is refused and told whose the file is; every moment shows a whole one."""
        first = self.start_endless()
        for words in (["run", "gray_scott", *SMALL, "--steps", 3, "--snapshot", self.path], ["resume", self.path, "--steps", 2000000000],
                      ["run", "gray_scott", *SMALL, "--steps", 3, "--snapshot", self.folder / "other" / ".." / "a.mgs"]):
            (self.folder / "other").mkdir(exist_ok=True)
            refused = run(*words)
            self.assertEqual(refused.returncode, 1)
            self.assertIn(f"is being written by process {first.pid} on", refused.stderr)
            self.assertEqual(run("info", self.path).returncode, 0)
        self.assertEqual(run("run", "gray_scott", *SMALL, "--steps", 3, "--snapshot", self.folder / "b.mgs").returncode, 0)
        first.send_signal(signal.SIGINT)
        self.assertEqual(first.wait(), 128 + signal.SIGINT)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["a.mgs", "a.mgs.previous", "b.mgs", "other"])

    def test_a_lock_ends_with_its_process(self):
        first = self.start_endless()
        first.kill()
        first.wait()
        self.assertTrue(os.path.exists(self.path + ".lock"))
        step = json.loads(run("info", self.path, "--json").stdout)["steps"]
        self.assertEqual(run("resume", self.path, "--steps", step + 1).returncode, 0)
        self.assertFalse(os.path.exists(self.path + ".lock"))

    def test_a_stopped_process_is_told(self):
        first = self.start_endless()
        first.send_signal(signal.SIGSTOP)
        os.waitpid(first.pid, os.WUNTRACED)
        refused = run("resume", self.path, "--steps", 2000000000)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(f"process {first.pid}, which is stopped; let it go on (kill -CONT {first.pid})", refused.stderr)

    def test_few_descriptors(self):
        """A sentence, and what was there is there."""
        self.save(self.path)
        before = pathlib.Path(self.path).read_bytes()
        refused = 0
        for limit in range(4, 16):
            done = subprocess.run([MORPHOGEN, "run", "gray_scott", *SMALL, "--steps", "3", "--snapshot", self.path], capture_output=True,
                                  text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)),
                                  env={**os.environ, "TMPDIR": str(self.folder)}, cwd=self.folder)
            if done.returncode == 0:
                break
            self.assertIn(os.strerror(errno.EMFILE), done.stderr)
            self.assertEqual((pathlib.Path(self.path).read_bytes(), sorted(os.listdir(self.folder))), (before, ["a.mgs"]), limit)
            refused += 1
        self.assertGreater(refused, 1)
        self.assertEqual(done.returncode, 0)


class Killed(InFolder):
    def test_the_last_good_one_opens(self):
        chance = random.Random(7)
        first, table = ["run", "gray_scott", *SMALL], str(self.folder / "a.csv")
        within = 0
        for kill in range(KILLS):
            start = ["resume", self.path, "--threads", "1"] if os.path.exists(self.path) else [*first, "--snapshot", self.path]
            child = subprocess.Popen([MORPHOGEN, *start, "--steps", "2000000000", "--every", "1", "--stats", table],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(chance.uniform(0.0, 0.12))
            child.send_signal(signal.SIGKILL)
            said = child.communicate()[1].decode()
            self.assertEqual((child.returncode, said), (-signal.SIGKILL, ""))        # nobody had to fall back
            within += os.path.exists(self.path + ".part")
            if os.path.exists(self.path):
                told = run("info", self.path, "--json")
                self.assertEqual(told.returncode, 0, told.stderr)
        steps = json.loads(told.stdout)["steps"]
        self.assertGreater(steps, 10)
        print(f"{KILLS} kills, {within} of them while a snapshot was written", file=sys.stderr)
        self.assertGreater(within, 0)
        done = run("resume", self.path, "--steps", steps + 3, "--every", 1, "--stats", table)
        self.assertEqual(done.stdout.split()[-1], hash_after(steps + 3))
        rows = pathlib.Path(table).read_text().splitlines()
        self.assertEqual([row.split(",")[0] for row in rows], ["step", *map(str, range(steps + 4))])     # each step once


if __name__ == "__main__":
    unittest.main()
