// The field on the GPU: keyframes as 3D textures of half floats, sent a few slabs per frame straight from the shared
// heap, and blended by the shader as the mesher blends them. Three textures for each role: the two keyframes that are
// shown, and the one that is on its way.

import { TEXEL_BYTES, textureBlocks } from "@morphogen/engine";
import { type IUniform, Texture, type WebGLRenderer } from "three";
import type { TextureRole, Vector3 } from "../../compute/base";
import type { ShownTexture } from "../../compute/frontend_shown";

const PIECE_BYTES = 1 << 20;
const PIECES_PER_FRAME = 4; // what a browser's transfer buffers take without making us wait, as for meshes
const TEXTURES = 3;
const UNIT = 15; // of the 16 that every card has, the last: no material uses so many

/** What a shader needs of one role, with the names of field.glsl. */
export interface FieldUniforms {
    readonly previous: IUniform<Texture | null>;
    readonly newest: IUniform<Texture | null>;
    readonly blend: IUniform<number>;
}

/** The least and the greatest value in every block of the shown keyframes' texels. */
export type RangeUniforms = Omit<FieldUniforms, "blend">;

/** What 0 and 1 in a texture stand for. */
export interface FieldScale {
    readonly view: string;
    readonly low: number;
    readonly high: number;
    readonly range: readonly [number, number]; // of the values that occur, estimated from a sample
}

interface Allocated {
    readonly texture: Texture; // three.js's name for it
    readonly handle: WebGLTexture;
}

interface GpuTexture extends Allocated {
    readonly ranges: Allocated | null; // of what is shown alone
    readonly kind: string; // view, size and walls: where they differ there is nothing to blend
    readonly bytes: number;
    run: number;
    keyframe: number; // -1: nothing whole in it
}

class Role {
    readonly uniforms: FieldUniforms;
    textures: GpuTexture[] = [];
    kind = ""; // of what is shown
    scale: FieldScale | null = null;

    constructor(uniforms: FieldUniforms) {
        this.uniforms = uniforms;
    }
}

export class FieldTextures {
    /** Of the role `shown`. */
    readonly ranges: RangeUniforms = { previous: { value: null }, newest: { value: null } };
    readonly #renderer: WebGLRenderer;
    readonly #roles: Record<TextureRole, Role>;
    #queue: ShownTexture[] = [];
    #into: GpuTexture | null = null; // where the first of the queue goes
    #sent = 0; // slabs of it
    #shown = { run: -1, keyframe: -1, blend: 1 };

    /** colour: where the surface's shader looks for another view's textures. */
    constructor(renderer: WebGLRenderer, colour: FieldUniforms) {
        this.#renderer = renderer;
        this.#roles = {
            shown: new Role({ previous: { value: null }, newest: { value: null }, blend: { value: 1 } }),
            colour: new Role(colour),
        };
    }

    uniforms(role: TextureRole): FieldUniforms {
        return this.#roles[role].uniforms;
    }

    /** null: nothing of it has arrived. */
    scale(role: TextureRole): FieldScale | null {
        return this.#roles[role].scale;
    }

    get count(): number {
        return this.#roles.shown.textures.length + this.#roles.colour.textures.length;
    }

    /** Bytes on the GPU. */
    get bytes(): number {
        return [...this.#roles.shown.textures, ...this.#roles.colour.textures].reduce(
            (sum, { bytes }) => sum + bytes,
            0,
        );
    }

    /** The keyframes that are drawn. */
    get drawn(): { keyframe: number; blend: number } {
        const { textures, uniforms } = this.#roles.shown.scale ? this.#roles.shown : this.#roles.colour;
        return {
            keyframe: textures.find(({ texture }) => texture === uniforms.newest.value)?.keyframe ?? -1,
            blend: uniforms.blend.value,
        };
    }

    get largest(): number {
        return this.#gl.getParameter(this.#gl.MAX_3D_TEXTURE_SIZE) as number;
    }

    take(texture: ShownTexture): void {
        this.#queue.push(texture);
    }

    /** True while something of this keyframe or an older one is on its way. */
    isWaiting(run: number, keyframe: number): boolean {
        return this.#queue.some(
            (texture) => texture.run < run || (texture.run === run && texture.keyframe <= keyframe),
        );
    }

    get isBusy(): boolean {
        return this.#queue.length > 0;
    }

    /** Sends the next slabs; true when a texture has become whole. */
    advance(): boolean {
        let bytes = PIECES_PER_FRAME * PIECE_BYTES,
            whole = false;
        while (bytes > 0 && this.#queue[0]) {
            const [texture] = this.#queue;
            this.#into ??= this.#begin(texture);
            bytes -= this.#send(texture, this.#into);
            if (this.#sent < texture.size[2]) continue;
            this.#finish(texture, this.#into);
            whole = true;
        }
        return whole;
    }

    /** The surface of this moment is shown: the field is to be of the same. */
    show(moment: { run: number; keyframe: number; blend: number }): void {
        this.#shown = moment;
        for (const role of Object.values(this.#roles)) this.#choose(role);
    }

    /** What is there belongs to no keyframe that may be named again. */
    forget(): void {
        this.#forgetQueue();
        for (const role of Object.values(this.#roles)) for (const texture of role.textures) texture.run = -1;
    }

    contextRestored(): void {
        this.#forgetQueue();
        for (const role of Object.values(this.#roles)) {
            role.textures = [];
            role.scale = null;
            role.uniforms.previous.value = role.uniforms.newest.value = null;
        }
    }

    /** Frees the textures of a role that is no longer needed. */
    drop(name: TextureRole): void {
        const role = this.#roles[name];
        this.#drop(role, () => true);
        role.scale = null;
        role.uniforms.previous.value = role.uniforms.newest.value = null;
        const [first] = this.#queue;
        for (const texture of this.#queue) if (texture.role === name) texture.release();
        this.#queue = this.#queue.filter(({ role: wanted }) => wanted !== name);
        if (first?.role !== name) return;
        this.#into = null;
        this.#sent = 0;
    }

    dispose(): void {
        this.drop("shown");
        this.drop("colour");
    }

    // -------------------------------------------------------------------------------------------------- sending

    #begin(texture: ShownTexture): GpuTexture {
        const role = this.#roles[texture.role],
            { previous, newest } = role.uniforms,
            kind = kindOf(texture);
        const ours = role.textures.filter((entry) => entry.kind === kind);
        const unseen = ours.filter((entry) => entry.texture !== previous.value && entry.texture !== newest.value);
        const [oldest] = unseen.sort((a, b) => a.run - b.run || a.keyframe - b.keyframe);
        const into = oldest && ours.length >= TEXTURES ? oldest : this.#make(texture, role);
        into.keyframe = -1;
        return into;
    }

    #make(texture: ShownTexture, role: Role): GpuTexture {
        const { R16F, RG16F, LINEAR, NEAREST } = this.#gl,
            { texels, size, periodic, run } = texture;
        const ranges = texture.role === "shown" ? this.#allocate(textureBlocks(size), RG16F, NEAREST, periodic) : null;
        const made: GpuTexture = {
            ...this.#allocate(size, R16F, LINEAR, periodic),
            ranges,
            kind: kindOf(texture),
            bytes: texels.byteLength + (ranges ? texture.ranges.byteLength : 0),
            run,
            keyframe: -1,
        };
        role.textures.push(made);
        return made;
    }

    #allocate(size: Vector3, format: GLenum, filter: GLenum, periodic: ShownTexture["periodic"]): Allocated {
        const gl = this.#gl,
            { state, properties } = this.#renderer,
            texture = new Texture(),
            handle = gl.createTexture();
        state.activeTexture(gl.TEXTURE0 + UNIT);
        state.bindTexture(gl.TEXTURE_3D, handle);
        gl.texStorage3D(gl.TEXTURE_3D, 1, format, ...size);
        gl.texParameteri(gl.TEXTURE_3D, gl.TEXTURE_MIN_FILTER, filter);
        gl.texParameteri(gl.TEXTURE_3D, gl.TEXTURE_MAG_FILTER, filter);
        const wraps = [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R];
        wraps.forEach((wrap, axis) =>
            gl.texParameteri(gl.TEXTURE_3D, wrap, periodic[axis] === true ? gl.REPEAT : gl.CLAMP_TO_EDGE),
        );
        state.unbindTexture();
        // three.js samples what stands here as long as its own texture has version 0.
        (properties.get(texture) as Record<string, unknown>).__webglTexture = handle;
        return { texture, handle };
    }

    #send(texture: ShownTexture, into: GpuTexture): number {
        const [nx, ny, nz] = texture.size,
            slab = nx * ny;
        const slabs = Math.min(nz - this.#sent, Math.max(1, Math.floor(PIECE_BYTES / (TEXEL_BYTES * slab))));
        this.#write(into, [nx, ny, slabs], this.#gl.RED, texture.texels, slab * this.#sent, this.#sent);
        this.#sent += slabs;
        return slabs * slab * TEXEL_BYTES;
    }

    #write({ handle }: Allocated, size: Vector3, format: GLenum, halves: Uint16Array, from: number, z: number): void {
        const gl = this.#gl,
            { state } = this.#renderer;
        state.activeTexture(gl.TEXTURE0 + UNIT);
        state.bindTexture(gl.TEXTURE_3D, handle);
        state.pixelStorei(gl.UNPACK_ALIGNMENT, TEXEL_BYTES);
        state.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
        state.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
        gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, z, ...size, format, gl.HALF_FLOAT, halves, from);
        state.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
        state.unbindTexture();
    }

    #finish(texture: ShownTexture, into: GpuTexture): void {
        if (into.ranges) this.#write(into.ranges, textureBlocks(texture.size), this.#gl.RG, texture.ranges, 0, 0);
        into.run = texture.run;
        into.keyframe = texture.keyframe;
        this.#queue.shift();
        this.#into = null;
        this.#sent = 0;
        texture.release();
        const role = this.#roles[texture.role];
        role.kind = into.kind;
        role.scale = { view: texture.view, low: texture.low, high: texture.high, range: texture.range };
        this.#choose(role);
        this.#drop(role, ({ kind }) => kind !== role.kind);
    }

    // The keyframes of the surface that is shown; while they are not there, the newest there is.
    #choose(role: Role): void {
        const { run, keyframe, blend } = this.#shown,
            { uniforms } = role;
        const whole = role.textures
            .filter((texture) => texture.keyframe >= 0 && texture.kind === role.kind)
            .sort((a, b) => b.run - a.run || b.keyframe - a.keyframe);
        const at = (number: number): GpuTexture | undefined =>
            whole.find((texture) => texture.run === run && texture.keyframe === number);
        const newest = at(keyframe) ?? whole[0],
            previous = at(keyframe - 1);
        uniforms.newest.value = newest?.texture ?? null;
        uniforms.previous.value = (previous ?? newest)?.texture ?? null;
        uniforms.blend.value = previous && newest === at(keyframe) ? blend : 1;
        if (role !== this.#roles.shown) return;
        this.ranges.newest.value = newest?.ranges?.texture ?? null;
        this.ranges.previous.value = (previous ?? newest)?.ranges?.texture ?? null;
    }

    #drop(role: Role, which: (texture: GpuTexture) => boolean): void {
        for (const { ranges, ...texels } of role.textures.filter(which)) {
            for (const part of ranges ? [texels, ranges] : [texels]) {
                this.#renderer.properties.remove(part.texture);
                this.#gl.deleteTexture(part.handle);
            }
        }
        role.textures = role.textures.filter((texture) => !which(texture));
    }

    #forgetQueue(): void {
        for (const texture of this.#queue) texture.release();
        this.#queue = [];
        this.#into = null;
        this.#sent = 0;
    }

    get #gl(): WebGL2RenderingContext {
        return this.#renderer.getContext() as WebGL2RenderingContext;
    }
}

function kindOf({ view, size, periodic }: ShownTexture): string {
    return [view, ...size, ...periodic].join(" ");
}
