// Leaves out of three.js the shader text that no picture of ours asks for: lights, shadows and the materials that need them are a
// fifth of the library, and all of it would be downloaded before the first surface. Our own shaders light the surface
// (src/view/*.glsl); MeshBasicMaterial, LineBasicMaterial, PointsMaterial, SpriteMaterial, MeshDepthMaterial and MeshNormalMaterial
// still work, without environment or light maps. A name that three.js no longer has stops the build.
import type { Plugin } from "vite";

const UNUSED = [
    "alphahash_fragment", "alphahash_pars_fragment", "aomap_fragment", "aomap_pars_fragment", "batching_pars_vertex", "batching_vertex", "bsdfs",
    "bumpmap_pars_fragment", "clearcoat_normal_fragment_begin", "clearcoat_normal_fragment_maps", "clearcoat_pars_fragment", "displacementmap_pars_vertex",
    "displacementmap_vertex", "emissivemap_fragment", "emissivemap_pars_fragment", "envmap_common_pars_fragment", "envmap_fragment", "envmap_pars_fragment",
    "envmap_pars_vertex", "envmap_physical_pars_fragment", "envmap_vertex", "gradientmap_pars_fragment", "iridescence_fragment",
    "iridescence_pars_fragment", "lightmap_pars_fragment", "lightprobes_pars_fragment", "lights_fragment_begin", "lights_fragment_end",
    "lights_fragment_maps", "lights_lambert_fragment", "lights_lambert_pars_fragment", "lights_pars_begin", "lights_phong_fragment",
    "lights_phong_pars_fragment", "lights_physical_fragment", "lights_physical_pars_fragment", "lights_toon_fragment", "lights_toon_pars_fragment",
    "metalnessmap_fragment", "metalnessmap_pars_fragment", "morphcolor_vertex", "morphinstance_vertex", "morphnormal_vertex", "morphtarget_pars_vertex",
    "morphtarget_vertex", "roughnessmap_fragment", "roughnessmap_pars_fragment", "shadowmap_pars_fragment", "shadowmap_pars_vertex", "shadowmap_vertex",
    "shadowmask_pars_fragment", "skinbase_vertex", "skinning_pars_vertex", "skinning_vertex", "skinnormal_vertex", "transmission_fragment",
    "transmission_pars_fragment",
];
// The programs of the materials that need them.
const UNUSED_SHADERS = ["backgroundCube", "cube", "distance", "equirect", "meshlambert", "meshmatcap", "meshphong", "meshphysical", "meshtoon", "shadow"];

// What a renderer makes and, without headsets and light from surroundings, never asks anything of: an object of the same face.
const STAND_INS: Record<string, string> = {
    WebXRManager: `class WebXRManager {
        enabled = false; isPresenting = false; cameraAutoUpdate = false;
        addEventListener() {} removeEventListener() {} dispose() {} setAnimationLoop() {} hasDepthSensing() { return false; }
        getEnvironmentBlendMode() {} updateCamera() {} getCamera() { return null; } getDepthSensingMesh() { return null; }
    }`,
    WebXRDepthSensing: "",
    WebGLShadowMap: "function WebGLShadowMap() { return { enabled: false, autoUpdate: false, needsUpdate: false, type: 1, render() {} }; }",
    WebGLUniformsGroups: "function WebGLUniformsGroups() { return { bind() {}, update() {}, dispose() {} }; }",
    WebGLMorphtargets: "function WebGLMorphtargets() { return { update() {} }; }",
    PMREMGenerator: 'class PMREMGenerator { constructor() { throw new Error("web/app/trim_three.ts leaves environments out"); } }',
};

/** A module's custom section of names, which only a debugger reads: 0, its length, and "name". */
export function stripNames(): Plugin {
    return {
        name: "strip-names",
        generateBundle(_, bundle) {
            for (const file of Object.values(bundle)) {
                if (file.type === "asset" && file.fileName.endsWith(".wasm")) file.source = withoutNames(Buffer.from(file.source));
            }
        },
    };
}

function withoutNames(module: Buffer): Buffer {
    const kept = [module.subarray(0, 8)];
    for (let at = 8; at < module.length;) {
        let body = at + 1, length = 0;
        for (let shift = 0; ; shift += 7) {
            const byte = module[body++]!;
            length |= (byte & 127) << shift;
            if (byte < 128) break;
        }
        const isNames = module[at] === 0 && module.toString("latin1", body + 1, body + 1 + module[body]!) === "name";
        if (!isNames) kept.push(module.subarray(at, body + length));
        at = body + length;
    }
    return Buffer.concat(kept);
}

export function trimThree(): Plugin {
    return {
        name: "trim-three",
        enforce: "pre",
        transform(code, id) {
            if (/three\/build\/three\.core\.js$/.test(id)) return { code: withoutColourNames(code), map: null };
            if (!/three\/build\/three\.module\.js$/.test(id)) return null;
            let trimmed = code;
            for (const name of UNUSED) trimmed = blanked(trimmed, new RegExp(`(var ${name} = )"(?:[^"\\\\]|\\\\.)*"`), name);
            for (const name of UNUSED_SHADERS) {
                for (const stage of ["vert", "frag"]) trimmed = blanked(trimmed, new RegExp(`(\\t${name}_${stage}: )[\\w$]+`), `${name}_${stage}`);
            }
            for (const [name, standIn] of Object.entries(STAND_INS)) trimmed = replaced(trimmed, name, standIn);
            trimmed = trimmed.replace(/m_uniforms\.dfgLUT\.value = getDFGLUT\(\);/, "");      // a table for light from surroundings
            return { code: trimmed, map: null };
        },
    };
}

/** CSS's names of colours: ours are numbers. */
function withoutColourNames(code: string): string {
    const pattern = /(const _colorKeywords = )\{[^}]*\}/;
    if (!pattern.test(code)) throw new Error("three.js has no names of colours any more: look at web/app/trim_three.ts");
    return code.replace(pattern, "$1{}");
}

function blanked(code: string, pattern: RegExp, name: string): string {
    if (!pattern.test(code)) throw new Error(`three.js has no shader text "${name}" any more: look at web/app/trim_three.ts`);
    return code.replace(pattern, '$1""');
}

/** A class or function at the top of the file, up to the brace that closes it at the start of a line. */
function replaced(code: string, name: string, standIn: string): string {
    const pattern = new RegExp(`\\n(?:class|function) ${name}\\b[\\s\\S]*?\\n}\\n`);
    if (!pattern.test(code)) throw new Error(`three.js has no ${name} any more: look at web/app/trim_three.ts`);
    return code.replace(pattern, () => `\n${standIn}\n`);
}
