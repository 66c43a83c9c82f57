// What a screenshot shows, in numbers.
import { PNG } from "pngjs";

export interface Picture {
    readonly width: number;
    readonly height: number;
    /** Share of the pixels that the surface covers: brighter than the dark background can be. */
    readonly covered: number;
    /** How many different colours there are among the covered pixels, at 4 bits a channel. */
    readonly colours: number;
    readonly pixels: Buffer;
}

const BRIGHT = 60; // of 255; the background's brightest channel stays below 45

export interface Region {
    left: number;
    top: number;
    width: number;
    height: number;
}

/** The whole picture, or a part of it. */
export function readPicture(png: Buffer, region?: Region): Picture {
    const { width, height, data } = region ? crop(PNG.sync.read(png), region) : PNG.sync.read(png);
    const colours = new Set<number>();
    let covered = 0;
    for (let i = 0; i < data.length; i += 4) {
        const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
        if (Math.max(red, green, blue) < BRIGHT) continue;
        covered++;
        colours.add(((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4));
    }
    return { width, height, covered: covered / (width * height), colours: colours.size, pixels: data };
}

function crop(whole: PNG, { left, top, width, height }: Region): PNG {
    const part = new PNG({ width, height });
    PNG.bitblt(whole, part, left, top, width, height, 0, 0);
    return part;
}

/** Share of the pixels that differ clearly. */
export function difference(a: Picture, b: Picture): number {
    let different = 0;
    for (let i = 0; i < a.pixels.length; i += 4) {
        const far =
            Math.abs(a.pixels[i]! - b.pixels[i]!) +
            Math.abs(a.pixels[i + 1]! - b.pixels[i + 1]!) +
            Math.abs(a.pixels[i + 2]! - b.pixels[i + 2]!);
        if (far > 48) different++;
    }
    return different / (a.width * a.height);
}
