#!/usr/bin/env python3
"""check_supply.py, with an npm in front of the real one that answers as npm 11 does: its report has version 2."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
LOCK = json.loads((TESTS.parent / "web/package-lock.json").read_text())["packages"]
NO_ANSWER = {"message": "405 Method Not Allowed - POST /-/npm/v1/security/advisories/bulk", "method": "POST", "statusCode": 405,
             "body": "", "error": {"summary": "", "detail": ""}}


def vulnerability(name, severity, via):
    return {"name": name, "severity": severity, "isDirect": True, "via": via, "effects": [], "range": "*",
            "nodes": [f"node_modules/{name}"], "fixAvailable": False}


def report(*holes):
    return {"auditReportVersion": 2, "vulnerabilities": {hole["name"]: hole for hole in holes},
            "metadata": {"vulnerabilities": {"total": len(holes)}, "dependencies": {"total": 1}}}


def advisory(name, severity):
    return {"source": 1, "name": name, "dependency": name, "title": f"Made up for a test of {name}", "url": "https://example.org/1",
            "severity": severity, "cwe": ["CWE-1321"], "cvss": {"score": 9.8, "vectorString": None}, "range": "*"}


class Supply(unittest.TestCase):
    def check(self, answer, expect):
        """What check_supply.py says where npm audit answers so in web, and in other folders that there is nothing."""
        with tempfile.TemporaryDirectory() as folder:
            npm = pathlib.Path(folder, "npm")
            npm.write_text(f"#!{sys.executable}\nimport os, sys\nassert sys.argv[1:3] == ['audit', '--json']\n"
                           f"web = os.path.basename(os.getcwd()) == 'web'\n"
                           f"print({json.dumps(answer)!r} if web else {json.dumps(report())!r})\n"
                           f"sys.exit(1)\n")                 # as npm does where there is anything
            npm.chmod(0o755)
            done = subprocess.run([sys.executable, TESTS / "check_supply.py"], capture_output=True, text=True,
                                  env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout

    def test_a_critical_hole_fails_with_name_and_version(self):
        holes = [vulnerability("three", "critical", [advisory("three", "critical")]), vulnerability("vite", "high", ["three"]),
                 vulnerability("fflate", "moderate", [advisory("fflate", "moderate")])]
        told = self.check(report(*holes), 1)
        version = {name: LOCK[f"node_modules/{name}"]["version"] for name in ("three", "vite")}
        self.assertIn(f"web: three {version['three']} has a known hole of level critical (Made up for a test of three)", told)
        self.assertIn(f"web: vite {version['vite']} has a known hole of level high (through three)", told)
        self.assertNotIn("fflate", told)

    def test_less_severe_ones_pass(self):
        self.assertNotIn("hole of", self.check(report(vulnerability("fflate", "moderate", [advisory("fflate", "moderate")])), 0))

    def test_no_answer_is_told_and_passes(self):
        self.assertIn("npm audit got no answer from the registry for web:", self.check(NO_ANSWER, 0))


if __name__ == "__main__":
    unittest.main()
