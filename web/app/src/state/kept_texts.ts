// The texts of a person's own models that have run or were replaced, newest first: kept across reloads, so that none is
// lost when another one is taken up.
import { readSetting, writeSetting } from "./local_settings";

const KEY = "texts";
const MOST = 24;
const MOST_LETTERS = 400_000; // browsers store some millions for a page

export function keptTexts(): readonly string[] {
    try {
        const stored: unknown = JSON.parse(readSetting(KEY) ?? "[]");
        return Array.isArray(stored) ? stored.filter((text): text is string => typeof text === "string") : [];
    } catch {
        return []; // of another version, or damaged
    }
}

/** Puts the text first; the oldest go where there are too many. An empty text is not kept. */
export function keepText(text: string): void {
    if (text.trim() === "") return;
    const texts = [text, ...keptTexts().filter((kept) => kept !== text)].slice(0, MOST);
    while (texts.length > 1 && texts.reduce((sum, kept) => sum + kept.length, 0) > MOST_LETTERS) texts.pop();
    writeSetting(KEY, JSON.stringify(texts));
}

const LONGEST_NAME = 40;

/** What a list shows of a text: its model's label, else its first comment, else its first line. */
export function nameOf(text: string): string {
    const label = /^[ \t]*model[ \t]+"([^"]+)"/m.exec(text)?.[1],
        comment = /^[ \t]*#[ \t]*(\S.*)$/m.exec(text)?.[1],
        line = /^[ \t]*(\S.*)$/m.exec(text)?.[1];
    const name = (label ?? comment ?? line ?? "").trim();
    return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
