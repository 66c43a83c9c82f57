// Parts of the page that come when they are first wanted, through this one place: what to say where a part does
// not come, and trying again. Its files are fetched before it is imported, because a failed import may be
// remembered (Firefox 153 does, until the page is loaded again) while a failed fetch is not.

/** A part did not come; its message is for the person. */
export class PartMissing extends Error {}

/** Where a server refuses a file: its status. */
class Refused extends Error {
    readonly status: number;
    constructor(status: number) {
        super(`the server answered ${status}`);
        this.status = status;
    }
}

const AGAIN_AFTER_MS = 5000;
const present = new Set<string>();
let filesOf: ReadonlyMap<string, readonly string[]> | null = null; // by the part's name

/** what: for the person, "the gallery"; part: the name of the module, by which parts.ts gives its files. */
export async function loadPart<T>(what: string, part: string, load: () => Promise<T>): Promise<T> {
    try {
        if (!present.has(part)) await fetchFiles(part);
        const loaded = await load();
        present.add(part);
        return loaded;
    } catch (error) {
        forgetFailedStyles();
        throw new PartMissing(`${capital(what)} could not be loaded: ${causeOf(error)}. ${wayOut(error)}`, {
            cause: error,
        });
    }
}

/**
 * A part that is drawn with, again and again: asked for by every picture, it is loaded once, and where it does not come
 * it is asked for again some seconds later. Which of these are missing `missingParts.changed` hears.
 */
export class AwaitedPart<T> {
    readonly #what: string;
    readonly #load: () => Promise<T>;
    readonly #onLoaded: () => void;
    #loaded: T | null = null;
    #arrival: Promise<T> | null = null;

    /** onLoaded: it is there now, and who wants it may go on. */
    constructor(
        what: string,
        part: string,
        load: () => Promise<T>,
        onLoaded: () => void = () => {
            /* nobody but who awaits its arrival */
        },
    ) {
        this.#what = what;
        this.#load = () => loadPart(what, part, load);
        this.#onLoaded = onLoaded;
    }

    get loaded(): T | null {
        return this.#loaded;
    }

    /** null: it is on its way. */
    want(): T | null {
        void this.arrival();
        return this.#loaded;
    }

    /** Resolves when it is there, however often it has to be asked for. */
    arrival(): Promise<T> {
        return (this.#arrival ??= this.#ask());
    }

    /** For what cannot wait; rejects with PartMissing. */
    async load(): Promise<T> {
        const loaded = this.#loaded ?? (await this.#load());
        return (this.#loaded ??= loaded);
    }

    async #ask(): Promise<T> {
        for (;;) {
            try {
                const loaded = await this.load();
                missingParts.remove(this.#what);
                this.#onLoaded();
                return loaded;
            } catch (error) {
                missingParts.add(this.#what, error);
                await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
            }
        }
    }
}

/** What of the page is awaited and has not come. */
class MissingParts {
    readonly #missing = new Set<string>();
    /** Gets a sentence for the person; null: all is there. */
    changed: (sentence: string | null) => void = () => {
        /* nobody listens yet */
    };

    add(what: string, error: unknown): void {
        if (this.#missing.has(what)) return; // told already
        this.#missing.add(what);
        const cause = error instanceof PartMissing ? error.cause : error;
        this.changed(
            `Not loaded: ${[...this.#missing].join(", ")}, because ${causeOf(cause)}. ` +
                (cause instanceof Refused ? wayOut(cause) : "The page asks again by itself; the run goes on."),
        );
    }

    remove(what: string): void {
        if (this.#missing.delete(what) && this.#missing.size === 0) this.changed(null);
    }
}

export const missingParts = new MissingParts();

async function fetchFiles(part: string): Promise<void> {
    filesOf ??= readFiles();
    const files = filesOf.get(part) ?? [];
    const answers = await Promise.all(files.map((name) => fetch(new URL(`assets/${name}`, document.baseURI))));
    for (const answer of answers) {
        if (!answer.ok) throw new Refused(answer.status);
        await answer.arrayBuffer(); // all of it has arrived
    }
}

/** As parts.ts writes them; none while the page is developed: then parts are imported at once. */
function readFiles(): ReadonlyMap<string, readonly string[]> {
    const text = globalThis.document?.querySelector<HTMLMetaElement>("meta[name=parts]")?.content ?? "";
    return new Map(
        text.split(";").map((entry) => {
            const [part = "", files = ""] = entry.split("=");
            return [part, files.split(" ").filter((name) => name !== "")];
        }),
    );
}

/** The build's own loader would take a stylesheet that failed for one that is there. */
function forgetFailedStyles(): void {
    for (const link of globalThis.document?.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]") ?? [])
        if (link.sheet === null) link.remove();
}

function causeOf(error: unknown): string {
    if (globalThis.navigator?.onLine === false) return "this machine is offline";
    if (error instanceof Refused) return error.message;
    if (error instanceof TypeError) return "the server does not answer"; // what fetch throws
    return error instanceof Error ? error.message : String(error);
}

function wayOut(error: unknown): string {
    return error instanceof Refused
        ? "The server may have a newer version of the page: reload it, your run comes back."
        : "Try again when the network is back; the run goes on.";
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
