#!/usr/bin/env python3
"""One list of faults, run through every reader of files and texts: what may be read has the right values, what may not is
refused with its cause.
    test_readers.py MORPHOGEN"""
import gzip
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest

import json_faults
import numpy

MORPHOGEN = os.path.abspath(sys.argv.pop(1))
SIZE = (8, 9, 10)                                            # x, y, z
VALUES = numpy.arange(720, dtype="<f4").reshape(10, 9, 8)
MARK = b"\xef\xbb\xbf"


# ---- files of each kind, whole unless a part is replaced

def npy(descr="'<f4'", order="False", shape="(10, 9, 8)", more="", data=VALUES.tobytes()):
    head = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, {more}}}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + data


def nrrd(*lines, sizes="8 9 10", dimension="3", encoding="raw", endian="endian: little", data=VALUES.tobytes()):
    head = [f"NRRD0005", "type: float", f"dimension: {dimension}", f"sizes: {sizes}", f"encoding: {encoding}", endian, *lines]
    return "\n".join(line for line in head if line).encode() + b"\n\n" + data


TEXT = " ".join(str(float(v)) for v in VALUES.ravel())


def vti(image='WholeExtent="0 7 0 8 0 9" Spacing="0.5 0.5 0.5"', piece="0 7 0 8 0 9", data="PointData", values=TEXT, rd="",
        array='type="Float32" Name="v" format="ascii"', file='byte_order="LittleEndian"'):
    return (f'<?xml version="1.0"?>\n<VTKFile type="ImageData" version="1.0" {file}>{rd}<ImageData {image}><Piece Extent="{piece}">'
            f"<{data}><DataArray {array}>{values}</DataArray></{data}></Piece></ImageData></VTKFile>").encode()


def described(**more):
    return json.dumps({"file": "values.raw", "size": list(SIZE), "type": "f4", **more}).encode()


FORMULA = "delta_a = D_a * laplacian_a - a*b*b + F*(1.0f-a); delta_b = D_b * laplacian_b + a*b*b - (F+K)*b;"


def ready(formula='number_of_chemicals="2"', rule='name="Gray-Scott" type="formula" wrap="1"', text=FORMULA, more="", plane=False, **other):
    parameters = {"timestep": "1", "D_a": "0.082", "D_b": "0.041", "K": "0.06", "F": "0.035", **other}
    rd = "".join(f'<param name="{name}">{value}</param>' for name, value in parameters.items() if value is not None)
    nz = 1 if plane else 10
    b = f'</DataArray><DataArray type="Float32" Name="b" format="ascii">{"0.2 " * 72 * nz}'
    return vti(image=f'WholeExtent="0 7 0 8 0 {nz - 1}"', piece=f"0 7 0 8 0 {nz - 1}", array='type="Float32" Name="a" format="ascii"',
               values="1 " * 72 * nz + b, rd=f"<RD><rule {rule}>{rd}<formula {formula}>{text}</formula></rule>{more}</RD>")


def overlay(value="0.5", element="everywhere"):
    return ready(more='<initial_pattern_generator apply_when_loading="true"><overlay chemical="b"><overwrite/>'
                      f'<constant value="{value}"/><{element}/></overlay></initial_pattern_generator>')


NETWORK = "species A D = 0.1 initial = 5\nreaction A -> 0 rate 0.1\n"
EQUATIONS = ("parameter dt = 0.1 in 0.001..1\nparameter D = 0.1 in 0..1\nfield u in 0..1\ndu/dt = D * lap(u)\n"
             "start noise: u = 0.1 * noise\n")
SCENE = {"model": "gray_scott", "size": 8, "steps": 1}

# ---- snapshots: sections with their checksums, of which one is replaced

def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xffffffff)


def sections_of(data):
    at, sections = 32, []
    while at < len(data):
        tag, number, size = struct.unpack_from("<4sIQ", data, at)
        sections.append((tag, number, data[at + 20:at + 20 + size]))
        at += 24 + size
    return sections


def snapshot_of(sections):
    body = b""
    for tag, number, payload in sections:
        head = struct.pack("<4sIQ", tag, number, len(payload))
        body += head + crc32c(head) + payload + crc32c(payload)
    head = b"\x89MGS\r\n\x1a\n" + struct.pack("<IIQI", 1, len(sections), 32 + len(body), 0)
    return head + crc32c(head) + body


def entry(kind, name, value):
    """value: bytes of text for kind s, else a number."""
    packed = value if kind == "s" else struct.pack("<Q" if kind == "u" else "<d", value)
    return struct.pack("<cBH", kind.encode(), len(name), len(packed)) + name.encode() + packed


def make_snapshot():
    with tempfile.TemporaryDirectory() as folder:
        text, path = pathlib.Path(folder, "n.rxn"), pathlib.Path(folder, "n.mgs")
        text.write_text(NETWORK)
        words = ["run", "--network", text, "--size", "8", "--steps", "3", "--snapshot", path]
        subprocess.run([MORPHOGEN, *words], check=True, capture_output=True)
        return path.read_bytes()


SNAPSHOT = make_snapshot()


def snapshot(tag, change):
    """With the payload of the section replaced by what change makes of it."""
    sections = sections_of(SNAPSHOT)
    return snapshot_of([(*head, change(payload) if head == [tag, 0] else payload) for *head, payload in sections])


HALF = {"size": list(SIZE), "dx": 0.5}
WHOLE = {"size": list(SIZE), "dx": 1}

# ---- the list: fault, reader, file, and what info tells of it or the words of a refusal

LIST = [
    ("nothing", "npy", npy(), WHOLE),
    ("nothing", "nrrd", nrrd("spacings: 0.5 0.5 0.5"), HALF),
    ("nothing", "vti", vti(), HALF),
    ("nothing", "json", described(spacing=[0.5, 0.5, 0.5]), HALF),
    ("nothing", "ready", ready(), {**WHOLE, "model": "gray_scott", "refusal": ""}),
    ("nothing", "overlay", overlay(), {"model": "gray_scott", "mean": 0.5}),
    ("nothing", "network", NETWORK.encode(), {}),
    ("nothing", "equations", EQUATIONS.encode(), {}),
    ("nothing", "scene", json.dumps(SCENE).encode(), {"size": [8, 8, 8], "steps": 1, "seed": "1337"}),
    ("nothing", "scene",
     json_faults.scene('"size": "9x8x10", "dx": 1.5, "seed": "18446744073709551615", "parameters": {"feed": 3e-2}'),
     {"size": [9, 8, 10], "dx": 1.5, "seed": "18446744073709551615", "feed": 0.03}),
    ("nothing", "snapshot", SNAPSHOT, {"steps": 3, "model": "network"}),
    ("nothing", "snapshot", snapshot_of(sections_of(SNAPSHOT)), {"steps": 3, "model": "network"}),

    ("something behind a number", "npy", npy(shape="(10, 9x, 8)"), "shape \\(10, 9x, 8\\)"),
    ("something behind a number", "nrrd", nrrd("spacings: 0,5 0,5 0,5"), "spacings '0,5 0,5 0,5'"),
    ("something behind a number", "nrrd", nrrd(sizes="8 9 10x"), "sizes '8 9 10x'"),
    ("something behind a number", "nrrd", nrrd(encoding="ascii", data=(TEXT + "f").encode()), "value 720 .* '719.0f'"),
    ("something behind a number", "nrrd", nrrd("space dimension: 3", "space origin: (1,2,3) mm"), "space origin"),
    ("something behind a number", "nrrd", nrrd("byte skip: 0x"), "'0x'"),
    ("something behind a number", "vti", vti(image='WholeExtent="0 7 0 8 0 9" Spacing="0,5 0,5 0,5"'), "Spacing is '0,5"),
    ("something behind a number", "vti", vti(image='WholeExtent="0 7 0 8 0 9a"'), "WholeExtent is"),
    ("something behind a number", "vti", vti(values=TEXT.replace(" 1.0 ", " 1,0 ")), "value 2 .* '1,0'"),
    ("something behind a number", "vti", vti(array='type="Float32" Name="v" format="ascii" NumberOfComponents="1x"'), "'1x' components"),
    ("something behind a number", "json", described(size=[8, 9, "10"]), '"size" should be'),
    ("something behind a number", "json", described(spacing=[1, 1, "0,5"]), '"spacing" should be'),
    ("something behind a number", "ready", ready(D_a="0,082"), {"refusal": "the pattern's parameter D_a is '0,082', which is no number"}),
    ("something behind a number", "overlay", overlay("1,0"), {"refusal": "an overlay of the pattern has '1,0' where a number should be",
                                                              "mean": 0.2}),
    ("something behind a number", "network", NETWORK.replace("0.1 ", "0,1 ").encode(), "line 1"),
    ("something behind a number", "equations", EQUATIONS.replace("D = 0.1", "D = 0,1").encode(), "line 2, column 16"),
    ("something behind a number", "equations", EQUATIONS.replace("D * lap", "0.1x * lap").encode(), "line 4"),
    ("something behind a number", "snapshot", snapshot(b"NETW", lambda text: text.replace(b"0.1 ", b"0,1 ")), "line 1"),
    ("something behind a number", "snapshot", snapshot(b"META", lambda meta: meta + b"x"), "'META' is too short"),

    ("byte order mark", "nrrd", MARK + nrrd("spacings: 0.5 0.5 0.5"), HALF),
    ("byte order mark", "vti", MARK + vti(), HALF),
    ("byte order mark", "json", MARK + described(), WHOLE),
    ("byte order mark", "ready", MARK + ready(), {"model": "gray_scott"}),
    ("byte order mark", "scene", MARK + json.dumps(SCENE).encode(), {"size": [8, 8, 8], "steps": 1}),
    ("byte order mark", "network", MARK + NETWORK.encode(), {}),
    ("byte order mark", "equations", MARK + EQUATIONS.encode(), {}),
    ("byte order mark", "snapshot", snapshot(b"NETW", lambda text: MARK + text), {"steps": 3, "model": "network"}),
    ("signs as papers write them", "network", "species A D = 0.1·1 initial = 5\nreaction A ⇌ ∅ rate 1, 2−1".encode(), {}),
    ("signs as papers write them", "network", "species A D = 0.1 – 0.05\n".encode(), "line 1, column 19: .* '–'; write -"),
    ("another encoding", "scene", json.dumps(SCENE).encode("utf-16"), "UTF-16"),
    ("another encoding", "network", '# café\n'.encode("latin-1") + NETWORK.encode(), "this is not UTF-8; save the text as UTF-8"),
    ("another encoding", "network", NETWORK.encode("utf-16"), "UTF-16"),
    ("another encoding", "equations", EQUATIONS.encode("utf-16"), "UTF-16"),
    ("another encoding", "snapshot", snapshot(b"NETW", lambda text: text.decode().encode("utf-16")),
     "line 1, column 1"),
    ("another encoding", "json", described().decode().encode("utf-16"), "UTF-8"),
    ("another encoding", "vti", vti().decode().encode("utf-16"), "UTF-16"),
    ("comments before the first tag", "vti", b"<!-- by hand -->\n" + vti(), HALF),

    ("more values than points", "npy", npy(data=VALUES.tobytes() + b"12"), "2 bytes more"),
    ("more values than points", "nrrd", nrrd(data=VALUES.tobytes() + b"1234"), "4 bytes more"),
    ("more values than points", "nrrd", nrrd(encoding="ascii", data=(TEXT + " 7").encode()), "1 bytes more"),
    ("more values than points", "nrrd", nrrd(encoding="gzip", data=gzip.compress(VALUES.tobytes() + b"1234")), "2880 bytes"),
    ("more values than points", "vti", vti(values=TEXT + " 7"), "more than the 720"),
    ("more values than points", "json", described(size=[8, 9, 9]), "bytes"),
    ("more values than points", "ready", ready().replace(b"1 1 1", b"1 1 1 1", 1), "more than the 720"),

    ("NaN among the values", "npy", npy(data=numpy.where(VALUES == 9, numpy.nan, VALUES).astype("<f4").tobytes()), "\\(1, 1, 0\\).* nan"),
    ("NaN among the values", "nrrd", nrrd(encoding="ascii", data=TEXT.replace(" 9.0 ", " NaN ").encode()), "\\(1, 1, 0\\).* nan"),
    ("NaN among the values", "vti", vti(values=TEXT.replace(" 9.0 ", " NaN ")), "\\(1, 1, 0\\) of array v.* nan"),
    ("NaN among the values", "vti", vti(values=TEXT.replace(" 9.0 ", " -Infinity ")), "\\(1, 1, 0\\) of array v.* -inf"),
    ("NaN among the values", "ready", ready(K="nan"), {"refusal": "the pattern's parameter K is 'nan', which is no number"}),

    ("spacing unknown", "nrrd", nrrd("spacings: NaN 0.5 0.5 0.5", "kinds: list domain domain domain", sizes="1 8 9 10", dimension="4"),
     {**HALF, "spacing": [0.5, 0.5, 0.5], "note": ""}),
    ("spacing unknown", "nrrd", nrrd("spacings: 0.5 0.5 NaN"),
     {"spacing": [0.5, 0.5, 1], "note": "the spacing along z is unknown and taken as 1"}),
    ("spacing 0", "nrrd", nrrd("spacings: 0.5 0 0.5"), "spacing along y is 0"),
    ("spacing 0", "vti", vti(image='WholeExtent="0 7 0 8 0 9" Spacing="1 1 0"'), "spacing along z is 0"),
    ("spacing 0", "json", described(spacing=[1, 0, 1]), "spacing along y is 0"),
    ("spacing 0", "ready", ready(dx="0"), {"refusal": "the pattern's parameter dx is 0, which is no length"}),
    ("spacing negative", "nrrd", nrrd("spacings: -0.5 0.5 0.5"), {**HALF, "turned": True}),
    ("spacing negative", "vti", vti(image='WholeExtent="0 7 0 8 0 9" Spacing="0.5 -0.5 0.5"'), {**HALF, "turned": True}),
    ("spacing negative", "json", described(spacing=[0.5, 0.5, -0.5]), {**HALF, "turned": True}),
    ("spacing of edges", "nrrd", nrrd("axis mins: 0 0 0", "axis maxs: 4 4.5 5", "centers: cell cell cell"),
     {**HALF, "origin": [0.25, 0.25, 0.25], "note": ""}),
    ("spacing of edges", "nrrd", nrrd("axis mins: 1 1 1", "axis maxs: 4.5 5 5.5", "centers: node node node"),
     {**HALF, "origin": [1, 1, 1]}),
    ("spacing of edges", "nrrd", nrrd("axis mins: 0 0 0", "spacings: 0.5 0.5 0.5"),
     {"origin": [0.25] * 3, "note": re.compile("teem and ITK")}),

    ("turned axes", "nrrd", nrrd("space dimension: 3", "space directions: (0,0.5,0) (0.5,0,0) (0,0,0.5)"), {**HALF, "turned": True}),
    ("turned axes", "vti", vti(image='WholeExtent="0 7 0 8 0 9" Spacing="0.5 0.5 0.5" Direction="0 1 0 1 0 0 0 0 1"'),
     {**HALF, "turned": True}),
    ("turned axes", "vti", vti(image='WholeExtent="0 7 0 8 0 9" Direction="1 0 0 0 1 0 0 0"'), "Direction is"),
    ("turned axes", "vti", vti(image='WholeExtent="2 9 0 8 1 10" Spacing="0.5 0.25 1" Origin="1 2 3" '
                                     'Direction="0 1 0 1 0 0 0 0 -1"', piece="2 9 0 8 1 10"),
     {"origin": [1, 3, 2], "spacing": [0.5, 0.25, 1], "turned": True}),       # where VTK places the first point
    ("turned axes", "vti", vti(image='WholeExtent="0 8 0 9 0 10" Spacing="0.5 0.25 1" Direction="0 1 0 1 0 0 0 0 -1"',
                               piece="0 8 0 9 0 10", data="CellData"), {"origin": [0.125, 0.25, -0.5], "turned": True}),
    ("two dimensions", "npy", npy(shape="(90, 8)"), {"size": [8, 90, 1]}),
    ("two dimensions", "nrrd", nrrd("space dimension: 2", "space directions: (0.25,0) (0,0.25)", "space origin: (1,2)",
                                    "kinds: domain domain", sizes="8 90", dimension="2"),
     {"size": [8, 90, 1], "spacing": [0.25] * 3, "origin": [1, 2, 0]}),
    ("two dimensions", "nrrd", nrrd("space dimension: 2", "space directions: none (0.25,0) (0,0.25)", "space origin: (1,2)",
                                    "kinds: vector domain domain", sizes="2 8 45"), {"size": [8, 45, 1], "dx": 0.25, "arrays": 2}),
    ("two dimensions", "vti", vti(image='WholeExtent="0 7 0 89 0 0" Spacing="0.5 0.5 0.5"', piece="0 7 0 89 0 0"), {"size": [8, 90, 1]}),

    ("values of cells", "vti", vti(image='WholeExtent="0 8 0 9 0 10" Spacing="0.5 0.5 0.5"', piece="0 8 0 9 0 10", data="CellData"),
     {**HALF, "origin": [0.25] * 3, "note": re.compile("half a spacing")}),
    ("first and last numbers", "vti", vti(image='WholeExtent="2 9 0 8 0 9" Spacing="0.5 0.5 0.5"', piece="2 9 0 8 0 9"),
     {"origin": [1, 0, 0]}),

    ("gzip of several members", "nrrd", nrrd(encoding="gzip",
     data=gzip.compress(VALUES.tobytes()[:999]) + gzip.compress(VALUES.tobytes()[999:])),
     {**WHOLE, "mean": 359.5}),
    ("gzip of several members", "nrrd", nrrd(encoding="gzip", data=gzip.compress(VALUES.tobytes()) + b"\0" * 40), {"mean": 359.5}),
    ("gzip of several members", "nrrd", nrrd(encoding="gzip", data=gzip.compress(VALUES.tobytes()) + b"tail"), "packed values"),
    ("no format", "vti", vti(array='type="Float32" Name="v"'), {**HALF, "mean": 359.5}),
    ("no format", "vti", vti(array='type="Float32" Name="v" format="text"'), "format 'text'"),

    ("a type told as it is", "npy", npy(descr="'<f16'"), "'<f16'"),
    ("a type told as it is", "npy", npy(descr="[('u', '<f4'), ('v', '<f4')]"), "several types"),
    ("a type told as it is", "nrrd", nrrd().replace(b"type: float", b"type: block"), "'block'"),
    ("a type told as it is", "vti", vti(array='type="Bit" Name="v" format="ascii"'), "'Bit'"),
    ("a type told as it is", "json", described(type="f16"), "'f16'"),
    ("a shape told as it is", "npy", npy(shape="(10L, 9L, 8L)"), WHOLE),
    ("a shape told as it is", "npy", npy(shape="(10, 9, 4, 2)"), "shape \\(10, 9, 4, 2\\).*moveaxis"),
    ("a shape told as it is", "npy", npy(shape="(1, 2, 10, 9, 4)"), "shape \\(1, 2, 10, 9, 4\\)"),
    ("a shape told as it is", "nrrd", nrrd("kinds: domain domain domain time", sizes="8 9 5 2", dimension="4"),
     {"arrays": 2, "note": re.compile("time")}),
    ("a shape told as it is", "nrrd", nrrd("kinds: vector domain domain time", sizes="2 8 9 5", dimension="4"), "several axes"),
    ("a shape told as it is", "nrrd", nrrd(dimension="4"), "dimension is 4"),
    ("a shape told as it is", "nrrd", nrrd("spacings: 1 1"), "has 3 axes"),
    ("a word that is not known", "npy", npy(more="'colour': 1"), "header"),
    ("a word that is not known", "npy", npy(order="Maybe"), "Maybe"),
    ("a word that is not known", "nrrd", nrrd("spacingz: 2 2 2"), "'spacingz'"),
    ("a word that is not known", "nrrd", nrrd(endian="endian: middle"), "'middle'"),
    ("a word that is not known", "nrrd", nrrd(endian=""), "endian"),
    ("a word that is not known", "vti", vti(file='byte_order="Middle"'), "'Middle'"),
    ("a word that is not known", "json", described(colour=1), '"colour" is none of'),
    ("a word that is not known", "ready", ready(formula='accuracy="fine"'), {"refusal": re.compile("'fine'")}),
    ("a word that is not known", "overlay", overlay(element="torus"), {"refusal": re.compile("<torus>"), "mean": 0.2}),
    ("a word that is not known", "scene", json.dumps({**SCENE, "colour": 1}).encode(), "no flag"),
    ("a name twice", "network", NETWORK.encode() * 2, "line 3"),
    ("a name twice", "equations", (EQUATIONS + "field u\n").encode(), "line 6"),
    ("a name twice", "snapshot", snapshot(b"META", lambda meta: meta + entry("d", "dx", 1.0)), "its dx twice"),
    ("a name twice", "snapshot", snapshot(b"PARM", lambda all: all + entry("d", "dt", 1.0)), "parameter 'dt' twice"),
    ("another type", "snapshot",
     snapshot(b"META", lambda meta: meta.replace(entry("d", "dx", 1.0), entry("u", "dx", 1))), "'dx'"),
    ("another type", "snapshot",
     snapshot(b"META", lambda meta: meta.replace(entry("d", "dx", 1.0), entry("s", "dx", b"1"))), "'dx'"),
    ("another type", "snapshot",
     snapshot(b"META", lambda meta: meta.replace(entry("d", "dx", 1.0), entry("d", "dx", float("nan")))), "dx"),
    ("another type", "snapshot", snapshot(b"PARM", lambda all: all + entry("d", "colour", 1.0)), "'colour'"),
    ("a number out of range", "scene", json_faults.scene('"dx": 0'), "dx = 0 is outside"),
    ("a number out of range", "scene", json_faults.scene('"parameters": {"feed": 7}'), "feed = 7 is outside 0..0.1"),
    ("a number out of range", "snapshot",
     snapshot(b"PARM", lambda all: all.replace(entry("d", "dt", 0.05), entry("d", "dt", -1.0))), "dt"),
    *json_faults.rows(),
    ("the JSON library's words", "json", b"{'file': 1}", "this is not JSON"),
    ("the JSON library's words", "json", described()[:-1], "ends before its last bracket"),
    ("the JSON library's words", "json", b'{"file": "values.raw"}', 'wants "file" and "size"'),
    ("the JSON library's words", "scene", b'{"size": 8,}', "this is not JSON"),

    ("accuracy of a formula", "ready", ready(formula='accuracy="low"', plane=True), {"laplacian": 0}),
    ("accuracy of a formula", "ready", ready(formula='accuracy="medium"', plane=True), {"laplacian": 1}),
    ("accuracy of a formula", "ready", ready(formula='accuracy="high" number_of_chemicals="2"', plane=True),
     {"model": "equations", "equations": re.compile(r"a\[2, 1\].* / \(60 \* dx\^2\)")}),
    ("accuracy of a formula", "ready", ready(formula='accuracy="high"', plane=True), {"refusal": re.compile("number_of_chemicals")}),
    ("accuracy of a formula", "ready", ready(formula='accuracy="low"'), {"laplacian": 1}),
    ("accuracy of a formula", "ready", ready(formula='accuracy="high"'), {"laplacian": 1}),
    ("a foreign rule", "ready", ready(text="delta_a = a_q;"), {**WHOLE, "refusal": re.compile("uses a_q"), "names": ["a", "b"]}),
    ("a foreign rule", "ready", ready(rule='name="Lenia" type="kernel"', text=""),
     {"refusal": re.compile("'Lenia'"), "names": ["a", "b"]}),
    ("a parameter that is missing", "ready", ready(F=None), {"refusal": "the pattern's rule has no parameter F"}),
    ("a parameter that is missing", "ready", ready(k="0.06"), {"refusal": "the pattern's rule has the parameter k twice"}),
    ("a name with characters of XML", "vti", vti(array='type="Float32" Name="A-&gt;B &amp; &#252;" format="ascii"'),
     {"names": ["A->B & \u00fc"]}),
]
ENDINGS = {"npy": "npy", "nrrd": "nrrd", "vti": "vti", "json": "json", "ready": "vti", "overlay": "vti",
           "network": "rxn", "scene": "json", "equations": "pde", "snapshot": "mgs"}


class Readers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "values.raw").write_bytes(VALUES.tobytes())

    def run_on(self, reader, data):
        path = self.folder / f"file.{ENDINGS[reader]}"
        path.write_bytes(data)
        if reader in ("network", "equations"):
            return self.call("describe", f"--{reader}", path)
        if reader in ("scene", "snapshot"):
            kept = self.folder / "kept.mgs"
            steps = ["run", "--scene", path] if reader == "scene" else ["convert", path]
            done = self.call(*steps, "--snapshot", kept)
            return self.call("info", kept, "--json") if done.returncode == 0 else done
        return self.call("info", path, "--json")

    def call(self, *words):
        return subprocess.run([MORPHOGEN, *map(str, words)], capture_output=True, text=True, timeout=60)

    def check_run(self, told, expected):
        for key, value in expected.items():
            self.assertEqual(told[key] if key in told else told["parameters"][key], value)

    def check(self, told, expected):
        told["names"] = [array["name"] for array in told["arrays"]]
        told["mean"] = round(told["arrays"][-1]["mean"], 6)
        told["laplacian"] = told.get("parameters", {}).get("laplacian")
        told["arrays"] = len(told["arrays"])
        for key, value in expected.items():
            if isinstance(value, re.Pattern):
                self.assertRegex(told[key], value)
            else:
                self.assertEqual(told[key], value)

    def test_the_list(self):
        for fault, reader, data, expected in LIST:
            with self.subTest(fault=fault, reader=reader, expected=expected):
                done = self.run_on(reader, data)
                if isinstance(expected, str):
                    self.assertNotEqual(done.returncode, 0, done.stdout)
                    self.assertRegex(done.stderr, expected)
                    continue
                self.assertEqual(done.returncode, 0, done.stderr)
                if expected:
                    check = self.check_run if reader in ("scene", "snapshot") else self.check
                    check(json.loads(done.stdout), expected)

    def test_a_pattern_that_is_refused_begins_no_run(self):
        for data, word in ((ready(D_a="0,082"), "D_a is '0,082'"), (ready(text="delta_a = a_q;"), "uses a_q")):
            (self.folder / "p.vti").write_bytes(data)
            done = subprocess.run([MORPHOGEN, "run", "gray_scott", "--start", self.folder / "p.vti"], capture_output=True, text=True)
            self.assertEqual((done.returncode, word in done.stderr), (1, True), done.stderr)

    def test_memory_is_asked_before_it_is_taken(self):
        """A megabyte that stands for a gigabyte, and the limit of 200 MB: refused with both numbers."""
        packed = gzip.compress(bytes(1 << 20), 9) * 1024
        (self.folder / "bomb.nrrd").write_bytes(nrrd(sizes="1024 1024 256", encoding="gzip", data=packed))
        done = subprocess.run([MORPHOGEN, "convert", self.folder / "bomb.nrrd", "--volume", self.folder / "b.npy", "--memory-mb", "200"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"the volume needs 2147\.\d MB of memory, the limit leaves 2\d\d(\.\d)? MB")

    def test_a_table_with_a_row_that_begins_with_no_step_is_refused(self):
        """Whole rows below the head: they are neither cut away nor gone on from, and the run writes nothing."""
        snapshot, table, other = (str(self.folder / name) for name in ("a.mgs", "t.csv", "b.mgs"))
        words = [MORPHOGEN, "run", "gray_scott", "--size", "8", "--steps", "10", "--every", "5", "--snapshot", snapshot, "--stats", table]
        subprocess.run(words, check=True, capture_output=True)
        rows = (self.folder / "t.csv").read_text().splitlines(True)
        for row in ("mean,1,2\n", ",5,5\n", "-5,5\n", " 5,5\n", "5;5\n", "5.5,5\n", "5\n", "\n", "# by hand\n", "1" * 19 + ",5\n"):
            for number in (2, 3, 5):
                text = "".join([*rows[:number - 1], row, *rows[number - 1:]])
                with self.subTest(row=row, number=number):
                    (self.folder / "t.csv").write_text(text)
                    done = subprocess.run([MORPHOGEN, "resume", snapshot, "--steps", "12", "--stats", table, "--snapshot", other],
                                          capture_output=True, text=True)
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(f"row {number} of {table} does not begin with a step", done.stderr)
                    self.assertEqual((self.folder / "t.csv").read_text(), text)
                    self.assertFalse((self.folder / "b.mgs").exists())

    def test_a_series_that_is_none_is_refused(self):
        """What stands where a resumed run's series would go is neither written over nor gone on from."""
        snapshot, volume = self.folder / "a.mgs", self.folder / "v.vti"
        words = ["--every", "2", "--snapshot", snapshot, "--volume", volume]
        self.assertEqual(self.call("run", "gray_scott", "--size", "8", "--steps", "4", *words).returncode, 0)
        series, whole = self.folder / "v.vti.series", (self.folder / "v.vti.series").read_text()
        good, first = json.loads(whole), '{"name": "v-000000002.vti", "time": 1.4}'
        self.assertEqual([entry["name"] for entry in good["files"]], ["v-000000002.vti", "v-000000004.vti"])
        for text, cause in (("", "it is empty"), ("by hand", "line 1, column [0-9]+: this is not JSON"),
                            ("[]", "no list"), ('{"files": 5}', "no list"), (whole + "}", "text after"),
                            ('{"files": [], "files": []}', "duplicate"),
                            *((f'{{"files": [{first}, {entry}]}}', "entry 2 is no numbered file with a time")
                              for entry in ("5", '{"name": "v-000000002.vti"}',
                                            '{"name": "v-000000002.vti", "time": "1.4"}',
                                            '{"name": "v-2x.vti", "time": 1}', '{"name": "v.vti", "time": 1}',
                                            '{"name": "w-000000002.vti", "time": 1}',
                                            '{"name": "v-000000002.vtk", "time": 1}',
                                            '{"name": "v--2.vti", "time": 1}', '{"name": 7, "time": 1}'))):
            with self.subTest(text=text):
                series.write_text(text)
                before = snapshot.read_bytes()
                done = self.call("resume", snapshot, "--steps", "8", *words)
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, f"v.vti.series: .*{cause}.*another name")
                self.assertEqual((series.read_text(), snapshot.read_bytes()), (text, before))
                self.assertEqual(sorted(path.name for path in self.folder.glob("v-*.vti")),
                                 ["v-000000002.vti", "v-000000004.vti"])
        series.write_text("\ufeff" + whole, encoding="utf-8")
        self.assertEqual(self.call("resume", snapshot, "--steps", "8", *words).returncode, 0)
        files = json.loads(series.read_text())["files"]
        self.assertEqual([entry["name"] for entry in files], [f"v-{step:09}.vti" for step in (2, 4, 6, 8)])
        for entry, step in zip(files, (2, 4, 6, 8)):
            self.assertAlmostEqual(entry["time"], 0.7 * step, 12)

    def test_comments_of_a_formula_take_no_time(self):
        """Two megabytes of them: a reader that looks for the end of a comment beyond its formula needs minutes."""
        text = vti(rd="<RD>" + "<formula>/*</formula>" * 100000 + "</RD>")
        (self.folder / "long.vti").write_bytes(text)
        done = subprocess.run([MORPHOGEN, "info", self.folder / "long.vti"], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
