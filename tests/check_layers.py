#!/usr/bin/env python3
"""The arrows between the layers, and no circles between files, as a test. docs/house.md draws them; this table is the same drawing.

Each folder may include headers of the folders listed, and of itself. With a library as argument, also checks that what
goes into the browser calls nothing of libc but what wasm/include/string.h declares (nm, undefined symbols)."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAY_INCLUDE = {
    "src/base": [],
    "src/text": ["base"],
    "src/grid": ["base"],
    "src/mesh": ["base", "grid"],
    "src/model": ["base"],
    "src/stochastic": ["base", "text", "grid", "model"],
    "src/models": ["base", "model", "stochastic"],
    "src/equations": ["base", "text", "model"],
    "src/io": ["base", "grid", "model"],
    "src/engine": ["base", "grid", "model", "mesh", "io", "stochastic", "equations"],
    "cli/terminal": [],
    "cli/files": ["terminal"],
    "cli/options": ["terminal", "files"],
    "cli/output": ["terminal", "files", "options"],
    "cli/commands": ["terminal", "files", "options", "output"],
    "wasm": [], "mpi": [],
}
ROOTS = ["src", "cli"]                           # whose folders are layers: headers are named from here
# A model is tables and pure functions: no memory, lock, clock or thread.
NOT_IN_MODELS = {"base/memory.h", "base/scheduler.h", "base/platform.h", "base/profile.h", "stdatomic.h"}
FREESTANDING = {"stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h", "float.h", "limits.h",
                "string.h",                       # for what wasm/include/string.h declares
                "emmintrin.h", "immintrin.h", "wasm_simd128.h"}  # intrinsics: the compiler's own
PLATFORMS = {"src/base/platform_native.c", "wasm/runtime.c"}
# bcmp: what a native memcmp() == 0 becomes; __tls_get_addr: how code that may be moved finds a thread's own variable.
MAY_CALL = re.compile(r"mg_|bcmp$|__cpu_|_GLOBAL_OFFSET_TABLE_$|__tls_get_addr$")


def offence(path, folder, header, quoted):
    """Why this file must not include this header, or None."""
    layer = header.split("/")[0] if "/" in header else None
    if header in {"morphogen/morphogen.h", "morphogen/model.h"}:
        return None
    if folder == "src/models" and header in NOT_IN_MODELS:
        return "a model has no memory, lock, clock or thread"
    if not quoted:
        if folder.startswith("src/") and header not in FREESTANDING and path not in PLATFORMS:
            return "libc stays in base/platform_native.c"
        return None
    if path in PLATFORMS and layer == "base":
        return None
    if layer and layer != folder.split("/")[-1] and layer not in MAY_INCLUDE[folder]:
        return f"{folder} may include " + (", ".join(MAY_INCLUDE[folder]) or "morphogen/morphogen.h") + " only"
    if not layer and folder.startswith("cli/") and header not in {"golden_rows.inc", "source_headers.inc"}:
        return "a header is named with its folder"
    return None


def check_includes():
    for folder in MAY_INCLUDE:
        for file in sorted((ROOT / folder).rglob("*.[ch]")):
            path = str(file.relative_to(ROOT))
            for number, line in enumerate(file.read_text().splitlines(), 1):
                match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)', line)
                reason = match and offence(path, folder, match[2], match[1] == '"')
                if reason:
                    yield f"{path}:{number}: includes {match[2]}: {reason}"
    for root in ROOTS:
        for entry in (ROOT / root).iterdir():
            if entry.is_dir() and f"{root}/{entry.name}" not in MAY_INCLUDE:
                yield f"{root}/{entry.name}: a layer without a row in tests/check_layers.py"
            elif entry.suffix in {".c", ".h"}:
                yield f"{root}/{entry.name}: stands in no layer"


def check_table():
    """The table itself has no circle: every layer is reached after those it may include."""
    for root in ROOTS:
        rows = {name[len(root) + 1:]: set(may) for name, may in MAY_INCLUDE.items() if name.startswith(root + "/")}
        while free := [name for name, may in rows.items() if not may & rows.keys()]:
            for name in free:
                del rows[name]
        if rows:
            yield f"tests/check_layers.py: the layers {', '.join(sorted(rows))} of {root} include each other"


def units():
    """What each unit, a .c with its .h, includes of the others."""
    graph = {}
    for root in ROOTS + ["wasm"]:
        for file in sorted((ROOT / root).rglob("*.[ch]")):
            unit = graph.setdefault(str(file.relative_to(ROOT).with_suffix("")), set())
            for header in re.findall(r'^\s*#\s*include\s+"([^"]+)"', file.read_text(), re.M):
                found = [base / header for base in (file.parent, ROOT / "src", ROOT / "cli") if (base / header).exists()]
                if found:
                    unit.add(str(found[0].relative_to(ROOT).with_suffix("")))
    return graph


def check_circles():
    """No unit needs itself, by whatever way: leaves are taken away until none is left, or a circle."""
    graph = {name: needed - {name} for name, needed in units().items()}
    while leaves := {name for name, needed in graph.items() if not needed & graph.keys()}:
        graph = {name: needed for name, needed in graph.items() if name not in leaves}
    while roots := graph.keys() - set().union(*graph.values()):                 # what only leads to a circle
        graph = {name: needed for name, needed in graph.items() if name not in roots}
    if graph:
        yield "these include each other: " + ", ".join(sorted(graph))


def check_symbols(library):
    in_browser = set(re.findall(r"\b(\w+)\(", (ROOT / "wasm/include/string.h").read_text()))
    listing = subprocess.run(["nm", "-u", library], check=True, capture_output=True, text=True).stdout
    member = ""
    for line in listing.splitlines():
        if line.endswith(":"):
            member = line[:-1]
            continue
        called = line.split()[-1] if line.strip() else "mg_"
        if "platform_native" not in member and not MAY_CALL.match(called) and called not in in_browser:
            yield f"{library}({member}): calls {called}, which the browser's module has not"


problems = [*check_table(), *check_includes(), *check_circles()] + [p for library in sys.argv[1:] for p in check_symbols(library)]
print("\n".join(problems) if problems else "layers: every include follows the arrows")
sys.exit(bool(problems))
