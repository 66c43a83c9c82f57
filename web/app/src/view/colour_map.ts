// The colour map as a texture of one row. Viridis: even steps look even, and the colour-blind see the same order.
import { interpolateViridis } from "d3-scale-chromatic";
import { DataTexture, LinearFilter, RGBAFormat, SRGBColorSpace, UnsignedByteType } from "three";

const COLOURS = 256;

/** A CSS gradient for the legend. */
export function viridisGradient(stops = 16): string {
    const colours = Array.from({ length: stops }, (_, i) => interpolateViridis(i / (stops - 1)));
    return `linear-gradient(90deg, ${colours.join(", ")})`;
}

export function viridisTexture(): DataTexture {
    const texels = new Uint8Array(4 * COLOURS);
    for (let i = 0; i < COLOURS; i++) {
        const hex = Number.parseInt(interpolateViridis(i / (COLOURS - 1)).slice(1), 16);     // "#440154"
        texels.set([hex >> 16, (hex >> 8) & 255, hex & 255, 255], 4 * i);
    }
    const texture = new DataTexture(texels, COLOURS, 1, RGBAFormat, UnsignedByteType);
    texture.colorSpace = SRGBColorSpace;                // the sampler then gives linear light
    texture.minFilter = texture.magFilter = LinearFilter;
    texture.needsUpdate = true;
    return texture;
}
