#!/usr/bin/env python3
"""What ends a run before its end, and what a person or a program sees of it: signals, terminals, readers that are gone, disks that
are full, folders that are not there.     test_stopping.py MORPHOGEN"""
import errno
import fcntl
import json
import os
import pathlib
import pty
import re
import resource
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
SMALL = ["gray_scott", "--size", "24x20x18", "--seed", "5", "--threads", "1"]
ENDLESS = ["run", *SMALL, "--steps", "2000000000"]


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_here(self, *words, expect=0, **more):
        done = subprocess.run([MORPHOGEN, *map(str, words)], stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, text=True,
                              timeout=120, cwd=self.folder, **more)
        self.assertEqual(done.returncode, expect, (words, done.stdout, done.stderr))
        return done

    def start(self, *words, **more):
        return subprocess.Popen([MORPHOGEN, *map(str, words)], stdout=subprocess.PIPE, text=True, cwd=self.folder,
                                **{"stderr": subprocess.PIPE, **more})

    def names(self):
        return sorted(os.listdir(self.folder))

    def hash_after(self, steps):
        return self.run_here("hash", *SMALL, "--steps", steps).stdout.split()[-1]


class Signals(InFolder):
    def stop(self, number, *words, **more):
        child = self.start(*ENDLESS, "--json", *words, **more)
        child.stdout.readline()                              # the first progress: it is under way
        child.send_signal(number)
        output, said = child.communicate(timeout=60)
        return child.returncode, [json.loads(line) for line in output.splitlines()], said

    def test_each_keeps_the_run_and_tells_the_line_that_goes_on(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            code, events, said = self.stop(number)
            self.assertEqual(code, 128 + number, said)
            told = events[-1]
            self.assertEqual((told["event"], told["last"]), ("stopped", 2000000000))
            self.assertIn(told["line"], said)
            self.assertEqual(json.loads(self.run_here("info", told["snapshot"], "--json").stdout)["steps"], told["step"])

    def test_the_line_asks_again_for_what_was_asked(self):
        asked = ["--every", "1000000000", "--volume", "my 'own' run.npy", "--mesh", "a.stl", "--iso", "0.3", "--cap", "no",
                 "--image", "s.png", "--slice", "x=0.25", "--stats", "t.csv", "--snapshot", "kept here.mgs"]
        _, events, _ = self.stop(signal.SIGINT, *asked)
        words = shlex.split(events[-1]["line"])
        self.assertEqual(words[:3], ["morphogen", "resume", "kept here.mgs"])
        for flag, value in zip(asked[0:-2:2], asked[1:-2:2]):
            self.assertEqual(words[words.index(flag) + 1], value)
        words[words.index("--steps") + 1] = str(events[-1]["step"] + 5)
        done = self.run_here(*words[1:])
        self.assertEqual(json.loads(done.stdout.splitlines()[-1])["hash"], self.hash_after(events[-1]["step"] + 5))
        self.assertEqual([name for name in self.names() if "own" in name], [f"my 'own' run-{events[-1]['step'] + 5:09d}.npy"])

    def test_a_sweep_keeps_the_runs_that_were_made(self):
        child = self.start("sweep", *SMALL, "--steps", 20000, "--feed", "0.02:0.05:200", "--stats", "t.csv", "--image", "s.png", "--json")
        progress = [json.loads(child.stdout.readline()) for _ in range(3)]
        self.assertEqual({key for event in progress for key in event}, {"event", "run", "runs", "seconds", "secondsLeft"})
        while progress[-1]["run"] < 2:
            progress.append(json.loads(child.stdout.readline()))
        child.send_signal(signal.SIGINT)
        output, said = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 128 + signal.SIGINT, said)
        events = [json.loads(line) for line in output.splitlines()]
        self.assertEqual((events[-1]["event"], events[-1]["runs"], events[-2]["event"]), ("stopped", 200, "wrote"))
        rows = (self.folder / "t.csv").read_text().splitlines()
        self.assertEqual(len(rows) - 1, events[-1]["run"])
        self.assertIn(f"stopped after {len(rows) - 1} of 200 runs", said)
        self.assertTrue((self.folder / "s.png").read_bytes().startswith(b"\x89PNG"))

    def test_what_is_ignored_stays_ignored(self):
        child = self.start("run", *SMALL, "--steps", 20000, "--json", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        child.send_signal(signal.SIGHUP)                     # as under nohup
        output, said = child.communicate(timeout=60)
        self.assertEqual((child.returncode, json.loads(output.splitlines()[-1])["event"]), (0, "done"), said)

    def test_a_reader_that_is_gone(self):
        child = self.start(*ENDLESS, "--json")
        child.stdout.readline()
        child.stdout.close()
        child.wait(timeout=60)
        child.stderr.close()
        self.assertEqual(child.returncode, 128 + signal.SIGPIPE)
        self.assertRegex(self.names()[0], r"gray_scott-\d{9}\.mgs")

    def test_where_one_may_not_write_it_is_kept_elsewhere(self):
        (self.folder / "elsewhere").mkdir()
        place = self.folder / "place"                        # which goes away while it runs
        place.mkdir()
        child = subprocess.Popen([MORPHOGEN, *ENDLESS, "--json", "--snapshot", "a.mgs"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True, cwd=place, env={"TMPDIR": str(self.folder / "elsewhere")})
        child.stdout.readline()
        shutil.rmtree(place)
        child.send_signal(signal.SIGINT)
        output, said = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 128 + signal.SIGINT, said)
        told = json.loads(output.splitlines()[-1])
        self.assertEqual(pathlib.Path(told["snapshot"]).parent, self.folder / "elsewhere")
        self.assertEqual(len(os.listdir(self.folder / "elsewhere")), 1)


def wait_until_caught(child, number):
    """A program that has just begun catches no signal yet; on a busy machine it begins late."""
    status = pathlib.Path(f"/proc/{child.pid}/status")
    while child.poll() is None and status.exists():
        caught = re.search(r"^SigCgt:\s*(\w+)$", status.read_text(), re.M)
        if caught and int(caught[1], 16) >> (number - 1) & 1:
            return
        time.sleep(0.01)


class WithoutARun(InFolder):
    """What keeps no state ends at once, in whatever it is, and leaves nothing half written."""

    def test_it_ends_at_once(self):
        (self.folder / "v.nrrd").write_bytes(b"NRRD0004\ntype: float\ndimension: 3\nsizes: 256 256 256\nendian: little\n"
                                             b"encoding: raw\n\n" + bytes(4 * 256 ** 3))
        endless = ["--size", "32", "--steps", "2000000000"]
        before = self.names()
        for words in (["hash", *endless], ["mesh", *endless, "--out", "m.ply"], ["bench", "--size", "64"], ["validate"],
                      ["convert", "v.nrrd", "--volume", "w.vti"],
                      ["run", "gray_scott", "--size", "200", "--steps", "9", "--volume", "w.npy"],
                      ["sweep", "gray_scott", *endless, "--feed", "0.02,0.03", "--stats", "t.csv"]):
            for number in (signal.SIGINT, signal.SIGTERM):
                child = self.start(*words)
                wait_until_caught(child, number)
                time.sleep(0.15)
                child.send_signal(number)
                said = child.communicate(timeout=60)[1]
                if child.returncode == 0:
                    continue                                 # it was ready before
                self.assertEqual(child.returncode, 128 + number, (words, said))
                self.assertIn("morphogen: stopped", said)
                left = set(self.names()) - set(before) - {"t.csv", "t.csv.sweep"}
                self.assertFalse([name for name in left if not name.endswith(".mgs")], words)

    def test_a_file_beyond_the_limit_is_an_error(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        done = self.run_here("run", *SMALL, "--steps", 3, "--volume", "v.npy", preexec_fn=limit, expect=1,
                             env={"TMPDIR": str(self.folder)})
        self.assertIn(f"cannot write v.npy: {os.strerror(errno.EFBIG)}", done.stderr)
        self.assertEqual([name for name in self.names() if not name.endswith(".mgs")], [])


class Terminal(InFolder):
    def look(self, columns, **environment):
        """A run on a terminal of so many columns, stopped after some lines of its bar: those lines."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        child = self.start(*ENDLESS, stderr=theirs, env={**os.environ, **environment})
        os.close(theirs)
        seen = b""
        while seen.count(b"left") < 3:
            seen += os.read(ours, 4096)
        child.send_signal(signal.SIGINT)
        while b"morphogen resume" not in seen:
            seen += os.read(ours, 4096)
        child.communicate(timeout=60)
        os.close(ours)
        return seen.decode("ascii")                          # no letter that a terminal may lack

    def test_the_bar_fits(self):
        for columns, shape in ((100, r"\[#*\.+\] +0 %  step \d+ of 2000000000  [\d.e+-]+ [GM]cell/s  (\d+ d \d\d:\d\d|\d+:\d\d:\d\d) left"),
                               (60, r"0 %  step \d+ of 2000000000 "), (40, r"\[\.+\] +0 %  [\dd: ]+ left"), (24, r"0 %  [\dd: ]+ left")):
            seen = self.look(columns)
            bars = [line for line in seen.split("morphogen: stopped")[0].split("\r") if line]
            self.assertGreaterEqual(len(bars), 3)
            for line in bars:
                self.assertLess(len(line), columns, line)
            self.assertRegex(bars[1], shape)

    def test_helps_are_broken_between_words(self):
        for words in ["help"], ["run", "gray_scott", "--help"], ["sweep", "--help"]:
            piped = self.run_here(*words).stdout
            for columns in 80, 50:
                ours, theirs = pty.openpty()
                fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
                child = subprocess.Popen([MORPHOGEN, *words], stdout=theirs, stderr=theirs)
                os.close(theirs)
                seen = b""
                while child.poll() is None or select.select([ours], [], [], 0)[0]:
                    try:
                        seen += os.read(ours, 65536) if select.select([ours], [], [], 0.1)[0] else b""
                    except OSError:                          # its end
                        break
                os.close(ours)
                child.wait()
                self.assertEqual(seen.decode().split(), piped.split())
                rows = [row for row in seen.decode().split("\r\n") if row.startswith("      ")]
                self.assertLessEqual(max(map(len, rows)), columns)

    def test_any_terminal_will_do(self):
        self.assertNotIn("\033", self.look(80, TERM="dumb", NO_COLOR="1"))

    def test_the_bar_is_gone_when_sentences_come(self):
        seen = self.look(80)
        before, after = seen.split("morphogen: stopped")
        self.assertRegex(before, r"\r +\r$")
        self.assertIn("morphogen resume", after)


class Output(InFolder):
    def test_a_full_or_closed_stdout_is_a_failure(self):
        for words in (["describe"], ["--help"], ["run", "--help"], ["manual"], ["hash", "--size", 8], ["run", *SMALL, "--steps", 3]):
            with open("/dev/full", "w") as full:
                self.assertIn(os.strerror(28), self.run_here(*words, stdout=full, expect=1).stderr)
        shell = f"{shlex.quote(MORPHOGEN)} {' '.join(['run', *SMALL])} --steps 3 --volume v.npy >&-"
        done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard output", done.stderr)
        self.assertNotIn(b"hash", (self.folder / "v.npy").read_bytes())

    def test_events_are_json_whatever_the_names(self):
        name = b'odd "name"\xff\n.npy'
        done = subprocess.run([MORPHOGEN, "run", *SMALL, "--steps", "3", "--json", "--volume", name], capture_output=True, cwd=self.folder)
        events = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual([event["event"] for event in events], ["wrote", "done"])
        self.assertEqual(events[0]["file"], 'odd "name"\ufffd\n.npy')
        self.assertTrue((pathlib.Path(os.fsdecode(bytes(self.folder) + b"/" + name))).exists())

    def test_errors_are_events_too(self):
        for words, code in ((["run", "--json", "--stesp", 3], 2), (["run", *SMALL, "--feed", 7, "--json"], 1),
                            (["convert", "no.mgs", "--json"], 2), (["resume", "no.mgs", "--steps", 3, "--json"], 1)):
            done = self.run_here(*words, expect=code)
            event, = (json.loads(line) for line in done.stdout.splitlines())
            self.assertEqual((event["event"], f"morphogen: {event['message']}\n"), ("error", done.stderr))


class Refused(InFolder):
    """What cannot be written is told before the first step, and nothing is left behind."""

    def refuse(self, part, *words):
        before = self.names()
        self.assertIn(part, self.run_here(*words, expect=1).stderr)
        self.assertEqual(self.names(), before)

    def test_places_that_are_none(self):
        (self.folder / "d.npy").mkdir()
        (self.folder / "file").touch()
        for flag, name in (("volume", "no/a.vti"), ("mesh", "no/a.ply"), ("image", "no/a.png"), ("stats", "no/a.csv"),
                           ("snapshot", "no/a.mgs")):
            self.refuse(f"{name}: No such file or directory; make the folder no first", *ENDLESS, f"--{flag}", name)
        self.refuse("d.npy: Is a directory", *ENDLESS, "--volume", "d.npy")
        (self.folder / "kept.npy").touch(mode=0o444)
        self.refuse("kept.npy: Permission denied", *ENDLESS, "--volume", "kept.npy")
        (self.folder / "link.npy").symlink_to("gone/a.npy")
        self.refuse("make the folder gone first", *ENDLESS, "--volume", "link.npy")
        (self.folder / "round.npy").symlink_to("round.npy")
        self.refuse(os.strerror(errno.ELOOP), *ENDLESS, "--volume", "round.npy")
        self.refuse("file: Not a directory", *ENDLESS, "--volume", "file/a.npy")
        self.refuse("File name too long", *ENDLESS, "--every", 10, "--volume", "x" * 240 + ".npy")
        self.refuse("no/a.png", "sweep", *SMALL, "--steps", 2000000000, "--feed", "0.03,0.04", "--image", "no/a.png")
        self.refuse("no/a.csv", "sweep", *SMALL, "--steps", 2000000000, "--feed", "0.03,0.04", "--stats", "no/a.csv")
        self.refuse("no/a.ply", "mesh", *SMALL, "--steps", 2000000000, "--out", "no/a.ply")

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_folders_of_others(self):
        (self.folder / "theirs").mkdir(mode=0o500)
        self.refuse("Permission denied", *ENDLESS, "--volume", "theirs/a.vti")

    def test_what_is_read_is_not_overwritten(self):
        self.run_here("run", *SMALL, "--steps", 3, "--volume", "v.npy", "--snapshot", "a.mgs")
        (self.folder / "again.npy").hardlink_to(self.folder / "v.npy")
        for name in ("v.npy", "./v.npy", "again.npy"):
            self.refuse("is what is read", "run", "gray_scott", "--start", "v.npy", "--volume", name)
            self.refuse("is what is read", "convert", "v.npy", "--volume", name)
        self.run_here("run", "gray_scott", "--start", "v.npy", "--every", 1, "--steps", 1, "--volume", "v.npy")    # v-000000001.npy
        self.run_here("convert", "a.mgs", "--snapshot", "a.mgs")

    def test_a_run_without_an_end(self):
        self.assertIn("how long", self.run_here("run", *SMALL, expect=2).stderr)
        self.run_here("run", *SMALL, "--steps", 0)
        self.run_here("run", *SMALL, "--snapshot", "a.mgs")
        self.run_here("resume", "a.mgs", "--steps", 10)
        self.assertIn("--time 2 is before that", self.run_here("resume", "a.mgs", "--time", 2, expect=1).stderr)

    def test_a_disk_without_room_is_told(self):
        child = self.start(*ENDLESS, "--every", 1, "--volume", "a.npy", "--json")
        event = json.loads(child.stdout.readline())
        child.kill()
        child.communicate()
        self.assertEqual(event["event"], "warning")
        self.assertRegex(event["message"], "the volumes, 2000000000 of .* will not fit: .* are free in \\.")


class Failing(InFolder):
    def test_what_was_computed_is_kept_when_an_output_fails(self):
        done = self.run_here("run", *SMALL, "--steps", 4, "--iso", 9, "--mesh", "a.ply", "--json", expect=1)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([event["event"] for event in events], ["error", "wrote", "stopped"])
        self.assertEqual(events[-1]["line"], "morphogen convert gray_scott-000000004.mgs --mesh a.ply --iso 9")
        told = json.loads(self.run_here("info", "gray_scott-000000004.mgs", "--json").stdout)
        self.assertEqual(told["hash"], self.hash_after(4))

    def test_one_of_many_frames_may_be_empty(self):
        done = self.run_here("run", *SMALL, "--steps", 4, "--every", 2, "--iso", 9, "--mesh", "a.ply", "--json")
        self.assertEqual([json.loads(line)["event"] for line in done.stdout.splitlines()], ["warning", "warning", "done"])

    def test_a_state_that_broke_ends_a_run_without_outputs_soon(self):
        (self.folder / "n.rxn").write_text("species A D = 0.01 initial = 3\nreaction A -> 5 A rate 3\n")
        done = self.run_here("run", "--network", "n.rxn", "--size", 8, "--steps", 2000000000, expect=1)
        self.assertIn("no finite number", done.stderr)


if __name__ == "__main__":
    unittest.main()
