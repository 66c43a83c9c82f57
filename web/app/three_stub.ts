// Stands in for parts of three.js that no picture of ours asks for (vite.config.ts lists them): shader text of lights,
// shadows, textures, fog and clipping planes and the materials that need them, headsets, light from surroundings. All
// of it would be downloaded before the first surface. Our own shaders light the surface (src/view/*.glsl); of
// three.js's materials MeshBasicMaterial and LineBasicMaterial work, in one colour.

/** Of a shader chunk. */
export default "";
/** Of a material's program. */
export const vertex = "",
    fragment = "";

/** Lists that WebGLPrograms and WebGLRenderer read the lengths of. */
const KINDS_OF_LIGHT = [
    "probe",
    "rectArea",
    "hemi",
    "spotLightMap",
    "spotLightMatrix",
    ...["sun", "directional", "spot", "point"].flatMap((kind) =>
        ["", "Shadow", "ShadowMap", "ShadowMatrix"].map((part) => kind + part),
    ),
    "sunShadowCascade",
];

export class WebXRManager {
    enabled = false;
    isPresenting = false;
    cameraAutoUpdate = false;
    addEventListener(): void {}
    removeEventListener(): void {}
    dispose(): void {}
    setAnimationLoop(): void {}
    updateCamera(): void {}
    hasDepthSensing(): boolean {
        return false;
    }
    getCamera(): null {
        return null;
    }
    getDepthSensingMesh(): null {
        return null;
    }
    getEnvironmentBlendMode(): undefined {
        return undefined;
    }
}

export class WebGLShadowMap {
    enabled = false;
    autoUpdate = false;
    needsUpdate = false;
    type = 1; // PCFShadowMap
    render(): void {}
}

export class WebGLUniformsGroups {
    bind(): void {}
    update(): void {}
    dispose(): void {}
}

export class WebGLMorphtargets {
    update(): void {}
}

/** Of surroundings that shine: there are none. */
export class WebGLEnvironments {
    get(): null {
        return null;
    }
    dispose(): void {}
}

/** Of a scene without lights. */
export class WebGLLights {
    readonly state = {
        version: 0,
        ambient: [0, 0, 0],
        numSpotLightShadowsWithMaps: 0,
        numLightProbes: 0,
        ...Object.fromEntries(KINDS_OF_LIGHT.map((kind) => [kind, []])),
    };
    setup(): void {}
    setupView(): void {}
}

/** Of pictures that three.js itself would tone-map: passes.ts does. */
export class WebGLOutput {
    constructor() {
        throw new Error("The page is built without an output buffer of three.js (web/app/three_stub.ts).");
    }
}

export class PMREMGenerator {
    constructor() {
        throw new Error("The page is built without light from surroundings (web/app/three_stub.ts).");
    }
}

export function getDFGLUT(): null {
    return null;
}
