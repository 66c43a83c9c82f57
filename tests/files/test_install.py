#!/usr/bin/env python3
"""What cmake --install gives: the example of docs/ builds against it, by find_package and by pkg-config, shared and static,
and after a move; the shared library shows the public interface and nothing else.    test_install.py BUILD_FOLDER"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(condition, what):
    if not condition:
        sys.exit(what)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    run("cmake", "--install", BUILD, "--prefix", folder / "first")
    shutil.move(folder / "first", folder / "there")          # nothing may remember where it was
    there = folder / "there"
    header = (there / "include/morphogen/morphogen.h").read_text()

    library, = there.rglob("libmorphogen.so")
    shown = {line.split()[-1] for line in run("nm", "-D", "--defined-only", library).splitlines()}
    public = set(re.findall(r"^MG_API[^;(]*?\b(mg_\w+)\(", header, re.M))
    expect(len(public) > 40, "the header's functions were not found")
    expect(shown == public, f"shown but not public: {shown - public}; public but not shown: {public - shown}")

    expected = run(there / "bin/morphogen", "hash", "--size", "32", "--steps", "200", "--seeding", "noise", "--seed", "7").split()[-1]
    run("cmake", "-S", ROOT / "docs/example", "-B", folder / "example", f"-DCMAKE_PREFIX_PATH={there}")
    run("cmake", "--build", folder / "example")
    for program in ("grow", "grow_static"):
        said = run(folder / "example" / program, folder / "surface.ply")
        expect(said.split()[-1] == expected, f"{program}: {said}, not {expected}")
        expect((folder / "surface.ply").read_bytes().startswith(b"ply"), "no surface was written")

    pc, = there.rglob("morphogen.pc")
    flags = run("pkg-config", "--cflags", "--libs", "morphogen", env={**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}).split()
    run("cc", "-std=c17", ROOT / "docs/example/grow.c", "-o", folder / "grow", *flags)
    said = run(folder / "grow", env={**os.environ, "LD_LIBRARY_PATH": str(library.parent)})
    expect(said.split()[-1] == expected, f"with pkg-config: {said}")
    (folder / "plus.cpp").write_text("#include <morphogen/morphogen.h>\nint main() { return mg_version() == nullptr; }\n")
    if shutil.which("c++"):
        run("c++", folder / "plus.cpp", "-o", folder / "plus", *flags)

    page = (there / "share/man/man1/morphogen.1").read_text()
    for word in ("\\-\\-feed", "\\-\\-snapshot", "EXIT STATUS", "perlin.frequency"):
        expect(word in page.replace("\\-\\-perlin", "perlin"), f"the manual page lacks {word}")
    if shutil.which("groff"):
        said = subprocess.run(["groff", "-man", "-ww", "-z", there / "share/man/man1/morphogen.1"], capture_output=True, text=True)
        expect(said.stderr == "", said.stderr)

    # Where the shells look for it; what they offer then is in tests/cli/test_completion.py.
    for shell, place in (("bash", "bash-completion/completions/morphogen"), ("zsh", "zsh/site-functions/_morphogen"),
                         ("fish", "fish/vendor_completions.d/morphogen.fish")):
        expect((there / "share" / place).read_text() == run(there / "bin/morphogen", "completion", shell), f"no completion for {shell}")
print("the installation is whole")
