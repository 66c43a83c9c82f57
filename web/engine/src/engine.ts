// The engine with the nouns and verbs of morphogen.h: engine.step(n) is mg_engine_step. A refused call throws an MgError
// and leaves the engine as it was.

import type { Description, ModelDescription } from "./describe.ts";
import { MgError, MgStatus } from "./error.ts";
import type { Instance } from "./instance.ts";
import {
    MG_BAD_CELL, MG_BRUSH, MG_CONFIG, MG_FIELD_STATISTICS, MG_KEYFRAME, MG_MESH, MG_MESH_REQUEST, MG_RAY, MG_RAY_HIT, MG_SNAPSHOT_INFO, MG_STAGE_TIME,
    MG_TEXTURE, MG_TEXTURE_REQUEST,
} from "./layout.ts";
import type { Vector3 } from "./vector.ts";
import type { Volume } from "./volume.ts";

export type { Vector3 } from "./vector.ts";

export enum Boundary { Periodic = 0, NoFlux = 1 }
export enum VertexFormat { Float = 0, Packed = 1 }

export interface Tiling { readonly steps: number; readonly rows: number; readonly planes: number }

export const MESH_SLOTS = 9;                   // MG_MESH_SLOTS
export const PACKED_VERTEX_BYTES = 12;
export const FLOAT_VERTEX_BYTES = 28;

export interface MgConfig {
    readonly model: string;
    readonly size: Vector3;                    // cells
    readonly boundary: readonly [Boundary, Boundary, Boundary];
    readonly dx: number;
    readonly seed: bigint;                     // unsigned, 64 bits
    readonly threads: number;                  // 0: as many as are parked
    readonly memoryBudgetBytes: bigint;        // 0: what there is
    readonly network: string | null;           // the text of a reaction network of one's own, which then is the model
}

export interface BadCell { readonly field: string; readonly cell: Vector3; readonly step: number }

export interface Keyframe {
    readonly values: number;                   // where value (0, 0, 0) is in the heap
    readonly size: Vector3;
    readonly rowStride: number;                // in floats
    readonly planeStride: number;
    readonly step: number;
    readonly time: number;
    readonly range: readonly [number, number];
    readonly chunkRanges: number;              // pairs of floats, x fastest
    readonly chunks: Vector3;
}

export interface MeshRequest {
    isovalue: number;
    blend: number;                             // 0..1: from the previous keyframe to the newest
    format: VertexFormat;
    slot: number;
    sphereCentre: Vector3;
    sphereRadius: number;                      // 0 or less: everywhere
    boxMin: Vector3;
    boxMax: Vector3;                           // below boxMin in x: everywhere
    scalarMax: number;                         // 0 or less: the view's
    cap: boolean;                              // closed where it is cut; float vertices only
}

export interface Mesh {
    readonly pointer: number;                  // of the MgMesh
    readonly vertices: number;
    readonly indices: number;
    readonly vertexCount: number;
    readonly triangleCount: number;
    readonly format: VertexFormat;
    readonly slot: number;
    readonly scalarMax: number;
    readonly extent: Vector3;
    readonly chunksChosen: number;
}

export const TEXTURE_SLOTS = 4;
export const TEXEL_BYTES = 2;
export const TEXTURE_BLOCK = 4;               // MG_TEXTURE_BLOCK

export interface TextureRequest {
    readonly view?: string | null;             // null: a published keyframe; else a view of the state as it is now
    readonly previous?: boolean;               // of the keyframes: the one before the newest
    readonly size?: Vector3;                   // texels, at most one a cell; 0: one for every cell
    readonly slot: number;
}

/** Half floats: 0 stands for low, 1 for high. */
export interface Texture {
    readonly texels: number;                   // where they are in the heap, x fastest, dense
    readonly ranges: number;                   // right behind them: least and greatest of every block of TEXTURE_BLOCK^3 texels
    readonly size: Vector3;
    readonly slot: number;
    readonly low: number;
    readonly high: number;
    readonly step: number;
    readonly time: number;
}

/** How many blocks with a range of their own a texture has along each axis. */
export function textureBlocks([nx, ny, nz]: Vector3): Vector3 {
    const along = (texels: number): number => Math.ceil(texels / TEXTURE_BLOCK);
    return [along(nx), along(ny), along(nz)];
}

/** Of its texels and, right behind them, its ranges. */
export function textureBytes(size: Vector3): number {
    const count = ([nx, ny, nz]: Vector3): number => nx * ny * nz;
    return TEXEL_BYTES * (count(size) + 2 * count(textureBlocks(size)));
}

export interface FieldStatistics {
    readonly min: number;
    readonly mean: number;
    readonly max: number;
    readonly total: number;                    // exact for molecules
}

/** A soft ball; lengths are in the model's unit. */
export interface Brush {
    readonly centre: Vector3;
    readonly radius: number;
    readonly softness: number;                 // 0..1: the outer part of the radius in which it fades
    readonly strength: number;                 // 0..1: how much of the way to its target a cell in the middle goes
    readonly erase: boolean;
}

export interface Ray {
    readonly origin: Vector3;
    readonly direction: Vector3;               // of any length but 0
    readonly isovalue: number;
    readonly blend: number;                    // as in a mesh request, like the box
    readonly box: { readonly min: Vector3; readonly max: Vector3 } | null;
}

export interface RayHit {
    readonly cut: boolean;                     // the ray comes into the box in the midst of matter
    readonly distance: number;
    readonly position: Vector3;
    readonly normal: Vector3;                  // towards smaller values; of a cut, out of the wall
    readonly cell: Vector3;                    // the nearest
}

/** What a snapshot tells of its run. */
export interface SnapshotInfo {
    readonly version: string;
    readonly model: string;
    readonly seeding: string;
    readonly view: string;
    readonly size: Vector3;
    readonly boundary: readonly [Boundary, Boundary, Boundary];
    readonly dx: number;
    readonly time: number;
    readonly seed: bigint;
    readonly steps: number;
    readonly hash: string;
    readonly parameters: ReadonlyMap<string, number>;
}

export interface StageTime { readonly name: string; readonly seconds: number; readonly calls: number }

/** mg_config_default with changes. */
export function configDefault(instance: Instance, changes: Partial<MgConfig> = {}): MgConfig {
    const at = instance.out;
    instance.exports.mg_wasm_config_default(at);
    const view = instance.view();
    const boundary = (axis: number): Boundary => view.getInt32(at + MG_CONFIG.boundary + 4 * axis, true);
    return {
        model: instance.text(view.getUint32(at + MG_CONFIG.model, true)),
        size: vector3(view, at + MG_CONFIG.nx, "int"),
        boundary: [boundary(0), boundary(1), boundary(2)],
        dx: view.getFloat64(at + MG_CONFIG.dx, true),
        seed: view.getBigUint64(at + MG_CONFIG.seed, true),
        threads: view.getInt32(at + MG_CONFIG.threads, true),
        memoryBudgetBytes: 0n,
        network: null,
        ...changes,
    };
}

/** Bytes an engine of this configuration takes; refuses what Engine.create would refuse, except the budget. */
export function configBytes(instance: Instance, changes: Partial<MgConfig>): number {
    const { model, network, size, boundary, dx } = configDefault(instance, changes);
    instance.expectOk(instance.withText(network, (text) => instance.call(() => instance.exports.mg_wasm_config_bytes(
        instance.name(model), text, ...size, ...boundary, dx, instance.out))));
    return Number(instance.view().getBigUint64(instance.out, true));
}

/** What stands before the fields of a snapshot; refuses with MgStatus.BadFile. */
export function snapshotInfo(instance: Instance, file: Uint8Array): SnapshotInfo {
    const at = MG_SNAPSHOT_INFO;
    return instance.withBlock(at.bytes, (info) => {
        const told = (): number => instance.exports.mg_wasm_snapshot_info(BigInt(file.length), info);
        instance.expectOk(instance.reading(file, () => instance.call(told)));
        const view = instance.view();
        const boundary = (axis: number): Boundary => view.getInt32(info + at.boundary + 4 * axis, true);
        const parameter = (i: number): readonly [string, number] => {
            const row = info + at.parameters + i * at.parameterBytes;
            return [instance.text(row), view.getFloat64(row + at.parameterValue, true)];
        };
        return {
            version: instance.text(info + at.version), model: instance.text(info + at.model),
            seeding: instance.text(info + at.seeding), view: instance.text(info + at.view),
            size: vector3(view, info + at.nx, "int"), boundary: [boundary(0), boundary(1), boundary(2)],
            dx: view.getFloat64(info + at.dx, true), time: view.getFloat64(info + at.time, true),
            seed: view.getBigUint64(info + at.seed, true), steps: Number(view.getBigUint64(info + at.steps, true)),
            hash: hex(view.getBigUint64(info + at.hash, true)),
            parameters: new Map(Array.from({ length: view.getInt32(info + at.parameterCount, true) }, (_, i) => parameter(i))),
        };
    });
}

const hex = (hash: bigint): string => BigInt.asUintN(64, hash).toString(16).padStart(16, "0");

function vector3(view: DataView, at: number, kind: "int" | "float" | "double"): Vector3 {
    const get = (i: number): number => kind === "int" ? view.getInt32(at + 4 * i, true)
        : kind === "float" ? view.getFloat32(at + 4 * i, true) : view.getFloat64(at + 8 * i, true);
    return [get(0), get(1), get(2)];
}

function putVector3(view: DataView, at: number, vector: Vector3): void {
    vector.forEach((value, i) => view.setFloat32(at + 4 * i, value, true));
}

export class Engine {
    readonly instance: Instance;
    readonly config: MgConfig;
    private pointer: number;

    private constructor(instance: Instance, config: MgConfig, pointer: number) {
        this.instance = instance;
        this.config = config;
        this.pointer = pointer;
    }

    static create(instance: Instance, changes: Partial<MgConfig> = {}): Engine {
        const config = configDefault(instance, changes);
        const { model, network, size, boundary, dx, seed, threads, memoryBudgetBytes } = config;
        instance.expectOk(instance.withText(network, (text) => instance.call(() => instance.exports.mg_wasm_engine_create(
            instance.name(model), text, ...size, ...boundary, dx, seed, threads, memoryBudgetBytes, instance.out))));
        return new Engine(instance, config, instance.view().getUint32(instance.out, true));
    }

    /** An engine that goes on where the snapshot was made; refuses a damaged one with MgStatus.BadFile. */
    static load(instance: Instance, file: Uint8Array, threads = 0): Engine {
        const { model, size, boundary, dx, seed } = snapshotInfo(instance, file);
        const load = (): number =>
            instance.exports.mg_wasm_engine_load(BigInt(file.length), threads, 0n, instance.out);
        instance.expectOk(instance.reading(file, () => instance.call(load)));
        const config = { model, size, boundary, dx, seed, threads, memoryBudgetBytes: 0n, network: null };
        return new Engine(instance, config, instance.view().getUint32(instance.out, true));
    }

    /** A snapshot: everything the run needs to go on as if it had never stopped. */
    save(): Uint8Array<ArrayBuffer> {
        return this.file((handle) => this.instance.exports.mg_wasm_engine_save(handle));
    }

    destroy(): void {
        this.instance.call(() => this.instance.exports.mg_engine_destroy(this.pointer));
        this.pointer = 0;
    }

    private get handle(): number {
        if (this.pointer === 0) throw new Error("This engine is destroyed.");
        return this.pointer;
    }

    /** A call that may be refused. */
    private ask(run: (handle: number) => number): void {
        const handle = this.handle;
        this.instance.expectOk(this.instance.call(() => run(handle)));
    }

    /** A call that may not. */
    private tell<T>(run: (handle: number) => T): T {
        const handle = this.handle;
        return this.instance.call(() => run(handle));
    }

    set(parameter: string, value: number): void {
        this.ask((handle) => this.instance.exports.mg_engine_set(handle, this.instance.name(parameter), value));
    }

    get(parameter: string): number {
        const { instance } = this;
        this.ask((handle) => instance.exports.mg_engine_get(handle, instance.name(parameter), instance.out));
        return instance.view().getFloat64(instance.out, true);
    }

    /** The largest stable dt, and the sentence to show when dt is beyond it. */
    checkDt(): { readonly limit: number; readonly unstable: string | null } {
        const { instance } = this;
        const status = this.tell((handle) => instance.exports.mg_engine_check_dt(handle, instance.out));
        const limit = instance.view().getFloat64(instance.out, true);
        return { limit, unstable: status === MgStatus.Ok ? null : instance.text(instance.exports.mg_error_message()) };
    }

    /** The smallest cell in which molecules meet as often as their rates say, and the sentence to show below it. */
    checkVoxel(): { readonly smallest: number; readonly unstable: string | null } {
        const { instance } = this;
        const status = this.tell((handle) => instance.exports.mg_engine_check_voxel(handle, instance.out));
        const smallest = instance.view().getFloat64(instance.out, true);
        return { smallest, unstable: status === MgStatus.Ok ? null : instance.text(instance.exports.mg_error_message()) };
    }

    /** Of every cell of a field as it is now. */
    fieldStatistics(field: string): FieldStatistics {
        const { instance } = this, at = instance.out, { min, mean, max, total } = MG_FIELD_STATISTICS;
        this.ask((handle) => instance.exports.mg_engine_field_statistics(handle, instance.name(field), at));
        const view = instance.view(), get = (offset: number): number => view.getFloat64(at + offset, true);
        return { min: get(min), mean: get(mean), max: get(max), total: get(total) };
    }

    /** null: the seeding used last. */
    seed(seeding: string | null, seed: bigint): void {
        const { instance } = this;
        this.ask((handle) =>
            instance.exports.mg_engine_seed(handle, seeding === null ? 0 : instance.name(seeding), seed));
    }

    /** Seeds anew as the last time, then puts the volume's arrays in the place of the fields of their names. */
    start(volume: Volume): void {
        this.ask((handle) => this.instance.exports.mg_engine_seed_from_volume(handle, volume.handle));
    }

    /** The description of this engine's model alone; the one way to learn a network's parameters. */
    describe(): ModelDescription {
        const json = this.instance.long((buffer, capacity) =>
            this.instance.exports.mg_engine_describe_json(this.handle, buffer, capacity));
        const [model] = (JSON.parse(json) as Description).models;
        if (model === undefined) throw new Error("The engine described no model.");
        return model;
    }

    setThreads(threads: number): void {
        this.ask((handle) => this.instance.exports.mg_engine_set_threads(handle, threads));
    }

    get threads(): number { return this.tell((handle) => this.instance.exports.mg_engine_threads(handle)); }

    /** How fields are stepped: so many steps at a time over tiles of rows times planes. Speed depends on it, no bit does. */
    get tiling(): Tiling {
        const { instance } = this;
        this.tell((handle) => instance.exports.mg_engine_tiling(instance.out, handle));
        const view = instance.view(), at = instance.out, int = (i: number): number => view.getInt32(at + 4 * i, true);
        return { steps: int(0), rows: int(1), planes: int(2) };
    }

    /** 0: chosen for this machine. Refused where the model cannot be stepped so. */
    setTiling({ steps, rows, planes }: Tiling): void {
        const { instance } = this;
        const wish = instance.view(), at = instance.out;
        [steps, rows, planes].forEach((value, i) => wish.setInt32(at + 4 * i, value, true));
        this.ask((handle) => instance.exports.mg_engine_set_tiling(handle, at));
    }

    step(count: number): void { this.tell((handle) => this.instance.exports.mg_engine_step(handle, count)); }

    /** Steps until the milliseconds are used up, at least once; returns the steps made. */
    stepFor(milliseconds: number, maxSteps: number): number {
        return this.tell((handle) => this.instance.exports.mg_engine_step_for(handle, milliseconds, maxSteps));
    }

    get steps(): number { return Number(this.tell((handle) => this.instance.exports.mg_engine_steps(handle))); }
    get time(): number { return this.tell((handle) => this.instance.exports.mg_engine_time(handle)); }

    /** The state hash as 16 hex digits. */
    hash(): string {
        return hex(this.tell((handle) => this.instance.exports.mg_engine_hash(handle)));
    }

    findBadCell(): BadCell | null {
        const { instance } = this, at = instance.out;
        if (this.tell((handle) => instance.exports.mg_engine_find_bad_cell(handle, at)) === 0) return null;
        const view = instance.view();
        return {
            field: instance.text(view.getUint32(at + MG_BAD_CELL.field, true)),
            cell: vector3(view, at + MG_BAD_CELL.x, "int"),
            step: Number(view.getBigUint64(at + MG_BAD_CELL.step, true)),
        };
    }

    private get cells(): number { return this.config.size[0] * this.config.size[1] * this.config.size[2]; }

    /** A dense copy, x fastest. */
    readField(field: string): Float32Array<ArrayBuffer> {
        const { instance, cells } = this;
        return instance.withBlock(4 * cells, (block) => {
            this.ask((handle) => instance.exports.mg_engine_read_field(handle, instance.name(field), block, cells));
            return new Float32Array(instance.floats(block, cells));
        });
    }

    writeField(field: string, values: Float32Array): void {
        const { instance, cells } = this;
        if (values.length !== cells)
            throw new MgError(MgStatus.InvalidArgument, `A field of ${cells} cells was given ${values.length} values.`);
        instance.withBlock(4 * cells, (block) => {
            instance.floats(block, cells).set(values);
            this.ask((handle) => instance.exports.mg_engine_write_field(handle, instance.name(field), block, cells));
        });
    }

    /** Every field's value in one cell. */
    readCell([x, y, z]: Vector3, fields: number): number[] {
        const { instance } = this, at = instance.out;
        this.ask((handle) => instance.exports.mg_engine_read_cell(handle, x, y, z, at, fields));
        return [...instance.floats(at, fields)];
    }

    /** Moves the cells of a ball towards the model's matter or away from it. */
    paint(brush: Brush): void {
        const { instance } = this, at = instance.out, view = instance.view();
        brush.centre.forEach((value, i) => view.setFloat64(at + MG_BRUSH.centre + 8 * i, value, true));
        view.setFloat64(at + MG_BRUSH.radius, brush.radius, true);
        view.setFloat64(at + MG_BRUSH.softness, brush.softness, true);
        view.setFloat64(at + MG_BRUSH.strength, brush.strength, true);
        view.setInt32(at + MG_BRUSH.mode, brush.erase ? 1 : 0, true);
        this.ask((handle) => instance.exports.mg_engine_paint(handle, at));
    }

    /** Where a ray first crosses the surface of the published keyframes; null: nowhere. */
    raycast(ray: Ray): RayHit | null {
        const { instance } = this, at = instance.out, hit = at + 128, view = instance.view();
        ray.origin.forEach((value, i) => view.setFloat64(at + MG_RAY.origin + 8 * i, value, true));
        ray.direction.forEach((value, i) => view.setFloat64(at + MG_RAY.direction + 8 * i, value, true));
        view.setFloat32(at + MG_RAY.isovalue, ray.isovalue, true);
        view.setFloat32(at + MG_RAY.blend, ray.blend, true);
        putVector3(view, at + MG_RAY.boxMin, ray.box?.min ?? [1, 0, 0]);
        putVector3(view, at + MG_RAY.boxMax, ray.box?.max ?? [0, 0, 0]);
        this.ask((handle) => instance.exports.mg_engine_raycast(handle, at, hit));
        const result = instance.view();
        if (result.getUint8(hit + MG_RAY_HIT.hit) === 0) return null;
        return {
            cut: result.getUint8(hit + MG_RAY_HIT.cut) !== 0, distance: result.getFloat64(hit + MG_RAY_HIT.distance, true),
            position: vector3(result, hit + MG_RAY_HIT.position, "double"), normal: vector3(result, hit + MG_RAY_HIT.normal, "float"),
            cell: vector3(result, hit + MG_RAY_HIT.cell, "int"),
        };
    }

    /** Back to a snapshot of this very engine; refused, it goes on as it was. */
    restore(file: Uint8Array): void {
        const { instance } = this;
        instance.withBytes(file, (bytes) => this.ask((handle) => instance.exports.mg_engine_restore(handle, bytes, file.length)));
    }

    setView(view: string): void {
        this.ask((handle) => this.instance.exports.mg_engine_set_view(handle, this.instance.name(view)));
    }

    get view(): string { return this.instance.text(this.tell((handle) => this.instance.exports.mg_engine_view(handle))); }

    publish(): Keyframe {
        const at = this.tell((handle) => this.instance.exports.mg_engine_publish(handle)) >>> 0;
        const view = this.instance.view();
        return {
            values: view.getUint32(at + MG_KEYFRAME.values, true),
            size: vector3(view, at + MG_KEYFRAME.nx, "int"),
            rowStride: view.getInt32(at + MG_KEYFRAME.rowStride, true),
            planeStride: view.getInt32(at + MG_KEYFRAME.planeStride, true),
            step: Number(view.getBigUint64(at + MG_KEYFRAME.step, true)),
            time: view.getFloat64(at + MG_KEYFRAME.time, true),
            range: [
                view.getFloat32(at + MG_KEYFRAME.range, true), view.getFloat32(at + MG_KEYFRAME.range + 4, true),
            ],
            chunkRanges: view.getUint32(at + MG_KEYFRAME.chunkRanges, true),
            chunks: vector3(view, at + MG_KEYFRAME.chunksX, "int"),
        };
    }

    meshRequestDefault(): MeshRequest {
        const { instance } = this, at = instance.out;
        this.tell((handle) => instance.exports.mg_wasm_mesh_request_default(handle, at));
        const view = instance.view();
        return {
            isovalue: view.getFloat32(at + MG_MESH_REQUEST.isovalue, true),
            blend: view.getFloat32(at + MG_MESH_REQUEST.blend, true),
            format: view.getInt32(at + MG_MESH_REQUEST.format, true),
            slot: view.getInt32(at + MG_MESH_REQUEST.slot, true),
            sphereCentre: vector3(view, at + MG_MESH_REQUEST.sphereCentre, "float"),
            sphereRadius: view.getFloat32(at + MG_MESH_REQUEST.sphereRadius, true),
            boxMin: vector3(view, at + MG_MESH_REQUEST.boxMin, "float"),
            boxMax: vector3(view, at + MG_MESH_REQUEST.boxMax, "float"),
            scalarMax: view.getFloat32(at + MG_MESH_REQUEST.scalarMax, true),
            cap: view.getUint8(at + MG_MESH_REQUEST.cap) !== 0,
        };
    }

    /** Good until the slot's next mesh; the offsets stay right when memory grows, views of the heap do not. */
    mesh(changes: Partial<MeshRequest> = {}): Mesh {
        const { instance } = this;
        const request = { ...this.meshRequestDefault(), ...changes };
        const at = instance.out, result = at + 128;
        this.putRequest(at, request);
        this.ask((handle) => instance.exports.mg_engine_mesh(handle, at, result));
        return this.meshAt(instance.view().getUint32(result, true));
    }

    private putRequest(at: number, request: MeshRequest): void {
        const view = this.instance.view();
        view.setFloat32(at + MG_MESH_REQUEST.isovalue, request.isovalue, true);
        view.setFloat32(at + MG_MESH_REQUEST.blend, request.blend, true);
        view.setInt32(at + MG_MESH_REQUEST.format, request.format, true);
        view.setInt32(at + MG_MESH_REQUEST.slot, request.slot, true);
        putVector3(view, at + MG_MESH_REQUEST.sphereCentre, request.sphereCentre);
        view.setFloat32(at + MG_MESH_REQUEST.sphereRadius, request.sphereRadius, true);
        putVector3(view, at + MG_MESH_REQUEST.boxMin, request.boxMin);
        putVector3(view, at + MG_MESH_REQUEST.boxMax, request.boxMax);
        view.setFloat32(at + MG_MESH_REQUEST.scalarMax, request.scalarMax, true);
        view.setUint8(at + MG_MESH_REQUEST.cap, request.cap ? 1 : 0);
    }

    private meshAt(pointer: number): Mesh {
        const view = this.instance.view();
        return {
            pointer,
            vertices: view.getUint32(pointer + MG_MESH.vertices, true),
            indices: view.getUint32(pointer + MG_MESH.indices, true),
            vertexCount: view.getInt32(pointer + MG_MESH.vertexCount, true),
            triangleCount: view.getInt32(pointer + MG_MESH.triangleCount, true),
            format: view.getInt32(pointer + MG_MESH.format, true),
            slot: view.getInt32(pointer + MG_MESH.slot, true),
            scalarMax: view.getFloat32(pointer + MG_MESH.scalarMax, true),
            extent: vector3(view, pointer + MG_MESH.extent, "float"),
            chunksChosen: view.getInt32(pointer + MG_MESH.chunksChosen, true),
        };
    }

    /** Good until the slot is filled again. Right after publish() every view is of the keyframe's moment. */
    texture({ view = null, previous = false, size = [0, 0, 0], slot }: TextureRequest): Texture {
        const { instance } = this, at = instance.out, result = at + 64;
        const name = view === null ? 0 : instance.name(view);
        const heap = instance.view();
        heap.setUint32(at + MG_TEXTURE_REQUEST.view, name, true);
        heap.setUint32(at + MG_TEXTURE_REQUEST.previous, previous ? 1 : 0, true);
        size.forEach((texels, axis) => heap.setInt32(at + MG_TEXTURE_REQUEST.nx + 4 * axis, texels, true));
        heap.setInt32(at + MG_TEXTURE_REQUEST.slot, slot, true);
        this.ask((handle) => instance.exports.mg_engine_texture(handle, at, result));
        return this.textureAt(instance.view().getUint32(result, true));
    }

    private textureAt(pointer: number): Texture {
        const view = this.instance.view();
        return {
            texels: view.getUint32(pointer + MG_TEXTURE.texels, true), size: vector3(view, pointer + MG_TEXTURE.nx, "int"),
            slot: view.getInt32(pointer + MG_TEXTURE.slot, true), low: view.getFloat32(pointer + MG_TEXTURE.low, true),
            high: view.getFloat32(pointer + MG_TEXTURE.high, true), ranges: view.getUint32(pointer + MG_TEXTURE.ranges, true),
            step: Number(view.getBigUint64(pointer + MG_TEXTURE.step, true)),
            time: view.getFloat64(pointer + MG_TEXTURE.time, true),
        };
    }

    dropTextures(): void { this.tell((handle) => this.instance.exports.mg_engine_drop_textures(handle)); }

    /** A binary PLY file of a mesh in VertexFormat.Float. */
    exportPly(mesh: Mesh): Uint8Array<ArrayBuffer> {
        return this.file(() => this.instance.exports.mg_wasm_export_ply(mesh.pointer));
    }

    /** Binary STL, for printing. */
    exportStl(mesh: Mesh): Uint8Array<ArrayBuffer> {
        return this.file(() => this.instance.exports.mg_wasm_export_stl(mesh.pointer));
    }

    /** Binary glTF 2.0, coloured. */
    exportGlb(mesh: Mesh): Uint8Array<ArrayBuffer> {
        return this.file(() => this.instance.exports.mg_wasm_export_glb(mesh.pointer));
    }

    /** VTK image data of every field. */
    exportVti(): Uint8Array<ArrayBuffer> {
        return this.file((handle) => this.instance.exports.mg_wasm_engine_export_vti(handle));
    }

    /** A NumPy array of one field, or of all of them. */
    exportNpy(field: string | null): Uint8Array<ArrayBuffer> {
        const { instance } = this;
        return this.file((handle) =>
            instance.exports.mg_wasm_engine_export_npy(handle, field === null ? 0 : instance.name(field)));
    }

    /** NRRD of all fields, for 3D Slicer, ImageJ and teem. */
    exportNrrd(): Uint8Array<ArrayBuffer> {
        return this.file((handle) => this.instance.exports.mg_wasm_engine_export_nrrd(handle));
    }

    private file(write: (handle: number) => number): Uint8Array<ArrayBuffer> {
        return this.instance.collect(() => this.ask(write));
    }

    profile(): StageTime[] {
        const { instance } = this;
        const count = this.tell((handle) => instance.exports.mg_engine_profile(handle, instance.out));
        const view = instance.view(), first = view.getUint32(instance.out, true);
        return Array.from({ length: count }, (_, i) => {
            const at = first + i * MG_STAGE_TIME.bytes;
            return {
                name: instance.text(view.getUint32(at + MG_STAGE_TIME.name, true)),
                seconds: view.getFloat64(at + MG_STAGE_TIME.seconds, true),
                calls: Number(view.getBigUint64(at + MG_STAGE_TIME.calls, true)),
            };
        });
    }

    resetProfile(): void { this.tell((handle) => this.instance.exports.mg_engine_reset_profile(handle)); }
}
