#!/usr/bin/env python3
"""What the documents name exists: every path and link, every ./dev command, every command and option of morphogen.

A document that speaks of something gone is worse than none. Paths are taken from links, and from `code` that looks like
a path of this tree; build/ is made later and taken on trust, unless a program stands behind it."""
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOP = {entry.name for entry in ROOT.iterdir() if entry.name not in {"build", ".git"}}
DEV = (ROOT / "dev").read_text()
CLI = "".join(file.read_text() for file in (ROOT / "cli").rglob("*.c"))
SECTIONS = " ".join(re.findall(r'^(?:SLOW_)?SECTIONS="([^"]*)"', DEV, re.M)).split()
DEV_COMMANDS = set(re.findall(r"^([a-z]+)\)", DEV, re.M)) | {"help"}


def path_exists(base, path):
    path = path.split("#")[0].rstrip("/")
    return not path or any((root / path).exists() for root in (base, ROOT)) or bool(list(ROOT.glob(path)))


def problems_of_code(code):
    """Of one line of code: commands first, then paths."""
    words = code.split()
    for i, word in enumerate(words):
        if word == "./dev" and i + 1 < len(words) and words[i + 1].isalpha():
            if words[i + 1] not in DEV_COMMANDS:
                yield f"./dev has no command {words[i + 1]}"
            elif words[i + 1] == "test" and i + 2 < len(words) and words[i + 2].isalpha() and words[i + 2] not in SECTIONS:
                yield f"./dev test has no section {words[i + 2]}"
        if word.endswith("release/morphogen"):
            for argument in words[i + 1:]:
                if argument.startswith("--") and f'"{argument[2:]}"' not in CLI and f'"{argument}"' not in CLI:
                    yield f"morphogen has no option {argument}"
            if i + 1 < len(words) and words[i + 1].isalpha() and f'"{words[i + 1]}"' not in CLI:
                yield f"morphogen has no command {words[i + 1]}"
        name = word.strip(".,;:()\"'")
        if "/" in name and name.split("/")[0] in TOP and not re.search(r"[<>{}$|]", name) and not path_exists(ROOT, name):
            yield f"no {name} in the tree"


def problems_of(document):
    text = document.read_text()
    in_block = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            in_block = not in_block
            continue
        is_code = in_block or line.startswith("    ")
        for code in [line] if is_code else re.findall(r"`([^`]+)`", line):
            for problem in problems_of_code(code):
                yield f"{document.relative_to(ROOT)}:{number}: {problem}"
        for link in re.findall(r"\]\(([^)\s]+)\)", line):
            if not re.match(r"[a-z]+:", link) and not path_exists(document.parent, link):
                yield f"{document.relative_to(ROOT)}:{number}: the link {link} leads nowhere"


os.chdir(ROOT)
found = [problem for document in DOCUMENTS if document.exists() for problem in problems_of(document)]
if not (ROOT / "README.md").exists():
    found.append("README.md is missing")
print("\n".join(found) if found else f"docs: {len(DOCUMENTS)} documents name nothing that is not there")
sys.exit(bool(found))
