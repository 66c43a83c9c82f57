// What the pointer does in the picture: looking around, painting, probing, going back in time, with mouse, keys and
// fingers.
import { describe, expect, it } from "vitest";
import { BROWSERS } from "./browsers.ts";
import { distance, hash, open, pose, surfaceShown } from "./page.ts";
import { setting } from "./setting.ts";
import { asked, changedFrom, surfacePlace } from "./surface_place.ts";

const MIDDLE = [480, 400] as const;

describe.each(BROWSERS)("the pointer's tools in %s", (name) => {
    const { server, tab, browser } = setting(name);

    it("turns, moves, comes closer, frames the surface and looks along an axis", async () => {
        await open(tab, `${server.url}?size=32&paused=1&seeding=spheres&spheres.count=1`);
        await surfaceShown(tab);
        const first = await pose(tab);
        await tab.drag([MIDDLE, [580, 420]]);
        const turned = await pose(tab, first);
        expect(distance(turned.position, first.position)).toBeGreaterThan(0.2);
        expect(distance(turned.target, first.target)).toBeLessThan(1e-6);
        await tab.drag([MIDDLE, [540, 430]], { button: "right" });
        const moved = await pose(tab, turned);
        expect(distance(moved.target, turned.target)).toBeGreaterThan(0.02);
        await tab.wheel(MIDDLE, -300);
        const closer = await pose(tab, moved);
        expect(distance(closer.position, closer.target)).toBeLessThan(0.95 * distance(moved.position, moved.target));

        await tab.press("f");
        const framed = await pose(tab, closer);
        expect(distance(framed.position, framed.target)).toBeLessThan(0.8); // one small ball, not the box
        await tab.press("x");
        const along = await pose(tab, framed);
        expect(along.position[0]! - along.target[0]!).toBeGreaterThan(0.05);
        expect(Math.hypot(along.position[1]! - along.target[1]!, along.position[2]! - along.target[2]!)).toBeLessThan(
            1e-3,
        );
        await tab.press("Shift+F");
        const whole = await pose(tab, along);
        expect(distance(whole.position, whole.target)).toBeGreaterThan(1.5);
    });

    it.runIf(name === "chromium")(
        "flies: the change moves nothing, keys fly, the hand looks around, the wheel sets the speed",
        async () => {
            await open(tab, `${server.url}?size=32&paused=1&seeding=spheres`);
            await surfaceShown(tab);
            const first = await pose(tab);
            await tab.press("c");
            const start = await pose(tab);
            expect(distance(start.position, first.position)).toBeLessThan(1e-3);
            await tab.hold("w", 700);
            const forward = await pose(tab, start);
            expect(distance(forward.position, [0, 0, 0])).toBeLessThan(distance(start.position, [0, 0, 0]) - 0.02);
            await tab.drag([MIDDLE, [560, 400]]);
            const looked = await pose(tab, forward);
            expect(distance(looked.position, forward.position)).toBeLessThan(1e-3);
            expect(distance(looked.target, forward.target)).toBeGreaterThan(0.1);
            await tab.wheel(MIDDLE, -400);
            await tab.until(() => /speed \(0\.[4-9]/.test(document.getElementById("hint")?.textContent ?? ""));
            await tab.press("c");
            const landed = await pose(tab);
            expect(distance(landed.position, looked.position)).toBeLessThan(1e-3);
            const ahead = landed.target.map(
                (value, i) => (value - landed.position[i]!) / distance(landed.target, landed.position),
            );
            expect(
                distance(
                    ahead,
                    looked.target.map((value, i) => value - looked.position[i]!),
                ),
            ).toBeLessThan(1e-3);
            expect(await tab.evaluate(() => document.getElementById("hint")?.hidden)).toBe(true);
        },
    );

    it.runIf(name === "chromium")(
        "follows fingers: one turns, two come closer and move; in flight one looks, two fly",
        async () => {
            await open(tab, `${server.url}?size=32&paused=1&seeding=spheres`);
            await surfaceShown(tab);
            const first = await pose(tab);
            await tab.fingers?.([[[400, 400]], [[430, 400]], [[480, 410]]]);
            const turned = await pose(tab, first);
            expect(distance(turned.position, first.position)).toBeGreaterThan(0.1);
            await tab.fingers?.([
                [
                    [440, 400],
                    [520, 400],
                ],
                [
                    [420, 400],
                    [540, 400],
                ],
                [
                    [380, 400],
                    [580, 400],
                ],
            ]);
            const closer = await pose(tab, turned);
            expect(distance(closer.position, closer.target)).toBeLessThan(
                0.9 * distance(turned.position, turned.target),
            );
            await tab.press("c");
            const flying = await pose(tab);
            await tab.fingers?.([
                [
                    [440, 400],
                    [520, 400],
                ],
                [
                    [420, 400],
                    [540, 400],
                ],
                [
                    [380, 400],
                    [580, 400],
                ],
            ]);
            const forward = await pose(tab, flying);
            expect(distance(forward.position, flying.position)).toBeGreaterThan(0.05);
        },
    );

    it.runIf(name === "chromium")(
        "paints and erases on the surface, turns beside it, and undo takes a stroke back",
        async () => {
            await open(tab, `${server.url}?size=32&paused=1&seeding=spheres&spheres.count=1&spheres.radius=0.3`);
            await tab.evaluate(() => window.morphogen.step(20));
            await surfaceShown(tab);
            const [x, y] = await surfacePlace(tab),
                before = await hash(tab);
            await tab.press("b");
            await tab.until(() => document.getElementById("brush-pane")?.hidden === false);
            await tab.move([x, y]);
            await asked(tab, [x, y]);
            await tab.drag([
                [x, y],
                [x + 12, y + 6],
            ]);
            await changedFrom(tab, before);
            const painted = await hash(tab),
                camera = await pose(tab);
            await tab.drag(
                [
                    [x, y],
                    [x + 8, y],
                ],
                { key: "Shift" },
            );
            await changedFrom(tab, painted);
            expect(distance((await pose(tab)).position, camera.position)).toBeLessThan(1e-6);
            await tab.move([60, 640]);
            await asked(tab, [60, 640]);
            await tab.drag([
                [60, 640],
                [160, 640],
            ]); // beside the surface
            expect(distance((await pose(tab, camera)).position, camera.position)).toBeGreaterThan(0.05);
            await tab.press("Control+z");
            await tab.until((then) => window.morphogen.hash().then((now) => now === then), painted);
        },
    );

    it.runIf(name === "chromium")(
        "paints by keys alone: over the surface, over a slice, through the lattice, and says where and what",
        async () => {
            await open(tab, `${server.url}?size=32x24x40&paused=1&seeding=spheres&boundary=periodic,no_flux,periodic`);
            await tab.evaluate(() => window.morphogen.step(4));
            const framed = await pose(tab);
            await tab.press("x"); // deeper is towards smaller x, up is y
            await pose(tab, framed);
            await tab.press("b");
            const seen: string[] = [];
            const after = async (key: string): Promise<number[]> => {
                await tab.press(key);
                await tab.until((before) => {
                    const text = document.querySelector("#brush-pane .place")?.textContent ?? "";
                    return text !== "" && text !== before;
                }, seen.at(-1) ?? "");
                seen.push(await tab.evaluate(() => document.querySelector("#brush-pane [role=status]")!.textContent!));
                return /^cell (\d+), (\d+), (\d+): u = /.exec(seen.at(-1)!)!.slice(1).map(Number);
            };
            await tab.until(
                () => document.querySelector("#brush-pane") !== null && document.activeElement?.id === "view",
            );
            const [, y, z] = await after("ArrowUp");
            const [, lower, same] = await after("Shift+ArrowDown");
            expect([lower, same]).toEqual([Math.max(0, y! - 8), z]);
            const [near] = await after("PageUp"),
                [deep] = await after("Shift+PageDown");
            expect(deep).toBe((near! - 8 + 32) % 32);
            const before = await hash(tab),
                at = seen.at(-1)!;
            const cell = await after("Enter");
            expect(seen.at(-1)).toMatch(/painted$/);
            expect(
                await tab.evaluate(([i, j, k]) => window.morphogen.probe([i!, j!, k!]), cell).then(([, v]) => v),
            ).toBeGreaterThan(0.2);
            const painted = await hash(tab);
            expect(painted).not.toBe(before);
            await after("Shift+Enter");
            expect(seen.at(-1)).toMatch(/erased$/);
            await tab.press("Control+z");
            await tab.until((then) => window.morphogen.hash().then((now) => now === then), painted);
            await tab.press("Control+z");
            await tab.until((then) => window.morphogen.hash().then((now) => now === then), before);
            expect(at).not.toMatch(/surface/);

            await tab.evaluate(() => window.morphogen.display({ slice_x: true, slice_x_at: 0.75 } as never));
            await tab.until(() => (window.morphogen.field?.keyframe ?? -1) >= 0);
            await after("Home");
            const [sliced] = await after("ArrowRight");
            expect(seen.at(-1)).toMatch(/on the surface$/);
            expect(sliced).toBeGreaterThanOrEqual(24); // the slice, or matter before it
            await tab.press(" ");
            await tab.until(() => document.querySelector("#brush-pane .place")!.textContent!.endsWith("painted"));
            expect(await tab.evaluate(() => window.morphogen.running)).toBe(false);
            await tab.press("Escape");
            await tab.press(" "); // belongs to the run again
            expect(await tab.evaluate(() => window.morphogen.running)).toBe(true);
            await tab.press("?");
            await tab.until(() => document.querySelector("#keys[open]") !== null);
            expect(await tab.evaluate(() => document.querySelector("#keys-list")!.textContent)).toMatch(
                /←.*The brush goes over the surface.*Shift.*eight cells.*The brush erases/,
            );
        },
    );

    it.runIf(name === "chromium")(
        "paints with one finger, moves with two that leave no mark, watches what is tapped",
        async () => {
            const phone = await browser.tab({ width: 390, height: 700 }, { touch: true });
            await open(phone, `${server.url}?size=32&paused=1&seeding=spheres&spheres.count=1&spheres.radius=0.3`);
            await phone.evaluate(() => window.morphogen.step(20));
            await surfaceShown(phone);
            const [x, y] = await surfacePlace(phone),
                before = await hash(phone),
                first = await pose(phone);
            await phone.press("b");
            await phone.until(() => document.getElementById("brush-pane")?.hidden === false);
            await phone.fingers?.([[[x, y]], [[x + 10, y + 4]], [[x + 20, y + 8]]]);
            await changedFrom(phone, before);
            const drawn = await hash(phone);
            expect(distance((await pose(phone)).position, first.position)).toBeLessThan(1e-6);
            await phone.fingers?.([[[x, y]]]); // a tap is a dab
            await changedFrom(phone, drawn);
            const painted = await hash(phone);
            await phone.fingers?.([
                [[x, y]],
                [
                    [x, y],
                    [x + 60, y],
                ],
                [
                    [x - 30, y],
                    [x + 100, y],
                ],
                [
                    [x - 60, y],
                    [x + 140, y],
                ],
            ]);
            const closer = await pose(phone, first);
            expect(distance(closer.position, closer.target)).toBeLessThan(
                0.95 * distance(first.position, first.target),
            );
            expect(await hash(phone)).toBe(painted);
            await phone.press("Control+z");
            await phone.press("Control+z");
            await phone.until((then) => window.morphogen.hash().then((now) => now === then), before);

            await phone.evaluate(() => document.getElementById("probe-tool")!.click());
            const [left, top] = await surfacePlace(phone);
            await phone.fingers?.([[[left, top]]]);
            await phone.until(() => window.morphogen.probes.length === 1);
            expect(distance((await pose(phone)).position, closer.position)).toBeLessThan(1e-6);
            expect(phone.complaints).toEqual([]);
            await phone.close();
        },
    );

    it("watches a cell that is double-clicked, and any other, over time", async () => {
        await open(tab, `${server.url}?size=32&paused=1&seeding=spheres&spheres.count=1&spheres.radius=0.3`);
        await surfaceShown(tab);
        const place = await surfacePlace(tab);
        await tab.doubleClick(place);
        await tab.until(() => document.querySelectorAll("#probes article").length === 1);
        const values = await tab.evaluate(() => window.morphogen.probe([1, 2, 3]));
        expect(values.length).toBe(2);
        await tab.evaluate(() => window.morphogen.step(5));
        await tab.until(() => window.morphogen.probes.every(({ rows }) => rows.at(-1)?.steps === 5));
        await tab.until(() => document.querySelectorAll("#probes canvas").length === 2);
        await tab.click("#probes article button:last-of-type");
        await tab.until(() => window.morphogen.probes.length === 1);
        await tab.move([70, 650]);
        await tab.press("p"); // nothing is there
        await tab.until(() => document.querySelector("#notices")?.textContent?.includes("nothing to probe"));
    });

    it("goes back in time to the bit, and what was left comes back", async () => {
        await open(tab, `${server.url}?size=32&paused=1&seeding=spheres`);
        await tab.evaluate(() => window.morphogen.step(40));
        const at40 = await hash(tab);
        await tab.evaluate(() => window.morphogen.paint({ centre: [16, 16, 16], radius: 5 }));
        await tab.evaluate(() => window.morphogen.step(60));
        const end = await hash(tab);
        await tab.evaluate(() => window.morphogen.scrub(39));
        await tab.evaluate(() => window.morphogen.scrub(100));
        expect(await hash(tab)).toBe(end);
        expect((await tab.evaluate(() => window.morphogen.scrub(39))).steps).toBe(39);
        await tab.press("."); // goes on from there, without the stroke
        await tab.until((then) => window.morphogen.hash().then((now) => now === then), at40);
        await tab.press("Control+z");
        await tab.until((then) => window.morphogen.hash().then((now) => now === then), end);
    });
});
