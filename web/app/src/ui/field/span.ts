// The ends of the colours of a field: round numbers around its values, which stay as long as they fit, so that colours
// do not flicker with every keyframe.
export type Span = readonly [number, number];

const TOO_WIDE = 1.6; // times the span that would do: then most of the colours are not seen

/** The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below `size`. */
export function roundUp(size: number): number {
    if (!(size > 0) || !Number.isFinite(size)) return 0;
    const power = 10 ** Math.floor(Math.log10(size) + 1e-9);
    return [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((round) => round >= size * (1 - 1e-9)) ?? 10 * power;
}

/** Ends that are multiples of a round step, five to ten of which make the span. */
export function roundSpan([low, high]: Span): Span {
    if (low === high) return [low, low + (roundUp(Math.abs(low)) || 1)];
    const step = roundUp((high - low) / 10);
    const end = (multiple: number): number => Number((multiple * step).toPrecision(12));
    return [end(Math.floor(low / step + 1e-6)), end(Math.ceil(high / step - 1e-6))];
}

/** before: null where there is none. */
export function steadySpan(before: Span | null, range: Span): Span | null {
    if (!range.every(Number.isFinite)) return before;
    const now = roundSpan(range);
    if (before === null) return now;
    const fits = before[0] <= range[0] && range[1] <= before[1];
    return fits && before[1] - before[0] <= TOO_WIDE * (now[1] - now[0]) ? before : now;
}
