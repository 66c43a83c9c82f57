#!/usr/bin/env python3
"""What bash, zsh and fish offer where the cursor is, asked of the shells themselves.     test_completion.py MORPHOGEN"""
import json
import os
import pathlib
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

MORPHOGEN = os.path.abspath(sys.argv.pop(1))

# What is typed, what is offered, and what is not.
CASES = [
    (["ru"], {"run"}, {"resume"}),
    (["val"], {"validate"}, set()),
    (["help", "sw"], {"sweep"}, {"run"}),
    (["completion", ""], {"bash", "zsh", "fish"}, set()),
    (["run", "gray"], {"gray_scott", "gray_scott_molecules"}, {"rdme"}),
    (["run", "gray_scott", "--perlin.f"], {"--perlin.frequency"}, {"--feed"}),
    (["run", "gray_scott", "--s"], {"--size", "--seed", "--steps", "--spheres.count"}, {"--out", "--feed"}),
    (["run", "rdme", "--fee"], {"--feed"}, set()),
    (["sweep", "--model", "gray_scott", "--ki"], {"--kill"}, set()),
    (["run", "gray_scott", "--laplacian", "7"], {"7-point"}, set()),
    (["run", "gray_scott", "--seeding", "s"], {"spheres"}, {"perlin"}),
    (["run", "gray_scott", "--view", ""], {"u", "v"}, set()),
    (["run", "gray_scott", "--cap", ""], {"yes", "no"}, set()),
    (["run", "gray_scott", "--boundary", "no"], {"no_flux"}, {"periodic"}),
    (["run", "gray_scott", "--start", "v"], {"v.npy"}, {"v.txt"}),
    (["mesh", "rdme", "--ou"], {"--out"}, set()),
    (["resume", "a"], {"a.mgs"}, {"a.txt"}),
    (["resume", "a.mgs", "--ki"], {"--kill"}, set()),
    (["resume", "a.mgs", "--sna"], {"--snapshot"}, set()),
    (["info", "a.mgs", "--"], {"--json", "--help"}, {"--steps"}),
    (["run", "--network", "n.rxn", "--bi"], {"--birth"}, set()),
]


def typed(words):
    return "morphogen " + " ".join(words)


class Shells(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        (cls.folder / "bin").mkdir()
        (cls.folder / "bin/morphogen").symlink_to(MORPHOGEN)
        for name in ("v.npy", "v.txt", "a.txt"):
            (cls.folder / name).touch()
        (cls.folder / "n.rxn").write_text("parameter birth = 1 in 0..10\nspecies X D = 0.1 initial = 3\nreaction 0 -> X rate birth\n")
        subprocess.run([MORPHOGEN, "run", "gray_scott", "--size", "8", "--steps", "0", "--snapshot", cls.folder / "a.mgs"], check=True,
                       stdout=subprocess.DEVNULL)
        cls.environment = {**os.environ, "PATH": f"{cls.folder}/bin:{os.environ['PATH']}", "HOME": str(cls.folder), "TERM": "xterm"}

    def script(self, shell, name):
        path = self.folder / name
        path.write_text(subprocess.run([MORPHOGEN, "completion", shell], check=True, capture_output=True, text=True).stdout)
        return path

    def ask(self, *words):
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=self.folder, env=self.environment)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def need(self, shell):
        if shutil.which(shell) is None:
            self.skipTest(f"{shell} is not installed")

    def check(self, offers):
        for words, offered, not_offered in CASES:
            got = offers(words)
            self.assertEqual(offered - got, set(), (words, got))
            self.assertEqual(not_offered & got, set(), words)

    def test_bash(self):
        script = self.script("bash", "morphogen.bash")

        def offers(words):
            # compopt wants a completion under way; names of files are told apart by it alone.
            asked = (f"compopt() {{ :; }}; source {script}; COMP_WORDS=(morphogen {shlex.join(words)}); COMP_CWORD={len(words)}; "
                     "_morphogen; printf '%s\\n' \"${COMPREPLY[@]}\"")
            return set(self.ask("bash", "--norc", "-c", asked).split("\n"))

        self.check(offers)
        self.assertIn("isotropic\\ 27-point", offers(["run", "gray_scott", "--laplacian", "i"]))
        self.assertEqual(offers(["run", "gray_scott", "--cap", "=", "y"]), {"yes", ""})

    def test_bash_on_a_terminal(self):
        setup = f"source {self.script('bash', 'morphogen.bash')}; bind -x '\"\\C-t\": echo \"<<$READLINE_LINE>>\"; READLINE_LINE='\n"
        with Typing(["bash", "--norc", "-i"], self.folder, self.environment, setup) as shell:
            for keys, line in (("run gray_scott --laplacian iso\t--cap=y\t", "run gray_scott --laplacian isotropic\\ 27-point --cap=yes "),
                               ("resume a.m\t", "resume a.mgs ")):
                self.assertEqual(shell.type("morphogen " + keys)[1], "morphogen " + line)

    def test_fish(self):
        self.need("fish")
        script = self.script("fish", "morphogen.fish")

        def offers(words):
            asked = f"source {script}; complete -C {shlex.quote(typed(words))}"
            return {line.split("\t")[0].split("/")[-1] for line in self.ask("fish", "--no-config", "-c", asked).splitlines()}

        self.check(offers)
        asked = f"source {script}; complete -C 'morphogen run gray_scott --fee'"
        self.assertIn("How fast food flows in", self.ask("fish", "--no-config", "-c", asked))

    def test_zsh(self):
        self.need("zsh")
        self.script("zsh", "_morphogen")
        setup = (f"fpath=({self.folder} $fpath); autoload -U compinit; compinit -u -D; zstyle ':completion:*' verbose no\n"
                 "tell() { print -r -- \"<<$BUFFER>>\"; BUFFER= }; zle -N tell; bindkey '^T' tell\n")
        with Typing(["zsh", "-f", "-i"], self.folder, self.environment, setup) as shell:
            for words, offered, not_offered in CASES:
                seen, line = shell.type(typed(words) + "\t\t")
                if len(offered) == 1:
                    self.assertEqual(line.rstrip(), typed(words[:-1] + sorted(offered)), seen)
                    continue
                self.assertEqual(offered - set(seen.split()), set(), (words, seen))
                self.assertEqual(not_offered & set(seen.split()), set(), words)


class Typing:
    """An interactive shell on a terminal; Ctrl-T makes it tell its line between << and >>, and empties it."""

    def __init__(self, words, folder, environment, setup):
        self.ours, theirs = pty.openpty()
        self.child = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment,
                                      start_new_session=True)
        os.close(theirs)
        os.write(self.ours, setup.encode() + b"echo are''we''there\n")
        self.read_until("arewethere")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        os.close(self.ours)

    def type(self, keys):
        os.write(self.ours, keys.encode() + b"\x14")
        seen = self.read_until(">>")
        return seen, seen.split("<<")[-1].split(">>")[0]

    def read_until(self, word):
        seen = ""
        while word not in seen:
            assert select.select([self.ours], [], [], 60)[0], f"no {word} in {seen}"
            seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[\x07\x08]", "", os.read(self.ours, 65536).decode(errors="replace"))
        return seen


class Words(unittest.TestCase):
    def words(self, *words):
        done = subprocess.run([MORPHOGEN, "completion", "words", *words], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [line.split("\t")[0] for line in done.stdout.splitlines()]

    def test_every_flag_and_parameter_is_offered(self):
        described = json.loads(subprocess.run([MORPHOGEN, "describe"], capture_output=True, text=True).stdout)
        for model in described["models"]:
            offered = set(self.words("run", model["id"], "--"))
            expected = {p["id"] for p in model["parameters"]} | {f"{s['id']}.{p['id']}" for s in model["seedings"] for p in s["parameters"]}
            self.assertEqual({"--" + name for name in expected} - offered, set())
            helped = subprocess.run([MORPHOGEN, "run", model["id"], "--help"], capture_output=True, text=True).stdout
            self.assertEqual(set(re.findall(r"^  (--[\w.-]+)", helped, re.M)), offered | {"--view"})

    def test_odd_lines(self):
        self.assertEqual(self.words(), self.words(""))
        for words in (["nonsense", ""], ["run", "nonsense", "--steps", ""], ["run", "a", "b", "c", ""], ["run", "--feed", "--feed"],
                      ["resume", "/no/such", "--feed", ""], ["help", "a", "b"]):
            self.assertEqual(self.words(*words), [], words)
        self.assertEqual(self.words("run", "gray_scott", "--cap=y"), ["--cap=yes"])
        self.assertEqual(self.words("run", "gray_scott", "--laplacian=7"), ["--laplacian=7-point"])


if __name__ == "__main__":
    unittest.main()
