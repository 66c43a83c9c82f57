// The text of a person's own network: stored across reloads, and what a refusal of it points at.

import { readSetting, writeSetting } from "./local_settings";

const KEY = "network";

export const EXAMPLE = `# Prey is born, hunters eat it, hunters starve.
parameter birth = 1 in 0..4     "How fast prey is born."
parameter eat   = 0.02 in 0..1  "How well hunters catch prey."
parameter die   = 0.6 in 0..4   "How fast hunters starve."

species prey    D = 0.2  initial = 20  patch = 20
species hunter  D = 0.1  initial = 2   patch = 30

reaction prey -> 2 prey             rate birth
reaction prey + hunter -> 2 hunter  rate eat
reaction hunter -> 0                rate die
reaction 2 prey -> prey             rate 0.01
`;

/** Where a refusal points, if it does: lines and columns count from 1. */
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

export function storedText(): string {
    return readSetting(KEY) ?? EXAMPLE;
}

export function storeText(text: string): void {
    writeSetting(KEY, text);
}
