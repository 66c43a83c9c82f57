// Autosave with a vault that is a map; the browser's own is tested end to end.
import { describe, expect, it, vi } from "vitest";
import type { Checkpoint, Snapshot } from "../src/compute/base";
import { Autosave, lastRun, type Standing } from "../src/state/autosave";
import { ago } from "../src/ui/keep/last_run";
import type { KeptRun, KeptSnapshot, Vault } from "../src/state/vault";

class MapVault implements Vault {
    readonly all = new Map<string, KeptRun>();
    readonly files = new Map<string, KeptSnapshot>();
    full = false;
    async put(run: KeptRun | null, snapshot: KeptSnapshot | null): Promise<void> {
        await Promise.resolve();
        if (this.full && snapshot !== null) throw new DOMException("no room", "QuotaExceededError");
        if (run !== null) this.all.set(run.page, structuredClone(run));
        if (snapshot !== null) this.files.set(snapshot.page, structuredClone(snapshot));
    }
    async runs(): Promise<KeptRun[]> { return Promise.resolve([...this.all.values()]); }
    async snapshot(page: string): Promise<KeptSnapshot | null> { return Promise.resolve(this.files.get(page) ?? null); }
    async forget(page: string): Promise<void> {
        await Promise.resolve();
        this.all.delete(page);
        this.files.delete(page);
    }
}

const file = (steps: number): Snapshot => ({ steps, file: new Uint8Array([steps]).buffer });
const checkpoint = (steps: number, snapshot: Snapshot | null = null): Checkpoint => ({
    config: { model: "gray_scott", size: [8, 8, 8], boundary: ["periodic", "periodic", "periodic"], dx: 1, seed: 2n ** 63n, seeding: null, params: {}, network: null },
    view: null, journal: [{ steps: 3, parameter: "feed", value: 0.03 }], snapshot, fromSeed: true, steps,
});
const LOOK: Standing["look"] = { isovalue: 0.2, preset: null, camera: { position: [1, 0, 0], target: [0, 0, 0] }, display: { fog: 0 } };
const nobody = (): boolean => false;

it("says how long ago in the largest unit that fits", () =>
    expect([3, 59, 60, 150, 7200, 90_000, 864_000].map(ago)).toEqual(
        ["just now", "just now", "1 minute ago", "2 minutes ago", "2 hours ago", "1 day ago", "10 days ago"]));

describe("autosave", () => {
    it("brings back the run with its newest snapshot, which may be ahead of what was heard", async () => {
        const vault = new MapVault();
        let steps = 10;
        const autosave = new Autosave(vault, "a", () => ({ checkpoint: checkpoint(steps), look: LOOK }));
        autosave.now();
        autosave.snapshot(file(12));
        await autosave.settled();
        expect((await lastRun(vault, nobody))?.checkpoint).toEqual({ ...checkpoint(12), snapshot: file(12) });
        steps = 40;
        autosave.now();
        await autosave.settled();
        const back = await lastRun(vault, nobody);
        expect(back?.checkpoint).toEqual({ ...checkpoint(40), snapshot: file(12) });
        expect(back).toMatchObject(LOOK);
    });

    it("does not take the snapshot of a run for the one after it", async () => {
        const vault = new MapVault(), autosave = new Autosave(vault, "a", () => ({ checkpoint: checkpoint(5), look: LOOK }));
        autosave.snapshot(file(2));
        autosave.replaced();
        autosave.now();
        await autosave.settled();
        expect((await lastRun(vault, nobody))?.checkpoint).toEqual(checkpoint(5));
    });

    it("writes soon after a change, and not more often", async () => {
        vi.useFakeTimers();
        const vault = new MapVault(), put = vi.spyOn(vault, "put"), autosave = new Autosave(vault, "a", () => ({ checkpoint: checkpoint(5), look: LOOK }));
        for (let i = 0; i < 75; i++) { autosave.changed(); vi.advanceTimersByTime(20); }
        vi.useRealTimers();
        expect(put.mock.calls.length).toBe(1);
        await autosave.settled();
    });

    it("leaves alone the run of a page that is open, and forgets what is old", async () => {
        const vault = new MapVault();
        for (const [i, page] of ["a", "b", "c", "d", "e"].entries()) {
            await vault.put({ page, savedAt: i, serial: 0, checkpoint: checkpoint(i), ...LOOK }, null);
        }
        expect((await lastRun(vault, (page) => page === "e"))?.page).toBe("d");
        expect([...vault.all.keys()]).toEqual(["b", "c", "d", "e"]);
        expect(await lastRun(new MapVault(), nobody)).toBeNull();
    });

    it("tells once when there is no room, and what to do", async () => {
        const vault = new MapVault(), told: string[] = [];
        const autosave = new Autosave(vault, "a", () => ({ checkpoint: checkpoint(5), look: LOOK }));
        autosave.refused.listen((sentence) => told.push(sentence));
        vault.full = true;
        for (let i = 0; i < 3; i++) { autosave.snapshot(file(i)); await autosave.settled(); }
        expect(told).toHaveLength(1);
        expect(told[0]).toMatch(/QuotaExceeded.*Save a snapshot/);
    });
});
