// Ticks of an axis that is logarithmic beyond a smallest value and plain below it, so that it can hold zero.

/** Powers of ten and zero, at most seven of them on a side. The smallest itself would stand in the way of zero. */
export function decades(min: number, max: number, smallest: number): number[] {
    const most = Math.max(Math.abs(min), Math.abs(max), smallest),
        first = Math.log10(smallest);
    const step = Math.max(1, Math.ceil((Math.log10(most) - first) / 7));
    const powers: number[] = [];
    for (let power = first + step; 10 ** power <= most * (1 + 1e-9); power += step) powers.push(10 ** power);
    return [...powers.map((power) => -power).reverse(), 0, ...powers].filter((tick) => tick >= min && tick <= max);
}
