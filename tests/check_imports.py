#!/usr/bin/env python3
"""The arrows between the folders of the TypeScript, as a test. docs/web.md draws them; this table is the same drawing.

Each folder may import from the folders listed and from itself; no file imports itself by a detour, not even for a type; and what
runs in a worker (backend) imports nothing of the main thread (frontend), nor the other way round. A part that is loaded when it is
first wanted comes through compute/load_part.ts."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
APP = "web/app/src"
MAY_IMPORT = {                                    # "" is the folder itself: main.ts and api.ts join everything
    "dom": [],
    "compute": [],
    "state": ["compute"],
    "view": ["compute", "dom"],
    "ui": ["compute", "state", "view", "dom"],
    "": ["compute", "state", "view", "dom", "ui"],
}
ENGINE = "web/engine/src"
IN_NODE = {"node.ts", "node_thread.ts"}           # of the engine: what browsers never load
STATEMENT = re.compile(r"""(?:^\s*(?:import|export)\b[^;"']*?\bfrom\s*|^\s*import\s*|\bimport\(\s*|\bnew\s+URL\(\s*)"""
                       r"""["']([^"']+)["']""", re.M)
LAZY_IMPORT = re.compile(r"""(?<!typeof )\bimport\(\s*"([^"]+)"\s*\)""")
NAMED_PART = re.compile(r"""\"(\w+)",\s*(?:async )?\(\) =>\s*(?:new \(await )?(import\()""")


def resolved(file, specifier):
    """The file of this tree that an import names, or None: a package's, or made by the build."""
    if not specifier.startswith("."):
        return None
    path = file.parent / specifier.split("?")[0]
    candidates = [path, path.with_name(path.name + ".ts")]
    return next((c.resolve() for c in candidates if c.is_file()), None)


def is_test(path):
    return path.name.endswith(".spec.ts")


def imports_of(folder):
    """{file: [(line, file it imports), ...]} of a folder."""
    graph = {}
    for file in sorted((ROOT / folder).rglob("*.ts")):
        text = file.read_text()
        found = [(text.count("\n", 0, m.start(1)) + 1, resolved(file, m[1])) for m in STATEMENT.finditer(text)]
        graph[file.resolve()] = [(line, target) for line, target in found if target is not None]
    return graph


def layer_of(path):
    parts = path.relative_to(ROOT / APP).parts
    return parts[0] if len(parts) > 1 else ""


def thread_of(path):
    """Which side a file stands on, by its name; None: it is for both, or there is but one."""
    match = re.search(r"(?:^|_)(backend|frontend)(?:_|\.|$)", path.name)
    return match and match[1]


def lazy_imports(folder):
    """What is loaded when it is first wanted may be missing, so it comes through loadPart or an AwaitedPart, under the name by
    which the build knows its files."""
    for file in sorted((ROOT / folder).rglob("*.ts")):
        text = file.read_text()
        named = {match.start(2): match[1] for match in NAMED_PART.finditer(text)}
        for match in LAZY_IMPORT.finditer(text):
            part = pathlib.PurePath(match[1]).name.split(".")[0]
            if named.get(match.start()) != part:
                where = f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
                yield f'{where}: import("{match[1]}") has to stand in loadPart(what, "{part}", ...) or an AwaitedPart'


def offences(graph):
    for file, targets in graph.items():
        for line, target in targets:
            where = f"{file.relative_to(ROOT)}:{line}: imports {target.relative_to(ROOT)}"
            if not target.is_relative_to(ROOT / APP):
                if not is_test(file):
                    yield f"{where}: outside {APP}"
                continue
            source, wanted = layer_of(file), layer_of(target)
            if wanted != source and wanted not in MAY_IMPORT.get(source, []):
                yield f"{where}: {source or APP} may import " + (", ".join(MAY_IMPORT.get(source, [])) or "nothing else")
            sides = {thread_of(file), thread_of(target)}
            starts_worker = "new URL(" in file.read_text().splitlines()[line - 1]
            if {"backend", "frontend"} <= sides and not is_test(file) and not starts_worker:
                yield f"{where}: the worker and the main thread share memory and messages, not code"


def circles(graph):
    """Every set of files that import each other by a detour (Tarjan's strongly connected components)."""
    index, low, stack, found = {}, {}, [], []

    def visit(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        for _, target in graph.get(file, []):
            if target not in index:
                visit(target)
                low[file] = min(low[file], low[target])
            elif target in stack:
                low[file] = min(low[file], index[target])
        if low[file] == index[file]:
            component = stack[stack.index(file):]
            del stack[stack.index(file):]
            if len(component) > 1 or any(target == file for _, target in graph.get(file, [])):
                found.append(component)

    for file in graph:
        if file not in index:
            visit(file)
    for component in found:
        yield "a circle of imports: " + ", ".join(str(file.relative_to(ROOT)) for file in sorted(component))


def problems():
    app, engine = imports_of(APP), imports_of(ENGINE)
    folders = {folder.name for folder in (ROOT / APP).iterdir() if folder.is_dir()}
    yield from (f"{APP}/{name}: a folder without a row in tests/check_imports.py" for name in sorted(folders - set(MAY_IMPORT)))
    yield from offences(app)
    yield from circles(app)
    yield from lazy_imports(APP)
    yield from circles(engine)
    for file, targets in engine.items():
        for line, target in targets:
            if target.name in IN_NODE and file.name not in IN_NODE:
                yield f"{file.relative_to(ROOT)}:{line}: imports {target.name}, which only node can load"


sys.setrecursionlimit(10_000)
found = list(problems())
print("\n".join(found) if found else "imports: every import follows the arrows, and none goes round")
sys.exit(bool(found))
