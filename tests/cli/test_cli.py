#!/usr/bin/env python3
"""The command line as a person meets it: golden hashes, JSON that parses, a PLY that reads back, and refusals that say
what was wrong with exit code 1 (refused) or 2 (not understood).     test_cli.py MORPHOGEN"""
import json
import os
import pathlib
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden/hashes.txt"


def run(*words):
    return subprocess.run([MORPHOGEN, *words], capture_output=True, text=True, timeout=300)


def golden_rows():
    for line in GOLDEN.read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split()


class Hash(unittest.TestCase):
    def test_golden_rows(self):
        rows = [row for row in golden_rows() if row[1] != "128x128x128"]
        self.assertGreater(len(rows), 5)
        for model, size, boundary, seeding, seed, steps, settings, expected in rows:
            words = ["--model", model, "--size", size, "--boundary", boundary, "--seed", seed, "--steps", steps]
            words += ["--seeding", seeding] if seeding != "-" else []
            words += ["--set", settings] if settings != "-" else []
            got = run("hash", *words, "--threads", "2")
            self.assertEqual(got.returncode, 0, got.stderr)
            self.assertEqual(got.stdout.split()[-1], expected, words)
            self.assertEqual(got.stdout.count("\n"), 1)

    def test_as_events(self):
        event = json.loads(run("hash", "--size", "16", "--steps", "3", "--json").stdout)
        expected = run("hash", "--size", "16", "--steps", "3").stdout.split()[-1]
        self.assertEqual((event["event"], event["step"], event["hash"]), ("done", 3, expected))
        with tempfile.TemporaryDirectory() as folder:
            words = ["mesh", "--size", "16", "--iso", "0.2", "--out", folder + "/a.ply"]
            wrote, done = (json.loads(line) for line in run(*words, "--json").stdout.splitlines())
            self.assertEqual(wrote, {"event": "wrote", "file": folder + "/a.ply"})
            self.assertIn(f"{done['vertices']} vertices, {done['triangles']} triangles", run(*words).stdout)
        self.assertEqual(run("describe", "--json").stdout, run("describe").stdout)

    def test_a_size_as_people_write_it(self):
        for size in ("8x9x10", "8\u00d79\u00d710", "8 9 10", "8 x 9 x 10", "8*9*10", "8X9X10"):
            self.assertIn("8x9x10", run("hash", "--size", size, "--steps", "0").stdout)
        for size in ("8x8x8x8", "8x8", "8x8x", "8x8x8 ", "x8", "", "8,8,8", "8 8 8 8", "-8"):
            refused = run("hash", "--size", size)
            self.assertEqual((refused.returncode, "wants N | XxYxZ" in refused.stderr), (2, True), size)

    def test_a_cube_may_be_one_number(self):
        one, three = run("hash", "--size", "16", "--steps", "3"), run("hash", "--size", "16x16x16", "--steps", "3")
        self.assertEqual(one.stdout, three.stdout)

    def test_a_seed_is_decimal_unless_it_says_otherwise(self):
        eight = run("hash", "--size", "8", "--seed", "8").stdout
        self.assertEqual([run("hash", "--size", "8", "--seed", seed).stdout for seed in ("008", "0x8")], [eight, eight])

    def test_tilings_change_no_bit(self):
        words = ["hash", "--size", "24x17x19", "--steps", "13"]
        chosen = run(*words)
        for tiling in "1", "3", "8,5,7", "2,0,4":
            self.assertEqual(run(*words, "--tiling", tiling).stdout, chosen.stdout, tiling)

    def test_seeding_parameters_act(self):
        few, many = (run("hash", "--size", "32", "--seeding", "spheres", "--set", f"spheres.count={n}") for n in (2, 40))
        self.assertNotEqual(few.stdout, many.stdout)

    def test_a_state_that_broke_has_no_hash_and_no_surface(self):
        with tempfile.NamedTemporaryFile("w", suffix=".rxn") as network:
            network.write("species A D = 0.01 initial = 3\nreaction A -> 5 A rate 3\n")
            network.flush()
            words = ["--network", network.name, "--size", "8", "--steps", "60"]
            for got in run("hash", *words), run("mesh", *words, "--out", network.name + ".ply"):
                self.assertEqual((got.returncode, got.stdout), (1, ""))
                self.assertRegex(got.stderr, r"A is no finite number, or too large, at cell \(\d, \d, \d\); take dt = [\d.e-]+ or ")

    def test_a_sweep_leaves_out_what_broke(self):
        with tempfile.TemporaryDirectory() as folder:
            network, table = pathlib.Path(folder, "network.rxn"), pathlib.Path(folder, "table.csv")
            network.write_text("parameter k = 1 in 0..10\nspecies A D = 0.01 initial = 3\nreaction A -> 5 A rate k\n")
            got = run("sweep", "--network", str(network), "--size", "8", "--steps", "60", "--k", "0.01,3", "--stats", str(table))
            self.assertEqual(got.returncode, 1)
            self.assertIn("left out: k=3", got.stderr)
            self.assertEqual([line.split(",")[0] for line in table.read_text().splitlines()], ["k", "0.01"])

    def test_cells_too_small_for_their_reactions_are_told_and_run(self):
        with tempfile.NamedTemporaryFile("w", suffix=".rxn") as network:
            network.write("parameter k = 9 in 0..100\nspecies A D = 0.3 initial = 5\nreaction 2 A -> 0 rate k\n")
            network.flush()
            words = ["hash", "--network", network.name, "--size", "8", "--steps", "1"]
            small, large = run(*words), run(*words, "--set", "k=0.1")
        self.assertEqual((small.returncode, large.returncode, large.stderr), (0, 0, ""))
        self.assertIn("warning: dx = 1 is below 3.791,", small.stderr)


class Describe(unittest.TestCase):
    def test_it_is_json_with_every_table(self):
        described = json.loads(run("describe").stdout)
        self.assertEqual(described["version"], run("--version").stdout.strip())
        models = {model["id"]: model for model in described["models"]}
        self.assertIn("gray_scott", models)
        self.assertNotIn("wave", models)          # the tests' models are the tests' alone
        parameters = {p["id"]: p for p in models["gray_scott"]["parameters"]}
        self.assertEqual(parameters["feed"]["initial"], 0.0367)
        self.assertEqual((parameters["feed"]["min"], parameters["feed"]["max"]), (0, 0.1))
        self.assertEqual(json.loads(run("describe", "rdme").stdout)["models"], [models["rdme"]])
        self.assertEqual(run("describe", "nonsense").returncode, 1)

    def test_equations_run_from_a_file_and_go_on_from_a_snapshot(self):
        text = ("parameter d = 1 in 0..2\nfield u in -1..1\nlet mu = u^3 - u - lap(u)\ndu/dt = d * lap(mu)\n"
                "start noise: u = 0.1 * noise\n")
        with tempfile.TemporaryDirectory() as folder:
            pde, kept = pathlib.Path(folder, "phases.pde"), pathlib.Path(folder, "kept.mgs")
            pde.write_text(text)
            words = ["run", str(pde), "--size", "12", "--threads", "2", "--d", "0.5"]
            whole = run(*words, "--steps", "30")
            self.assertEqual(run(*words, "--steps", "10", "--snapshot", str(kept)).returncode, 0)
            self.assertEqual(run("resume", str(kept), "--steps", "30").stdout.split()[-1], whole.stdout.split()[-1])
            model, = json.loads(run("describe", str(pde)).stdout)["models"]
            self.assertEqual((model["id"], model["parameters"][1]["id"]), ("equations", "d"))
            self.assertIn("--d", run("run", str(pde), "--help").stdout)
            self.refuses(1, "stability limit", "run", str(pde), "--size", "12", "--steps", "1", "--dt", "1")
            self.refuses(2, "did you mean --d", "run", str(pde), "--size", "12", "--steps", "1", "--dd", "1")
            pde.write_text(text.replace("lap(mu)", "lapp(mu)"))
            self.refuses(1, "line 4, column 13: there is no function lapp; did you mean lap?", "run", str(pde), "--steps", "1")

    def refuses(self, code, sentence, *words):
        got = run(*words)
        self.assertEqual(got.returncode, code, got.stderr)
        self.assertIn(sentence, got.stderr)

    def test_the_document_s_example_runs_and_each_of_its_functions_is_known(self):
        document = (GOLDEN.parents[2] / "docs/equations.md").read_text()
        example, = re.findall(r"^```\n(.*?)^```", document, re.M | re.S)
        table = document.split("| write | for |")[1].split("\n\n")[0]
        written = [w for row in table.splitlines()[2:] for w in re.findall(r"`([^`]+)`", row.split("|")[1])]
        calls = [w.replace("R, PROFILE", "3, 1") for w in written if re.search(r"[(\[]", w)]
        calls += [f"{name}(u)" for w in written if w.startswith("abs ") for name in w.split()]
        self.assertGreater(len(calls), 30)
        with tempfile.TemporaryDirectory() as folder:
            text = pathlib.Path(folder, "my.pde")
            text.write_text(example)
            self.assertIn("hash", run("hash", str(text), "--size", "8", "--steps", "5").stdout)
            parameters = "".join(f"parameter {name} = 0.{i} in 0..1\n" for i, name in
                                 enumerate(("low", "a", "b", "D", "high", "condition", "s", "e"), 1))
            for call in calls:                       # each alone, with its letters as parameters
                fields = f"field u in 0..2\nfield v in 0..2\ndu/dt = {call}\ndv/dt = 0\nstart s: u = 1 + 0.1 * noise, v = 1\n"
                text.write_text(parameters + fields)
                got = run("hash", str(text), "--size", "8", "--steps", "2", "--dt", "0.001")
                self.assertEqual((got.returncode, got.stderr), (0, ""), call)

    def test_a_network_of_one_s_own_is_described(self):
        with tempfile.NamedTemporaryFile("w", suffix=".rxn") as network:
            network.write('parameter k = 0.1 in 0..1 "How fast."\nspecies A D = 0.1\nreaction 0 -> A rate k\n')
            network.flush()
            model, = json.loads(run("describe", "--network", network.name).stdout)["models"]
        self.assertEqual((model["id"], [f["id"] for f in model["fields"]]), ("network", ["A"]))


class Mesh(unittest.TestCase):
    def test_the_ply_reads_back(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "surface.ply"
            got = run("mesh", "--size", "32", "--steps", "20", "--iso", "0.2", "--out", str(path))
            self.assertEqual(got.returncode, 0, got.stderr)
            header, body = path.read_bytes().split(b"end_header\n", 1)
        counts = {line.split()[1]: int(line.split()[2]) for line in header.decode().splitlines() if line.startswith("element")}
        self.assertIn("format binary_little_endian 1.0", header.decode())
        vertex_bytes, face_bytes = 7 * 4 + 3, 1 + 3 * 4
        self.assertEqual(len(body), counts["vertex"] * vertex_bytes + counts["face"] * face_bytes)
        self.assertGreater(counts["face"], 100)
        faces = body[counts["vertex"] * vertex_bytes:]
        for i in range(counts["face"]):
            corners, *indices = struct.unpack_from("<BIII", faces, i * face_bytes)
            self.assertEqual(corners, 3)
            self.assertLess(max(indices), counts["vertex"])
        x, y, z = struct.unpack_from("<fff", body)
        self.assertTrue(all(0 <= c <= 32 for c in (x, y, z)))

    def test_a_folder_that_is_not_there(self):
        got = run("mesh", "--size", "8", "--out", "/no/such/folder/surface.ply")
        self.assertEqual(got.returncode, 1)
        self.assertIn("/no/such/folder/surface.ply", got.stderr)


class Help(unittest.TestCase):
    def test_every_command_tells_its_flags_and_the_exit_codes(self):
        listed = [line.split()[0] for line in run("help").stdout.split("\nexit codes")[0].splitlines() if line.startswith("  ")]
        self.assertIn("validate", listed)
        for command in listed:
            for words in ([command, "--help"], ["help", command], [command, "-h"]):
                got = run(*words)
                self.assertEqual((got.returncode, got.stderr), (0, ""), words)
            self.assertRegex(got.stdout, rf"^usage: morphogen {command}( \S.*)?\n")
            self.assertRegex(got.stdout, r"\nexit codes\n  0 +done\n")
            for flag in [line.split()[0] for line in got.stdout.split("flags\n")[1].split("\n\n")[0].splitlines()]:
                self.assertTrue(flag.startswith("--"), flag)
        self.assertIn("--feed", run("hash", "gray_scott", "--help").stdout)
        self.assertNotIn("--every", run("info", "--help").stdout)


class Manual(unittest.TestCase):
    def setUp(self):
        self.page = run("manual").stdout

    def test_other_programs_read_it_without_a_word(self):
        for words in ["groff", "-man", "-ww", "-z"], ["mandoc", "-T", "lint", "-W", "warning"]:
            if shutil.which(words[0]):
                done = subprocess.run(words, input=self.page, capture_output=True, text=True, timeout=60)
                said = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]     # the same every day
                self.assertEqual(said, [])

    def test_it_has_every_flag_parameter_and_code(self):
        page = self.page.replace("\\-", "-")
        for command in [line.split()[0] for line in run("help").stdout.split("\nexit codes")[0].splitlines() if line.startswith("  ")]:
            told = run(command, "--help").stdout
            for flag in re.findall(r"^  (--[\w-]+)", told.split("\nmodels")[0], re.M):
                self.assertRegex(page, rf"\.BI {flag}( |\n)")
            for code in re.findall(r"^  (\d[\d, ]*\d|\d)  ", told.split("\nexit codes")[1], re.M):
                self.assertIn(f".B {code}\n", page)
        for model in json.loads(run("describe").stdout)["models"]:
            part = page.split(f".SH MODEL {model['id']}\n")[1].split("\n.SH")[0]
            names = [p["id"] for p in model["parameters"]]
            names += [f"{s['id']}.{p['id']}" for s in model["seedings"] for p in s["parameters"]]
            names += [f"seeding {s['id']}" for s in model["seedings"]] + [f"view {v['id']}" for v in model["views"]]
            for name in names:
                self.assertIn(f".B --{name}\n", part)

    def test_its_examples_run(self):
        lines = re.findall(r"^\.B (morphogen .*)", self.page.split(".SH EXAMPLES")[1].split("\n.SH")[0].replace("\\-", "-"), re.M)
        self.assertGreater(len(lines), 8)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(GOLDEN.parents[2] / "models", folder + "/models")
            for line in lines:
                done = subprocess.run([MORPHOGEN, *shlex.split(line)[1:]], capture_output=True, text=True, cwd=folder, timeout=300)
                self.assertEqual((done.returncode, done.stderr), (0, ""), line)
            for name in "surface.glb", "slice.png", "v-000001000.vti", "run.csv", "print.stl", "map.png", "ensemble.csv", "surface.ply":
                self.assertTrue(os.path.getsize(os.path.join(folder, name)) > 100, name)


class Validate(unittest.TestCase):
    PUBLISHED = {"mode (1,0,0), N=64": 0.2139365, "mode (1,1,1), N=64": 0.00972184, "largest v": 0.2, "001-01, t=50: mean": 60.65307,
                 "002-01, t=10: mean": 6.321206, "003-01, t=20: mean": 38.315665, "004-01, t=10: mean": 21.616618,
                 "A + F -> 2 A from 5 and 20, t=10: variance": 10.2233, "A -> 0 from 30, t=10: mean": 18.1959}

    def test_its_rows_hold_and_stand_beside_the_published_answers(self):
        got = run("validate", "--json")
        self.assertEqual((got.returncode, got.stderr), (0, ""))
        rows = json.loads(got.stdout)
        for case, answer in self.PUBLISHED.items():
            row, = (row for row in rows if case in row["case"])
            self.assertLess(abs(row["expected"] - answer), 1e-5 * answer, case)
        bits = [row["expected"] for row in rows if row["case"].startswith("bits: ")]
        self.assertEqual(bits, [row[-1] for row in golden_rows()])
        for row in rows:
            self.assertTrue(row["holds"], row)
            self.assertEqual(row["source"].strip(), row["source"])
            if not isinstance(row["expected"], str):
                self.assertLessEqual(abs(row["got"] - row["expected"]), row["tolerance"], row)
                self.assertLess(row["tolerance"], 0.08 * max(1, abs(row["expected"])), row)


class Bench(unittest.TestCase):
    def test_its_json_has_rows_with_units(self):
        rows = json.loads(run("bench", "--json", "--size", "32", "--steps", "4").stdout)["rows"]
        self.assertGreater(len(rows), 4)
        for row in rows:
            self.assertGreater(row["median"], 0)
            self.assertTrue(row["unit"])


class Refusals(unittest.TestCase):
    def expect(self, code, part, *words):
        got = run(*words)
        self.assertEqual(got.returncode, code, words)
        self.assertIn(part, got.stderr)
        self.assertEqual(got.stdout, "")

    def test_inputs_that_cannot_be_read_have_one_exit_code(self):
        with tempfile.TemporaryDirectory() as folder:
            none, zero = os.path.join(folder, "none"), os.path.join(folder, "zero")
            pathlib.Path(zero).write_bytes(b"species A\0")
            for part, end in ("No such file", none), ("no text", zero):
                for flag in "--network", "--scene":
                    self.expect(1, part, "run", flag, end)
                self.expect(1, part, "describe", "--network", end)
            for words in ("info", none), ("resume", none, "--steps", "9"), ("run", "gray_scott", "--start", none + ".npy"):
                self.expect(1, "No such file", *words)

    def test_not_understood(self):
        self.expect(2, "nonsense", "nonsense")
        self.expect(2, "--nonsense", "hash", "--nonsense")
        self.expect(2, "8x8", "hash", "--size", "8x8")
        self.expect(2, "-5", "hash", "--steps", "-5")
        self.expect(2, "feed", "hash", "--set", "feed")
        self.expect(2, "open", "hash", "--boundary", "open")
        self.expect(2, "second", "hash", "gray_scott", "second")
        self.expect(2, "did you mean bench?", "bnech")
        self.expect(2, "--steps is for other commands", "info", "a.mgs", "--steps", "3")
        self.expect(2, "--steps?", "hash", "--step")
        self.expect(2, "1e999", "hash", "--set", "feed=1e999")
        self.expect(2, "did you mean --feed?", "hash", "--set", "fead=1")
        for setting in "feed", "feed=", "=1", "feed=1,", ",", "":
            self.expect(2, "NAME=VALUE", "hash", "--set", setting)
        for seed in "-5", " -5", "+5", "5x", "18446744073709551616", "":
            self.expect(2, "--seed wants", "hash", "--seed", seed)
        self.expect(1, "No such file", "hash", "--network", "/no/such.rxn")
        self.expect(2, "did you mean --steps?", "run", "gray_scott", "-steps", "5")
        self.expect(1, "cannot read -a.mgs", "info", "--", "-a.mgs")
        self.expect(1, "cannot read --help", "info", "--", "--help")
        self.expect(2, "w65", "run", *(f"w{i}" for i in range(1, 66)))
        self.expect(2, "one model", "run", *(f"w{i}" for i in range(1, 65)))
        self.assertEqual(run().returncode, 2)

    def test_refused(self):
        self.expect(1, "nonsense", "hash", "--model", "nonsense")
        self.expect(1, "nonsense", "hash", "--seeding", "nonsense")
        self.expect(1, "there is no model", "hash", "nonsense")
        self.expect(1, "did you mean gray_scott or gray_scott_molecules?", "hash", "gray_scot")
        self.expect(1, "7 is outside 0..0.1", "hash", "--set", "feed=7")
        self.expect(1, "nx = 4 is outside 8..4096", "hash", "--size", "4")
        self.expect(1, "would fit", "hash", "--size", "512", "--memory-mb", "100")
        self.expect(1, "stability limit", "hash", "--size", "16", "--set", "du=1,dt=4")
        self.expect(1, "99 is outside", "hash", "--threads", "99")
        self.expect(1, "9 steps is outside 0..8", "hash", "--size", "16", "--tiling", "9")
        self.expect(1, "rdme", "hash", "--model", "rdme", "--size", "16", "--tiling", "2")
        self.expect(2, "--tiling", "hash", "--tiling", "2,3,4,5")


if __name__ == "__main__":
    unittest.main()
