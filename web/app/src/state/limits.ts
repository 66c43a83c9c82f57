// Ranges of the page's own; those of the library come from its header (@morphogen/engine/binding).

export const MOST_STEPS = 1e9;
export const LARGEST_SEED = 2n ** 64n - 1n;
