// Autosave with a store that is a map; the browser's own is tested end to end.
import { describe, expect, it, vi } from "vitest";
import type { Checkpoint, Snapshot } from "../src/compute/base";
import { Autosave, lastRun, type Standing } from "../src/state/autosave";
import type { RunStore, StoredRun, StoredSnapshot } from "../src/state/run_store";
import { Signal } from "../src/state/signal";
import { ago } from "../src/ui/persistence/last_run";

class MapRunStore implements RunStore {
    readonly lost = new Signal<void>();
    readonly all = new Map<string, StoredRun>();
    readonly files = new Map<string, StoredSnapshot>();
    full = false;
    broken = false;
    /** Large entries wait for it; what never comes is a page that was closed in the middle. */
    open: Promise<void> = Promise.resolve();
    async putRun(run: StoredRun): Promise<void> {
        await Promise.resolve();
        if (this.broken) throw new DOMException("", "UnknownError"); // as browsers do, without a message
        this.all.set(run.page, structuredClone(run));
    }
    async putSnapshot(stored: StoredSnapshot): Promise<number> {
        const taken = structuredClone(stored, { transfer: [stored.snapshot.file] });
        await this.open;
        if (this.full) throw new DOMException("no room", "QuotaExceededError");
        this.files.set(stored.page, taken);
        return 1;
    }
    async runs(): Promise<StoredRun[]> {
        return Promise.resolve([...this.all.values()]);
    }
    async snapshot(page: string): Promise<StoredSnapshot | null> {
        return Promise.resolve(this.files.get(page) ?? null);
    }
    async adopt(from: StoredRun, run: StoredRun): Promise<void> {
        const stored = this.files.get(from.page);
        await this.forget(from.page);
        if (stored?.serial === from.serial)
            this.files.set(run.page, { page: run.page, serial: run.serial, snapshot: stored.snapshot, run });
        this.all.set(run.page, run);
    }
    async forget(page: string): Promise<void> {
        await Promise.resolve();
        this.all.delete(page);
        this.files.delete(page);
    }
}

const file = (steps: number): Snapshot => ({ steps, file: new Uint8Array([steps]).buffer });
const checkpoint = (steps: number, snapshot: Snapshot | null = null): Checkpoint => ({
    config: {
        model: "gray_scott",
        size: [8, 8, 8],
        boundary: ["periodic", "periodic", "periodic"],
        dx: 1,
        seed: 2n ** 63n,
        seeding: null,
        params: {},
        network: null,
    },
    view: null,
    journal: [{ steps: 3, parameter: "feed", value: 0.03 }],
    snapshot,
    fromSeed: true,
    steps,
});
const APPEARANCE: Standing["appearance"] = {
    isovalue: 0.2,
    preset: null,
    camera: { position: [1, 0, 0], target: [0, 0, 0] },
    display: { fog: 0 },
};
const nobody = (): boolean => false;

it("says how long ago in the largest unit that fits", () =>
    expect([3, 59, 60, 150, 7200, 90_000, 864_000].map(ago)).toEqual([
        "just now",
        "just now",
        "1 minute ago",
        "2 minutes ago",
        "2 hours ago",
        "1 day ago",
        "10 days ago",
    ]));

/** A page whose run a test moves about. */
interface Page {
    steps: number;
    serial: number;
    fromSeed: boolean;
    journal: Checkpoint["journal"];
    autosave: Autosave;
}
function page(store: RunStore, name = "a", fromSeed = true): Page {
    const now: Page = {
        steps: 5,
        serial: 0,
        fromSeed,
        journal: checkpoint(0).journal,
        autosave: null as unknown as Autosave,
    };
    now.autosave = new Autosave(store, name, () => ({
        checkpoint: { ...checkpoint(now.steps), fromSeed: now.fromSeed, journal: now.journal },
        serial: now.serial,
        appearance: APPEARANCE,
    }));
    return now;
}
const laterThan = async (then: number): Promise<void> =>
    vi.waitUntil(() => Date.now() > then, { interval: 1 }).then(() => undefined);

describe("autosave", () => {
    it("brings back the run with its newest snapshot, which may be ahead of what was heard", async () => {
        const store = new MapRunStore(),
            run = page(store);
        run.steps = 10;
        run.autosave.now();
        run.autosave.snapshot(file(12));
        await run.autosave.settled();
        expect((await lastRun(store, nobody))?.checkpoint).toEqual({ ...checkpoint(12), snapshot: file(12) });
        run.steps = 40;
        await laterThan(Date.now());
        run.autosave.now();
        await run.autosave.settled();
        const back = await lastRun(store, nobody);
        expect(back?.checkpoint).toEqual({ ...checkpoint(40), snapshot: file(12) });
        expect(back).toMatchObject(APPEARANCE);
    });

    it("tells how the run stood when the snapshot was made, where what is small was not written since", async () => {
        const store = new MapRunStore(),
            run = page(store);
        run.autosave.now();
        await laterThan(Date.now());
        run.journal = [...run.journal, { steps: 8, parameter: "feed", value: 0.05 }];
        run.steps = 9;
        run.autosave.snapshot({ ...file(9), changes: 2 });
        await run.autosave.settled();
        expect((await lastRun(store, nobody))?.checkpoint).toMatchObject({
            journal: run.journal,
            steps: 9,
            snapshot: { changes: 2 },
        });
    });

    it("does not take the snapshot of a run for the one after it", async () => {
        const store = new MapRunStore(),
            run = page(store);
        run.autosave.snapshot(file(2));
        await run.autosave.settled();
        run.serial++;
        await laterThan(Date.now());
        run.autosave.now();
        await run.autosave.settled();
        expect((await lastRun(store, nobody))?.checkpoint).toEqual(checkpoint(5));
    });

    it("has the run before as long as the only way back to a new one is not stored", async () => {
        const store = new MapRunStore(),
            run = page(store);
        run.autosave.now();
        let write = (): void => {
            /* set at once */
        };
        store.open = new Promise((resolve) => (write = resolve));
        Object.assign(run, { serial: 1, fromSeed: false, steps: 70 }); // a volume was opened
        run.autosave.snapshot(file(70));
        run.autosave.now();
        await laterThan(Date.now());
        expect((await lastRun(store, nobody))?.checkpoint).toEqual(checkpoint(5)); // the page was closed in the middle
        write();
        await run.autosave.settled();
        expect((await lastRun(store, nobody))?.checkpoint).toMatchObject({
            fromSeed: false,
            steps: 70,
            snapshot: file(70),
        });
        run.steps = 75;
        await laterThan(Date.now());
        run.autosave.now();
        await run.autosave.settled();
        expect((await lastRun(store, nobody))?.checkpoint).toMatchObject({
            fromSeed: false,
            steps: 75,
            snapshot: file(70),
        });
    });

    it("writes the run and its next snapshot again after the browser has cleared the storage", async () => {
        const store = new MapRunStore(),
            run = page(store, "a", false);
        run.autosave.snapshot(file(5));
        await run.autosave.settled();
        store.all.clear();
        store.files.clear();
        store.lost.emit();
        run.autosave.now(); // alone it leads nowhere
        await run.autosave.settled();
        expect(await lastRun(store, nobody)).toBeNull();
        run.autosave.snapshot(file(9));
        await run.autosave.settled();
        run.autosave.now();
        await run.autosave.settled();
        expect((await lastRun(store, nobody))?.checkpoint).toMatchObject({ fromSeed: false, snapshot: file(9) });
    });

    it("passes over a run to which nothing leads back", async () => {
        const store = new MapRunStore();
        await store.putRun({ page: "a", savedAt: 1, serial: 0, checkpoint: checkpoint(1), ...APPEARANCE });
        await store.putRun({
            page: "b",
            savedAt: 2,
            serial: 0,
            checkpoint: { ...checkpoint(2), fromSeed: false },
            ...APPEARANCE,
        });
        expect((await lastRun(store, nobody))?.page).toBe("a");
    });

    it("opens what the page kept before it told with a snapshot how the run stood", async () => {
        const store = new MapRunStore();
        await store.putRun({
            page: "a",
            savedAt: 1,
            serial: 3,
            checkpoint: { ...checkpoint(8), fromSeed: false },
            ...APPEARANCE,
        });
        store.files.set("a", { page: "a", serial: 3, snapshot: file(6) });
        expect((await lastRun(store, nobody))?.checkpoint).toEqual({
            ...checkpoint(8),
            fromSeed: false,
            snapshot: file(6),
        });
    });

    it("makes the run that came back this page's, and keeps it where it was until then", async () => {
        const store = new MapRunStore(),
            before = page(store, "before", false);
        before.autosave.snapshot(file(4));
        await before.autosave.settled();
        before.autosave.now();
        await before.autosave.settled();
        const last = (await lastRun(store, nobody))!,
            now = page(store, "now", false);
        now.autosave.now();
        await now.autosave.settled();
        expect([...store.all.keys()]).toEqual(["before"]);
        await now.autosave.adopt(last);
        expect([...store.all.keys(), ...store.files.keys()]).toEqual(["now", "now"]);
        now.steps = 9;
        now.autosave.now();
        await now.autosave.settled();
        expect((await lastRun(store, nobody))?.checkpoint).toMatchObject({ steps: 9, snapshot: file(4) });
    });

    it("writes one snapshot at a time, rests between two of a run, and then takes the newest run's", async () => {
        const store = new MapRunStore(),
            put = vi.spyOn(store, "putSnapshot"),
            run = page(store);
        let write = (): void => {
            /* set at once */
        };
        store.open = new Promise((resolve) => (write = resolve));
        run.autosave.snapshot(file(1));
        run.autosave.snapshot(file(2));
        for (run.serial = 1; run.serial <= 3; run.serial++) run.autosave.snapshot(file(10 * run.serial));
        run.serial = 3;
        expect(put).toHaveBeenCalledTimes(1);
        write();
        await run.autosave.settled();
        expect(put).toHaveBeenCalledTimes(2);
        expect(store.files.get("a")).toMatchObject({ serial: 3, snapshot: { steps: 30 } });
    });

    it("writes soon after a change, and not more often", async () => {
        vi.useFakeTimers();
        const store = new MapRunStore(),
            put = vi.spyOn(store, "putRun"),
            { autosave } = page(store);
        for (let i = 0; i < 75; i++) {
            autosave.changed();
            vi.advanceTimersByTime(20);
        }
        vi.useRealTimers();
        expect(put.mock.calls.length).toBe(1);
        await autosave.settled();
    });

    it("leaves alone the run of a page that is open, and forgets what is old", async () => {
        const store = new MapRunStore();
        for (const [i, name] of ["a", "b", "c", "d", "e"].entries())
            await store.putRun({ page: name, savedAt: i, serial: 0, checkpoint: checkpoint(i), ...APPEARANCE });
        expect((await lastRun(store, (name) => name === "e"))?.page).toBe("d");
        expect([...store.all.keys()]).toEqual(["b", "c", "d", "e"]);
        expect(await lastRun(new MapRunStore(), nobody)).toBeNull();
    });

    it("tells once when there is no room, how much it is and what to do, and has the snapshot before", async () => {
        const store = new MapRunStore(),
            reported: string[] = [],
            run = page(store);
        run.autosave.refused.listen((sentence) => reported.push(sentence));
        run.autosave.snapshot(file(3));
        await run.autosave.settled();
        store.full = true;
        for (run.serial = 1; run.serial <= 3; run.serial++) {
            run.autosave.snapshot(file(9));
            await run.autosave.settled();
        }
        expect(reported).toHaveLength(1);
        expect(reported[0]).toMatch(/\(1 KB of fields\): its storage for this page is full\..*Save a snapshot/);
        expect(store.files.get("a")?.snapshot.steps).toBe(3);
    });

    it("names what was not kept, and the kind of an error without a message", async () => {
        const store = new MapRunStore(),
            reported: string[] = [],
            { autosave } = page(store);
        autosave.refused.listen((sentence) => reported.push(sentence));
        store.broken = true;
        autosave.now();
        await autosave.settled();
        expect(reported).toHaveLength(1);
        expect(reported[0]).toMatch(/\(its parameters and its place\): UnknownError\. Save a snapshot/);
    });
});
