// The compute worker as the main thread sees it: owns the workers and the shared memory, sends requests, watches over
// the threads, and starts everything again from the last checkpoint when something dies.
//
//     const compute = new Compute({ config, threads: defaultThreads() });
//     compute.on('mesh', (mesh) => { upload(mesh.vertices, mesh.indices); mesh.release(); });
//     compute.on('failure', (failure) => tell(failure.sentence));
//     const ready = await compute.ready;
//     await compute.step(200);  console.log(await compute.hash());

import type {
  CameraSphere, Checkpoint, ClipBox, Failure, Knobs, ReadyMessage, SimConfig, SimState, StageTime, Stats, Vector3,
} from './base';

export type { CameraSphere, ClipBox, Failure, Knobs, SimConfig, SimState, StageTime, Stats, Vector3 } from './base';

export interface ComputeOptions {
  readonly config: SimConfig;
  readonly view?: string | null;
  readonly threads?: number;                    // default: defaultThreads()
  readonly knobs?: Partial<Knobs>;
  readonly forceSingle?: boolean;               // use the single-threaded build even where threads would work
}

/** `ready`, with what the main thread alone knows. */
export interface Ready extends Omit<ReadyMessage, 'type'> {
  readonly threaded: boolean;
  readonly whyNotThreaded: string | null;       // a sentence for a person, with the cure
}

/** A mesh to upload. The views are good until release(), which must be called soon: there are three slots. */
export interface ShownMesh {
  readonly vertices: Uint16Array;               // 6 per vertex: x, y, z, scalar, normal u, normal v
  readonly indices: Uint32Array;                // 3 per triangle
  readonly vertexCount: number;
  readonly triangleCount: number;
  readonly extent: Vector3;
  readonly scalarMax: number;
  readonly isovalue: number;
  readonly steps: number;
  readonly time: number;
  release(): void;
}

/** Something died. `sentence` says the cause, the numbers and what happens or is to be done now. */
export interface FailureReport {
  readonly failure: Failure;
  readonly sentence: string;
  readonly fatal: boolean;                      // true: nothing is started again, the page must offer a reload
}

export interface ComputeEvents {
  ready: Ready;                                 // after the start, after configure() and after every restart
  stats: Stats;                                 // four times a second
  mesh: ShownMesh;
  failure: FailureReport;
  restarted: { readonly steps: number; readonly sentence: string };
  busy: string | null;                          // what is being done that takes longer than a slice; null: over
}

/** max(1, min(cores, 8)) */
export declare function defaultThreads(): number;

export declare class Compute {
  readonly ready: Promise<Ready>;
  readonly threaded: boolean;

  constructor(options: ComputeOptions);
  on<E extends keyof ComputeEvents>(event: E, listener: (value: ComputeEvents[E]) => void): () => void;

  // Requests: refused with an MgError (status, sentence); the engine is then as it was.
  configure(config: SimConfig, view?: string | null): Promise<SimState>;
  set(parameter: string, value: number): Promise<SimState>;
  get(parameter: string): Promise<number>;
  seed(seeding: string | null, seed: bigint): Promise<SimState>;
  step(count: number): Promise<SimState>;
  hash(): Promise<string>;
  setView(view: string): Promise<SimState>;
  setThreads(threads: number): Promise<number>;
  readField(field: string): Promise<Float32Array>;
  exportPly(isovalue: number): Promise<ArrayBuffer>;
  profile(): Promise<readonly StageTime[]>;

  // Knobs: act within a slice, need no answer.
  play(): void;
  pause(): void;
  knobs(changes: Partial<Knobs>): void;
  camera(sphere: CameraSphere): void;

  readonly checkpoint: Checkpoint | null;
  dispose(): void;

  /** Tests only: ways to die. */
  readonly debug: {
    killPoolThread(number: number): void;       // ends a pool worker as a browser would
    trapPoolThread(number: number): void;
    killWorker(): void;
    trapWorker(): void;
    hangWorker(): void;
  };
}
