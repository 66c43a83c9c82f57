// Leaves out of d3-scale-chromatic the colour maps that nobody asks for. It makes all of them when it is loaded, in ways of which a
// bundler cannot know that they do nothing else.
import type { Plugin } from "vite";

/** Functions that only return something. */
export const COLOUR_MAP_MAKERS = ["colors", "ramp", "ramp$1", "interpolateCubehelixLong", "interpolateRgbBasis", "cubehelix", "cubehelix$1", "rgb"];

const SCHEME = /new Array\(3\)\.concat\(([^()]*)\)\.map\(colors\)/g;

export function trimColours(): Plugin {
    return {
        name: "trim-colours",
        enforce: "pre",
        transform(code, id) {
            if (!/\/d3-scale-chromatic\.mjs$/.test(id)) return null;
            if (code.search(SCHEME) < 0) throw new Error("d3-scale-chromatic has no such schemes any more: look at web/app/trim_colours.ts");
            return { code: code.replace(SCHEME, "/* @__PURE__ */ (() => [, , , $1].map(colors))()"), map: null };
        },
    };
}
