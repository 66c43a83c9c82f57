// The words inside a PNG: chunks tEXt and iTXt (PNG, third edition, 11.3.3). Written behind the header, read anywhere.

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const FIRST_CHUNK = 8,
    HEADER_CHUNK_BYTES = 25; // IHDR, always first, always 13 bytes of data
const AROUND_BYTES = 12; // length, type and CRC of a chunk

/** The PNG with these words by their keywords (1 to 79 letters of Latin-1). */
export function withText(png: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
    expectPng(png);
    const behindHeader = FIRST_CHUNK + HEADER_CHUNK_BYTES;
    return joined([
        png.subarray(0, behindHeader),
        ...Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text)),
        png.subarray(behindHeader),
    ]);
}

/** The uncompressed texts by their keywords; a damaged file is refused. */
export function textOf(png: Uint8Array): Map<string, string> {
    expectPng(png);
    const texts = new Map<string, string>(),
        view = new DataView(png.buffer, png.byteOffset, png.byteLength);
    for (let at = FIRST_CHUNK; at + AROUND_BYTES <= png.length; ) {
        const length = view.getUint32(at),
            type = latin1(png.subarray(at + 4, at + 8)),
            end = at + AROUND_BYTES + length;
        if (end > png.length) throw new Error("This PNG ends in the middle: it is damaged.");
        const data = png.subarray(at + 8, at + 8 + length);
        const entry = type === "iTXt" ? internationalText(data) : type === "tEXt" ? plainText(data) : null;
        if (entry !== null && view.getUint32(end - 4) !== crc32(png.subarray(at + 4, end - 4)))
            throw new Error("The words in this PNG are damaged.");
        if (entry !== null) texts.set(...entry);
        if (type === "IEND") break;
        at = end;
    }
    return texts;
}

function expectPng(png: Uint8Array): void {
    if (!SIGNATURE.every((byte, i) => png[i] === byte) || png.length < FIRST_CHUNK + HEADER_CHUNK_BYTES)
        throw new Error("This is no PNG.");
}

// iTXt: keyword 0 compressed? method language 0 translated keyword 0 text, in UTF-8
function textChunk(keyword: string, text: string): Uint8Array {
    const utf8 = new TextEncoder(),
        name = Uint8Array.from(keyword, (letter) => letter.charCodeAt(0));
    return chunk("iTXt", joined([name, new Uint8Array(5), utf8.encode(text)]));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
    const whole = new Uint8Array(AROUND_BYTES + data.length),
        view = new DataView(whole.buffer);
    view.setUint32(0, data.length);
    whole.set(new TextEncoder().encode(type), 4);
    whole.set(data, 8);
    view.setUint32(8 + data.length, crc32(whole.subarray(4, 8 + data.length)));
    return whole;
}

function plainText(data: Uint8Array): [string, string] | null {
    const end = data.indexOf(0);
    return end < 1 ? null : [latin1(data.subarray(0, end)), latin1(data.subarray(end + 1))];
}

function internationalText(data: Uint8Array): [string, string] | null {
    const end = data.indexOf(0),
        language = end < 1 ? -1 : data.indexOf(0, end + 3),
        translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (translated < 0 || data[end + 1] !== 0) return null;
    return [latin1(data.subarray(0, end)), new TextDecoder().decode(data.slice(translated + 1))];
}

function latin1(bytes: Uint8Array): string {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

const POLYNOMIAL = 0xedb88320; // CRC-32 of ISO 3309, as PNG and zip use it
const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
});

function crc32(bytes: Uint8Array): number {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = CRC_OF_BYTE[(crc ^ byte) & 255]! ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
}
