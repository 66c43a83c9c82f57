#!/usr/bin/env python3
"""Writes docs/models.md from what the models say of themselves:  docs/models.py build/release/morphogen [--check]

With --check nothing is written, and the exit is 1 when the document is not what it would be."""
import json
import pathlib
import re
import subprocess
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parent / "models.md"
HEAD = """# Models

Made by `docs/models.py` from the tables in `src/models`; a test fails when it is out of date. Every parameter is live: it
can be set at any step. Parameters of a seeding act at the next seed and are set with the seeding's name in front, as in
`build/release/morphogen hash --set perlin.frequency=8`.
"""


def number(value):
    return "any" if value is None else f"{value:g}"


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(str(entry)) for entry in line) + " |" for line in lines) + "\n"


def parameters(rows):
    def span(row):
        return ", ".join(f"{i}: {name}" for i, name in enumerate(row["choices"])) if row["kind"] == "choice" \
            else f"{number(row['min'])} to {number(row['max'])}"
    return table(["parameter", "symbol", "meaning", "default", "range", "unit"],
                 [[f"`{row['id']}`", f"${row['symbol']}$", row["doc"], number(row["initial"]), span(row), row["unit"] or "-"]
                  for row in rows])


def seedings(model):
    for seeding in model["seedings"]:
        yield f"### Seeding `{seeding['id']}`\n\n{seeding['doc']}\n"
        if seeding["parameters"]:
            yield parameters(seeding["parameters"])


def equations(text):
    """The tables' own manner of TeX, as a block of mathematics; what stands in brackets behind a reaction goes over its arrow."""
    lines = []
    for line in text.splitlines():
        line = re.sub(r"^(.*?)->(.*?)\s{2,}\((.*)\)$", r"\1\\xrightarrow{\3}\2", line).replace("->", r"\to")
        line = re.sub(r"(?<![\w}])0(?=\s*\\(?:xright|to))|(?<=\})\s*0$", r"\\varnothing", line)      # from and to nothing
        lines.append(re.sub(r"\b([A-Z])(\d)\b", r"\\mathrm{\1\2}", line))
    return "```math\n\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}\n```\n"


def document(description):
    yield HEAD
    for model in description["models"]:
        yield f"## {model['label']} (`{model['id']}`)\n\n{model['doc']}\n"
        yield equations(model["equations"]) + f"\nSource: {model['source']}\n"
        yield parameters(model["parameters"])
        yield from seedings(model)
        yield "### Fields and views\n"
        yield table(["field", "meaning", "unit"], [[f"`{f['id']}`", f["label"], f["unit"] or "-"] for f in model["fields"]])
        yield table(["view", "shows", "isovalues", "first isovalue"],
                    [[f"`{v['id']}`", v["doc"], f"{number(v['min'])} to {number(v['max'])}", number(v["isovalue"])]
                     for v in model["views"]])
        if model["presets"]:
            yield "### Presets\n"
            yield table(["preset", "what grows", "settings"],
                        [[p["label"], p["doc"], f"`{p['settings']}`"] for p in model["presets"]])


def main():
    described = subprocess.run([sys.argv[1], "describe"], check=True, capture_output=True, text=True).stdout
    text = "\n".join(document(json.loads(described)))
    if "--check" not in sys.argv:
        DOCUMENT.write_text(text)
    elif not DOCUMENT.exists() or DOCUMENT.read_text() != text:
        sys.exit("docs/models.md is out of date; docs/models.py build/release/morphogen writes it anew")


main()
