// Files that are not what their names say, made by rule: cut short, with another beginning, with sizes that no file
// has, of wrong types, with names that no model knows, with letters of every script, and with what an attacker would
// write.
const text = new TextEncoder();

export interface BadFile {
    readonly name: string;
    readonly bytes: Uint8Array;
}

/** `snapshot` is a good one; everything made of it is not. */
export function badFiles(snapshot: Uint8Array): BadFile[] {
    return [...brokenSnapshots(snapshot), ...brokenVolumes(), ...brokenTexts(), ...strangeNames()];
}

function named(kind: string, ending: string, contents: readonly (string | Uint8Array)[]): BadFile[] {
    return contents.map((content, i) => ({
        name: `${kind} ${i}${ending}`,
        bytes: typeof content === "string" ? text.encode(content) : content,
    }));
}

function brokenSnapshots(good: Uint8Array): BadFile[] {
    const cut = [0, 1, 3, 4, 7, 8, 15, 16, 31, 33, 64, 100, 200, 256].concat(
        Array.from({ length: 20 }, (_, i) => Math.floor((good.length * (i + 1)) / 21)),
    );
    const flipped = Array.from({ length: 40 }, (_, i) => {
        const bytes = good.slice();
        bytes[i < 24 ? i : Math.floor((good.length * (i - 23)) / 18)]! ^= 1 << (i % 8);
        return bytes;
    });
    return [
        ...named(
            "cut",
            ".mgs",
            cut.filter((length) => length < good.length).map((length) => good.slice(0, length)),
        ),
        ...named("flipped", ".mgs", flipped),
        ...named("other", ".mgs", ["", "not a snapshot", "\0\0\0\0", "MGS", "PK\u0003\u0004", "{}", "<?xml?>"]),
    ];
}

function brokenVolumes(): BadFile[] {
    const npy = (header: string, version = 1): Uint8Array => {
        const words = text.encode(header),
            bytes = new Uint8Array(10 + words.length);
        bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, words.length & 255, words.length >> 8]);
        bytes.set(words, 10);
        return bytes;
    };
    const shapes = [
        "(4, 4)",
        "()",
        "(-1, 8, 8)",
        "(1e9, 8, 8)",
        "(4294967295, 4294967295, 4294967295)",
        "(8, 8, 'x')",
        "(0, 0, 0)",
        "(16, 16, 16)",
        "(16,)",
        "(2, 16, 16, 16)",
    ];
    const types = ["<f4", "<f8", ">f4", "|O", "<c8", "<U9", "<m8", "", "__import__('os')"];
    const headers = shapes
        .flatMap((shape) =>
            types.slice(0, 4).map((type) => `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }\n`),
        )
        .concat(types.map((type) => `{'descr': '${type}', 'fortran_order': True, 'shape': (16, 16, 16), }\n`));
    const nrrds = [
        "NRRD0005\n",
        "NRRD0005\ntype: float\ndimension: 3\nsizes: 99999999 99999999 99999999\nencoding: raw\n\n",
        "NRRD0005\ntype: block\ndimension: 3\nsizes: 8 8 8\nencoding: raw\n\n",
        "NRRD0005\ntype: float\ndimension: -3\nsizes: 8 8 8\nencoding: raw\n\n",
        "NRRD0005\ntype: float\ndimension: 3\nsizes: 8 8 8\nencoding: gzip\n\nxx",
        "NRRD9999\n\n",
        "nrrd",
        "",
    ];
    const xmls = [
        "",
        "<",
        "<VTKFile",
        "<VTKFile/>",
        "<VTKFile type='ImageData'><ImageData WholeExtent='0 99999999 0 99999999 0 99999999'/></VTKFile>",
        "<VTKFile type='ImageData'><ImageData WholeExtent='a b c'/></VTKFile>",
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><VTKFile>&b;</VTKFile>",
        "<VTKFile type='PolyData'></VTKFile>",
        `${"<a>".repeat(5000)}`,
        "<VTKFile type='ImageData'><script>alert(1)</script></VTKFile>",
    ];
    return [
        ...named("array", ".npy", [
            ...headers.map((header) => npy(header)),
            npy("{}", 9),
            npy("garbage"),
            "",
            "\x93NUMPY",
            new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]),
        ]),
        ...named("raster", ".nrrd", nrrds),
        ...named("tree", ".vti", xmls),
    ];
}

function brokenTexts(): BadFile[] {
    const networks = [
        "species",
        "reaction A -> B rate 1",
        "species A D = -1 initial = 5\nreaction A -> 0 rate 1",
        "species A D = 1 initial = 1e300\nreaction A -> 0 rate",
        "specïes Ä",
        "species A D = 1\nspecies A D = 1",
        "reaction -> rate",
        "species A D = NaN",
        "<script>alert(1)</script>",
        "species \u0000 D = 1",
        "\ud83d\ude00",
        "species A D = 1 initial = 5\nreaction 9 A -> 0 rate 1",
    ];
    const scenes = [
        "",
        "{",
        "[]",
        "null",
        "1",
        '"x"',
        '{"model": 5}',
        '{"model": "nothing"}',
        '{"model": "gray_scott", "size": [1e9, 1, 1]}',
        '{"model": "gray_scott", "size": "<img src=x onerror=alert(1)>"}',
        '{"__proto__": {"polluted": 1}}',
        '{"model": "gray_scott", "set": {"feed": 9}}',
        '{"model": "gray_scott", "set": {"nofeed": 1}}',
        "[".repeat(3000),
        '{"model": "gray_scott", "seed": -1}',
        '{"model": {}}',
        "\ufeff{}x",
    ];
    const pictures: (string | Uint8Array)[] = [
        "",
        "PNG",
        new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 255, 255, 255, 255, 0x49, 0x48, 0x44, 0x52]),
    ];
    return [
        ...named("network", ".rxn", networks),
        ...named("scene", ".json", scenes),
        ...named("picture", ".png", pictures),
    ];
}

function strangeNames(): BadFile[] {
    return [
        "cat.gif",
        "noending",
        ".hidden",
        "a.exe",
        "x.mgs.exe",
        "<img src=x onerror=alert(1)>.gif",
        "../../etc/passwd",
        "\u202egnp.exe",
        "Привет.doc",
        "日本語.docx",
        `${"x".repeat(240)}.bin`,
        "%00.bin",
        "javascript:alert(1)",
        "archive.zip",
        "module.wasm",
        "page.html",
        "image.svg",
        "run.py",
        "con.com",
        "\ud83d\ude00.emo",
    ].map((name) => ({ name, bytes: text.encode("GIF89a") }));
}
