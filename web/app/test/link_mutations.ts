// Addresses near those one has: words of the format put in, cut out, doubled, and letters of every kind.

// mulberry32: small, and enough to draw letters.
export function randomFrom(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
        return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
}

const pieces = [
    "model",
    "size",
    "seed",
    "threads",
    "paused",
    "seeding",
    "boundary",
    "iso",
    "view",
    "dx",
    "feed",
    "perlin.frequency",
    "gray_scott",
    "rdme",
    "j",
    "step",
    "cam",
    "net",
    "hash",
    "d.fog",
    "d.",
    "p.",
    "v=1",
    "v=2",
    "~",
    "~~",
    "*a",
    "*e",
    "1~2~3",
    "~.5",
    "~-1",
    "periodic",
    "no_flux",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-0",
    "0x10",
    "1e-320",
    "9007199254740993",
    "18446744073709551616",
    "=",
    "&",
    "?",
    "#",
    "+",
    "%20",
    "%",
    "%00",
    "%2B",
    "x",
    ",",
    ".",
    "-",
    "__proto__",
    "constructor",
    "prototype",
    "null",
    "undefined",
    "true",
    "[]",
    "{}",
    "<script>",
    "\u0000",
    "\ud800",
    "\u{1f600}",
    " ",
    "\n",
    "1",
    "8",
    "64",
    "4096",
    "4097",
    "0.5",
];

export function mutated(seeds: readonly string[], draw: (below: number) => number): string {
    let text = seeds[draw(seeds.length)]!;
    if (draw(4) === 0) text = Array.from({ length: draw(12) }, () => pieces[draw(pieces.length)]).join("");
    for (let edits = draw(6); edits > 0; edits--) {
        const at = draw(text.length + 1),
            cut = draw(Math.min(8, text.length - at + 1));
        const put =
            draw(3) === 0 ? String.fromCharCode(draw(draw(2) === 0 ? 128 : 65536)) : pieces[draw(pieces.length)]!;
        text = text.slice(0, at) + (draw(3) === 0 ? "" : put) + text.slice(at + cut);
        if (draw(20) === 0) text += text.slice(draw(text.length + 1));
    }
    return text;
}
