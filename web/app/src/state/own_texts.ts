// The models that a person wrote, by name: kept in the browser across reloads, in as many tabs as are open. None goes
// unless the person deletes it, and what the browser does not store is told.
import { readSetting, storeSetting } from "./local_settings";

const TEXTS = "texts",
    DRAFT = "network", // the text in the pane, whether it was understood or not
    DRAFT_OF = "text_of"; // the model that the draft is of
const LONGEST_NAME = 40;

export interface OwnText {
    readonly id: string;
    readonly name: string | null; // that the person gave; null: as the text calls itself
    readonly text: string;
}

/** Newest first. */
export function ownTexts(): readonly OwnText[] {
    try {
        const stored: unknown = JSON.parse(readSetting(TEXTS) ?? "[]");
        return Array.isArray(stored) ? stored.map(readOne).filter((own): own is OwnText => own !== null) : [];
    } catch {
        return []; // damaged
    }
}

/** What is stored may be of an older version, which kept texts alone. */
function readOne(stored: unknown, index: number): OwnText | null {
    if (typeof stored === "string") return { id: `old${index}`, name: null, text: stored };
    if (typeof stored !== "object" || stored === null) return null;
    const { id, name, text } = stored as Record<string, unknown>;
    return typeof id === "string" && typeof text === "string" && (name === null || typeof name === "string")
        ? { id, name, text }
        : null;
}

/** False: the browser does not store it. */
function store(texts: readonly OwnText[]): boolean {
    return storeSetting(TEXTS, JSON.stringify(texts));
}

export interface Kept {
    readonly id: string | null; // of the model that the text is now; null: an empty text is none
    readonly stored: boolean;
}

/**
 * Keeps a text as the newest version of the model `id`, or as a model of its own: where there is no such model, and
 * where the text calls itself otherwise than that one.
 */
export function keepText(id: string | null, text: string): Kept {
    if (text.trim() === "") return { id: null, stored: true };
    const texts = ownTexts();
    const same = texts.find((own) => own.text === text);
    if (same !== undefined) return { id: same.id, stored: true };
    const before = texts.find((own) => own.id === id);
    const goesOn = before !== undefined && (before.name !== null || nameOf(before.text) === nameOf(text));
    const kept = goesOn ? { ...before, text } : { id: newId(texts), name: null, text };
    return { id: kept.id, stored: store([kept, ...texts.filter((own) => own.id !== kept.id)]) };
}

function newId(texts: readonly OwnText[]): string {
    let number = Date.now();
    while (texts.some(({ id }) => id === number.toString(36))) number++;
    return number.toString(36);
}

/** An empty name: as the text calls itself. */
export function renameText(id: string, name: string): boolean {
    const given = name.trim().slice(0, LONGEST_NAME) || null;
    return store(ownTexts().map((own) => (own.id === id ? { ...own, name: given } : own)));
}

/** Returns what puts it back into its place. */
export function deleteText(id: string): () => boolean {
    const texts = ownTexts(),
        at = texts.findIndex((own) => own.id === id),
        deleted = texts[at];
    if (deleted === undefined) return () => true;
    store(texts.filter((own) => own.id !== id));
    return () => {
        const now = ownTexts();
        return now.some((own) => own.id === id) || store([...now.slice(0, at), deleted, ...now.slice(at)]);
    };
}

// ------------------------------------------------------------------------------------------------------- the draft

export interface Draft {
    readonly text: string | null; // null: nothing was written yet
    readonly of: string | null;
}

export function storedDraft(): Draft {
    return { text: readSetting(DRAFT), of: readSetting(DRAFT_OF) };
}

export function storeDraft(text: string, of: string | null): boolean {
    storeSetting(DRAFT_OF, of);
    return storeSetting(DRAFT, text);
}

// ----------------------------------------------------------------------------------------------------------- names

const MODEL = /^[ \t]*model[ \t]+"([^"\n]+)"(?:[ \t]+"([^"\n]*)")?/m,
    COMMENT = /^[ \t]*#[ \t]*(\S.*)$/m;

/** What a list shows of a text: its model's label, else its first comment, else its first line. */
export function nameOf(text: string): string {
    const label = MODEL.exec(text)?.[1],
        comment = COMMENT.exec(text)?.[1],
        line = /^[ \t]*(\S.*)$/m.exec(text)?.[1];
    const name = (label ?? comment ?? line ?? "").trim();
    return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

/** What a text says of itself: its model's sentence, else its first comment. */
export function sentenceOf(text: string): string {
    return (MODEL.exec(text)?.[2] ?? COMMENT.exec(text)?.[1] ?? "").trim();
}

/** The names that a list shows; of several alike the older ones are numbered. */
export function shownNames(texts: readonly OwnText[]): readonly string[] {
    const seen = new Map<string, number>();
    return texts.map((own) => {
        const name = own.name ?? (nameOf(own.text) || "untitled"),
            count = (seen.get(name) ?? 0) + 1;
        seen.set(name, count);
        return count === 1 ? name : `${name} (${count})`;
    });
}
