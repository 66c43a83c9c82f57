// Writes viridis into the page as the 256 colours that d3-scale-chromatic gives. The package is one file that makes all
// of its maps: it is loaded with the first map chosen besides this one.
import { interpolateViridis } from "d3-scale-chromatic";
import type { Plugin } from "vite";

const COLOURS = 256;
const ID = "virtual:viridis"; // declared in src/vite-env.d.ts

export function viridis(): Plugin {
    return {
        name: "viridis",
        resolveId: (id) => (id === ID ? `\0${ID}` : null),
        load(id) {
            if (id !== `\0${ID}`) return null;
            const colours = Array.from({ length: COLOURS }, (_, i) => interpolateViridis((i + 0.5) / COLOURS).slice(1));
            return `export const VIRIDIS = "${colours.join("")}";`;
        },
    };
}
