// Builds the page and serves it, in development and as built, with the same headers a deployment needs (headers.json).
// MORPHOGEN_NO_ISOLATION=1 leaves out the two isolation headers, as a host without header control would.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type AliasOptions, defineConfig } from "vite";
import { dropUncalled } from "./drop_uncalled.ts";
import { guide } from "./guide/plugin.ts";
import { parts } from "./parts.ts";
import { policy } from "./policy.ts";
import { viridis } from "./viridis.ts";

interface HeaderFile {
    isolation: Record<string, string>;
    always: Record<string, string>;
}

const file = JSON.parse(readFileSync(new URL("headers.json", import.meta.url), "utf8")) as HeaderFile;
const isolated = process.env.MORPHOGEN_NO_ISOLATION !== "1";
const headers = { ...(isolated ? file.isolation : {}), ...file.always };

// Of three.js's own files, which the build takes in place of the bundle made of them: what no picture of ours asks for.
const UNUSED_OF_THREE = [
    /.*\/ShaderChunk\/(alphahash|aomap|batching|bsdfs|bumpmap|clearcoat|displacementmap|emissivemap|envmap)[^/]*$/,
    /.*\/ShaderChunk\/(gradientmap|iridescence|lightmap|lightprobes|lights_|metalnessmap|morph)[^/]*$/,
    /.*\/ShaderChunk\/(roughnessmap|shadowm|skin|transmission)[^/]*$/,
    /.*\/ShaderChunk\/(alphamap|alphatest|beginnormal|clipping|defaultnormal|dithering|fog|logdepthbuf|map_)[^/]*$/,
    /.*\/ShaderChunk\/(normal|premultiplied|specularmap|tonemapping|uv_|worldpos)[^/]*$/,
    /.*\/ShaderLib\/(background|backgroundCube|cube|depth|distance|equirect)\.glsl\.js$/,
    /.*\/ShaderLib\/(linedashed|points|shadow|sprite)\.glsl\.js$/,
    /.*\/ShaderLib\/mesh(lambert|matcap|normal|phong|physical|toon)\.glsl\.js$/,
    /.*\/(PMREMGenerator|DFGLUTData)\.js$/,
    /.*\/WebGL(Environments|Lights|Morphtargets|Output|ShadowMap|UniformsGroups)\.js$/,
    /.*\/WebXRManager\.js$/,
];

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const THREE_IN_PARTS: AliasOptions = [
    { find: /^three$/, replacement: path("../node_modules/three/src/Three.js") },
    ...UNUSED_OF_THREE.map((find) => ({ find, replacement: path("three_stub.ts") })),
];

export default defineConfig(({ command }) => ({
    base: "./",
    appType: "mpa", // what is not there is 404 and not the page
    resolve: { alias: command === "build" ? THREE_IN_PARTS : [] },
    server: { headers, host: "127.0.0.1", fs: { allow: ["../.."] } }, // scenes/ are the whole tree's
    preview: { headers, host: "127.0.0.1" },
    plugins: [dropUncalled(), guide(), viridis(), parts(), policy()],
    worker: { format: "es" },
    build: {
        target: "es2022",
        cssTarget: ["chrome123", "firefox120", "safari17.5"], // light-dark()
        assetsInlineLimit: 0, // a data: URL would need a looser Content-Security-Policy
        modulePreload: false, // load_part.ts fetches all files of a part together
        chunkSizeWarningLimit: 1200,
    },
}));
