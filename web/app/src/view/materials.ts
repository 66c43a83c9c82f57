// What always stands in the scene, and the materials. The shaders are the .glsl files here.
import {
    AlwaysDepth,
    BoxGeometry,
    type BufferGeometry,
    Color,
    CustomBlending,
    DoubleSide,
    EdgesGeometry,
    GLSL3,
    LineSegments,
    NoBlending,
    OneFactor,
    OneMinusSrcAlphaFactor,
    RawShaderMaterial,
} from "three";
import air from "./air.glsl?raw";
import cutFragment from "./cut.frag.glsl?raw";
import field from "./field/field.glsl?raw";
import { drawIn, type SharedUniforms } from "./layer";
import light from "./light.glsl?raw";
import lineFragment from "./line.frag.glsl?raw";
import lineVertex from "./line.vert.glsl?raw";
import peel from "./peel.glsl?raw";
import surfaceFragment from "./surface.frag.glsl?raw";
import surfaceVertex from "./surface.vert.glsl?raw";

export const PRECISION = "precision highp float;\nprecision highp int;\n";
export const CUT_COLOUR = new Color(0x96928a); // of the matter's inside, where a wall of the box cuts it

export function makeSurfaceMaterial(shared: SharedUniforms): RawShaderMaterial {
    return new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: PRECISION + surfaceVertex,
        fragmentShader: `${PRECISION}${air}${peel}${light}#ifdef TINTED\n${field}#endif\n${surfaceFragment}`,
        side: DoubleSide,
        uniforms: {
            ...shared,
            cut_colour: { value: CUT_COLOUR },
            opacity: { value: 1 },
            colour_source: { value: 0 },
            plain_colour: { value: new Color() },
            field_previous: shared.tint_previous,
            field_newest: shared.tint_newest,
            field_blend: shared.tint_blend,
            colour_span: shared.tint_span,
        },
    });
}

/** Mends the depth of `solid` where a wall cuts the matter. */
export function makeCutMaterial(shared: SharedUniforms): RawShaderMaterial {
    return new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: PRECISION + surfaceVertex,
        fragmentShader: PRECISION + air + cutFragment,
        side: DoubleSide,
        depthFunc: AlwaysDepth,
        colorWrite: false,
        uniforms: shared,
    });
}

/** The edges of a box of size 1: fine lines, which are clear where the surface is. */
export function makeOutline(shared: SharedUniforms): LineSegments<BufferGeometry, RawShaderMaterial> {
    const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: PRECISION + lineVertex,
        fragmentShader: PRECISION + peel + lineFragment,
        blending: CustomBlending,
        blendSrc: OneFactor,
        blendDst: OneMinusSrcAlphaFactor,
        uniforms: { ...shared, line_colour: { value: new Color() } },
    });
    return new LineSegments(new EdgesGeometry(new BoxGeometry(1, 1, 1)), material);
}

/** A layer of a peeled picture has no blending of its own: the nearest is all there is. */
export function drawOutlineIn(pass: "solid" | "clear", outline: ReturnType<typeof makeOutline>): void {
    drawIn(pass, outline);
    outline.material.transparent = pass === "solid";
    outline.material.depthWrite = pass !== "solid"; // a cloud goes on behind a fine line
    outline.material.blending = pass === "solid" ? CustomBlending : NoBlending;
}
