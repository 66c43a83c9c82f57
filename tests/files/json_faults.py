"""Faults of JSON as its two readers on the command line meet them, scenes and descriptions of raw values: rows of
(fault, reader, file, words of the refusal) for the list in test_readers.py."""

RAW = '"file": "values.raw", "size": [8, 9, 10]'

# Texts that no reader of JSON takes, and the cause.
NO_JSON = {
    "it is empty": [""],
    "ends before its last bracket": ["\n", "{", '{"size": [8', '{"size": 8'],
    "text after the last bracket": ["{} {}", "{} x", "{} // by hand", "{}}"],
    "this is not JSON": ["// by hand\n{}", "{'dx': 1}", '{"dx": 1 "size": 8}', '{"dx": 1,}', '{"dx": [1,]}', '{dx: 1}',
                         '{"dx": NaN}', '{"dx": Infinity}', '{"dx": .5}', '{"dx": 5.}', '{"dx": +1}', '{"dx": 010}',
                         '{"dx": 0x10}', '{"dx": 1x}', '{"dx": 1,5}', '{"dx": 1 mm}', '{"dx": 1e}', '{"dx": 1_000}', '{"dx": True}'],
    "this name is a duplicate": ['{"size": 8, "size": 8}', '{"dx": 1, "size": 8, "dx": 2}',
                                 '{"parameters": {"feed": 1, "feed": 2}}'],
    "this number is too large": ['{"dx": 1e400}', '{"seed": 18446744073709551616}',
                                 '{"size": [8, 8, 99999999999999999999]}'],
    "a text contains a null character": ['{"di\\u0000x": 1}', '{"view": "v\\u0000"}'],
    "brackets are nested too deeply": ["[" * 100000],
    "this is not UTF-8": [b'{"view": "\xe4"}', b'{"\xff": 1}'],
}

# Of a scene: what a key cannot hold.
SCENE_TEXTS = {                                       # the flag's own sentence
    "dx": ["0,5", "0.5 mm", "NaN", "", "1e"],
    "size": ["8x8x8x", "8x8", "8 cells", "8.5"],
    "seed": ["7th", "-1", "1.5", "18446744073709551616"],
    "every": ["10 steps", "1.5", "-1"],
    "memory-mb": ["100MB"],
    "boundary": ["periodic,no_flux", "periodic,no_flux,periodic,", "round"],
    "slice": ["z=0.5x", "w=0.5"],
    "iso": ["0.2x"],
    "threads": ["2-4", "1.5"],
}
SCENE_TYPES = {
    "size": ["true", "null", "{}", "[]", "[8, 8, 8, 8]", "[[8], 8, 8]", '["8x8", 8]'],
    "dx": ["null", "false", "{}"],
    "quiet": ['"yes"', "1", "null"],
    "title": ["5", "null", "[]"],
    "view": ["null", "true"],
    "parameters": ["[]", "null", '"feed=1"', "5"],
    "boundary": ['["periodic", null, "no_flux"]'],
}
SCENE_NUMBERS = {                                     # that the flag's own sentence refuses
    "size": ["8.5", '[8, 8, "8y"]', "[8, 8]"],
    "seed": ["-1", "1.5", "9007199254740993.0", "1e20"],
    "every": ["1.5", "-1"],
    "dx": ["[0.5, 1]"],
    "boundary": ['["periodic", 1, 2]', '["periodic", "no_flux"]'],
}

SCENE_RANGES = (                                      # what only the library knows
    ("size", "5", "nx = 5 is outside 8..4096"), ("size", "[8, 8, 5000]", "nz = 5000 is outside"),
    ("dx", "0", "dx = 0 is outside"), ("dx", "1e9", "dx = 1000000000 is outside"),
    ("threads", "65", "threads = 65 is outside"), ("tiling", '"9,32,32"', "fusing 9 steps is outside"),
    ("seeding", '"perlinn"', "gray_scott has no seeding"), ("view", '"w"', "gray_scott has no view"),
)

# Of a description: what a key cannot hold, and what it should.
DESCRIBED_TYPES = {
    "file": ["5", "null", '""'],
    "type": ["4", "null"],
    "size": ["[8, 90]", "720", '"8x9x10"', "[8, 9, 10, 1]", "[8.5, 9, 10]", "[8, 9, -10]",
             "[0, 9, 10]", '[8, 9, "10"]'],
    "arrays": ["1.5", "1.0", '"1"', "true", "0", "9"],
    "spacing": ["0.5", "[1, 1]", "[1, 1, null]", "[1, 1, 1, 1]", '[1, 1, "0,5"]'],
    "origin": ['{"x": 1}', "[1, 2]"],
}


def scene(entries):
    """A short run of gray_scott with these entries, as they are written."""
    return ('{"model": "gray_scott", "steps": 2, ' + entries + "}").encode()


def refused_flag(key):
    """What the flag's own sentence begins with, behind the place in the scene."""
    return f'line 1, column [0-9]+, "{key}": --{key} wants'


def rows():
    for cause, texts in NO_JSON.items():
        for text in texts:
            for reader in ("scene", "json"):
                yield "no JSON", reader, text if isinstance(text, bytes) else text.encode(), cause
    for text in ("[]", "5", "null", '"gray_scott"'):
        yield "another type", "scene", text.encode(), "a scene is an object"
        yield "another type", "json", text.encode(), "it should be an object"
    for key, texts in SCENE_TEXTS.items():
        for text in texts:
            yield "something behind a number", "scene", scene(f'"{key}": "{text}"'), refused_flag(key)
    for key, values in SCENE_NUMBERS.items():
        for value in values:
            yield "another number", "scene", scene(f'"{key}": {value}'), refused_flag(key)
    for key, values in SCENE_TYPES.items():
        for value in values:
            yield "another type", "scene", scene(f'"{key}": {value}'), f'line 1, column [0-9]+, "{key}": should be'
    for key, values in DESCRIBED_TYPES.items():
        for value in values:
            others = '"file": "values.raw"' if key == "size" else '"size": [8, 9, 10]' if key == "file" else RAW
            yield "another type", "json", f'{{{others},\n "{key}": {value}}}'.encode(), f'line 2, column 2: "{key}" should be'
    for key, value, why in (("spacing", "[1, 0, 1]", "the spacing along y is 0"), ("size", "[8, 9, 4097]", '"size" should be'),
                            ("arrays", "9", '"arrays" should be'), ("weight", "9", '"weight" is none of')):
        text = '{"file": "values.raw",' + ("" if key == "size" else '"size": [8, 9, 10],') + f'\n\n  "{key}": {value}}}'
        yield "a value out of range", "json", text.encode(), f"line 3, column 3: {why}"
    for key, value, why in SCENE_RANGES:
        yield "a value out of range", "scene", scene(f'\n\n  "{key}": {value}'), f'line 3, column 3, "{key}": {why}'
    for name, value in (("feed", "7"), ("dt", "0"), ("perlin.frequency", "1e9")):
        yield ("a value out of range", "scene", scene(f'"size": 8, "parameters": {{\n\n  "{name}": {value}}}'),
               f'line 3, column 3, "{name}": [a-z.]+ = [0-9e+]+ is outside')
    for value in ("null", "true", "[0.03]", "{}"):
        yield "another type", "scene", scene(f'"parameters": {{"feed": {value}}}'), '"feed": should be a number'
    for value in ("0.03x", "0,03", ""):
        text = scene(f'"parameters": {{"feed": "{value}"}}')
        yield "something behind a number", "scene", text, '"feed": --feed wants a number'
    for key in ("help", "scene"):
        yield "a flag that no scene has", "scene", scene(f'"{key}": "x"'), "no place in a scene"
