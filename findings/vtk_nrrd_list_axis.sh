#!/bin/sh
# VTK 9.1 keeps the list axis of an NRRD file as a spatial one where `space` or `space dimension` stands before `sizes`.
#
# Two values a voxel, 13x11x9 voxels with edges of 1, 2 and 3: `sizes: 2 13 11 9`, `kinds: list domain domain domain` and
# `space directions: none (1,0,0) (0,2,0) (0,0,3)`. The format wants `dimension` before the fields of axes and `space` before
# `space directions`; both orders below are valid, and teem's `unu save` itself writes `space` before `sizes`.
# A good guess is the same image in both orders. Seen with Debian 12's python3-vtk9 9.1.0+really9.1.0+dfsg2-5+deb12u1:
#     sizes, then space             13x11x9, 2 components, spacing 1 2 3
#     space, then sizes             13x11x1, 2 components, spacing 1 2 3
#     as unu save writes it         13x11x1, 2 components, spacing 1 2 3
# No error and no warning tells of the eight layers that are left out. A writer for VTK puts `sizes` first.
#
# Wants Debian's python3-vtk9, python3-numpy and teem-apps. Exits 0 if VTK does what is written here, 1 if not, 2 if it could
# not be asked.
set -eu

/usr/bin/python3 -c 'import numpy, vtk' && command -v teem-unu >/dev/null || {
    echo "apt-get install python3-vtk9 python3-numpy teem-apps" >&2
    exit 2
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >ask.py <<'PYTHON'
import subprocess
import sys

import numpy
import vtk

CONTROLLER = vtk.vtkDummyController()            # Debian's reader is the parallel one and asks for it
vtk.vtkMultiProcessController.SetGlobalController(CONTROLLER)
TYPE = ["NRRD0004", "type: float", "dimension: 4"]
SIZES = ["sizes: 2 13 11 9"]
SPACE = ["space: left-posterior-superior"]
REST = ["kinds: list domain domain domain", "space directions: none (1,0,0) (0,2,0) (0,0,3)", "endian: little", "encoding: raw"]
VALUES = numpy.arange(2 * 13 * 11 * 9, dtype="<f4").tobytes()


def write(path, *lines):
    with open(path, "wb") as file:
        file.write("\n".join([*TYPE, *lines, *REST]).encode() + b"\n\n" + VALUES)


def read(path):
    reader = vtk.vtkNrrdReader()
    reader.SetFileName(path)
    reader.Update()
    image = reader.GetOutput()
    return image.GetDimensions(), image.GetNumberOfScalarComponents(), image.GetSpacing()


write("sizes_first.nrrd", *SIZES, *SPACE)
write("space_first.nrrd", *SPACE, *SIZES)
subprocess.run(["teem-unu", "save", "-f", "nrrd", "-e", "raw", "-i", "sizes_first.nrrd", "-o", "unu.nrrd"], check=True)
WHOLE = (13, 11, 9), 2, (1, 2, 3)
CUT = (13, 11, 1), 2, (1, 2, 3)
is_as_written = True
print("VTK", vtk.vtkVersion.GetVTKVersion())
for path, expected in ("sizes_first.nrrd", WHOLE), ("space_first.nrrd", CUT), ("unu.nrrd", CUT):
    got = read(path)
    is_as_written &= got == expected
    print(f"{path:<18} {'x'.join(map(str, got[0]))}, {got[1]} components, spacing {got[2]}", "" if got == expected else "CHANGED")
sys.exit(not is_as_written)
PYTHON
/usr/bin/python3 ask.py
