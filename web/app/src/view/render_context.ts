// What every pass over the picture is given, and the material of a pass that covers all of it.
import { GLSL3, type PerspectiveCamera, RawShaderMaterial, type Scene, type WebGLRenderer } from "three";
import type { SharedUniforms } from "./layer";
import { PRECISION } from "./materials";
import screenVertex from "./screen.vert.glsl?raw";

export interface RenderContext {
    readonly renderer: WebGLRenderer;
    readonly scene: Scene;
    readonly camera: PerspectiveCamera;
    readonly shared: SharedUniforms;
    /** Called when another frame is wanted: a part has been loaded, or a frame lacked something. */
    readonly onLoaded: (() => void) | null;
}

/** A pass over the whole picture. */
export function makeScreenMaterial(fragment: string, uniforms: RawShaderMaterial["uniforms"]): RawShaderMaterial {
    return new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: PRECISION + screenVertex,
        fragmentShader: PRECISION + fragment,
        uniforms,
        depthTest: false,
        depthWrite: false,
    });
}
