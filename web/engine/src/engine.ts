// The engine with the nouns and verbs of morphogen.h: engine.step(n) is mg_engine_step. A refused call throws an
// MgError and leaves the engine as it was.

import type { Description, ModelDescription } from "./describe.ts";
import { MgError, MgStatus } from "./error.ts";
import {
    MG_BAD_CELL,
    MG_BRUSH,
    MG_CONFIG,
    MG_FIELD_STATISTICS,
    MG_KEYFRAME,
    MG_MESH,
    MG_MESH_REQUEST,
    MG_RAY,
    MG_RAY_HIT,
    MG_SNAPSHOT_INFO,
    MG_STAGE_TIME,
    MG_TEXTURE,
    MG_TEXTURE_BLOCK,
    MG_TEXTURE_REQUEST,
    MG_TILING,
    type MgBoundary,
    MgBrushMode,
    type MgVertexFormat,
} from "./generated/binding.ts";
import { float64, pointer, uint64, wholeNumber } from "./heap_types.ts";
import type { Instance } from "./instance.ts";
import type { Vector3 } from "./vector.ts";
import type { Volume } from "./volume.ts";

export type { Vector3 } from "./vector.ts";

export interface Tiling {
    readonly steps: number;
    readonly rows: number;
    readonly planes: number;
}

export interface MgConfig {
    readonly model: string;
    readonly size: Vector3; // cells
    readonly boundary: readonly [MgBoundary, MgBoundary, MgBoundary];
    readonly dx: number;
    readonly seed: bigint; // unsigned, 64 bits
    readonly threads: number; // 0: as many as are parked
    readonly memoryBudgetBytes: bigint; // 0: what there is
    readonly seeding: string | null; // of the first; null: the model's first
    readonly settings: string | null; // values by name before it: "feed=0.03 perlin.frequency=8"
    readonly unseeded: boolean; // for whoever fills the fields: every one is 0
    readonly network: string | null; // the text of a reaction network of one's own, which then is the model
}

export interface BadCell {
    readonly field: string;
    readonly cell: Vector3;
    readonly step: number;
}

export interface Keyframe {
    readonly values: number; // where value (0, 0, 0) is in the heap
    readonly size: Vector3;
    readonly rowStride: number; // in floats
    readonly planeStride: number;
    readonly step: number;
    readonly time: number;
    readonly range: readonly [number, number];
    readonly chunkRanges: number; // pairs of floats, x fastest
    readonly chunks: Vector3;
}

export interface MeshRequest {
    isovalue: number;
    blend: number; // 0..1: from the previous keyframe to the newest
    format: MgVertexFormat;
    slot: number;
    sphereCentre: Vector3;
    sphereRadius: number; // 0 or less: everywhere
    boxMin: Vector3;
    boxMax: Vector3; // below boxMin in x: everywhere
    scalarMax: number; // 0 or less: the view's
    cap: boolean; // closed where it is cut; float vertices only
}

export interface Mesh {
    readonly pointer: number; // of the MgMesh
    readonly vertices: number;
    readonly indices: number;
    readonly vertexCount: number;
    readonly triangleCount: number;
    readonly format: MgVertexFormat;
    readonly slot: number;
    readonly scalarMax: number;
    readonly extent: Vector3;
    readonly chunksChosen: number;
}

export const TEXEL_BYTES = Uint16Array.BYTES_PER_ELEMENT;

export interface TextureRequest {
    readonly view?: string | null; // null: a published keyframe; else a view of the state as it is now
    readonly previous?: boolean; // of the keyframes: the one before the newest
    readonly size?: Vector3; // texels, at most one a cell; 0: one for every cell
    readonly slot: number;
}

/** Half floats: 0 stands for low, 1 for high. */
export interface Texture {
    readonly texels: number; // where they are in the heap, x fastest, dense
    readonly ranges: number; // right behind them: least and greatest of every block of MG_TEXTURE_BLOCK^3 texels
    readonly size: Vector3;
    readonly slot: number;
    readonly low: number;
    readonly high: number;
    readonly step: number;
    readonly time: number;
}

/** How many blocks with a range of their own a texture has along each axis. */
export function textureBlocks([nx, ny, nz]: Vector3): Vector3 {
    const along = (texels: number): number => Math.ceil(texels / MG_TEXTURE_BLOCK);
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
    readonly total: number; // exact for molecules
}

/** A soft ball; lengths are in the model's unit. */
export interface Brush {
    readonly centre: Vector3;
    readonly radius: number;
    readonly softness: number; // 0..1: the outer part of the radius in which it fades
    readonly strength: number; // 0..1: how much of the way to its target a cell in the middle goes
    readonly erase: boolean;
}

export interface Ray {
    readonly origin: Vector3;
    readonly direction: Vector3; // of any length but 0
    readonly isovalue: number;
    readonly blend: number; // as in a mesh request, like the box
    readonly box: { readonly min: Vector3; readonly max: Vector3 } | null;
}

export interface RayHit {
    readonly cut: boolean; // the ray comes into the box in the midst of matter
    readonly distance: number;
    readonly position: Vector3;
    readonly normal: Vector3; // towards smaller values; of a cut, out of the wall
    readonly cell: Vector3; // the nearest
}

/** What a snapshot tells of its run. */
export interface SnapshotInfo {
    readonly version: string;
    readonly model: string;
    readonly seeding: string;
    readonly view: string;
    readonly size: Vector3;
    readonly boundary: readonly [MgBoundary, MgBoundary, MgBoundary];
    readonly dx: number;
    readonly time: number;
    readonly seed: bigint;
    readonly steps: number;
    readonly hash: string;
    readonly parameters: ReadonlyMap<string, number>;
}

export interface StageTime {
    readonly name: string;
    readonly seconds: number;
    readonly calls: number;
}

/** mg_config_default with changes. */
export function configDefault(instance: Instance, changes: Partial<MgConfig> = {}): MgConfig {
    instance.exports.mg_config_default(instance.out);
    const { model, nx, ny, nz, boundary, dx, seed, threads, memoryBudgetBytes } = instance.read(
        MG_CONFIG,
        instance.out,
    );
    return {
        model: instance.text(model),
        size: [nx, ny, nz],
        boundary,
        dx,
        seed,
        threads,
        memoryBudgetBytes,
        network: null,
        ...NOT_GIVEN,
        ...changes,
    };
}

/** What begins with the model's first seeding and its defaults. */
const NOT_GIVEN = { seeding: null, settings: null, unseeded: false } as const;

/** Puts a configuration where the call can read it. */
function withConfig<T>(instance: Instance, config: MgConfig, use: (at: number) => T): T {
    const {
            model,
            network,
            seeding,
            settings,
            size: [nx, ny, nz],
            ...rest
        } = config,
        at = instance.request;
    return instance.withTexts([network, seeding, settings], ([text = 0, seedingAt = 0, settingsAt = 0]) => {
        const texts = { model: instance.name(model), text, seeding: seedingAt, settings: settingsAt };
        instance.exports.mg_config_default(at);
        instance.write(MG_CONFIG, at, { ...rest, ...texts, nx, ny, nz, progress: instance.progress });
        return use(at);
    });
}

/** Bytes an engine of this configuration takes; refuses what Engine.create would refuse, except the budget. */
export function configBytes(instance: Instance, changes: Partial<MgConfig>): number {
    const ask = (at: number): number => instance.call(() => instance.exports.mg_config_bytes(at, instance.out));
    instance.expectOk(withConfig(instance, configDefault(instance, changes), ask));
    return Number(instance.read(uint64, instance.out));
}

/** What stands before the fields of a snapshot; refuses with MgStatus.BadFile. */
export function snapshotInfo(instance: Instance, file: Uint8Array): SnapshotInfo {
    return instance.withBlock(MG_SNAPSHOT_INFO.bytes, (block) => {
        const ask = (): number => instance.exports.mg_snapshot_info(instance.reader, 0, BigInt(file.length), block);
        instance.expectOk(instance.reading(file, () => instance.call(ask)));
        const { nx, ny, nz, steps, hash, parameterCount, parameters, ...rest } = instance.read(MG_SNAPSHOT_INFO, block);
        return {
            ...rest,
            size: [nx, ny, nz],
            steps: Number(steps),
            hash: hex(hash),
            parameters: new Map(parameters.slice(0, parameterCount).map(({ name, value }) => [name, value])),
        };
    });
}

const hex = (hash: bigint): string => BigInt.asUintN(64, hash).toString(16).padStart(16, "0");

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
        const make = (at: number): number => instance.call(() => instance.exports.mg_engine_create(at, instance.out));
        instance.expectOk(withConfig(instance, config, make));
        return new Engine(instance, config, instance.read(pointer, instance.out));
    }

    /** An engine that goes on where the snapshot was made; refuses a damaged one with MgStatus.BadFile. */
    static load(instance: Instance, file: Uint8Array, threads = 0): Engine {
        const { model, size, boundary, dx, seed } = snapshotInfo(instance, file);
        const load = (): number =>
            instance.exports.mg_engine_load(instance.reader, 0, BigInt(file.length), threads, 0n, instance.out);
        instance.expectOk(instance.reading(file, () => instance.call(load)));
        const config = { model, size, boundary, dx, seed, threads, memoryBudgetBytes: 0n, network: null, ...NOT_GIVEN };
        return new Engine(instance, config, instance.read(pointer, instance.out));
    }

    /** A snapshot: everything the run needs to go on as if it had never stopped. */
    save(): Uint8Array<ArrayBuffer> {
        return this.file((handle, writer) => this.instance.exports.mg_engine_save(handle, writer, 0));
    }

    destroy(): void {
        this.instance.call(() => this.instance.exports.mg_engine_destroy(this.pointer));
        this.pointer = 0;
    }

    /** Where the heap holds it. */
    get handle(): number {
        if (this.pointer === 0) throw new Error("This engine is destroyed.");
        return this.pointer;
    }

    /** Throws where the engine refuses. */
    private check(run: (handle: number) => number): void {
        const handle = this.handle;
        this.instance.expectOk(this.instance.call(() => run(handle)));
    }

    /** A call whose result is no status. */
    private call<T>(run: (handle: number) => T): T {
        const handle = this.handle;
        return this.instance.call(() => run(handle));
    }

    set(parameter: string, value: number): void {
        this.check((handle) => this.instance.exports.mg_engine_set(handle, this.instance.name(parameter), value));
    }

    get(parameter: string): number {
        const { instance } = this;
        this.check((handle) => instance.exports.mg_engine_get(handle, instance.name(parameter), instance.out));
        return instance.read(float64, instance.out);
    }

    /** The largest stable dt, and the sentence to show when dt is beyond it. */
    checkDt(): { readonly limit: number; readonly unstable: string | null } {
        const { instance } = this;
        const status = this.call((handle) => instance.exports.mg_engine_check_dt(handle, instance.out));
        const limit = instance.read(float64, instance.out);
        return { limit, unstable: status === MgStatus.Ok ? null : instance.text(instance.exports.mg_error_message()) };
    }

    /** The smallest cell in which molecules meet as often as their rates say, and the sentence to show below it. */
    checkVoxel(): { readonly smallest: number; readonly unstable: string | null } {
        const { instance } = this;
        const status = this.call((handle) => instance.exports.mg_engine_check_voxel(handle, instance.out));
        const smallest = instance.read(float64, instance.out);
        return {
            smallest,
            unstable: status === MgStatus.Ok ? null : instance.text(instance.exports.mg_error_message()),
        };
    }

    /** Of every cell of a field as it is now. */
    fieldStatistics(field: string): FieldStatistics {
        const { instance } = this,
            at = instance.out;
        this.check((handle) => instance.exports.mg_engine_field_statistics(handle, instance.name(field), at));
        return instance.read(MG_FIELD_STATISTICS, at);
    }

    /** null: the seeding used last. */
    seed(seeding: string | null, seed: bigint): void {
        const { instance } = this;
        this.check((handle) =>
            instance.exports.mg_engine_seed(handle, seeding === null ? 0 : instance.name(seeding), seed),
        );
    }

    /** Seeds anew as the last time, then puts the volume's arrays in the place of the fields of their names. */
    start(volume: Volume): void {
        this.check((handle) => this.instance.exports.mg_engine_seed_from_volume(handle, volume.handle));
    }

    /** The description of this engine's model alone; the one way to learn a network's parameters. */
    describe(): ModelDescription {
        const json = this.instance.long((buffer, capacity) =>
            this.instance.exports.mg_engine_describe_json(this.handle, buffer, capacity),
        );
        const [model] = (JSON.parse(json) as Description).models;
        if (model === undefined) throw new Error("The engine described no model.");
        return model;
    }

    setThreads(threads: number): void {
        this.check((handle) => this.instance.exports.mg_engine_set_threads(handle, wholeNumber("threads", threads)));
    }

    get threads(): number {
        return this.call((handle) => this.instance.exports.mg_engine_threads(handle));
    }

    /**
     * How fields are stepped: so many steps at a time over tiles of rows times planes. Speed depends on it, no bit
     * does.
     */
    get tiling(): Tiling {
        const { instance } = this;
        this.call((handle) => instance.exports.mg_engine_tiling(instance.out, handle));
        return instance.read(MG_TILING, instance.out);
    }

    /** 0: chosen for this machine. Refused where the model cannot be stepped so. */
    setTiling(tiling: Tiling): void {
        const { instance } = this,
            at = instance.request;
        instance.write(MG_TILING, at, tiling);
        this.check((handle) => instance.exports.mg_engine_set_tiling(handle, at));
    }

    /** Throws where count is no whole number from 0. */
    step(count: number): void {
        const steps = wholeNumber("count", count, 0);
        this.call((handle) => this.instance.exports.mg_engine_step(handle, steps));
    }

    /** Steps until the milliseconds are used up, at least once; returns the steps made. Throws where one is NaN. */
    stepFor(milliseconds: number, maxSteps: number): number {
        if (Number.isNaN(milliseconds)) throw new RangeError("milliseconds = NaN should be a number.");
        wholeNumber("maxSteps", maxSteps, 1);
        return this.call((handle) => this.instance.exports.mg_engine_step_for(handle, milliseconds, maxSteps));
    }

    get steps(): number {
        return Number(this.call((handle) => this.instance.exports.mg_engine_steps(handle)));
    }
    get time(): number {
        return this.call((handle) => this.instance.exports.mg_engine_time(handle));
    }

    /** The state hash as 16 hex digits. */
    hash(): string {
        return hex(this.call((handle) => this.instance.exports.mg_engine_hash(handle)));
    }

    findBadCell(): BadCell | null {
        const { instance } = this,
            at = instance.out;
        if (this.call((handle) => instance.exports.mg_engine_find_bad_cell(handle, at)) === 0) return null;
        const { field, x, y, z, step } = instance.read(MG_BAD_CELL, at);
        return { field: instance.text(field), cell: [x, y, z], step: Number(step) };
    }

    private get cells(): number {
        return this.config.size[0] * this.config.size[1] * this.config.size[2];
    }

    /** A dense copy, x fastest. */
    readField(field: string): Float32Array<ArrayBuffer> {
        const { instance, cells } = this;
        return instance.withBlock(4 * cells, (block) => {
            this.check((handle) => instance.exports.mg_engine_read_field(handle, instance.name(field), block, cells));
            return new Float32Array(instance.floats(block, cells));
        });
    }

    writeField(field: string, values: Float32Array): void {
        const { instance, cells } = this;
        if (values.length !== cells)
            throw new MgError(MgStatus.InvalidArgument, `A field of ${cells} cells was given ${values.length} values.`);
        instance.withBlock(4 * cells, (block) => {
            instance.floats(block, cells).set(values);
            this.check((handle) => instance.exports.mg_engine_write_field(handle, instance.name(field), block, cells));
        });
    }

    /** Every field's value in one cell. */
    readCell(cell: Vector3, fields: number): number[] {
        const { instance } = this,
            at = instance.out,
            [x, y, z] = cell.map((value) => wholeNumber("cell", value)) as unknown as Vector3;
        this.check((handle) => instance.exports.mg_engine_read_cell(handle, x, y, z, at, fields));
        return [...instance.floats(at, fields)];
    }

    /** Moves the cells of a ball towards the model's matter or away from it. */
    paint({ erase, ...brush }: Brush): void {
        const { instance } = this,
            at = instance.request;
        instance.write(MG_BRUSH, at, { ...brush, mode: erase ? MgBrushMode.Erase : MgBrushMode.Add });
        this.check((handle) => instance.exports.mg_engine_paint(handle, at));
    }

    /** Where a ray first crosses the surface of the published keyframes; null: nowhere. */
    raycast({ box, ...ray }: Ray): RayHit | null {
        const { instance } = this,
            at = instance.request;
        instance.write(MG_RAY, at, { ...ray, boxMin: box?.min ?? [1, 0, 0], boxMax: box?.max ?? [0, 0, 0] });
        this.check((handle) => instance.exports.mg_engine_raycast(handle, at, instance.out));
        const { hit, ...place } = instance.read(MG_RAY_HIT, instance.out);
        return hit ? place : null;
    }

    /** Back to a snapshot of this very engine; refused, it goes on as it was. */
    restore(file: Uint8Array): void {
        const { instance } = this;
        instance.withBytes(file, (bytes) =>
            this.check((handle) => instance.exports.mg_engine_restore(handle, bytes, file.length)),
        );
    }

    setView(view: string): void {
        this.check((handle) => this.instance.exports.mg_engine_set_view(handle, this.instance.name(view)));
    }

    get view(): string {
        return this.instance.text(this.call((handle) => this.instance.exports.mg_engine_view(handle)));
    }

    publish(): Keyframe {
        const at = this.call((handle) => this.instance.exports.mg_engine_publish(handle)) >>> 0;
        const { nx, ny, nz, chunksX, chunksY, chunksZ, step, range, ...rest } = this.instance.read(MG_KEYFRAME, at);
        return {
            ...rest,
            size: [nx, ny, nz],
            chunks: [chunksX, chunksY, chunksZ],
            step: Number(step),
            range: [range.min, range.max],
        };
    }

    meshRequestDefault(): MeshRequest {
        const { instance } = this;
        this.call((handle) => instance.exports.mg_mesh_request_default(instance.out, handle));
        return instance.read(MG_MESH_REQUEST, instance.out);
    }

    /** Good until the slot's next mesh; the offsets stay right when memory grows, views of the heap do not. */
    mesh(changes: Partial<MeshRequest> = {}): Mesh {
        const { instance } = this,
            at = instance.request;
        instance.write(MG_MESH_REQUEST, at, { ...this.meshRequestDefault(), ...changes });
        this.check((handle) => instance.exports.mg_engine_mesh(handle, at, instance.out));
        const mesh = instance.read(pointer, instance.out);
        return { pointer: mesh, ...instance.read(MG_MESH, mesh) };
    }

    /** Good until the slot is filled again. Right after publish() every view is of the keyframe's moment. */
    texture({ view = null, previous = false, size: [nx, ny, nz] = [0, 0, 0], slot }: TextureRequest): Texture {
        const { instance } = this,
            at = instance.request;
        instance.write(MG_TEXTURE_REQUEST, at, {
            view: view === null ? 0 : instance.name(view),
            previous,
            nx,
            ny,
            nz,
            slot,
        });
        this.check((handle) => instance.exports.mg_engine_texture(handle, at, instance.out));
        const { nx: x, ny: y, nz: z, step, ...rest } = instance.read(MG_TEXTURE, instance.read(pointer, instance.out));
        return { ...rest, size: [x, y, z], step: Number(step) };
    }

    dropTextures(): void {
        this.call((handle) => this.instance.exports.mg_engine_drop_textures(handle));
    }

    /** A binary PLY file of a mesh in MgVertexFormat.Float. */
    exportPly(mesh: Mesh): Uint8Array<ArrayBuffer> {
        return this.file((_, writer) => this.instance.exports.mg_export_ply(mesh.pointer, writer, 0));
    }

    /** Binary STL, for printing. */
    exportStl(mesh: Mesh): Uint8Array<ArrayBuffer> {
        return this.file((_, writer) => this.instance.exports.mg_export_stl(mesh.pointer, writer, 0));
    }

    /** Binary glTF 2.0, coloured. */
    exportGlb(mesh: Mesh): Uint8Array<ArrayBuffer> {
        return this.file((_, writer) => this.instance.exports.mg_export_glb(mesh.pointer, writer, 0));
    }

    /** VTK image data of every field. */
    exportVti(): Uint8Array<ArrayBuffer> {
        return this.file((handle, writer) => this.instance.exports.mg_engine_export_vti(handle, writer, 0));
    }

    /** A NumPy array of one field, or of all of them. */
    exportNpy(field: string | null): Uint8Array<ArrayBuffer> {
        const { instance } = this;
        return this.file((handle, writer) =>
            instance.exports.mg_engine_export_npy(handle, field === null ? 0 : instance.name(field), writer, 0),
        );
    }

    /** NRRD of all fields, for 3D Slicer, ImageJ and teem. */
    exportNrrd(): Uint8Array<ArrayBuffer> {
        return this.file((handle, writer) => this.instance.exports.mg_engine_export_nrrd(handle, writer, 0));
    }

    private file(write: (handle: number, writer: number) => number): Uint8Array<ArrayBuffer> {
        return this.instance.collect(() => this.check((handle) => write(handle, this.instance.writer)));
    }

    profile(): StageTime[] {
        const { instance } = this;
        const count = this.call((handle) => instance.exports.mg_engine_profile(handle, instance.out));
        const first = instance.read(pointer, instance.out);
        return Array.from({ length: count }, (_, i) => {
            const { name, seconds, calls } = instance.read(MG_STAGE_TIME, first + i * MG_STAGE_TIME.bytes);
            return { name: instance.text(name), seconds, calls: Number(calls) };
        });
    }

    resetProfile(): void {
        this.call((handle) => this.instance.exports.mg_engine_reset_profile(handle));
    }
}
