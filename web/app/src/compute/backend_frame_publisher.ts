// Publishes the shown scalar `ticks` times a second as a keyframe and meshes a blend of the last two keyframes, so that
// the surface moves smoothly, one publish behind. Also keeps track of which mesh slots are free.

import {
    type Keyframe,
    type Mesh,
    MG_MESH_SLOTS,
    MG_VERTEX_PACKED,
    MgBoundary,
    MgError,
    MgVertexFormat,
} from "@morphogen/engine";
import type { Run } from "./backend_run";
import { Textures } from "./backend_textures";
import {
    type Bounds,
    type CameraSphere,
    type CellValue,
    type ClipBox,
    type LiveSettings,
    type MeshMessage,
    type MeshPart,
    MOST_SURFACES,
    type Picked,
    type PickRay,
    type Vector3,
} from "./base";

const INDEX_BYTES = 4;
const LARGEST_WORD = 65535; // stands for the end of the box
const MOVING_MS = 300; // after the last word of the camera or the isovalue, the person is still moving it
// Of the worker's time, at most, so that a mesh that takes long does not stop the run (or the run the picture).
const MESH_SHARE_MOVING = 0.8;
const MESH_SHARE_RESTING = 0.5;

const NOWHERE = { boxMin: [-2, -2, -2], boxMax: [-1, -1, -1] } as const; // a box without a cell

const EVERYWHERE: CameraSphere = { centre: [0, 0, 0], radius: 0 };

function boxOf(box: ClipBox | null): { boxMin: Vector3; boxMax: Vector3 } {
    return { boxMin: box?.min ?? [1, 0, 0], boxMax: box?.max ?? [0, 0, 0] }; // the latter: everywhere
}

export interface FrameStats {
    readonly meshMs: number;
    readonly meshes: number;
    readonly vertices: number;
    readonly triangles: number;
    readonly chunks: number;
    readonly chunksChosen: number;
    readonly range: readonly [number, number];
}

export class FramePublisher {
    readonly textures: Textures;
    private readonly run: Run;
    private readonly serial: number;
    // a slot here is one for each surface there
    private readonly slotIsFree = Array.from({ length: MG_MESH_SLOTS / MOST_SURFACES }, () => true);
    private sphere = EVERYWHERE;
    private liveSettings: LiveSettings;
    private publishedSteps = -1;
    private publishedAt = -Infinity;
    private keyframesSinceFresh = 0; // since the last fresh one
    private newest: Keyframe | null = null;
    private keyframe = -1; // number of the newest
    private keyframeTime = 0;
    private shownBlend = -1; // of the last mesh; the next one is due when it would differ
    private requestChanged = true;
    private movingUntil = -Infinity;
    private nextMeshAt = -Infinity;
    private refused: string | null = null;
    private latestMeshes: readonly Mesh[] = [];
    private counts: FrameStats = {
        meshMs: 0,
        meshes: 0,
        vertices: 0,
        triangles: 0,
        chunks: 0,
        chunksChosen: 0,
        range: [0, 0],
    };

    constructor(run: Run, serial: number, liveSettings: LiveSettings, sphere: CameraSphere | null) {
        this.run = run;
        this.serial = serial;
        this.liveSettings = liveSettings;
        this.sphere = sphere ?? EVERYWHERE;
        this.textures = new Textures(run, serial);
        this.textures.want(liveSettings.textures);
    }

    get stats(): FrameStats {
        return this.counts;
    }
    /** The reason why the last request gave no surface; null: it gave one. */
    get refusal(): string | null {
        return this.refused;
    }

    setLiveSettings(liveSettings: LiveSettings, now: number): void {
        const moved =
            String(isovaluesOf(liveSettings)) !== String(isovaluesOf(this.liveSettings)) ||
            liveSettings.box !== this.liveSettings.box;
        if (moved) this.movingUntil = now + MOVING_MS;
        this.requestChanged ||=
            moved ||
            liveSettings.scalarMax !== this.liveSettings.scalarMax ||
            liveSettings.surface !== this.liveSettings.surface;
        this.liveSettings = liveSettings;
        this.textures.want(liveSettings.textures);
    }

    setCamera(sphere: CameraSphere, now: number): void {
        this.movingUntil = now + MOVING_MS;
        const differs =
            Math.max(sphere.radius, 0) !== Math.max(this.sphere.radius, 0) ||
            (sphere.radius > 0 && sphere.centre.some((value, i) => value !== this.sphere.centre[i]));
        this.requestChanged ||= differs;
        this.sphere = sphere;
    }

    /** Makes the next mesh although nothing has changed. */
    requestMesh(): void {
        this.requestChanged = true;
    }

    isMoving(now: number): boolean {
        return now < this.movingUntil;
    }

    // ---- keyframes

    publishIsDue(now: number): boolean {
        return (
            this.run.steps !== this.publishedSteps &&
            now >= this.publishedAt + 1000 / this.liveSettings.ticks &&
            this.textures.haveFreeSlots
        );
    }

    publish(now: number): void {
        const keyframe = this.run.engine.publish();
        const [cx, cy, cz] = keyframe.chunks;
        this.counts = { ...this.counts, chunks: cx * cy * cz, range: keyframe.range };
        this.newest = keyframe;
        this.publishedSteps = this.run.steps;
        this.keyframeTime = this.run.time;
        this.publishedAt = now;
        this.keyframesSinceFresh++;
        this.keyframe++;
        this.shownBlend = -1;
        this.textures.published(this.keyframe, this.keyframesSinceFresh > 1);
    }

    /** In the cell at a place, 0..1 along the box: the nearest, as textures have it. */
    valueAt(place: Vector3): CellValue {
        const {
                newest,
                run: { engine },
            } = this,
            { size, boundary } = engine.config;
        if (newest === null) throw new Error("Nothing has been published.");
        const cell = place.map((share, axis) => {
            const cells = size[axis] ?? 1,
                nearest = Math.round(share * cells);
            return boundary[axis] === MgBoundary.Periodic
                ? ((nearest % cells) + cells) % cells
                : Math.min(cells - 1, Math.max(0, nearest));
        }) as [number, number, number];
        const at = cell[0] + cell[1] * newest.rowStride + cell[2] * newest.planeStride;
        return { cell, value: engine.instance.floats(newest.values + 4 * at, 1)[0] ?? NaN };
    }

    /** Shows the state as it is, without moving there: after a seed, a single step, another view. */
    publishNow(now: number, fresh: boolean): void {
        if (fresh) this.keyframesSinceFresh = 0;
        this.publish(now);
        this.publishedAt = now - 1000 / this.liveSettings.ticks; // the blend is 1
        this.nextMeshAt = -Infinity;
    }

    /** Milliseconds until steps that were made are to be published. */
    millisecondsUntilPublish(now: number): number {
        if (this.run.steps === this.publishedSteps || !this.textures.haveFreeSlots) return Infinity;
        return Math.max(0, this.publishedAt + 1000 / this.liveSettings.ticks - now);
    }

    private blend(now: number): number {
        if (this.keyframesSinceFresh < 2) return 1;
        return Math.min(1, ((now - this.publishedAt) * this.liveSettings.ticks) / 1000);
    }

    // ---- meshes

    /** Of the engine, for a surface of one of our slots. */
    engineSlot(slot: number, surface = 0): number {
        return MOST_SURFACES * slot + surface;
    }
    freeSlot(): number {
        return this.slotIsFree.indexOf(true);
    }
    get allSlotsFree(): boolean {
        return this.slotIsFree.every((free) => free) && this.textures.allSlotsFree;
    }
    release(run: number, slot: number): void {
        if (run === this.serial) this.slotIsFree[slot] = true;
    }

    private hasNews(now: number): boolean {
        return this.keyframesSinceFresh > 0 && (this.requestChanged || this.blend(now) !== this.shownBlend);
    }

    meshIsDue(now: number): boolean {
        return now >= this.nextMeshAt && this.freeSlot() >= 0 && this.hasNews(now);
    }

    /** Milliseconds until meshIsDue() may become true by itself; Infinity: only after a message or a publish. */
    millisecondsUntilMesh(now: number): number {
        if (!this.hasNews(now) || this.freeSlot() < 0) return Infinity;
        return Math.max(0, this.nextMeshAt - now);
    }

    /** null: refused; the next one is tried when something has changed. */
    mesh(now: number): MeshMessage | null {
        const blend = this.blend(now);
        const slot = this.freeSlot(),
            meshes = this.request(blend, slot);
        const end = performance.now(),
            took = end - now;
        const share = this.isMoving(end) ? MESH_SHARE_MOVING : MESH_SHARE_RESTING;
        this.nextMeshAt = Math.max(now + 1000 / this.liveSettings.meshesPerSecond, end + took * (1 / share - 1));
        this.shownBlend = blend;
        this.requestChanged = false;
        this.latestMeshes = meshes;
        const [first] = meshes;
        if (first === undefined) return null;
        this.slotIsFree[slot] = false;
        const all = (of: (mesh: Mesh) => number): number => meshes.reduce((sum, mesh) => sum + of(mesh), 0);
        this.counts = {
            ...this.counts,
            meshMs: took,
            meshes: this.counts.meshes + 1,
            vertices: all((mesh) => mesh.vertexCount),
            triangles: all((mesh) => mesh.triangleCount),
            chunksChosen: first.chunksChosen,
        };
        return {
            type: "mesh",
            run: this.serial,
            slot,
            extent: first.extent,
            scalarMax: first.scalarMax,
            keyframe: this.keyframe,
            blend,
            steps: this.publishedSteps,
            time: this.keyframeTime,
            ...this.surfaces(meshes),
        };
    }

    /** Where a ray meets the first of the surfaces that are shown. */
    pick({ origin, direction }: PickRay): Picked | null {
        const { engine } = this.run,
            { box } = this.liveSettings,
            blend = this.shownBlend < 0 ? 1 : this.shownBlend;
        const hits = isovaluesOf(this.liveSettings).flatMap(
            (isovalue) => engine.raycast({ origin, direction, isovalue, box, blend }) ?? [],
        );
        const [hit] = hits.sort((a, b) => a.distance - b.distance);
        return hit === undefined ? null : { ...hit, ...this.run.cellState(hit.cell) };
    }

    /** The box around the surfaces meshed last; null: there is none. */
    bounds(): Bounds | null {
        const [first] = this.latestMeshes,
            halfwords = MG_VERTEX_PACKED.bytes / 2;
        if (first === undefined || this.latestMeshes.every((mesh) => mesh.vertexCount === 0)) return null;
        const { extent } = first,
            least = [LARGEST_WORD, LARGEST_WORD, LARGEST_WORD],
            most = [0, 0, 0];
        for (const { vertices, vertexCount } of this.latestMeshes) {
            const heap = new Uint16Array(this.run.engine.instance.memory.buffer, vertices, halfwords * vertexCount);
            for (let at = 0; at < heap.length; at += halfwords)
                for (let axis = 0; axis < 3; axis++) {
                    const place = heap[at + axis]!;
                    if (place < least[axis]!) least[axis] = place;
                    if (place > most[axis]!) most[axis] = place;
                }
        }
        const unpacked = (halfwords: number[]): Vector3 =>
            extent.map((n, axis) => (n * halfwords[axis]!) / LARGEST_WORD) as [number, number, number];
        return { min: unpacked(least), max: unpacked(most) };
    }

    /** Every surface, or none: empty. */
    private request(blend: number, slot: number): readonly Mesh[] {
        const { liveSettings, sphere } = this;
        try {
            const meshes = isovaluesOf(liveSettings).map((isovalue, surface) =>
                this.run.engine.mesh({
                    isovalue,
                    blend,
                    format: MgVertexFormat.Packed,
                    slot: this.engineSlot(slot, surface),
                    scalarMax: liveSettings.scalarMax,
                    sphereCentre: sphere.centre,
                    sphereRadius: sphere.radius,
                    ...(liveSettings.surface ? boxOf(liveSettings.box) : NOWHERE),
                }),
            );
            this.refused = null;
            return meshes;
        } catch (error) {
            if (!(error instanceof MgError)) throw error;
            this.refused = error.message;
            return [];
        }
    }

    /** Where they lie in the shared heap; else a copy of them, one after the other. */
    private surfaces(meshes: readonly Mesh[]): Pick<MeshMessage, "surfaces" | "copy"> {
        const { memory } = this.run.engine.instance,
            isovalues = isovaluesOf(this.liveSettings);
        const about = meshes.map(({ vertexCount, triangleCount }, i) => ({
            vertexCount,
            triangleCount,
            isovalue: isovalues[i]!,
        }));
        if (!(memory.buffer instanceof ArrayBuffer)) {
            const surfaces = meshes.map((mesh, i) => ({
                ...about[i]!,
                vertexOffset: mesh.vertices,
                indexOffset: mesh.indices,
            }));
            return { surfaces, copy: null };
        }
        const bytes = about.reduce((sum, mesh) => sum + vertexBytes(mesh) + indexBytes(mesh), 0);
        const copy = new Uint8Array(bytes),
            heap = new Uint8Array(memory.buffer),
            surfaces: MeshPart[] = [];
        let at = 0;
        for (const [i, { vertices, indices }] of meshes.entries()) {
            const part = about[i]!,
                indexOffset = at + vertexBytes(part);
            copy.set(heap.subarray(vertices, vertices + vertexBytes(part)), at);
            copy.set(heap.subarray(indices, indices + indexBytes(part)), indexOffset);
            surfaces.push({ ...part, vertexOffset: at, indexOffset });
            at = indexOffset + indexBytes(part);
        }
        return { surfaces, copy: copy.buffer };
    }
}

function isovaluesOf(liveSettings: LiveSettings): readonly number[] {
    return [liveSettings.isovalue, ...liveSettings.moreIsovalues].slice(0, MOST_SURFACES);
}

function vertexBytes(mesh: { vertexCount: number }): number {
    return mesh.vertexCount * MG_VERTEX_PACKED.bytes;
}
function indexBytes(mesh: { triangleCount: number }): number {
    return 3 * mesh.triangleCount * INDEX_BYTES;
}
