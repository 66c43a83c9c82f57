// Numbers as a person reads them.

/** 1234 -> "1,234"; 912345 -> "912 k"; 3.2e6 -> "3.2 M". */
export function count(value: number): string {
    if (value >= 1e6) return `${(value / 1e6).toFixed(value < 1e7 ? 2 : 1)} M`;
    if (value >= 1e4) return `${Math.round(value / 1e3)} k`;
    return Math.round(value).toLocaleString("en");
}

export function bytes(value: number): string {
    return value >= 1e9 ? `${(value / 1e9).toFixed(2)} GB` : `${Math.round(value / 1e6)} MB`;
}

/** Three significant digits without an exponent where that stays short. */
export function formatNumber(value: number): string {
    if (value === 0) return "0";
    const size = Math.abs(value);
    return size >= 1e5 || size < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/** How finely a slider over this range moves: about a thousand places, on a round number. */
export function sliderStep(min: number, max: number): number {
    return 10 ** Math.floor(Math.log10((max - min) / 500));
}

/** The digits that a float holds and no more: 0.0367 for the engine's 0.03669999912. */
export function exact(value: number): string {
    return String(Number(value.toPrecision(7)));
}

/** Parameters are floats in the engine: what comes back is the float next to what was set. */
export function isSameFloat(a: number, b: number): boolean {
    return Math.fround(a) === Math.fround(b);
}
