// What the refusal of a text points at.

/** Lines and columns count from 1. */
export interface Place {
    readonly line: number;
    readonly column: number;
}

export function placeOf(sentence: string): Place | null {
    const [, line, column] = /\bline (\d+), column (\d+)/.exec(sentence) ?? [];
    return line === undefined || column === undefined ? null : { line: Number(line), column: Number(column) };
}

/** The offset of a place in a text. */
export function offsetOf(text: string, { line, column }: Place): number {
    const before = text
        .split("\n")
        .slice(0, line - 1)
        .reduce((sum, row) => sum + row.length + 1, 0);
    return Math.min(text.length, before + column - 1);
}

/** The name that a refusal proposes instead: "... did you mean lap?" */
export function nearestName(sentence: string): string | null {
    return /did you mean (\S+?)\?/.exec(sentence)?.[1] ?? null;
}
