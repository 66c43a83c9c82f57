// The colour maps besides viridis, in a file of their own so that the first page need not load them.
import {
    interpolateCividis,
    interpolateInferno,
    interpolateMagma,
    interpolatePlasma,
    interpolateTurbo,
} from "d3-scale-chromatic";

export const MORE_COLOUR_MAPS = {
    inferno: interpolateInferno,
    magma: interpolateMagma,
    plasma: interpolatePlasma,
    cividis: interpolateCividis,
    turbo: interpolateTurbo,
} as const;
