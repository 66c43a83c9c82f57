// Numbers as short texts, for addresses.

/** NaN for what is no finite number. */
export function numberOf(text: string): number {
    const value = /^-?[\d.]/.test(text) ? Number(text) : NaN;
    return Number.isFinite(value) ? value : NaN;
}

/** The shortest text that reads as the same number. */
export function shortNumber(value: number): string {
    return String(value)
        .replace("e+", "e")
        .replace(/^(-?)0\./, "$1.");
}
