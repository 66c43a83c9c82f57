// The messages between the two sides of the compute worker. frontend.ts runs on the main thread, backend.ts in the
// worker; this file is the only thing both import from this folder. Lengths are in the model's unit of length.

import type { Brush, Description, FieldStatistics, ModelDescription, RayHit } from "@morphogen/engine";

export type { Brush };
export type Boundary = "periodic" | "no_flux";
export type Vector3 = readonly [number, number, number];

/** What an engine is made of. Changing any of it makes a new engine; everything else is live. */
export interface SimConfig {
    readonly model: string;
    readonly size: Vector3; // cells along x, y, z
    readonly boundary: readonly [Boundary, Boundary, Boundary];
    readonly dx: number;
    readonly seed: bigint; // unsigned, 64 bits
    readonly seeding: string | null; // null: the model's first
    readonly params: Readonly<Record<string, number>>; // differences from the defaults, "feed" or "perlin.frequency"
    // A text of a reaction network or of equations, which then is the model; `model` is MG_NETWORK_MODEL_ID for both.
    readonly network: string | null;
}

/** Settings that act within a slice. A message carries only those that change. */
export interface LiveSettings {
    readonly running: boolean;
    readonly ticks: number; // keyframes per second of wall time, 1..60
    readonly meshesPerSecond: number; // at most, 1..60
    readonly isovalue: number;
    readonly moreIsovalues: readonly number[]; // of surfaces beside the first, MOST_SURFACES - 1 at most
    readonly box: ClipBox | null; // null: everywhere
    readonly pace: Pace | null; // null: as fast as it goes
    readonly probes: readonly Vector3[]; // cells whose values come with the field statistics
    readonly scalarMax: number; // gradient that gets the last colour; 0: the view's own
    readonly surface: boolean; // false: every mesh is empty, something else is looked at
    readonly textures: TexturesWanted;
    readonly copies: boolean; // sends a second copy of every snapshot, for the browser's storage
}

/** The textures of the field that the page samples itself. None wanted: none are made. */
export interface TexturesWanted {
    readonly shown: boolean; // both keyframes of the shown view
    readonly colour: string | null; // and those of another view, that colours it
    readonly largest: number; // texels along an axis that the graphics card takes
}

/**
 * Surfaces of different isovalues in one picture. They come together, or a fast change would let them cut each other.
 */
export const MOST_SURFACES = 3;

export interface ClipBox {
    readonly min: Vector3;
    readonly max: Vector3;
}

/** No more than so many steps, or so much simulated time, in a second. */
export interface Pace {
    readonly unit: "steps" | "time";
    readonly perSecond: number;
}

/** Where a surface is: a box around it. */
export interface Bounds {
    readonly min: Vector3;
    readonly max: Vector3;
}

/** From the eye through the pointer; lengths in the unit of length. */
export interface PickRay {
    readonly origin: Vector3;
    readonly direction: Vector3;
}

/** What a ray meets: a place on the surface, the cell nearest to it, and its values of every field. */
export interface Picked extends RayHit, CellState {}

/** The values of every field in one cell, and when. */
export interface CellState {
    readonly steps: number;
    readonly time: number;
    readonly values: readonly number[];
}

/** The part of space worth meshing. */
export interface CameraSphere {
    readonly centre: Vector3;
    readonly radius: number;
} // radius <= 0: everywhere

/** Where a run stands, enough to go on with it exactly: the same seed and steps give the same bits. */
export interface Checkpoint {
    readonly config: SimConfig; // as last seeded
    readonly view: string | null; // null: the model's first
    readonly journal: readonly JournalEntry[]; // what was done since the seed, in order
    readonly snapshot: Snapshot | null; // a shortcut: without it the steps since the seed are made again
    readonly fromSeed: boolean; // false: began from a file, so that without a snapshot nothing leads here
    readonly steps: number; // where to go on
    readonly replacedBy?: string; // what made way for another state, in a word or two, where it is no other run
}

/** What a person did to the run when `steps` steps had been made: in this order, the run is always the same. */
export type JournalEntry = ParameterEntry | BrushEntry;
export interface ParameterEntry {
    readonly steps: number;
    readonly parameter: string;
    readonly value: number;
}
export interface BrushEntry {
    readonly steps: number;
    readonly brush: Brush;
}

/** A snapshot file (mg_engine_save) of the state after `steps` steps. */
export interface Snapshot {
    readonly steps: number;
    readonly file: ArrayBuffer;
    readonly changes?: number; // so many entries of the journal are in it; untold: those before its step
}

// ------------------------------------------------------------------------------------------------ main -> worker

export interface InitMessage {
    readonly type: "init";
    readonly module: WebAssembly.Module;
    readonly memory: WebAssembly.Memory | null; // the shared one; null: single-threaded, the worker makes its own
    readonly limitPages: number; // of that memory
    readonly threads: number; // workers that are parked on the memory, plus the compute worker
    readonly config: SimConfig;
    readonly view: string | null;
    readonly liveSettings: Partial<LiveSettings>;
    readonly resume: Checkpoint | null; // after a failure: go on from here
    // an Int32 that is not 0 ends what is under way and can be; null: no shared memory
    readonly stop: SharedArrayBuffer | null;
    readonly livenessLock: string | null; // the lock to hold while alive; null: this browser has no locks
}

/**
 * Of the surface at an isovalue, all of it: ply, stl, glb; cap: closed where it meets the box, a solid. Of the fields:
 * vti, nrrd (all), npy (one, or all with null).
 */
export type ExportFormat = "ply" | "stl" | "glb" | "vti" | "nrrd" | "npy";

/** A request is answered by exactly one `reply` with the same id, in the order of the requests. */
export type Request =
    | { readonly type: "sim_config"; readonly config: SimConfig; readonly view: string | null } // -> SimState
    | { readonly type: "set"; readonly parameter: string; readonly value: number } // -> SimState
    | { readonly type: "get"; readonly parameter: string } // -> number
    | { readonly type: "paint"; readonly brush: Brush } // -> SimState
    // to a state of this run; not exact: to the
    | { readonly type: "scrub"; readonly steps: number; readonly exact: boolean }
    // stored one before, at once -> SimState
    | { readonly type: "mark"; readonly reason: string } // the state as it is can be come back to -> number
    | { readonly type: "pick"; readonly ray: PickRay } // where a ray meets the surface -> Picked | null
    | { readonly type: "cell"; readonly cell: Vector3 } // what is there now -> CellState
    | { readonly type: "check"; readonly network: string } // reads the text, makes nothing -> number of bytes
    | { readonly type: "seed"; readonly seeding: string | null; readonly seed: bigint } // -> SimState
    // with these changes -> SimState
    | { readonly type: "step"; readonly count: number; readonly journal: readonly JournalEntry[] }
    | { readonly type: "hash" } // -> string, 16 hex digits
    | { readonly type: "view"; readonly view: string } // -> SimState
    | { readonly type: "threads"; readonly threads: number } // -> number that run
    | { readonly type: "field"; readonly field: string } // -> ArrayBuffer of floats
    | {
          readonly type: "export";
          readonly what: ExportFormat;
          readonly isovalue: number;
          readonly field: string | null;
          readonly cap: boolean;
      } // -> ArrayBuffer, a file; null: it was stopped
    | { readonly type: "save" } // -> ArrayBuffer, a file; null: it was stopped
    // a volume, with its size and its rule, if it names one -> VolumeStart
    | { readonly type: "start"; readonly file: ArrayBuffer }
    | { readonly type: "bounds" } // of the surface meshed last -> Bounds | null
    | { readonly type: "statistics" } // of every field -> FieldStats[]
    | { readonly type: "value_at"; readonly place: Vector3 } // of the shown keyframe, 0..1 along the box -> CellValue
    | { readonly type: "describe_text"; readonly text: string } // the model that it makes -> ModelDescription
    | { readonly type: "describe" } // of the model that runs -> ModelDescription
    | { readonly type: "load"; readonly file: ArrayBuffer } // -> SimState
    // as its snapshot, or its start: `step` goes on -> SimState
    | { readonly type: "resume"; readonly checkpoint: Checkpoint }
    | { readonly type: "profile" }; // -> StageTime[]

export type ToWorker =
    | InitMessage
    | { readonly type: "request"; readonly id: number; readonly request: Request }
    | { readonly type: "camera"; readonly sphere: CameraSphere } // the camera moved: mesh first for a while
    | { readonly type: "live_settings"; readonly liveSettings: Partial<LiveSettings> }
    | { readonly type: "mesh_again" } // what was shown is lost: a mesh, also of the same state
    | { readonly type: "mesh_shown"; readonly run: number; readonly slot: number } // the slot may be filled again
    | { readonly type: "stop" } // steps that were asked for end here; answered as if made
    | { readonly type: "texture_taken"; readonly run: number; readonly slot: number }
    | { readonly type: "ping" } // answered by `pong` within a slice
    | { readonly type: "debug"; readonly action: "trap" | "hang" | "interpret" }; // frontend.ts says what for

// ------------------------------------------------------------------------------------------------ worker -> main

export interface SimState {
    readonly config: SimConfig; // with every parameter that differs from its default
    readonly view: string;
    readonly extent: Vector3; // n * dx
    readonly steps: number;
    readonly time: number; // simulated
    readonly warning: Warning | null;
    readonly model: ModelDescription | null; // of a network of one's own; null: the model is one of the description
}

/** A run that starts from a volume, and what it leaves aside of the file or takes where the file leaves it open. */
export interface VolumeStart {
    readonly state: SimState;
    readonly notes: readonly string[]; // sentences
}

/** The run goes on, the person should know: dt is too long, values are lost, or the surface does not fit in memory. */
export interface Warning {
    readonly kind: "unstable" | "voxel" | "not_finite" | "mesh" | "texture";
    readonly sentence: string; // cause, numbers, next action
    readonly limit: number; // the largest stable dt; for "voxel" the smallest dx
}

export interface ReadyMessage {
    readonly type: "ready";
    readonly state: SimState;
    readonly threads: number; // the compute worker included
    readonly description: Description;
    readonly engineVersion: string;
    readonly memoryBytes: number; // of the heap now
    readonly memoryLimitBytes: number;
}

export interface Stats {
    readonly running: boolean;
    readonly stepsPerSecond: number;
    readonly steps: number;
    readonly time: number; // simulated
    readonly stepMs: number; // one step
    readonly meshMs: number; // one mesh
    readonly meshesPerSecond: number;
    readonly vertices: number;
    readonly triangles: number;
    readonly chunks: number;
    readonly chunksChosen: number;
    readonly range: readonly [number, number]; // of the shown scalar, newest keyframe
    readonly threads: number;
    readonly memoryBytes: number;
    readonly memoryLimitBytes: number;
    readonly warning: Warning | null;
    readonly stored: readonly number[]; // steps of this run that can be gone back to at once
    readonly newest: number; // how far this run had come; more than steps after going back
}

export interface MeshPart {
    readonly vertexOffset: number; // bytes
    readonly vertexCount: number;
    readonly indexOffset: number; // bytes
    readonly triangleCount: number;
    readonly isovalue: number;
}

/**
 * Meshes of 12-byte packed vertices (MgVertexPacked: u16 x, y, z, scalar, octahedral normal u, v) and u32 indices.
 * With shared memory `copy` is null and the offsets are into the heap; else they are into `copy`, transferred.
 */
export interface MeshMessage {
    readonly type: "mesh";
    readonly run: number; // goes back with mesh_shown: a new engine has other slots
    readonly slot: number;
    readonly surfaces: readonly MeshPart[]; // the first, then those of moreIsovalues
    readonly copy: ArrayBuffer | null;
    readonly extent: Vector3; // position 65535 stands for this
    readonly scalarMax: number; // scalar 65535 stands for this
    readonly keyframe: number; // number of the newest keyframe; the one before has the number before
    readonly blend: number; // 0..1: from that one to the newest; 1: there may be only the newest
    readonly steps: number; // of the newest keyframe
    readonly time: number;
}

export type TextureRole = "shown" | "colour";

/**
 * A keyframe as half floats, x fastest, dense: 0 stands for `low`, 1 for `high`. Sent before the first mesh of the
 * keyframe. With shared memory `copy` is null and the offset is into the heap; else it is into `copy`, transferred.
 */
export interface TextureMessage {
    readonly type: "texture";
    readonly run: number; // goes back with texture_taken
    readonly slot: number;
    readonly role: TextureRole;
    readonly view: string;
    readonly keyframe: number;
    readonly periodic: readonly [boolean, boolean, boolean];
    readonly size: Vector3; // texels; texel i of n on an axis of m cells is cell floor(i m / n)
    readonly low: number;
    readonly high: number;
    readonly range: readonly [number, number]; // of the values in a sample of the texels
    readonly offset: number; // bytes; behind the texels are the ranges of their blocks
    readonly copy: ArrayBuffer | null;
}

/** Of the newest keyframe of the shown view. */
export interface CellValue {
    readonly cell: Vector3;
    readonly value: number;
}

export interface StageTime {
    readonly name: string;
    readonly seconds: number;
    readonly calls: number;
}

/** Of one field as it is now. */
export interface FieldStats extends FieldStatistics {
    readonly field: string;
}

/** Of every field at one moment. */
export interface FieldStatsSample {
    readonly run: number; // another one: another engine
    readonly steps: number;
    readonly time: number; // simulated
    readonly fields: readonly FieldStats[];
    readonly cells: readonly CellValues[]; // of the probes that are in the box
}

/** The values of every field in one cell. */
export interface CellValues {
    readonly cell: Vector3;
    readonly values: readonly number[];
}

export type ReplyValue =
    | SimState
    | VolumeStart
    | ModelDescription
    | number
    | string
    | ArrayBuffer
    | readonly StageTime[]
    | readonly FieldStats[]
    | Bounds
    | CellValue
    | Picked
    | CellState
    | null;

/** What the worker does that may take long. */
export interface Busy {
    readonly doing: string;
    readonly fraction: number | null; // done; null: not known
    // by `stop` and the word in shared memory; else only together with the worker, which then starts anew
    readonly stoppable: boolean;
}

export type FromWorker =
    | ReadyMessage
    | { readonly type: "stats"; readonly stats: Stats }
    | { readonly type: "field_stats"; readonly fieldStats: FieldStatsSample } // after a publish, a few times a second
    | MeshMessage
    | TextureMessage
    | { readonly type: "reply"; readonly id: number; readonly value: ReplyValue }
    | { readonly type: "refused"; readonly id: number; readonly status: number; readonly sentence: string }
    // every some seconds, for the next restart;
    | { readonly type: "snapshot"; readonly snapshot: Snapshot; readonly copy: ArrayBuffer | null }
    // copy: of its file, where one is wanted and there is room
    // the run went on from an earlier state: so many entries stay
    | { readonly type: "branched"; readonly changes: number }
    | {
          readonly type: "replaced_run";
          readonly steps: number;
          readonly file: ArrayBuffer | null;
          readonly changes: number;
      } // before a run makes way for another
    // longer than a slice, perhaps; again while it goes on; null: over
    | { readonly type: "busy"; readonly busy: Busy | null }
    | { readonly type: "pong" }
    | { readonly type: "fallback"; readonly sentence: string } // the first configuration was refused, this one runs
    | { readonly type: "error"; readonly failure: Failure; readonly sentence: string }; // this worker is finished

export type Post = (message: FromWorker, transfer?: ArrayBuffer[]) => void;

// ------------------------------------------------------------------------------------------------------ failures

export type Failure =
    | "start" // the worker, the module or the memory could not be had
    | "memory" // out of memory, over budget
    | "trap" // the WebAssembly instance stopped itself
    | "lost_thread" // a worker of the pool is gone
    | "lost_worker"; // the compute worker is gone or does not answer
