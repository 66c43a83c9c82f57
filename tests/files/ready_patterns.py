#!/usr/bin/env python3
"""Counts what becomes of the patterns of the program Ready: how many files open as volumes, how many formulas become
equations, and how many of those run. Not run by the other tests, for Ready's patterns are not part of this tree.
    ready_patterns.py MORPHOGEN FOLDER"""
import collections
import json
import pathlib
import subprocess
import sys


def call(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True)


def kind_of(path):
    text = path.read_bytes()
    return next((kind for kind in ("formula", "kernel") if f"<{kind}".encode() in text), "other")


def outcome(program, path):
    """In a word what became of it, and why."""
    told = call(program, "info", str(path), "--json")
    if told.returncode != 0:
        return "unreadable", told.stderr
    info = json.loads(told.stdout)
    if info["refusal"]:
        return "refused", info["refusal"]
    done = call(program, "run", str(path), "--steps", "10", "--quiet")
    word = info.get("model", "volume")
    return (word, "") if done.returncode == 0 else (f"{word}, does not run", done.stderr)


def main(program, folder):
    counts = collections.Counter()
    for path in sorted(pathlib.Path(folder).rglob("*.vti")):
        kind = kind_of(path)
        word, why = outcome(program, path)
        counts[kind, word] += 1
        if why and kind == "formula":
            print(f"{path.relative_to(folder)}: {word}: {why.strip().splitlines()[-1]}")
    for (kind, word), count in sorted(counts.items()):
        print(f"{count:4} {kind}: {word}")


if __name__ == "__main__":
    main(*sys.argv[1:])
