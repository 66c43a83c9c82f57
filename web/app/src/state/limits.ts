// Ranges that the address, scenes, forms and the engine share.

export const SMALLEST_EXTENT = 8;           // MG_SMALLEST_EXTENT
export const LARGEST_EXTENT = 4096;         // MG_LARGEST_EXTENT
export const MOST_THREADS = 64;
export const MOST_STEPS = 1e9;
export const LARGEST_SEED = 2n ** 64n - 1n;
