#!/usr/bin/env python3
"""What comes from npm is what the lock files say, under licences that we allow, and without holes that are known.

Every package has an exact version and a hash in a lock file, and a licence of web/licences.txt. Then npm audit asks the
registry: a vulnerability of level high or critical fails. Without an answer (no network, a registry without this
service) that is said, and the rest counts."""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ["web", "web/node", "bench/node"]
MANIFESTS = [*ROOT.glob("web/package.json"), *ROOT.glob("web/*/package.json"), *ROOT.glob("bench/node/package.json")]
LICENCES = ROOT / "web/licences.txt"
PAGE = "app"                                      # the workspace whose dependencies visitors get
SEVERE = ["high", "critical"]
AUDIT_SECONDS = 60


def read_licences():
    """{"page": what visitors may get, "tools": that and what only builds and tests may have}, {package: licence}"""
    rows = [line.split() for line in LICENCES.read_text().splitlines() if line and not line.startswith("#")]
    page = {row[1] for row in rows if row[0] == "page"}
    tools = page | {row[1] for row in rows if row[0] == "tools"}
    return {"page": page, "tools": tools}, {row[1]: row[2] for row in rows if row[0] == "of"}


def is_allowed(expression, names):
    """Of an SPDX expression: AND binds closer than OR, as SPDX has it."""
    words = re.findall(r"[()]|[^\s()]+", expression)

    def alternatives():
        result = conjunction()
        while words and words[0] == "OR":
            words.pop(0)
            result = conjunction() or result
        return result

    def conjunction():
        result = term()
        while words and words[0] == "AND":
            words.pop(0)
            result = term() and result
        return result

    def term():
        word = words.pop(0) if words else ""
        if word != "(":
            return word in names
        result = alternatives()
        return words and words.pop(0) == ")" and result

    return bool(alternatives()) and not words


assert is_allowed("(GPL-3.0-only OR MIT) AND ISC", {"MIT", "ISC"})
assert not is_allowed("MIT AND GPL-3.0-only", {"MIT"}) and not is_allowed("GPL-3.0-only WITH MIT", {"MIT"})


def resolve(packages, place, name):
    """Where the package of this name lies for who stands at `place`: node looks in every node_modules on the way up."""
    while True:
        path = f"{place}/node_modules/{name}".lstrip("/")
        if path in packages:
            return packages[path].get("resolved", path) if packages[path].get("link") else path
        if not place:
            return None                           # an optional one of another system
        place = re.sub(r"(^|/)(node_modules/)?(@[^/]+/)?[^/]+$", "", place)


def sent_to_visitors(packages):
    """Places of the lock file that the page's own dependencies lead to."""
    found, open_places = set(), [PAGE] if PAGE in packages else []
    while open_places:
        place = open_places.pop()
        found.add(place)
        targets = (resolve(packages, place, name) for name in packages[place].get("dependencies", {}))
        open_places += [target for target in targets if target is not None and target not in found]
    return found


def problems_of(folder, allowed, licence_of):
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    for_visitors = sent_to_visitors(lock)
    for place, package in lock.items():
        if "node_modules/" not in place or package.get("link"):
            continue                              # the root, and workspaces of ours
        name = place.rpartition("node_modules/")[2]
        use = "page" if place in for_visitors else "tools"
        licence = package.get("license", licence_of.get(name, "none"))
        if not is_allowed(licence, allowed[use]):
            yield f"{folder}: {place} has the licence {licence}, which web/licences.txt does not allow for {use}"
        if "integrity" not in package and not package.get("inBundle"):
            yield f"{folder}: {place} has no hash in package-lock.json"


def loose_versions(manifest):
    described = json.loads(manifest.read_text())
    for kind in ("dependencies", "devDependencies", "optionalDependencies"):
        for name, version in described.get(kind, {}).items():
            if not re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", version):
                yield f"{manifest.relative_to(ROOT)}: {name} {version} is not one version"


def start_audit(folder):
    command = ["npm", "audit", "--json", "--fetch-retries=0", f"--fetch-timeout={AUDIT_SECONDS * 500}"]
    return subprocess.Popen(command, cwd=ROOT / folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def severe_holes(folder, process):
    """Sentences, or None where the registry gives no answer."""
    try:
        answer = json.loads(process.communicate(timeout=AUDIT_SECONDS)[0])
    except (subprocess.TimeoutExpired, ValueError):
        process.kill()
        return None
    if "vulnerabilities" not in answer:
        return None
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    return [sentence for hole in answer["vulnerabilities"].values() if hole["severity"] in SEVERE
            for sentence in sentences_of(folder, hole, lock)]


def sentences_of(folder, hole, lock):
    """Of a vulnerability as npm tells it: one for every place of the lock file where the package lies."""
    causes = "; ".join(cause["title"] if isinstance(cause, dict) else f"through {cause}" for cause in hole["via"])
    for place in hole["nodes"]:
        version = lock.get(place, {}).get("version", "of no version")
        yield (f"{folder}: {hole['name']} {version} has a known hole of level {hole['severity']} ({causes}); "
               f"npm audit in {folder} says more")


audits = {folder: start_audit(folder) for folder in FOLDERS}
found = [problem for folder in FOLDERS for problem in problems_of(folder, *read_licences())]
found += [problem for path in MANIFESTS for problem in loose_versions(path)]
answers = {folder: severe_holes(folder, process) for folder, process in audits.items()}
found += [sentence for sentences in answers.values() for sentence in sentences or []]
print("\n".join(found) or f"supply: {len(FOLDERS)} lock files, every package with a hash and an allowed licence")
unanswered = [folder for folder, sentences in answers.items() if sentences is None]
if unanswered:
    print(f"supply: npm audit got no answer from the registry for {', '.join(unanswered)}: no holes looked for")
sys.exit(bool(found))
