// Joins the run and the page to the autosave, and brings the last run back on the next visit.
import { Autosave, lastRun } from "../../state/autosave";
import type { Display } from "../../state/display";
import { openPages, takePageName } from "../../state/pages";
import type { RunStore, StoredRun } from "../../state/run_store";
import { openRunStore } from "../../state/run_store_frontend";
import type { Session } from "../../state/session";
import { asksForRun } from "../../state/url";
import type { Viewer } from "../../view/viewer";

// A browser whose storage hangs must not stop the page from starting. Many short timers instead of a long one: while
// the page is busy only one of them elapses, and an answer of the storage is handled before the next.
const WAIT_MS = 100,
    MOST_WAITS = 40;

export interface Storage {
    readonly store: RunStore;
    readonly page: string;
    readonly last: StoredRun | null;
}

/**
 * null: this browser has no storage, or it did not answer in time. `last` is null where the address asks for a run of
 * its own.
 */
export async function openStorage(search: string): Promise<Storage | null> {
    return Promise.race([late(), openStored(search).catch(() => null)]);
}

async function late(): Promise<null> {
    for (let i = 0; i < MOST_WAITS; i++) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    return null;
}

async function openStored(search: string): Promise<Storage | null> {
    const store = await openRunStore();
    if (store === null) return null;
    const open = await openPages(),
        page = takePageName();
    return { store, page, last: asksForRun(search) ? null : await lastRun(store, (name) => open.has(name)) };
}

/** From now on the run is stored as it changes. */
export function startAutosave(
    { store, page, last }: Storage,
    session: Session,
    viewer: Viewer,
    display: Display,
    refused: (sentence: string) => void,
): Autosave {
    const autosave = new Autosave(store, page, () => {
        const {
            isovalue,
            preset,
            compute: { checkpoint, generation },
        } = session;
        return {
            checkpoint,
            serial: generation,
            appearance: { isovalue, preset, camera: viewer.rig.pose, display: display.differences },
        };
    });
    autosave.refused.listen(refused);
    session.changed.listen(() => autosave.changed());
    session.stats.listen(() => autosave.changed());
    display.changed.listen(() => autosave.changed());
    session.compute.setLiveSettings({ copies: true });
    session.compute.on("snapshot", ({ copy, ...snapshot }) => {
        if (copy !== null) autosave.snapshot({ ...snapshot, file: copy });
    });
    addEventListener("pagehide", () => autosave.now());
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") autosave.now();
    });
    autosave.now();
    if (last !== null) void autosave.adopt(last);
    return autosave;
}
