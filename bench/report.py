"""What run.py measured, as tables: on the screen, between the markers of docs/benchmarks.md, as CSV and as plots. Every number
of the document is made here, so text and figures agree."""
import csv
import pathlib
import re
import statistics

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/benchmarks.md"
CSV = ROOT / "docs/benchmarks.csv"
PLOTS = ROOT / "docs/images/benchmarks"

# Of a Gray-Scott cell with the 7-point Laplacian, two rows at once: what the kernel in src/models/gray_scott.c does.
LOADS = 12                # 6 of each field
ADDITIONS = 20            # of floats, the comparison included: the busier of the two kinds of unit
BYTES_UNFUSED = 24        # two floats read, two written, and the two lines fetched to be written
UNITS = 2                 # loads and additions a cycle, of up to 32 bytes; one of 64 bytes counts as two
LANES = {"sse": 4, "avx2": 8, "native": 8}

NAMES = {"native": "vectors chosen at start", "avx2": "AVX2 only", "sse": "SSE only", "wasm": "WebAssembly in node"}


# ---- figures of rows

class Figure:
    """Rates of a row's rounds: work over seconds, by the wall clock and by processor time."""

    def __init__(self, row):
        self.unit = row["unit"]
        self.wall = sorted(row["work"] / seconds for seconds in row["wall"] if seconds > 0)
        self.cpu = sorted(row["work"] / seconds for seconds in row["cpu"] if seconds > 0)
        self.median = statistics.median(self.wall)
        self.by_cpu = statistics.median(self.cpu) if self.cpu else float("nan")
        self.least, self.most = self.wall[0], self.wall[-1]

    @property
    def spread(self):
        """Half of the rounds lie within this part of the median."""
        if len(self.wall) < 4:
            return (self.most - self.least) / self.median
        low, _, high = statistics.quantiles(self.wall, n=4)
        return (high - low) / self.median


def figures(part):
    return {row["id"]: Figure(row) for row in (part or {}).get("rows", []) if "wall" in row}


class Results:
    def __init__(self, results):
        self.raw = results
        self.parts = {name: figures(part) for name, part in results.items() if isinstance(part, dict)}

    def get(self, part, row):
        return self.parts.get(part, {}).get(row)

    def ratio(self, part, row, other_part, other_row):
        a, b = self.get(part, row), self.get(other_part, other_row)
        return f"{a.median / b.median:.2f}" if a and b else "-"


def number(value):
    return "-" if value is None or value != value else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def spread_row(label, figure):
    if figure is None:
        return None
    return [label, *(number(x) for x in (figure.least, figure.median, figure.most)), f"{100 * figure.spread:.0f} %",
            number(figure.by_cpu)]


# ---- tables: a heading and rows of words

def machine_table(r):
    machine, native = r.raw.get("machine", {}), r.raw.get("native", {})
    clock, copy = r.get("native", "clock"), r.get("native", "memory_copy_1_thread")
    rows = [["processor", machine.get("processor", "?")], ["hardware threads", str(machine.get("hardware_threads", "?"))],
            ["widest vectors", machine.get("widest", "?")], ["system", machine.get("system", "?")],
            ["day", machine.get("date", "?")],
            ["other work when it began (load)", number(machine.get("load_before", float("nan")))]]
    if clock:
        rows.append(["clock in the run, GHz (median, most)", f"{clock.median:.2f}, {clock.most:.2f}"])
        rows.append(["a copy of memory, one thread, GB/s read and written", number(copy.median)])
        rows.append(["second cache of a core, KiB", str(native.get("cache_bytes", 0) // 1024)])
    for words, key in (("one thread", "tiling_1_thread"), ("all threads", "tiling_all_threads"),
                       ("the large box", "tiling_large")):
        if key in native:
            t = native[key]
            rows.append([f"chosen for {words}: steps fused, rows, planes", f"{t['steps']}, {t['rows']}, {t['planes']}"])
    return ["the run", ""], rows


STEP_ROWS = [
    ("one thread", "step_1_thread"), ("one thread, not fused", "step_1_thread_unfused"),
    ("one thread, 27 points", "step_1_thread_27_points"), ("all threads", "step_all_threads"),
    ("all threads, not fused", "step_all_threads_unfused"), ("all threads, large box", "step_all_threads_large"),
    ("all threads, large box, not fused", "step_all_threads_large_unfused"), ("module without threads", "step_single_build"),
]


def steps_table(r):
    rows = []
    for part, words in NAMES.items():
        rows += [spread_row(f"{words}: {label}", r.get(part, row)) for label, row in STEP_ROWS]
    rows.append(spread_row("a plain C loop (-O3), one thread", r.get("native", "plain_c_1_thread")))
    rows.append(spread_row("NumPy, one thread", r.get("numpy", "numpy_1_thread")))
    return ["Gray-Scott, Gcell/s", "least", "median", "most", "spread", "by processor time"], [row for row in rows if row]


RATIOS = [
    ("fused over not fused, one thread, native", "native", "step_1_thread", "native", "step_1_thread_unfused"),
    ("fused over not fused, all threads, large box, native", "native", "step_all_threads_large", "native",
     "step_all_threads_large_unfused"),
    ("all threads over one, native", "native", "step_all_threads", "native", "step_1_thread"),
    ("all threads over one, SSE", "sse", "step_all_threads", "sse", "step_1_thread"),
    ("WebAssembly over SSE, one thread", "wasm", "step_1_thread", "sse", "step_1_thread"),
    ("WebAssembly over SSE, surfaces", "wasm", "mesh_1_thread", "sse", "mesh_1_thread"),
    ("native over a plain C loop, one thread", "native", "step_1_thread", "native", "plain_c_1_thread"),
    ("native over NumPy, one thread", "native", "step_1_thread", "numpy", "numpy_1_thread"),
]


def ratios_table(r):
    rows = [[words, r.ratio(*cell)] for words, *cell in RATIOS]
    return ["ratio of medians", "times"], [row for row in rows if row[1] != "-"]


def limits_table(r):
    rows = []
    for part, words in NAMES.items():
        figure, clock = r.get(part, "step_1_thread"), r.get(part, "clock") or r.get("native", "clock")
        if not figure or not clock:
            continue
        lanes = LANES.get(part, 4)
        loads, additions = clock.most * UNITS * lanes / LOADS, clock.most * UNITS * lanes / ADDITIONS
        copy = r.get(part, "memory_copy_1_thread") or r.get("native", "memory_copy_1_thread")
        unfused_wall = copy.median / BYTES_UNFUSED
        rows.append([words, number(1 / figure.median), number(figure.median), number(additions),
                     f"{100 * figure.median / additions:.0f} %", number(loads), f"{100 * figure.median / loads:.0f} %",
                     number(unfused_wall), f"{figure.median / unfused_wall:.2f}"])
    return ["one thread", "ns a cell", "Gcell/s", "limit by additions", "of it", "limit by loads", "of it",
            "limit by memory if not fused", "times it"], rows


def scheduling_table(r):
    rows = []
    awake, asleep = r.get("native", "fork_join_awake"), r.get("native", "fork_join_asleep")
    one, all_threads = r.get("native", "step_1_thread_small"), r.get("native", "step_all_threads_small")
    native = r.raw.get("native", {})
    if awake and asleep and all_threads:
        steps = native["tiling_1_thread"]["steps"]
        small = (native["size"] // 2) ** 3
        a_round = steps * small * 1e-9 / all_threads.median
        rows += [["a loop of nothing over all threads, awake, microseconds", number(1e6 / awake.median)],
                 ["the same when they have to be woken, microseconds", number(1e6 / asleep.median)],
                 [f"a round of fused steps of the small box ({native['size'] // 2}^3), microseconds", number(1e6 * a_round)],
                 ["so fork and join cost of it", f"{100 / awake.median / a_round:.2f} %"],
                 ["small box, all threads over one", f"{all_threads.median / one.median:.2f}"]]
    base = r.get("native", "step_all_threads")
    for times in (2, 4, 8):
        figure = r.get("native", f"step_{times}_times_the_threads")
        if figure and base:
            rows.append([f"{times} times as many threads as the machine has: speed kept", f"{100 * figure.median / base.median:.0f} %"])
    return ["scheduling", ""], rows


def surfaces_table(r):
    rows = []
    for part, words in (("vtk", NAMES["native"]), ("vtk_sse", NAMES["sse"])):
        vtk = r.raw.get(part)
        if not vtk:
            continue
        if part == "vtk":
            for name, key in (("Flying Edges, one thread", "flying_edges"), ("Flying Edges, all threads", "flying_edges_all_threads"),
                              ("marching cubes, one thread", "marching_cubes")):
                rows.append([f"VTK {vtk['vtk']} {name}", number(vtk[key]["mtri_per_second"]),
                             f"{vtk['flying_edges']['milliseconds'] / vtk[key]['milliseconds']:.2f}"])
        for kind, mine in vtk["morphogen"].items():
            rows.append([f"Morphogen, {words}, {kind}, one thread", number(mine["mtri_per_second"]),
                         f"{vtk['times_as_fast'][kind]:.2f}"])
        mine = vtk["morphogen"]["packed"]
        rows.append([f"Morphogen, {words}, packed, all threads", number(mine["all_threads"]["mtri_per_second"]),
                     f"{vtk['flying_edges']['milliseconds'] / mine['all_threads']['milliseconds']:.2f}"])
    for row, words in (("surface_wasm_1_thread", "Morphogen in node (WebAssembly), float, one thread"),
                       ("surface_vtk_js", "vtk.js image marching cubes"), ("surface_isosurface", "npm isosurface, marching cubes")):
        figure = r.get("node_surfaces", row)
        if figure:
            beside = r.raw.get("vtk", {}).get("flying_edges", {}).get("mtri_per_second")
            rows.append([words, number(figure.median), f"{figure.median / beside:.3g}" if beside else "-"])
    triangles = r.raw.get("vtk", {}).get("flying_edges", {}).get("triangles", 0)
    return [f"surface of smooth noise, {triangles} triangles", "Mtri/s", "times Flying Edges"], rows


def published_table(r):
    rows = []
    for part, words in NAMES.items():
        for row, label in (("mesh_1_thread", "packed"), ("mesh_1_thread_blended", "packed, two keyframes blended"),
                           ("mesh_1_thread_float", "float"), ("mesh_all_threads", "packed, all threads")):
            figure = r.get(part, row)
            if figure:
                rows.append([f"{words}: surface, {label}, Mtri/s", number(figure.median), number(figure.by_cpu)])
    for row, label in (("publish_1_thread", "one thread"), ("publish_all_threads", "all threads")):
        figure = r.get("native", row)
        if figure:
            rows.append([f"publish with the ranges of all chunks, {label}, milliseconds", number(1e3 / figure.median),
                         number(1e3 / figure.by_cpu)])
    return ["a Gray-Scott state", "median", "by processor time"], rows


def scenes_table(r):
    rows = []
    for name, scene in (r.raw.get("scenes") or {}).items():
        f = figures(scene)
        rows.append([name, *(number(f[row].median) for row in ("step_1_thread", "step_all_threads", "mesh_1_thread")),
                     str(scene["triangles"]), number(1e3 / f["publish_1_thread"].median)])
    return ["scene", "Gcell/s, one thread", "Gcell/s, all threads", "Mtri/s, one thread", "triangles", "publish, ms"], rows


MOLECULES = {"molecules": "vectors chosen at start", "molecules_sse": "SSE only", "molecules_wasm": "WebAssembly in node"}


def molecules_table(r):
    native = r.raw.get("molecules")
    if not native:
        return ["molecules", ""], []
    medians = [{row["id"]: row["median"] for row in (r.raw.get(part) or {}).get("rows", []) if "median" in row} for part in MOLECULES]
    rows = [[f"{row['id'].replace('_', ' ')}, {row['unit']}", *(number(of.get(row["id"])) for of in medians)]
            for row in native["rows"] if "median" in row]
    one, all_threads, peer = "molecules_dt_0.05_1_thread", "molecules_dt_0.05_all_threads", "tau_leap_dt_0.05"
    ratio = lambda a, b: number(a / b) if a and b else "-"
    rows.append(["times as fast as the tau-leap, one thread", *(ratio(medians[0].get(peer), of.get(one)) for of in medians)])
    rows.append(["all threads over one", *(ratio(of.get(one), of.get(all_threads)) for of in medians)])
    return [f"molecules, {native.get('size')}^3 cells", *MOLECULES.values()], rows


PAGE_ROWS = [
    ("first surface after navigation, ms", "firstSurfaceMs"), ("triangles", "triangles"),
    ("steps a second while showing", "stepsPerSecond"), ("pictures a second", "picturesPerSecond"), ("a mesh, ms", "meshMs"),
]
# Of frame_costs.ts: each a median and a worst one.
FRAME_ROWS = [
    ("own script in a frame that draws, uploads apart, ms", "ownMs"), ("of it in WebGL, ms", "otherGlMs"), ("WebGL calls in it", "glCalls"),
    ("own script in a frame that only sends or waits, ms", "sendingOwnMs"),
    ("inside uploads, in a frame that has some, ms", "uploadMs"), ("uploads in it", "uploadCalls"), ("uploaded in it, MB", "megabytes"),
]
TASK_ROWS = [
    ("main thread in all, ms of processor time a second", "msPerSecondCpu"), ("its longest task, ms of processor time", "longestCpuMs"),
    ("tasks over 50 ms of processor time", "over50MsCpu"),
]


def page_table(r):
    pages = r.raw.get("page") or []
    value = lambda page, key: number(page[key]) if isinstance(page.get(key), (int, float)) else "-"
    return (["the page, 128^3, software GL", *(page["browser"] for page in pages)],
            [[words, *(value(page, key) for page in pages)] for words, key in PAGE_ROWS] if pages else [])


def frame_table(r):
    pages = [page for page in r.raw.get("page") or [] if page.get("frame")]
    both = lambda figure: f"{number(figure['median'])} / {number(figure['worst'])}"
    rows = [["triangles", *(number(page["frame"]["triangles"]) for page in pages)],
            ["pictures watched", *(number(page["frame"]["pictures"]) for page in pages)]]
    rows += [[words, *(both(page["frame"][key]) for page in pages)] for words, key in FRAME_ROWS]
    rows.insert(4, ["the function that takes most of that", *(page["frame"]["slowestGl"] for page in pages)])
    rows += [[words, *(number(page["tasks"][key]) if page.get("tasks") else "not traced" for page in pages)] for words, key in TASK_ROWS]
    return ["a frame, median / worst", *(page["browser"] for page in pages)], rows if pages else []


TABLES = {"machine": machine_table, "steps": steps_table, "ratios": ratios_table, "limits": limits_table,
          "scheduling": scheduling_table, "surfaces": surfaces_table, "published": published_table, "scenes": scenes_table,
          "molecules": molecules_table, "page": page_table, "frame": frame_table}


# ---- where they go

def as_text(results):
    lines = []
    for make in TABLES.values():
        heading, rows = make(Results(results))
        if not rows:
            continue
        table = [heading, *rows]
        widths = [max(len(row[i]) for row in table if i < len(row)) for i in range(len(heading))]
        lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table] + [""]
    return "\n".join(lines)


def as_markdown(heading, rows):
    if not rows:
        return "(not measured in the last run)"
    line = lambda cells: "| " + " | ".join(cells) + " |"
    return "\n".join([line(heading), "|" + "---|" * len(heading), *(line(row) for row in rows)])


def write_csv(r):
    with CSV.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["part", "row", "unit per second", "rounds", "least", "median", "most", "median by processor time"])
        parts = dict(r.parts) | {f"scene {name}": figures(scene) for name, scene in (r.raw.get("scenes") or {}).items()}
        for part in sorted(parts):
            for row, f in parts[part].items():
                out.writerow([part, row, f.unit, len(f.wall), *(f"{x:.6g}" for x in (f.least, f.median, f.most, f.by_cpu))])


def bars(name, title, unit, entries, logarithmic=False):
    """entries: (label, value, ours). An SVG whose text stays text, and whose bytes depend on the figures alone."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "morphogen", "svg.fonttype": "none", "font.size": 9})
    import matplotlib.pyplot as plot
    entries = [entry for entry in entries if entry[1]]
    if not entries:
        return
    figure, axes = plot.subplots(figsize=(7.5, 0.32 * len(entries) + 1.0))
    places = range(len(entries))
    axes.barh(places, [value for _, value, _ in entries], color=["#3b6fb6" if ours else "#b0b0b0" for _, _, ours in entries])
    axes.set_yticks(places, [label for label, _, _ in entries])
    axes.invert_yaxis()
    if logarithmic:
        axes.set_xscale("log")
    for place, (_, value, _) in zip(places, entries):
        axes.annotate(number(value), (value, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.margins(x=0.12)
    axes.set_xlabel(unit)
    axes.set_title(title, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    path = PLOTS / f"{name}.svg"
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    path.write_text("".join(line.rstrip() + "\n" for line in path.read_text().splitlines()))
    plot.close(figure)


def write_plots(r):
    PLOTS.mkdir(parents=True, exist_ok=True)
    median = lambda part, row: getattr(r.get(part, row), "median", None)
    steps = [("native, all threads", median("native", "step_all_threads"), True)]
    steps += [(f"{words}, one thread", median(part, "step_1_thread"), True) for part, words in NAMES.items()]
    steps += [("native, not fused, one thread", median("native", "step_1_thread_unfused"), True),
              ("plain C loop, one thread", median("native", "plain_c_1_thread"), False),
              ("NumPy, one thread", median("numpy", "numpy_1_thread"), False)]
    bars("steps", "Stepping Gray-Scott, 128^3 cells", "Gcell/s", steps)
    vtk = r.raw.get("vtk") or {}
    rate = lambda *path: vtk_value(vtk, path)
    surfaces = [("Morphogen, all threads", rate("morphogen", "packed", "all_threads", "mtri_per_second"), True),
                ("Morphogen, one thread", rate("morphogen", "packed", "mtri_per_second"), True),
                ("Morphogen, WebAssembly, one thread", median("node_surfaces", "surface_wasm_1_thread"), True),
                ("VTK Flying Edges, all threads", rate("flying_edges_all_threads", "mtri_per_second"), False),
                ("VTK Flying Edges, one thread", rate("flying_edges", "mtri_per_second"), False),
                ("VTK marching cubes", rate("marching_cubes", "mtri_per_second"), False),
                ("isosurface (npm)", median("node_surfaces", "surface_isosurface"), False),
                ("vtk.js", median("node_surfaces", "surface_vtk_js"), False)]
    bars("surfaces", "Surfaces with normals, the same field (logarithmic)", "million triangles a second", surfaces, True)
    scenes = {name: figures(scene) for name, scene in (r.raw.get("scenes") or {}).items()}
    bars("scenes", "Scenes, all threads", "Gcell/s", [(name, f["step_all_threads"].median, True) for name, f in scenes.items()])


def vtk_value(tree, path):
    for step in path:
        tree = (tree or {}).get(step)
    return tree


def write_documents(results):
    r = Results(results)
    write_csv(r)
    write_plots(r)
    text = DOCUMENT.read_text()
    for name, make in TABLES.items():
        pattern = re.compile(rf"(<!-- bench:{name} -->\n).*?(<!-- /bench -->)", re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"bench: docs/benchmarks.md has no place for the table {name}")
        table = as_markdown(*make(r))
        text = pattern.sub(lambda match, table=table: match[1] + table + "\n" + match[2], text)
    DOCUMENT.write_text(text)
