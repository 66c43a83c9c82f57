// What always stands in the scene: the sky, and the box. Its shaders and the surface's are the .glsl files here.
import {
    BoxGeometry, BufferGeometry, Color, DoubleSide, EdgesGeometry, GLSL3, LineBasicMaterial, LineSegments, Mesh, RawShaderMaterial,
} from "three";
import background from "./background.glsl?raw";
import backgroundFragment from "./background.frag.glsl?raw";
import backgroundVertex from "./background.vert.glsl?raw";
import { viridisTexture } from "./colour_map";
import type { SharedUniforms } from "./layer";
import surfaceFragment from "./surface.frag.glsl?raw";
import surfaceVertex from "./surface.vert.glsl?raw";

export const PRECISION = "precision highp float;\nprecision highp int;\n";
const CUT_COLOUR = new Color(0x2b3f6b);     // of the matter's inside, where a wall of the box cuts it
const OUTLINE = { color: 0x9fb4d8, transparent: true, opacity: 0.28 };

export function makeSurfaceMaterial(shared: SharedUniforms): RawShaderMaterial {
    return new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: PRECISION + surfaceVertex,
        fragmentShader: PRECISION + background + surfaceFragment,
        side: DoubleSide,
        uniforms: { ...shared, colour_map: { value: viridisTexture() }, cut_colour: { value: CUT_COLOUR } },
    });
}

/** One triangle over the whole screen, drawn before everything else. */
export function makeSky(shared: SharedUniforms): Mesh {
    const geometry = new BufferGeometry();
    geometry.setDrawRange(0, 3);
    const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: PRECISION + backgroundVertex,
        fragmentShader: PRECISION + background + backgroundFragment,
        depthTest: false,
        uniforms: shared,
    });
    const mesh = new Mesh(geometry, material);
    mesh.frustumCulled = false;
    mesh.renderOrder = -1;
    return mesh;
}

/** The edges of a box of size 1. */
export function makeOutline(): LineSegments<BufferGeometry, LineBasicMaterial> {
    return new LineSegments(new EdgesGeometry(new BoxGeometry(1, 1, 1)), new LineBasicMaterial(OUTLINE));
}
