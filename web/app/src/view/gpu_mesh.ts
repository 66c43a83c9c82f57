// A mesh on the GPU whose buffers we own: what the worker wrote into the shared heap goes straight to the driver, and a
// buffer grows by capacities, not with every mesh.
//
// Uploads bind COPY_WRITE_BUFFER, which belongs to no vertex array and to no state three.js remembers.
import { type BufferAttribute, BufferGeometry, GLBufferAttribute, Sphere, Vector3 } from "three";
import type { ShownMesh } from "../compute/frontend";

const VERTEX_BYTES = 12;
const INDEX_BYTES = 4;
const SPARE = 1.25;                                     // a growing pattern should not reallocate at every mesh

export class GpuMesh {
    readonly geometry = new BufferGeometry();
    readonly #gl: WebGL2RenderingContext;
    readonly #vertices: GpuBuffer;
    readonly #indices: GpuBuffer;
    readonly #index: GLBufferAttribute;

    constructor(gl: WebGL2RenderingContext) {
        this.#gl = gl;
        this.#vertices = new GpuBuffer(gl, gl.ARRAY_BUFFER);
        this.#indices = new GpuBuffer(gl, gl.ELEMENT_ARRAY_BUFFER);
        const words = new GLBufferAttribute(this.#vertices.buffer, gl.UNSIGNED_INT, VERTEX_BYTES / 4, 4, 0);
        this.#index = new GLBufferAttribute(this.#indices.buffer, gl.UNSIGNED_INT, 1, INDEX_BYTES, 0);
        // three.js draws from a GLBufferAttribute as from any other, only its declared types do not say so.
        this.geometry.attributes["packed_vertex"] = words as unknown as BufferAttribute;
        this.geometry.index = this.#index as unknown as BufferAttribute;
        this.geometry.boundingSphere = new Sphere(new Vector3(), 1);
        this.geometry.setDrawRange(0, 0);
    }

    upload(mesh: ShownMesh): void {
        this.#vertices.write(mesh.vertices.subarray(0, 6 * mesh.vertexCount));
        this.#indices.write(mesh.indices.subarray(0, 3 * mesh.triangleCount));
        this.#gl.bindBuffer(this.#gl.COPY_WRITE_BUFFER, null);
        this.#index.setCount(3 * mesh.triangleCount);
        this.geometry.setDrawRange(0, 3 * mesh.triangleCount);
    }

    dispose(): void {
        this.geometry.dispose();
        this.#vertices.dispose();
        this.#indices.dispose();
    }
}

class GpuBuffer {
    readonly buffer: WebGLBuffer;
    readonly #gl: WebGL2RenderingContext;
    #capacity = 0;                                      // bytes

    constructor(gl: WebGL2RenderingContext, target: GLenum) {
        this.#gl = gl;
        this.buffer = gl.createBuffer();
        gl.bindBuffer(target, this.buffer);             // WebGL decides now whether it is for indices
        gl.bindBuffer(target, null);
    }

    write(data: Uint16Array | Uint32Array): void {
        const gl = this.#gl;
        gl.bindBuffer(gl.COPY_WRITE_BUFFER, this.buffer);
        if (data.byteLength > this.#capacity) {
            this.#capacity = Math.ceil(data.byteLength * SPARE);
            gl.bufferData(gl.COPY_WRITE_BUFFER, this.#capacity, gl.DYNAMIC_DRAW);
        }
        gl.bufferSubData(gl.COPY_WRITE_BUFFER, 0, data);
    }

    dispose(): void {
        this.#gl.deleteBuffer(this.buffer);
    }
}
