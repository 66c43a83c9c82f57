// Colour maps as textures of one row. Viridis first: even steps look even, and the colour-blind see the same order. The
// other maps are loaded when they are first chosen.

import { VIRIDIS } from "virtual:viridis";
import { Color, DataTexture, LinearFilter, RGBAFormat, SRGBColorSpace, UnsignedByteType } from "three";
import { AwaitedPart } from "../compute/load_part";
import type * as MoreColourMaps from "./more_colour_maps";

const COLOURS = 256;
const STOPS = 16; // of the legend

export type ColourMapName = "viridis" | keyof typeof MoreColourMaps.MORE_COLOUR_MAPS;
/** 0 to 1 -> a CSS colour. */
export type ColourMap = (share: number) => string;

const viridis: ColourMap = (share) => {
    const colour = 6 * Math.max(0, Math.min(COLOURS - 1, Math.floor(share * COLOURS)));
    return `#${VIRIDIS.slice(colour, colour + 6)}`;
};

const more = new AwaitedPart("the colours", "more_colour_maps", () => import("./more_colour_maps"));

/** Resolves when its colours are there. */
export async function colourMap(name: ColourMapName): Promise<ColourMap> {
    return name === "viridis" ? viridis : (await more.arrival()).MORE_COLOUR_MAPS[name];
}

/** A CSS gradient for the legend. */
export function gradientOf(map: ColourMap): string {
    const colours = Array.from({ length: STOPS }, (_, i) => map(i / (STOPS - 1)));
    return `linear-gradient(90deg, ${colours.join(", ")})`;
}

export function makeColourTexture(): DataTexture {
    const texture = new DataTexture(new Uint8Array(4 * COLOURS), COLOURS, 1, RGBAFormat, UnsignedByteType);
    texture.colorSpace = SRGBColorSpace; // the sampler then gives linear light
    texture.minFilter = texture.magFilter = LinearFilter;
    fillColourTexture(texture, viridis);
    return texture;
}

export function fillColourTexture(texture: DataTexture, map: ColourMap): void {
    const texels = texture.image.data as Uint8Array,
        colour = new Color();
    for (let i = 0; i < COLOURS; i++) {
        const hex = colour.set(map(i / (COLOURS - 1))).getHex();
        texels.set([hex >> 16, (hex >> 8) & 255, hex & 255, 255], 4 * i);
    }
    texture.needsUpdate = true;
}
