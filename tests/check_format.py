#!/usr/bin/env python3
"""The mechanical part of the style: no tabs, no trailing space, one newline at the end, lines of a readable length.

C is laid out by clang-format as .clang-format says, TypeScript and CSS by Biome as web/biome.jsonc says (npm run lint).
--fix mends all but lines that are too long elsewhere."""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
C = {".c", ".h"}
CODE = C | {".ts", ".py", ".sh", ".glsl", ".css", ".cmake"}
TEXT = CODE | {".md", ".txt", ".json", ".html", ".svg"}
GENERATED = {"package-lock.json"}
WEB = {".ts", ".css", ".glsl"}
COLUMNS_OF_CODE = 120                             # as .clang-format and web/biome.jsonc have it; a longer word stays whole
COLUMNS = 140                                     # of scripts: 120 is the aim; a few more beat a bad break


def files():
    listing = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                             capture_output=True, text=True).stdout.split("\n")
    paths = [ROOT / name for name in listing if pathlib.Path(name).suffix in TEXT]
    return [path for path in paths if path.name not in GENERATED and path.is_file()]


def clang_format():
    """Version 22, as in ./dev: another one breaks other lines."""
    for name in ("clang-format-22", "clang-format"):
        if shutil.which(name) and " 22." in subprocess.run([name, "--version"], capture_output=True, text=True).stdout:
            return name
    sys.exit("check_format: clang-format 22 is needed (Debian package clang-format-22)")


def layout_of_c(paths, fix):
    """The files that clang-format would lay out otherwise; with fix they are rewritten."""
    arguments = ["-i"] if fix else ["--dry-run", "-Werror"]
    result = subprocess.run([clang_format(), *arguments, *map(str, paths)], cwd=ROOT, capture_output=True, text=True)
    return re.findall(r"^(\S+?:\d+):\d+: error:", result.stderr, re.M) or ([result.stderr] if result.returncode else [])


def mended(text):
    lines = [re.sub(r"[ \t\r]+$", "", line).expandtabs(4) for line in text.split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n"


fix = "--fix" in sys.argv
problems = 0
for place in layout_of_c([path for path in files() if path.suffix in C], fix):
    problems += 1
    print(f"{place}: clang-format lays this out otherwise; ./dev fmt does")
for file in files():
    before = file.read_text()
    after = mended(before) if before.strip() else before
    name = file.relative_to(ROOT)
    if fix and after != before:
        file.write_text(after)
        print(f"{name}: mended")
    for number, (old, new) in enumerate(zip(before.split("\n"), after.split("\n")), 1):
        if old != new and not fix:
            problems += 1
            print(f"{name}:{number}: a tab or trailing space")
        limit = COLUMNS_OF_CODE if file.suffix in C | WEB else COLUMNS
        if len(new) > limit and file.suffix in CODE and "http" not in new:
            problems += 1
            print(f"{name}:{number}: {len(new)} columns, {limit} is the limit")
    if not fix and len(before.split("\n")) != len(after.split("\n")):
        problems += 1
        print(f"{name}: wants one newline at its end")
if not problems:
    print("format: fine")
sys.exit(problems > 0)
