// A mesh on the GPU whose buffers we own: what the worker wrote into the shared heap goes straight to the driver, and a
// buffer grows by capacities, not with every mesh.
//
// A mesh of a million triangles is 20 MB, and a busy driver takes its time, so a mesh travels in pieces, a few per
// frame, into buffers that are not being drawn. Uploads bind COPY_WRITE_BUFFER, which belongs to no vertex array and to
// no state three.js remembers.

import { MG_VERTEX_PACKED } from "@morphogen/engine/binding";
import {
    type BufferAttribute,
    GLBufferAttribute,
    type InstancedBufferAttribute,
    InstancedBufferGeometry,
    Sphere,
    Vector3,
} from "three";
import type { ShownSurface } from "../compute/frontend_shown";

const VERTEX_BYTES = MG_VERTEX_PACKED.bytes;
const INDEX_BYTES = 4;
const PIECE_BYTES = 1 << 20;
const PIECES_PER_FRAME = 4; // what a browser's transfer buffers take without making us wait
const SPARE = 1.25; // a growing pattern should not reallocate at every mesh

export class GpuMesh {
    readonly geometry = new InstancedBufferGeometry();
    readonly #gl: WebGL2RenderingContext;
    readonly #vertices: GpuBuffer;
    readonly #indices: GpuBuffer;
    readonly #index: GLBufferAttribute;

    /** offsets: where the copies of the box stand (endless.ts). */
    constructor(gl: WebGL2RenderingContext, offsets: InstancedBufferAttribute) {
        this.#gl = gl;
        this.#vertices = new GpuBuffer(gl, gl.ARRAY_BUFFER);
        this.#indices = new GpuBuffer(gl, gl.ELEMENT_ARRAY_BUFFER);
        const words = new GLBufferAttribute(this.#vertices.buffer, gl.UNSIGNED_INT, VERTEX_BYTES / 4, 4, 0);
        this.#index = new GLBufferAttribute(this.#indices.buffer, gl.UNSIGNED_INT, 1, INDEX_BYTES, 0);
        // three.js draws from a GLBufferAttribute as from any other, only its declared types do not allow it.
        this.geometry.attributes.packed_vertex = words as unknown as BufferAttribute;
        this.geometry.setAttribute("box_offset", offsets);
        this.geometry.index = this.#index as unknown as BufferAttribute;
        this.geometry.boundingSphere = new Sphere(new Vector3(), 1);
        this.geometry.setDrawRange(0, 0);
    }

    /** Starts on a new mesh; nothing is sent yet. */
    begin(surface: ShownSurface): void {
        this.#vertices.begin(surface.vertices.byteLength);
        this.#indices.begin(surface.indices.byteLength);
        this.#index.setCount(surface.indices.length);
        this.geometry.setDrawRange(0, surface.indices.length);
    }

    /** Sends the next pieces; true when the mesh is complete. */
    advance(surface: ShownSurface): boolean {
        let complete = false;
        for (let piece = 0; piece < PIECES_PER_FRAME && !complete; piece++) {
            complete = this.#vertices.send(surface.vertices) && this.#indices.send(surface.indices);
        }
        this.#gl.bindBuffer(this.#gl.COPY_WRITE_BUFFER, null);
        return complete;
    }
}

class GpuBuffer {
    readonly buffer: WebGLBuffer;
    readonly #gl: WebGL2RenderingContext;
    #capacity = 0; // bytes, as the next two
    #wanted = 0;
    #sent = 0;

    constructor(gl: WebGL2RenderingContext, target: GLenum) {
        this.#gl = gl;
        this.buffer = gl.createBuffer();
        gl.bindBuffer(target, this.buffer); // WebGL decides now whether it is for indices
        gl.bindBuffer(target, null);
    }

    begin(bytes: number): void {
        this.#wanted = bytes;
        this.#sent = 0;
        if (bytes <= this.#capacity) return;
        this.#capacity = Math.ceil(bytes * SPARE);
        this.#gl.bindBuffer(this.#gl.COPY_WRITE_BUFFER, this.buffer);
        this.#gl.bufferData(this.#gl.COPY_WRITE_BUFFER, this.#capacity, this.#gl.DYNAMIC_DRAW);
    }

    /** Sends one more piece if there is one; true when all is sent. */
    send(data: Uint16Array | Uint32Array): boolean {
        const bytes = Math.min(PIECE_BYTES, this.#wanted - this.#sent);
        if (bytes > 0) {
            const { COPY_WRITE_BUFFER } = this.#gl;
            this.#gl.bindBuffer(COPY_WRITE_BUFFER, this.buffer);
            const size = data.BYTES_PER_ELEMENT;
            this.#gl.bufferSubData(COPY_WRITE_BUFFER, this.#sent, data, this.#sent / size, bytes / size);
            this.#sent += bytes;
        }
        return this.#sent === this.#wanted;
    }
}
