#!/usr/bin/python3
"""Grows every scene of the gallery and measures whether it looks as its words say.

    tests/gallery/verify_gallery.py --morphogen build/release/morphogen [--only NAME,...] [--keep FOLDER]

"shape" is told by the shape index of Koenderink and van Doorn (1992, Image and Vision Computing 10, 557) of the isosurface,
2/pi atan((k1 + k2) / (k1 - k2)) with the principal curvatures k1 >= k2, positive where the surface bulges outwards: its median
is 1 for balls, 1/2 for tubes, about 0 for sheets and saddles, below 0 where the outside is what is round. "motion" is told by how
much the shown field changes during the next twentieth of the run, beside its own spread. Prints a line per scene and exits with
1 if one does not look as described.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLImageDataReader

SCENES = pathlib.Path(__file__).resolve().parents[2] / "scenes"
SHAPES = {"any": (-1.0, 1.0), "balls": (0.72, 1.0), "tubes": (0.33, 0.72), "sheets": (-0.33, 0.33), "holes": (-1.0, -0.33)}
MOTIONS = {"any": (0.0, 2.0), "settles": (0.0, 0.12), "creeps": (0.05, 0.45), "restless": (0.3, 2.0), "grows": (0.05, 2.0)}
ROUNDS_FOR_MOLECULES = 3                    # of smoothing: counts are rough from cell to cell, shapes are some cells large


def derivative(f, axis):
    return (np.roll(f, -1, axis) - np.roll(f, 1, axis)) / 2


def curvatures(f):
    """Mean and Gaussian curvature of the level sets of f, positive where {f > iso} bulges (Goldman 2005, CAGD 22, 632)."""
    g = [derivative(f, axis) for axis in range(3)]
    hessian = [[derivative(g[i], j) for j in range(3)] for i in range(3)]
    norm2 = sum(d * d for d in g) + 1e-30
    norm = np.sqrt(norm2)
    trace = sum(hessian[i][i] for i in range(3))
    bent = sum(g[i] * hessian[i][j] * g[j] for i in range(3) for j in range(3))
    mean = (bent - norm2 * trace) / (2 * norm2 * norm)
    adjoint = lambda i, j: (hessian[(j + 1) % 3][(i + 1) % 3] * hessian[(j + 2) % 3][(i + 2) % 3]
                            - hessian[(j + 1) % 3][(i + 2) % 3] * hessian[(j + 2) % 3][(i + 1) % 3])
    gauss = sum(g[i] * adjoint(i, j) * g[j] for i in range(3) for j in range(3)) / (norm2 * norm2)
    return mean, gauss


def shape_index(f, isovalue, periodic):
    inside = f > isovalue
    near = np.zeros(f.shape, bool)
    for axis in range(3):
        crossed = inside != np.roll(inside, -1, axis)
        near |= crossed | np.roll(crossed, 1, axis)
    for axis, wraps in enumerate(periodic):
        if not wraps:                        # the wall is no surface
            edge = [slice(None)] * 3
            for part in (slice(0, 2), slice(-2, None)):
                edge[axis] = part
                near[tuple(edge)] = False
    if not near.any():
        return float("nan")
    mean, gauss = (c[near] for c in curvatures(f))
    half_difference = np.sqrt(np.maximum(mean * mean - gauss, 1e-12))
    return float(np.median(2 / np.pi * np.arctan2(mean, half_difference)))


def grow(morphogen, scene_path, scene, folder, keep):
    """The shown scalar at the scene's last step and a twentieth of the run later, [z, y, x]."""
    later = scene["steps"] + max(1, scene["steps"] // 20)
    snapshot = f"{keep or folder}/{scene_path.stem}.mgs"
    subprocess.run([morphogen, "run", "--quiet", "--scene", str(scene_path), "--volume", f"{folder}/a.vti", "--snapshot", snapshot],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run([morphogen, "resume", snapshot, "--quiet", "--steps", str(later), "--volume", f"{folder}/b.vti"],
                   check=True, stdout=subprocess.DEVNULL)
    return f"{folder}/a.vti", f"{folder}/b.vti"


def read_view(path, view_id):
    reader = vtkXMLImageDataReader()
    reader.SetFileName(path)
    reader.Update()
    image = reader.GetOutput()
    values = vtk_to_numpy(image.GetPointData().GetArray(view_id))
    return values.reshape(image.GetDimensions()[::-1]).astype(np.float64)


def smooth(f, rounds):
    for _ in range(rounds):
        for axis in range(3):
            f = (np.roll(f, 1, axis) + 2 * f + np.roll(f, -1, axis)) / 4
    return f


def look_at(morphogen, path, model, keep):
    scene = json.loads(path.read_text())
    view_id = scene.get("view", model["views"][0]["id"])
    isovalue = scene.get("iso", next(view["isovalue"] for view in model["views"] if view["id"] == view_id))
    # A file holds molecules where the view of the same name shows their number in a unit of volume.
    volumes = [p["initial"] for p in model["parameters"] if p["id"] == "volume" and view_id in (f["id"] for f in model["fields"])]
    isovalue *= scene["parameters"].get("volume", volumes[0]) if volumes else 1
    rounds = ROUNDS_FOR_MOLECULES if model["molecules"] else 0
    with tempfile.TemporaryDirectory() as folder:
        rough = [read_view(file, view_id) for file in grow(morphogen, path, scene, folder, keep)]
    before, after = (smooth(f, rounds) for f in rough)
    walls = scene.get("boundary", "periodic")
    walls = walls if isinstance(walls, list) else [walls] * 3
    inside = float((rough[0] > isovalue).mean())
    motion = float(np.abs(after - before).mean() / max(np.abs(before - before.mean()).mean(), 1e-30))
    return scene, inside, shape_index(before, isovalue, [wall == "periodic" for wall in reversed(walls)]), motion


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--morphogen", default="build/release/morphogen")
    options.add_argument("--only", default="")
    options.add_argument("--keep", default="")
    options = options.parse_args()
    described = json.loads(subprocess.run([options.morphogen, "describe"], check=True, capture_output=True).stdout)
    models = {model["id"]: model for model in described["models"]}
    only = [name for name in options.only.split(",") if name]
    wrong = 0
    print(f"{'scene':32} {'inside':>7} {'shape':>6} {'motion':>7}  described as")
    for path in sorted(SCENES.glob("*.json")):
        if only and path.stem not in only:
            continue
        scene, inside, shape, motion = look_at(options.morphogen, path, models[json.loads(path.read_text())["model"]], options.keep)
        least, most = SHAPES[scene["shape"]]
        slowest, fastest = MOTIONS[scene["motion"]]
        good = 0.005 < inside < 0.995 and (scene["shape"] == "any" or least <= shape <= most) and slowest <= motion <= fastest
        wrong += not good
        print(f"{path.stem:32} {inside:7.3f} {shape:6.2f} {motion:7.3f}  {scene['shape']}, {scene['motion']}"
              f"{'' if good else '   <- does not look like it'}", flush=True)
    sys.exit(1 if wrong else 0)


main()
