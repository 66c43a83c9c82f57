// Two runs side by side: what is done to one of them, with the panel or with a hand in its picture, is that one's, and
// undone as it was made.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSERS, launch, type Tab } from "./browsers.ts";
import { hash, open, pose } from "./page.ts";
import { difference, type Picture, readPicture } from "./picture.ts";
import { type PageServer, servePage } from "./server.ts";
import { setting } from "./setting.ts";
import { keepShot } from "./shots.ts";
import { asked, surfacePlace } from "./surface_place.ts";

let server: PageServer;
beforeAll(async () => void (server = await servePage()));
afterAll(() => server?.close());

describe("two runs side by side", () => {
    it("make the same steps with parameters of their own, and the one that is chosen stays", async () => {
        const browser = await launch("chromium");
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=40&seed=3&paused=1`);
        await tab.evaluate(() => window.morphogen.step(200));
        await tab.click("#compare");
        await tab.until(() => window.morphogen.comparison !== null && document.querySelector("#compare-b") !== null);
        const begun = await tab.evaluate(async () => {
            const { a, b } = window.morphogen.comparison!;
            return [await a.compute.hash(), await b.compute.hash()];
        });
        expect(begun[1]).toBe(begun[0]);
        await tab.evaluate(async () => {
            await window.morphogen.comparison!.b.set("feed", 0.05);
            window.morphogen.play();
        });
        await tab.until(() => window.morphogen.comparison!.steps.B > 500);
        await tab.evaluate(() => window.morphogen.pause());
        await tab.until(
            () =>
                window.morphogen.comparison!.a.state.steps === window.morphogen.comparison!.b.state.steps &&
                window.morphogen.comparison!.a.state.steps > 500,
        );
        expect(await tab.evaluate(() => document.querySelector(".compare-list")!.textContent)).toBe(
            "feed: 0.0367 | 0.05",
        );
        expect(
            await tab.evaluate(
                () =>
                    document.querySelector<HTMLInputElement>(
                        "[data-parameter=feed] input[type=number], [data-parameter=feed] input",
                    )!.value,
            ),
        ).toBe("0.05");
        await tab.evaluate(() => void (window.morphogen.camera = { position: [1.2, 0.4, 1.6], target: [0, 0, 0] }));
        await pose(tab);
        await keepShot(tab, "compare");
        const met = await tab.evaluate(async () => {
            const { a, b } = window.morphogen.comparison!;
            return { steps: a.state.steps, a: await a.compute.hash(), b: await b.compute.hash() };
        });
        await tab.click("#compare-keep-b");
        await tab.until(() => window.morphogen.comparison === null && document.getElementById("view-b") === null);
        await tab.until(
            (steps) => window.morphogen.state.steps === steps && window.morphogen.edits.undo !== null,
            met.steps,
        );
        expect(await hash(tab)).toBe(met.b);
        expect(await tab.evaluate(() => window.morphogen.get("feed"))).toBeCloseTo(0.05, 6);
        await tab.evaluate(() => window.morphogen.undo());
        expect(await hash(tab)).toBe(met.a);
        const alone = await tab.evaluate(async (steps) => {
            await window.morphogen.seed();
            await window.morphogen.step(200);
            await window.morphogen.set("feed", 0.05);
            await window.morphogen.step(steps - 200);
            return window.morphogen.hash();
        }, met.steps);
        expect(met.b).toBe(alone);
        expect(tab.complaints).toEqual([]);
        await browser.close();
    });

    it("show the same of both: slices, clip box, cloud, plots, theme; nothing of B is left when it ends", async () => {
        const browser = await launch("chromium");
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=32&seed=3&paused=1`);
        await tab.evaluate(() => window.morphogen.step(400));
        await tab.evaluate(() => window.morphogen.compare());
        await tab.evaluate(() => window.morphogen.comparison!.b.set("feed", 0.05));
        const ofB = async (): Promise<Picture> =>
            readPicture(await tab.screenshot(), { left: 560, top: 180, width: 340, height: 440 });
        /** B's picture once it stands and differs from the one before. */
        const another = async (before: Picture): Promise<Picture> => {
            let now = before;
            await expect
                .poll(async () => difference(before, (now = await ofB())), { timeout: 60_000, interval: 300 })
                .toBeGreaterThan(0.02);
            return now;
        };
        let picture = await ofB();
        for (const change of [
            { slice_x: true },
            { slice_x: false, clip: true, clip_z_max: 0.6 },
            { clip: false, volume: true, surface: false },
        ]) {
            await tab.evaluate((display) => void window.morphogen.display(display as never), change);
            await tab.until(() => (window.morphogen.comparison!.fieldOfB?.keyframe ?? -1) >= 0);
            picture = await another(picture);
            await keepShot(tab, `compare_${Object.keys(change).at(-1)}`);
        }
        await tab.press("t");
        await another(picture);
        await tab.evaluate(() => window.morphogen.display({ volume: false, surface: true, slice_z: true }));
        // A knob on B's picture is a knob of both.
        await tab.until(
            () => [...document.querySelectorAll<HTMLElement>(".handle[data-axis=z]:not([hidden])")].length === 2,
        );
        await tab.evaluate(() =>
            [...document.querySelectorAll<HTMLElement>(".handle[data-axis=z]:not([hidden])")][1]!.focus(),
        );
        await tab.press("ArrowRight");
        expect(await tab.evaluate(() => window.morphogen.display().slice_z_at)).toBeCloseTo(0.51, 6);
        const legends = await tab.evaluate(() =>
            ["field-legend", "field-legend-b"].map((id) => document.getElementById(id)!.textContent),
        );
        expect(legends[1]).toBe(legends[0]);
        await tab.click("#plots-title");
        await tab.evaluate(() => Promise.all([window.morphogen.comparison!.b.step(20), window.morphogen.step(20)]));
        await tab.until(() => /mean B.* mean A/.test(document.querySelector("#plots .u-legend")?.textContent ?? ""));
        expect(await tab.evaluate(() => document.getElementById("plots-title")!.textContent)).toBe(
            "Fields over time · run B",
        );
        await keepShot(tab, "compare_plots");

        await tab.evaluate(() => {
            const { b } = window.morphogen.comparison!;
            Object.assign(window, {
                gone: [b, b.compute, document.getElementById("view-b")].map((thing) => new WeakRef(thing as object)),
            });
        });
        await tab.click("#compare-keep-a");
        await tab.until(
            () => document.getElementById("view-b") === null && document.querySelector("[id$='-b']") === null,
        );
        expect(await tab.evaluate(() => document.getElementById("plots-title")!.textContent)).toBe("Fields over time");
        await expect
            .poll(
                async () => {
                    await tab.collectGarbage!();
                    return tab.evaluate(
                        () =>
                            (window as unknown as { gone: WeakRef<object>[] }).gone.filter(
                                (reference) => reference.deref() !== undefined,
                            ).length,
                    );
                },
                { timeout: 30_000, interval: 500 },
            )
            .toBe(0);
        expect(tab.complaints).toEqual([]);
        await browser.close();
    });
});

describe.each(BROWSERS)("tools in the picture of run B in %s", (name) => {
    const { tab } = setting(name);
    const MIDDLE = 480,
        END = 840; // of the window without the panel: B's picture

    it("paints B and watches its cells; one undo takes back what was done last, of either run", async () => {
        await open(tab, `${server.url}?size=32&paused=1&seeding=spheres&spheres.count=1&spheres.radius=0.3`);
        await tab.evaluate(() => window.morphogen.step(20));
        await tab.evaluate(() => window.morphogen.compare());
        await tab.until(() => document.getElementById("view-b") !== null);
        await tab.evaluate(() => window.morphogen.comparison!.choose("A")); // the panel shows the other one
        const begun = await hashes(tab),
            place = await surfacePlace(tab, MIDDLE + 40, END);

        await tab.doubleClick(place);
        await tab.until(() => document.querySelectorAll("#probes article").length === 1);
        expect(await tab.evaluate(() => document.querySelector("#probes header")!.textContent)).toMatch(/^Bcell /);
        await tab.evaluate(() => window.morphogen.comparison!.b.step(5)); // it is B's values that come
        await tab.until(async () => {
            const cell = document.querySelector("#probes h3")!.textContent!.slice(5).split(", ").map(Number);
            const compute = window.morphogen.comparison!.b.compute as unknown as {
                readCell(cell: number[]): Promise<{ values: number[] }>;
            };
            const { values } = await compute.readCell(cell);
            return Math.abs(Number(document.querySelector("#probes dd")?.textContent) - values[0]!) < 1e-3;
        });
        const stepped = await hashes(tab);
        expect(stepped).toEqual({ a: begun.a, b: expect.not.stringMatching(begun.b) as string });

        await tab.press("b");
        await tab.until(() => document.getElementById("brush-pane")?.hidden === false);
        // the pointer stands on the place already, and only another one is told
        await tab.move([place[0] - 2, place[1]]);
        await tab.move(place);
        await asked(tab, place);
        await tab.drag([place, [place[0] + 12, place[1] + 6]]);
        await tab.until(
            (before) => window.morphogen.comparison!.b.compute.hash().then((now) => now !== before),
            stepped.b,
        );
        const painted = await hashes(tab);
        expect(painted.a).toBe(begun.a);
        await keepShot(tab, `${name}_brush_on_b`);
        await tab.evaluate(() => void window.morphogen.display({ fog: 0.5 }));
        await tab.evaluate(() => window.morphogen.set("feed", 0.03)); // of A
        expect(await tab.evaluate(() => window.morphogen.edits.undo)).toBe("feed");
        for (const [label, isBack] of [
            ["fog", async () => (await tab.evaluate(() => window.morphogen.get("feed"))) > 0.03],
            ["brush stroke (run B)", async () => (await tab.evaluate(() => window.morphogen.display().fog)) === 1.4],
        ] as const) {
            await tab.press("Control+z");
            await tab.until((wanted) => window.morphogen.edits.undo === wanted, label);
            expect(await isBack()).toBe(true);
        }
        await tab.press("Control+z");
        await tab.until(
            (before) => window.morphogen.comparison!.b.compute.hash().then((now) => now === before),
            stepped.b,
        );
        expect((await hashes(tab)).a).toBe(begun.a);
        await tab.press("Control+Shift+z");
        await tab.until(
            (before) => window.morphogen.comparison!.b.compute.hash().then((now) => now === before),
            painted.b,
        );

        await tab.evaluate(() => window.morphogen.comparison!.keep("A"));
        await tab.until(() => document.getElementById("view-b") === null);
        await tab.until(() => document.querySelectorAll("#probes article").length === 0);
        expect(await hash(tab)).toBe(begun.a);
        expect((await tab.evaluate(() => window.morphogen.edits)).undo).toBeNull(); // B's went with it
    });

    it("paints B by keys where its picture was chosen last, and A where A's was", async () => {
        await open(tab, `${server.url}?size=32&paused=1&seeding=spheres&spheres.count=1&spheres.radius=0.3`);
        await tab.evaluate(() => window.morphogen.step(20));
        await tab.evaluate(() => window.morphogen.compare());
        await tab.until(() => document.getElementById("view-b") !== null);
        const begun = await hashes(tab);
        await tab.press("b");
        await tab.until(
            () => document.querySelector("#brush-pane") !== null && document.activeElement?.id === "view-b",
        );
        await tab.press("Enter");
        await tab.until(
            (before) => window.morphogen.comparison!.b.compute.hash().then((now) => now !== before),
            begun.b,
        );
        const painted = await hashes(tab);
        expect(painted.a).toBe(begun.a);
        await tab.click("#compare-a");
        await tab.until(() => document.activeElement?.id === "view");
        await tab.press("Enter");
        await tab.until((before) => window.morphogen.hash().then((now) => now !== before), begun.a);
        expect((await hashes(tab)).b).toBe(painted.b);
    });
});

function hashes(tab: Tab): Promise<{ a: string; b: string }> {
    return tab.evaluate(async () => {
        const { a, b } = window.morphogen.comparison!;
        return { a: await a.compute.hash(), b: await b.compute.hash() };
    });
}
