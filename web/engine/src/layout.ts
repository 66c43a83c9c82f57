// Where the members of morphogen.h's structs are in wasm32. wasm/exports.c asserts the same numbers when it is compiled.

export const MG_CONFIG = {
    model: 0, nx: 4, ny: 8, nz: 12, boundary: 16, dx: 32, seed: 40, threads: 48, network: 64,
} as const;

export const MG_BAD_CELL = { field: 0, x: 4, y: 8, z: 12, step: 16 } as const;

export const MG_KEYFRAME = {
    values: 0, nx: 4, ny: 8, nz: 12, rowStride: 16, planeStride: 20, step: 24, time: 32, range: 40, chunkRanges: 48,
    chunksX: 52, chunksY: 56, chunksZ: 60,
} as const;

export const MG_MESH_REQUEST = {
    isovalue: 0, blend: 4, format: 8, slot: 12, sphereCentre: 16, sphereRadius: 28, boxMin: 32, boxMax: 44,
    scalarMax: 56, cap: 60,
} as const;

export const MG_MESH = {
    vertices: 0, indices: 4, vertexCount: 8, triangleCount: 12, format: 16, slot: 20, scalarMax: 24, extent: 28,
    chunksChosen: 40,
} as const;

export const MG_TEXTURE_REQUEST = { view: 0, previous: 4, nx: 8, slot: 20 } as const;

export const MG_TEXTURE = { texels: 0, nx: 4, slot: 16, low: 20, high: 24, ranges: 28, step: 32, time: 40 } as const;

export const MG_SNAPSHOT_INFO = {
    version: 0, model: 64, seeding: 128, view: 192, nx: 256, boundary: 268, dx: 280, time: 288, seed: 296, steps: 304,
    hash: 312, parameterCount: 320, parameters: 328, parameterBytes: 72, parameterValue: 64, bytes: 328 + 288 * 72,
} as const;

export const MG_VOLUME_INFO = {
    nx: 0, dx: 16, arrayCount: 24, names: 28, model: 540, periodic: 604, parameterCount: 608, parameters: 616,
    nameBytes: 64, parameterBytes: 72, parameterValue: 64, spacing: 1192, origin: 1216, turned: 1240, note: 1241, refusal: 1753,
} as const;

export const MG_FIELD_STATISTICS = { min: 0, mean: 8, max: 16, total: 24 } as const;

export const MG_BRUSH = { centre: 0, radius: 24, softness: 32, strength: 40, mode: 48 } as const;

export const MG_RAY = { origin: 0, direction: 24, isovalue: 48, blend: 52, boxMin: 56, boxMax: 68, bytes: 80 } as const;

export const MG_RAY_HIT = { hit: 0, cut: 1, distance: 8, position: 16, normal: 40, cell: 52 } as const;

export const MG_STAGE_TIME = { name: 0, seconds: 8, calls: 16, bytes: 24 } as const;
