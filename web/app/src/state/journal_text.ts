// The journal of a run as text, for share links (format: docs/web.md); written and read here.
import type { ModelDescription } from "@morphogen/engine";
import type { JournalEntry } from "../compute/base";
import { MAX_STEPS } from "../compute/refusals";
import { findParam } from "./model_tables";
import { numberOf, shortNumber } from "./number_text";

/**
 * "feed~100~.03~25~.031~kill~5~.06": a name holds for the pairs behind it; each pair is the steps since the entry
 * before, and a value. "*a~5~.5~.9~10~3~4~5": a brush that adds (*e: erases), its radius, softness and strength, holds
 * for what stands behind it: the steps since the entry before, and a place.
 */
export function readJournal(text: string, problems: string[]): JournalEntry[] {
    const tokens = text.split("~"),
        journal: JournalEntry[] = [];
    let make: EntryReader | null = null,
        steps = 0;
    for (let i = 0; i < tokens.length; ) {
        const token = tokens[i]!;
        if (/^[A-Za-z_]/.test(token)) {
            make = ofParameter(token);
            i++;
            continue;
        }
        if (token === "*a" || token === "*e") {
            make = ofBrush(token === "*e", tokens.slice(i + 1, i + 4).map(numberOf));
            i += 4;
            continue;
        }
        const count = 1 + (make?.numbers ?? 1),
            [later = NaN, ...numbers] = tokens.slice(i, i + count).map(numberOf);
        steps += later;
        const good =
            Number.isInteger(later) &&
            later >= 0 &&
            steps <= MAX_STEPS &&
            numbers.length === count - 1 &&
            !numbers.some(Number.isNaN);
        if (make === null || !good) {
            problems.push(
                `j, the changes while it ran, cannot be understood at "${tokens
                    .slice(i, i + 2)
                    .join("~")
                    .slice(0, 40)}"; they are left out.`,
            );
            return [];
        }
        journal.push(make.entry(steps, numbers));
        i += count;
    }
    return journal;
}

interface EntryReader {
    readonly numbers: number;
    entry(steps: number, numbers: readonly number[]): JournalEntry;
}

function ofParameter(parameter: string): EntryReader {
    return { numbers: 1, entry: (steps, [value = NaN]) => ({ steps, parameter, value }) };
}

function ofBrush(erase: boolean, [radius = NaN, softness = NaN, strength = NaN]: readonly number[]): EntryReader {
    return {
        numbers: 3,
        entry: (steps, [x = NaN, y = NaN, z = NaN]) => ({
            steps,
            brush: { centre: [x, y, z], radius, softness, strength, erase },
        }),
    };
}

/** Of several changes of one parameter at one step, and of those that act at the next seed, only the last counts. */
export function journalText(journal: readonly JournalEntry[], model: ModelDescription): string {
    const words: string[] = [];
    let head = "",
        steps = 0;
    for (const entry of journal.filter((_, i) => counts(journal, i, model))) {
        const next = headOf(entry);
        if (next !== head) words.push(next);
        words.push(
            String(entry.steps - steps),
            ...("brush" in entry ? entry.brush.centre : [entry.value]).map(shortNumber),
        );
        head = next;
        steps = entry.steps;
    }
    return words.join("~");
}

/** What holds for the entries behind it: the name of a parameter, or everything of a brush but its place. */
function headOf(entry: JournalEntry): string {
    if (!("brush" in entry)) return encodeURIComponent(entry.parameter);
    const { radius, softness, strength, erase } = entry.brush;
    return [erase ? "*e" : "*a", shortNumber(radius), shortNumber(softness), shortNumber(strength)].join("~");
}

/** Every touch of the brush does. */
function counts(journal: readonly JournalEntry[], i: number, model: ModelDescription): boolean {
    const entry = journal[i]!;
    if ("brush" in entry) return true;
    const actsLater = entry.parameter.includes(".") && findParam(model, entry.parameter) !== undefined;
    return !journal
        .slice(i + 1)
        .some(
            (later) =>
                "parameter" in later &&
                later.parameter === entry.parameter &&
                (actsLater || later.steps === entry.steps),
        );
}
