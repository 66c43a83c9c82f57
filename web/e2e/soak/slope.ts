// A trend that single outliers do not move.

/** The median of the slopes between any two points (Theil 1950, Sen 1968); NaN below two points. */
export function medianSlope(points: readonly (readonly [x: number, y: number])[]): number {
    const slopes = points.flatMap(([x, y], i) => points.slice(i + 1).map(([u, v]) => (v - y) / (u - x)));
    slopes.sort((a, b) => a - b);
    const middle = slopes.length >> 1;
    return slopes.length % 2 === 1 ? slopes[middle]! : (slopes[middle - 1]! + slopes[middle]!) / 2;
}
