// The run that was there last is there again, whatever ended the page: a reload, a crash, a write that was cut in the
// middle.
import { describe, expect, it } from "vitest";
import { BROWSERS, type Tab } from "./browsers.ts";
import { hash, notices, open } from "./page.ts";
import { ground } from "./setting.ts";
import { keepShot } from "./shots.ts";

/** What the page's storage holds of the page that wrote last, as state/run_store.ts writes it. */
interface Entries {
    readonly run: Run | undefined;
    readonly snapshot: Kept | undefined;
    readonly pages: readonly string[];
}
interface Run {
    readonly page: string;
    readonly savedAt: number;
    readonly checkpoint: Readonly<{ steps: number; fromSeed: boolean }>;
}
interface Kept {
    readonly page: string;
    readonly snapshot: { readonly steps: number };
    readonly run?: object;
}
/**
 * What the main thread gave away: fields to the storage itself, snapshots to the thread that writes; end: what becomes
 * of the next.
 */
interface Given {
    given: { fieldsPut: number; snapshots: number; end: "before" | "while" | null };
}

describe.each(BROWSERS)("the last run in %s", (name) => {
    const { server, browser } = ground(name);

    it("survives a crash and a reload, and can be let go of", async () => {
        let tab = await browser.tab();
        await open(tab, `${server.url}?size=24x32x24&seed=5&paused=1`);
        await tab.evaluate(async () => {
            await window.morphogen.step(10);
            await window.morphogen.set("feed", 0.03);
            await window.morphogen.view("u");
            window.morphogen.isovalue = 0.6;
            window.morphogen.play();
        });
        await tab.until(() => (window.morphogen.stats()?.steps ?? 0) > 60);
        // a crash may cost what came after the last second
        await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
        if (tab.crash) tab = await tab.crash();
        await open(tab, server.url);
        const back = await tab.evaluate(async () => {
            const { state, isovalue, running } = window.morphogen;
            return {
                steps: state.steps,
                size: state.config.size,
                seed: String(state.config.seed),
                view: state.view,
                isovalue,
                running,
                hash: await window.morphogen.hash(),
            };
        });
        expect(back).toMatchObject({ size: [24, 32, 24], seed: "5", view: "u", isovalue: 0.6, running: false });
        expect(back.steps).toBeGreaterThan(60);
        await tab.until(() => document.querySelector("#notices .action") !== null);
        const told = (await notices(tab)).join();
        for (const part of [`paused at step ${back.steps.toLocaleString("en")}`, "24 × 32 × 24 cells", "just now"])
            expect(told).toContain(part);
        await keepShot(tab, `${name}_back`);

        await open(tab, `${server.url}?size=24x32x24&seed=5&paused=1`); // an address that asks for a run gets that one
        expect(await tab.evaluate(() => window.morphogen.state.steps)).toBe(0);
        const undisturbed = await tab.evaluate(async (steps) => {
            await window.morphogen.step(10);
            await window.morphogen.set("feed", 0.03);
            await window.morphogen.step(steps - 10);
            return window.morphogen.hash();
        }, back.steps);
        expect(back.hash).toBe(undisturbed);

        await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
        await open(tab, `${server.url}?paused=1`);
        expect(await hash(tab)).toBe(undisturbed);
        await tab.until(() => document.querySelector("#notices .action") !== null);
        await tab.click("#notices .action"); // continues
        await tab.until(
            (steps) => window.morphogen.running && (window.morphogen.stats()?.steps ?? 0) > steps,
            back.steps,
        );
        expect(await notices(tab)).toEqual([]);
        await tab.evaluate(() => window.morphogen.pause());
        const left = await hash(tab);
        await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
        await open(tab, `${server.url}?paused=1`);
        expect(await hash(tab)).toBe(left);
        await tab.until(() => document.querySelector("#notices .other") !== null);
        await tab.click("#notices .other"); // starts fresh
        await tab.until(() => window.morphogen.state.config.size[0] === 128);
        await tab.evaluate(() => window.morphogen.undo()); // and even then it is not lost
        expect(await hash(tab)).toBe(left);
        expect(tab.complaints).toEqual([]);
        await tab.close();
    });

    it("is stored again after the browser cleared the page's storage", async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=16&seed=5&paused=1`);
        await tab.evaluate(() => window.morphogen.step(10));
        await stored(tab, ({ run }) => run?.checkpoint.steps === 10);
        await tab.evaluate(
            () =>
                new Promise<void>((resolve, reject) => {
                    const deleting = indexedDB.deleteDatabase("morphogen");
                    deleting.onsuccess = () => resolve();
                    deleting.onerror = () => reject(deleting.error ?? new Error("not deleted"));
                }),
        );
        await tab.evaluate(() => window.morphogen.step(7));
        // Opening what is not there would make an empty database, so the page has to have made its own first.
        const isThere = (): Promise<boolean> =>
            tab.evaluate(async () => (await indexedDB.databases()).some((one) => one.name === "morphogen"));
        await expect.poll(isThere, { timeout: 60_000, interval: 100 }).toBe(true);
        await stored(tab, ({ run }) => run?.checkpoint.steps === 17);
        await tab.close();
    });

    it.each(["before", "while"] as const)(
        "is there to the bit when the page ends %s a snapshot is written, and the main thread writes none",
        async (when) => {
            const tab = await browser.tab();
            await watchGiving(tab);
            await open(tab, `${server.url}?size=48&seed=5&paused=1`);
            await tab.evaluate(async () => {
                await window.morphogen.step(30);
                // no seed leads back to a file
                await window.morphogen.open(new File([await window.morphogen.save()], "run.mgs"));
            });
            await stored(
                tab,
                ({ run, snapshot }) => run?.checkpoint.fromSeed === false && snapshot?.snapshot.steps === 30,
            );
            await tab.evaluate(async (end) => {
                await window.morphogen.set("feed", 0.03);
                (window as unknown as Given).given.end = end;
                window.morphogen.play();
            }, when);
            await tab.until(() => (window as unknown as Given).given.snapshots > 1);
            await tab.evaluate(() => window.morphogen.pause());
            const { steps } = await tab.evaluate(() => window.morphogen.step(7)),
                left = await hash(tab);
            const before = await stored(tab, ({ run }, then) => run?.checkpoint.steps === then, steps);
            expect(await tab.evaluate(() => (window as unknown as Given).given.fieldsPut)).toBe(0);

            for (let visit = 0; visit < 2; visit++) {
                // as often as one likes
                await open(tab, server.url);
                expect(await tab.evaluate(() => window.morphogen.state.steps)).toBe(steps);
                expect(await hash(tab)).toBe(left);
                await stored(
                    tab,
                    ({ snapshot, pages }, page) => snapshot !== undefined && !pages.includes(page),
                    before.run!.page,
                );
            }
            if (when === "before") expect((await stored(tab, () => true)).snapshot?.snapshot.steps).toBe(30);
            expect(tab.complaints).toEqual([]);
            await tab.close();
        },
    );

    it("opens as it was kept before snapshots told how their run stood", async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=24&seed=8&paused=1`);
        await tab.evaluate(async () => {
            await window.morphogen.step(40);
            await window.morphogen.open(new File([await window.morphogen.save()], "run.mgs"));
        });
        const { run } = await stored(
            tab,
            ({ run: now, snapshot }) => now?.checkpoint.fromSeed === false && snapshot?.snapshot.steps === 40,
        );
        const left = await hash(tab);
        await tab.evaluate(
            (page) =>
                new Promise<void>((resolve, reject) => {
                    const opening = indexedDB.open("morphogen");
                    opening.onsuccess = () => {
                        const both = opening.result.transaction(["runs", "snapshots"], "readwrite");
                        const runs = both.objectStore("runs"),
                            snapshots = both.objectStore("snapshots");
                        runs.get(page).onsuccess = ({ target }) =>
                            runs.put({
                                ...(target as IDBRequest<Run>).result,
                                page: "of before",
                                savedAt: 1e14,
                                isovalue: 0.77,
                            });
                        snapshots.get(page).onsuccess = ({ target }) => {
                            const { run: _, ...kept } = (target as IDBRequest<Kept>).result;
                            snapshots.put({ ...kept, page: "of before" });
                        };
                        both.oncomplete = () => resolve();
                        both.onabort = () => reject(both.error ?? new Error("not written"));
                    };
                }),
            run!.page,
        );
        await open(tab, server.url);
        expect(await tab.evaluate(() => window.morphogen.isovalue)).toBe(0.77);
        expect(await hash(tab)).toBe(left);
        expect(tab.complaints).toEqual([]);
        await tab.close();
    });
});

/** Call before the tab goes anywhere. */
async function watchGiving(tab: Tab): Promise<void> {
    await tab.prepare(() => {
        const given: Given["given"] = { fieldsPut: 0, snapshots: 0, end: null };
        Object.assign(window, { given });
        const hasFields = (value: unknown, depth = 0): boolean =>
            value instanceof ArrayBuffer ||
            (typeof value === "object" &&
                value !== null &&
                depth < 4 &&
                Object.values(value).some((part) => hasFields(part, depth + 1)));
        const { put } = IDBObjectStore.prototype,
            { postMessage } = Worker.prototype;
        IDBObjectStore.prototype.put = function (value: unknown, ...others) {
            if (hasFields(value)) given.fieldsPut++;
            return put.call(this, value, ...others);
        };
        Worker.prototype.postMessage = function (...all: unknown[]) {
            const isSnapshot = (all[0] as { request?: string }).request === "putSnapshot";
            if (isSnapshot) given.snapshots++;
            if (isSnapshot && given.end === "before") return;
            postMessage.apply(this, all as Parameters<typeof postMessage>);
            // all that a page's end does to it
            if (isSnapshot && given.end === "while") setTimeout(() => this.terminate());
        };
    });
}

/** Waits until the page's storage holds what is asked for. */
async function stored<A = undefined>(
    tab: Tab,
    isThere: (entries: Entries, argument: A) => boolean,
    argument?: A,
): Promise<Entries> {
    let entries: Entries | undefined;
    await expect
        .poll(async () => isThere((entries = await entriesOf(tab)), argument as A), { timeout: 60_000, interval: 100 })
        .toBe(true);
    return entries!;
}

async function entriesOf(tab: Tab): Promise<Entries> {
    const { runs, snapshots } = await tab.evaluate(
        () =>
            new Promise<{ runs: Run[]; snapshots: Kept[] }>((resolve, reject) => {
                const opening = indexedDB.open("morphogen");
                opening.onerror = () => reject(opening.error ?? new Error("no database"));
                opening.onsuccess = () => {
                    const reading = opening.result.transaction(["runs", "snapshots"], "readonly");
                    const [runs, snapshots] = (["runs", "snapshots"] as const).map((store) =>
                        reading.objectStore(store).getAll(),
                    );
                    reading.oncomplete = () => {
                        opening.result.close();
                        resolve(
                            JSON.parse(
                                JSON.stringify(
                                    { runs: runs!.result, snapshots: snapshots!.result },
                                    (_, value: unknown) => (typeof value === "bigint" ? String(value) : value),
                                ),
                            ) as { runs: Run[]; snapshots: Kept[] },
                        );
                    };
                };
            }),
    );
    const run = runs.toSorted((a, b) => b.savedAt - a.savedAt)[0];
    return {
        run,
        snapshot: snapshots.find(({ page }) => page === run?.page),
        pages: [...runs, ...snapshots].map(({ page }) => page),
    };
}
