// The colour maps besides viridis, in a file of their own so that the first page need not load them.
import { interpolateCividis, interpolateInferno, interpolateMagma, interpolatePlasma, interpolateTurbo } from "d3-scale-chromatic";
import type { ColourMap, ColourMapName } from "./colour_map";

export const MORE_COLOUR_MAPS: Readonly<Record<Exclude<ColourMapName, "viridis">, ColourMap>> = {
    inferno: interpolateInferno, magma: interpolateMagma, plasma: interpolatePlasma, cividis: interpolateCividis, turbo: interpolateTurbo,
};
