// Text in an address: deflated, then letters, digits, - and _ (base64url). Unpacking stops where a text would be longer
// than it may be, so that a short address cannot fill the memory.

export async function pack(text: string): Promise<string> {
    const packed = await collect(
        through(new TextEncoder().encode(text), new CompressionStream("deflate-raw")),
        Infinity,
    );
    return btoa(String.fromCharCode(...packed))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replace(/=+$/, "");
}

/** Throws a sentence for a damaged one, and for a text of more than the bytes. */
export async function unpack(packed: string, mostBytes: number): Promise<string> {
    try {
        const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
            letter.charCodeAt(0),
        );
        const text = await collect(through(bytes, new DecompressionStream("deflate-raw")), mostBytes);
        return new TextDecoder("utf-8", { fatal: true }).decode(text);
    } catch (error) {
        if (error instanceof RangeError) throw error;
        throw new Error("The text in the address is damaged, so it was not used: copy the whole link again.", {
            cause: error,
        });
    }
}

function through(
    bytes: Uint8Array<ArrayBuffer>,
    change: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> {
    return new Blob([bytes]).stream().pipeThrough(change);
}

async function collect(stream: ReadableStream<Uint8Array>, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [],
        reader = stream.getReader();
    let count = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
        count += next.value.length;
        if (count > mostBytes) {
            await reader.cancel();
            throw new RangeError(`The text in the address has more than ${mostBytes} bytes, so it was not used.`);
        }
        parts.push(next.value);
    }
    const whole = new Uint8Array(count);
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}
