// The words inside a PNG, beside an independent reader of PNG files.

import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { textOf, withText } from "../src/state/png";
import { runOfPng } from "../src/state/png_metadata";

const picture = (): Uint8Array => {
    const png = new PNG({ width: 5, height: 3 });
    png.data.forEach((_, i) => (png.data[i] = (i * 37) & 255));
    return new Uint8Array(PNG.sync.write(png));
};

describe("words in a PNG", () => {
    const words = { Software: "Morphogen 1", "Morphogen run": '{"name": "ünï → 🌱"}', Empty: "" };

    it("come back, and the picture is the same to another program", () => {
        const before = picture(),
            after = withText(before, words);
        expect(Object.fromEntries(textOf(after))).toEqual(words);
        expect(PNG.sync.read(Buffer.from(after)).data).toEqual(PNG.sync.read(Buffer.from(before)).data);
    });

    it("of other programs are read, too: plain text", () => {
        const png = Buffer.from(withText(picture(), {}));
        const data = Buffer.from("Title\0Ein Titel\xfc", "latin1"),
            chunk = Buffer.alloc(12 + data.length);
        chunk.writeUInt32BE(data.length, 0);
        chunk.write("tEXt", 4, "latin1");
        data.copy(chunk, 8);
        chunk.writeUInt32BE(crc(chunk.subarray(4, 8 + data.length)), 8 + data.length);
        expect(textOf(Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)])).get("Title")).toBe("Ein Titelü");
    });

    it("of a damaged or foreign file are refused with a sentence", () => {
        const good = withText(picture(), words);
        expect(() => textOf(new Uint8Array([1, 2, 3]))).toThrow("no PNG");
        expect(() => textOf(good.subarray(0, 60))).toThrow("damaged");
        const bent = good.slice();
        bent[33 + 8 + 20]! ^= 1;
        expect(() => textOf(bent)).toThrow("damaged");
        expect(() => runOfPng(picture())).toThrow("no run");
    });
});

/** As the specification's appendix computes it, bit by bit. */
function crc(bytes: Uint8Array): number {
    let c = 0xffffffff;
    for (const byte of bytes) {
        c ^= byte;
        for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    }
    return (c ^ 0xffffffff) >>> 0;
}
