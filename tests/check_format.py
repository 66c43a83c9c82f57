#!/usr/bin/env python3
"""The mechanical part of the style: no tabs, no trailing space, one newline at the end, lines of a readable length.

What aligns and where a line breaks is left to the hand that writes. --fix mends all but the long lines."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = {".c", ".h", ".ts", ".py", ".sh", ".glsl", ".css", ".cmake"}
TEXT = CODE | {".md", ".txt", ".json", ".html", ".svg"}
GENERATED = {"package-lock.json"}
COLUMNS = 140                                     # 120 is the aim; a few more beat a bad break
COLUMNS_OF_WEB = 200                              # paths of icons, selectors and sentences have no good place to break
WEB = {".ts", ".css", ".glsl"}


def files():
    listing = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                             capture_output=True, text=True).stdout.split("\n")
    paths = [ROOT / name for name in listing if pathlib.Path(name).suffix in TEXT]
    return [path for path in paths if path.name not in GENERATED and path.is_file()]


def mended(text):
    lines = [re.sub(r"[ \t\r]+$", "", line).expandtabs(4) for line in text.split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n"


fix = "--fix" in sys.argv
problems = 0
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
        limit = COLUMNS_OF_WEB if file.suffix in WEB else COLUMNS
        if len(new) > limit and file.suffix in CODE and "http" not in new:
            problems += 1
            print(f"{name}:{number}: {len(new)} columns, {limit} is the limit")
    if not fix and len(before.split("\n")) != len(after.split("\n")):
        problems += 1
        print(f"{name}: wants one newline at its end")
if not problems:
    print("format: fine")
sys.exit(problems > 0)
