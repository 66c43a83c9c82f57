#!/usr/bin/env python3
"""What cmake --install gives: the example of docs/ builds against it, by find_package and by pkg-config, shared and static,
after a move and in a folder with a space, and as a part of another project; the libraries show the public interface and nothing
else; the headers stand alone in every C and C++.    test_install.py BUILD_FOLDER"""
import os
import pathlib
import re
import shlex
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


def files_of(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def check_headers(include):
    """Each alone, in every language that it may be included from, without a warning."""
    for compiler in ("clang-22", "gcc"):
        for language, standards in (("c", ("c99", "c11", "c17")), ("c++", ("c++11", "c++17", "c++20"))):
            if compiler == "gcc" and language == "c++" and not shutil.which("g++"):
                continue
            for standard in standards:
                for header in sorted((include / "morphogen").glob("*.h")):
                    run(compiler, "-x", language, f"-std={standard}", "-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only",
                        "-I", include, header)


def check_part_of_another(folder, expected):
    """add_subdirectory, as FetchContent does it: nothing is asked of the other project but a compiler for C."""
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(other LANGUAGES C)\n"
        f'add_subdirectory("{ROOT}" morphogen)\nadd_executable(grow "{ROOT}/docs/example/grow.c")\n'
        "target_link_libraries(grow PRIVATE morphogen::static)\n")
    run("cmake", "-S", folder, "-B", folder / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DMG_BASELINE=ON")
    run("cmake", "--build", folder / "build", "--target", "grow", "-j", "2")
    expect(run(folder / "build/grow").split()[-1] == expected, "as a part of another project it grows something else")
    expect(not (folder / "build/morphogen/tests").exists(), "its tests came along")


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    run("cmake", "--install", BUILD, "--prefix", folder / "first")
    there = folder / "over there"
    shutil.move(folder / "first", there)                     # nothing may remember where it was
    run("cmake", "--install", BUILD, "--prefix", "/usr", env={**os.environ, "DESTDIR": str(folder / "staged")})
    staged, = (folder / "staged").iterdir()
    expect(staged.name == "usr", "DESTDIR was not heeded")
    expect(files_of(staged) == files_of(there), "a package would hold other files than an installation")
    header = "".join(path.read_text() for path in sorted((there / "include/morphogen").glob("*.h")))

    library, = there.rglob("libmorphogen.so")
    shown = {line.split()[-1] for line in run("nm", "-D", "--defined-only", library).splitlines()}
    public = set(re.findall(r"^MG_API[^;(]*?\b(mg_\w+)\(", header, re.M))
    expect(len(public) > 40, "the header's functions were not found")
    expect(shown == public, f"shown but not public: {shown - public}; public but not shown: {public - shown}")
    archive, = there.rglob("libmorphogen.a")
    foreign = {line.split()[-1] for line in run("nm", "-g", "--defined-only", archive).splitlines() if " " in line}
    foreign = {symbol for symbol in foreign if not symbol.startswith("mg_")}
    expect(not foreign, f"the archive has names that may be another's: {foreign}")
    version = run(there / "bin/morphogen", "--version").split()[-1]
    expect(f"[libmorphogen.so.{'.'.join(version.split('.')[:2])}]" in run("readelf", "-d", library), "the soname is not the version's")
    check_headers(there / "include")

    expected = run(there / "bin/morphogen", "hash", "--size", "32", "--steps", "200", "--seeding", "noise", "--seed", "7").split()[-1]
    run("cmake", "-S", ROOT / "docs/example", "-B", folder / "example", f"-DCMAKE_PREFIX_PATH={there}")
    run("cmake", "--build", folder / "example")
    for program in ("grow", "grow_static"):
        said = run(folder / "example" / program, folder / "surface.ply")
        expect(said.split()[-1] == expected, f"{program}: {said}, not {expected}")
        expect((folder / "surface.ply").read_bytes().startswith(b"ply"), "no surface was written")

    pc, = there.rglob("morphogen.pc")
    packages = {**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}
    expect(run("pkg-config", "--modversion", "morphogen", env=packages).strip() == version, "the .pc file tells another version")
    flags = shlex.split(run("pkg-config", "--cflags", "--libs", "morphogen", env=packages))
    run("cc", "-std=c17", ROOT / "docs/example/grow.c", "-o", folder / "grow", *flags)
    said = run(folder / "grow", env={**os.environ, "LD_LIBRARY_PATH": str(library.parent)})
    expect(said.split()[-1] == expected, f"with pkg-config: {said}")
    flags = shlex.split(run("pkg-config", "--static", "--cflags", "--libs", "morphogen", env=packages))
    run("cc", "-static", "-std=c17", ROOT / "docs/example/grow.c", "-o", folder / "grow_alone", *flags)
    expect(run(folder / "grow_alone").split()[-1] == expected, "linked with -static it grows something else")
    (folder / "plus.cpp").write_text("#include <morphogen/morphogen.h>\nint main() { return mg_version()[0] == 0; }\n")
    run("clang-22", "-std=c++11", folder / "plus.cpp", "-o", folder / "plus", *flags)
    run(folder / "plus", env={**os.environ, "LD_LIBRARY_PATH": str(library.parent)})
    (folder / "other").mkdir()
    check_part_of_another(folder / "other", expected)

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
