// What the worker made to be seen, as views that the graphics card is fed from: into the heap where memory is shared,
// else into the copy that came with the message.
import { bufferReaching, TEXEL_BYTES, textureBytes } from "@morphogen/engine";
import type { MeshMessage, TextureMessage, TextureRole, Vector3 } from "./base";
import type { WorkerGroup } from "./frontend_worker_group";

export interface ShownSurface {
    readonly vertices: Uint16Array; // 6 per vertex: x, y, z, scalar, normal u, normal v
    readonly indices: Uint32Array; // 3 per triangle
    readonly isovalue: number;
}

/** A mesh to upload. The views are good until release(), which must be called soon: there are three slots. */
export interface ShownMesh {
    readonly surfaces: readonly ShownSurface[]; // the first, then those of moreIsovalues
    readonly extent: Vector3;
    readonly scalarMax: number;
    readonly run: number; // keyframes of another run have nothing to do with this one
    readonly keyframe: number; // number of the newest
    readonly blend: number; // from the keyframe before to the newest
    readonly steps: number;
    readonly time: number;
    release(): void;
}

/**
 * A keyframe to send to the graphics card as half floats: 0 stands for low, 1 for high. The view is good until
 * release().
 */
export interface ShownTexture {
    readonly texels: Uint16Array; // x fastest, dense
    readonly ranges: Uint16Array; // least and greatest of every block of texels (engine.ts, textureBlocks), x fastest
    readonly size: Vector3;
    readonly periodic: readonly [boolean, boolean, boolean];
    readonly role: TextureRole;
    readonly view: string;
    readonly run: number;
    readonly keyframe: number;
    readonly low: number;
    readonly high: number;
    readonly range: readonly [number, number]; // of the values, estimated from a sample
    release(): void;
}

/** workers: the group that sent the message; it is notified when the mesh has been shown. */
export function shownMesh(message: MeshMessage, workers: WorkerGroup | null): ShownMesh {
    const { slot, run, copy } = message,
        memory = workers?.memory ?? null;
    const ends = message.surfaces.flatMap((part) => [part.vertexOffset, part.indexOffset + 12 * part.triangleCount]);
    const buffer = copy ?? (memory === null ? new ArrayBuffer(0) : bufferReaching(memory, Math.max(...ends)));
    let released = false;
    return {
        surfaces: message.surfaces.map((part) => ({
            vertices: new Uint16Array(buffer, part.vertexOffset, 6 * part.vertexCount),
            indices: new Uint32Array(buffer, part.indexOffset, 3 * part.triangleCount),
            isovalue: part.isovalue,
        })),
        extent: message.extent,
        scalarMax: message.scalarMax,
        run,
        keyframe: message.keyframe,
        blend: message.blend,
        steps: message.steps,
        time: message.time,
        release: () => {
            if (!released) workers?.send({ type: "mesh_shown", run, slot });
            released = true;
        },
    };
}

export function shownTexture(message: TextureMessage, workers: WorkerGroup | null): ShownTexture {
    const { run, slot, offset, copy, type: _, ...about } = message;
    const texels = about.size[0] * about.size[1] * about.size[2],
        memory = workers?.memory ?? null,
        bytes = textureBytes(about.size);
    const buffer = copy ?? (memory === null ? new ArrayBuffer(bytes) : bufferReaching(memory, offset + bytes));
    const halves = new Uint16Array(buffer, copy === null && memory === null ? 0 : offset, bytes / TEXEL_BYTES);
    let released = false;
    return {
        ...about,
        run,
        texels: halves.subarray(0, texels),
        ranges: halves.subarray(texels),
        release: () => {
            if (!released) workers?.send({ type: "texture_taken", run, slot });
            released = true;
        },
    };
}
