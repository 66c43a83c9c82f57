#!/usr/bin/env python3
"""Writes the TypeScript side of the module's binding: constants, enums, struct layouts, imports and exports.

Names and types come from clang's syntax tree of morphogen.h and host.h; every number comes from a probe that the same
compiler builds for the same target, so that none is worked out twice. The output is not kept in the tree.

    generate_binding.py [--clang clang-22] OUTPUT
"""
import argparse
import json
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADERS = [ROOT / "include/morphogen/morphogen.h", ROOT / "wasm/host.h"]
FLAGS = ["--target=wasm32-unknown-unknown", "-std=c17", "-ffreestanding", f"-I{ROOT / 'include'}", f"-I{ROOT / 'src'}",
         f"-I{ROOT / 'wasm/include'}", f"-I{ROOT / 'wasm'}"]
SOURCE = '#include "morphogen/morphogen.h"\n#include "base/platform.h"\n#include "host.h"\n'
MARK = b"MORPHOGEN_PROBE\0"                    # in front of the probe's numbers in the object file
PURE = "/* @__PURE__ */"                       # a bundler leaves out what nobody reads

SCALARS = {                                    # C type without its typedefs -> codec of web/engine/src/heap_types.ts
    "_Bool": "bool", "bool": "bool", "unsigned char": "uint8", "unsigned short": "uint16",
    "int": "int32", "long": "int32", "unsigned int": "uint32", "unsigned long": "uint32",
    "long long": "int64", "unsigned long long": "uint64", "float": "float32", "double": "float64",
}


def clang(compiler, arguments, source):
    run = subprocess.run([compiler, *FLAGS, "-x", "c", *arguments, "-"], input=source, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"generate_binding.py: {compiler} refused the headers:\n{run.stderr}")
    return run.stdout


def camel(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def upper(name):                               # MgMeshRequest -> MG_MESH_REQUEST
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


class Headers:
    """What the two headers declare."""

    def __init__(self, compiler):
        tree = json.loads(clang(compiler, ["-fsyntax-only", "-Xclang", "-ast-dump=json"], SOURCE))
        nodes = tree["inner"]
        self.typedefs = {n["name"]: n["type"]["qualType"] for n in nodes if n["kind"] == "TypedefDecl"}
        ours = [n for n in nodes if n.get("name", "").lower().startswith(("mg", "host_"))]
        self.structs = {n["name"]: n for n in ours if n["kind"] == "RecordDecl" and n.get("completeDefinition")}
        self.enums = {n["name"]: n for n in ours if n["kind"] == "EnumDecl"}
        self.functions = {n["name"]: n for n in ours if n["kind"] == "FunctionDecl"}
        self.constants = [name for header in HEADERS for name in defined(header, r"[-(\w.].*")]
        self.texts = {name: text for header in HEADERS for name, text in defined(header, r'"[^"\\]*"').items()}

    def resolve(self, c_type):
        """A type without qualifiers and typedefs, but for those that name a struct or an enum of ours."""
        name = re.sub(r"\b(const|struct|enum|restrict)\b|_Atomic\((.*)\)", r"\2", c_type).strip()
        while name in self.typedefs and name not in self.structs and name not in self.enums:
            name = re.sub(r"\b(const|struct|enum)\b", "", self.typedefs[name]).strip()
        return name

    def codec(self, c_type):
        """The expression for a member: int32, array(float32, 3), text(64), MG_RANGE."""
        dimensions = [int(n) for n in re.findall(r"\[(\d+)\]", c_type)]
        element = self.resolve(re.sub(r"\[\d+\]", "", c_type))
        if element == "char" and dimensions:
            codec = f"{PURE} text({dimensions.pop()})"
        elif "*" in element:
            codec = "pointer"
        elif element in self.enums:
            codec = f"{PURE} enumeration<{element}>()"
        elif element in self.structs:
            codec = upper(element)
        elif element in SCALARS:
            codec = SCALARS[element]
        else:
            sys.exit(f"generate_binding.py: no codec for the type '{c_type}'")
        for count in reversed(dimensions):
            codec = f"{PURE} array({codec}, {count})"
        return codec

    def value_type(self, c_type):
        """The TypeScript type of an argument or a result."""
        name = self.resolve(c_type)
        if name == "void":
            return "void"
        if "*" in name or name in self.enums:
            return "number"
        codec = SCALARS.get(name)
        if codec is None:
            sys.exit(f"generate_binding.py: '{c_type}' is neither a number nor a pointer")
        return "bigint" if codec in ("int64", "uint64") else "number"


def defined(header, value):
    """Macros without arguments whose value has this form."""
    defines = re.findall(rf"^#define (MG_\w+)[ \t]+({value})", header.read_text(), re.MULTILINE)
    return {name: value for name, value in defines if not value.startswith("__attribute__")}


def members(node):
    return [n for n in node["inner"] if n["kind"] == "FieldDecl"]


def enumerators(node):
    return [n["name"] for n in node["inner"] if n["kind"] == "EnumConstantDecl"]


def probe(compiler, expressions):
    """Every expression's value, as the compiler for the module sees it."""
    numbers = ", ".join(f"(double)({e})" for e in expressions)
    source = SOURCE + f'const struct {{ char mark[{len(MARK)}]; double values[{len(expressions)}]; }} probe = ' \
                      f'{{ "{MARK[:-1].decode()}", {{ {numbers} }} }};\n'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.o"
        clang(compiler, ["-c", "-o", str(path)], source)
        data = path.read_bytes()
    at = data.index(MARK) + len(MARK)
    return dict(zip(expressions, struct.unpack_from(f"<{len(expressions)}d", data, at)))


def number(value):
    return str(int(value)) if value == int(value) and abs(value) < 2 ** 53 else repr(value)


def expressions_of(headers):
    yield from headers.constants
    for node in headers.enums.values():
        yield from enumerators(node)
    for name, node in headers.structs.items():
        yield f"sizeof(struct {name})"
        for member in members(node):
            yield f"__builtin_offsetof(struct {name}, {member['name']})"


def write_constants(headers, values):
    return [*(f"export const {name} = {number(values[name])};" for name in headers.constants),
            *(f"export const {name} = {text};" for name, text in headers.texts.items())]


def write_enum(name, node, values):
    names = enumerators(node)
    words = [n.split("_")[1:] for n in names]                      # without MG
    while len(names) > 1 and all(len(w) > 1 and w[0] == words[0][0] for w in words):
        words = [w[1:] for w in words]
    rows = [f"    {''.join(x.capitalize() for x in w)} = {number(values[n])}," for n, w in zip(names, words)]
    return [f"export enum {name} {{", *rows, "}", ""]


def write_struct(headers, name, node, values):
    rows = [f"    {camel(m['name'])}: [{number(values[f'__builtin_offsetof(struct {name}, ' + m['name'] + ')'])}, "
            f"{headers.codec(m['type']['qualType'])}]," for m in members(node)]
    return [f"export const {upper(name)} = {PURE} struct({number(values[f'sizeof(struct {name})'])}, {{", *rows, "});", ""]


def write_function(headers, name, node):
    result = node["type"]["qualType"].split("(")[0].strip()
    parameters = [(camel(p.get("name", f"argument_{i}")), headers.value_type(p["type"]["qualType"]))
                  for i, p in enumerate(n for n in node.get("inner", []) if n["kind"] == "ParmVarDecl")]
    if headers.resolve(result) in headers.structs:                 # its place comes first
        parameters, returned = [("result", "number"), *parameters], "void"
    else:
        returns = all(n["kind"] != "C11NoReturnAttr" for n in node.get("inner", []))
        returned = headers.value_type(result) if returns else "never"
    return f"    {name}({', '.join(f'{p}: {t}' for p, t in parameters)}): {returned};"


def write_interface(headers, title, names):
    unknown = [name for name in names if name not in headers.functions]
    if unknown:
        sys.exit(f"generate_binding.py: no header declares {', '.join(unknown)}")
    rows = [write_function(headers, name, headers.functions[name]) for name in names]
    return [f"export interface {title} {{", *[row.replace("    host_", "    ", 1) for row in rows], "}", ""]


def binding(headers, values):
    exported = [(ROOT / f"wasm/{name}.txt").read_text().split() for name in ("exports", "exports-threads", "exports-equations")]
    imported = [name for name in headers.functions if name.startswith("host_")]
    text = "\n".join([
        "// Made by wasm/generate_binding.py from morphogen.h and wasm/host.h. Do not edit.",
        "//",
        "// Pointers and 32-bit integers are numbers (a returned pointer is signed: use >>> 0), 64-bit integers are bigints.", "",
        "import { CODECS } from \"../heap_types.ts\";", "",
        *write_constants(headers, values), "",
        *(line for name, node in headers.enums.items() for line in write_enum(name, node, values)),
        *(line for name, node in headers.structs.items() for line in write_struct(headers, name, node, values)),
        "/** What the module asks of its host, beside a memory. */",
        *write_interface(headers, "Imports", imported),
        "/** What both modules show: wasm/exports.txt. */",
        *write_interface(headers, "Exports", exported[0]),
        "/** What the module with threads shows beside it, without what the linker adds. */",
        *write_interface(headers, "ThreadFunctions", exported[1]),
        "/** What the modules with equations show beside it, without what the linker adds. */",
        *write_interface(headers, "EquationsFunctions", exported[2]),
    ])
    used = [codec for codec in sorted({*SCALARS.values(), "array", "enumeration", "pointer", "struct", "text"})
            if re.search(rf"[\[ (]{codec}[\],(<]", text)]
    return text.replace("{ CODECS }", f"{{ {', '.join(used)} }}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--clang", default="clang-22")
    arguments = parser.parse_args()
    headers = Headers(arguments.clang)
    text = binding(headers, probe(arguments.clang, list(expressions_of(headers))))
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    if not arguments.output.exists() or arguments.output.read_text() != text:
        arguments.output.write_text(text)


if __name__ == "__main__":
    main()
