// What is drawn of the field itself: slices, the clip box, the cloud.
import { describe, expect, it } from "vitest";
import { BROWSERS, launch, type Tab } from "./browsers.ts";
import { canvasPicture, open, surfacesAt, triangles } from "./page.ts";
import { difference, type Picture, readPicture } from "./picture.ts";
import { servePage } from "./server.ts";
import { setting } from "./setting.ts";

const FIRST_COLOUR = [68, 1, 84] as const; // of viridis: v is 0 where nothing grows
const BOX = "size=40x32x48&boundary=periodic,no_flux,periodic";
const MESHED = { timeout: 60_000 }; // where software draws, a mesh comes late

/** Waits until the field of a keyframe is drawn, and then for a picture of it. */
async function fieldShown(tab: Tab): Promise<void> {
    await tab.until(() => (window.morphogen.field?.keyframe ?? -1) >= 0);
    const frames = await tab.evaluate(() => window.morphogen.stats()?.frames ?? 0);
    // asks for one more
    await tab.evaluate(() => window.morphogen.display({ fog: window.morphogen.display().fog === 1.4 ? 1.41 : 1.4 }));
    await tab.until((before) => (window.morphogen.stats()?.frames ?? 0) > before, frames);
}

function share(picture: Picture, [r, g, b]: readonly [number, number, number]): number {
    let same = 0;
    for (let i = 0; i < picture.pixels.length; i += 4) {
        const off = Math.max(
            Math.abs(picture.pixels[i]! - r),
            Math.abs(picture.pixels[i + 1]! - g),
            Math.abs(picture.pixels[i + 2]! - b),
        );
        if (off <= 3) same++;
    }
    return same / (picture.width * picture.height);
}

/** Of a keyframe: half floats, and two for every block of four texels along each axis. */
function bytesOf(nx: number, ny: number, nz: number): number {
    return 2 * (nx * ny * nz + 2 * (nx / 4) * (ny / 4) * (nz / 4));
}

const handleAt = (label: string): readonly [number, number] => {
    const { x, y, width, height } = document.querySelector(`.handle[aria-label="${label}"]`)!.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
};

describe.each(BROWSERS)("the field in %s", (name) => {
    const { server, tab } = setting(name);

    it("is loaded on demand; then slices show it in the legend's colours, and follow the pointer", async () => {
        await open(tab, `${server.url}?${BOX}&paused=1`);
        await tab.evaluate(() => window.morphogen.step(300));
        await surfacesAt(tab, 300);
        expect(await tab.evaluate(() => window.morphogen.field)).toBeNull();
        await tab.evaluate(() =>
            window.morphogen.display({ turning: false, surface: false, outline: false, slice_contour: false }),
        );
        await expect.poll(() => triangles(tab), MESHED).toBe(0);
        const empty = await canvasPicture(tab);
        await tab.press("i");
        await fieldShown(tab);
        const field = await tab.evaluate(() => window.morphogen.field);
        expect(field).toMatchObject({ textures: 2, bytes: 2 * bytesOf(40, 32, 48), blend: 1 });
        const sliced = await canvasPicture(tab);
        expect(share(empty, FIRST_COLOUR)).toBeLessThan(0.001);
        expect(share(sliced, FIRST_COLOUR)).toBeGreaterThan(0.02);
        const legend = await tab.evaluate(() => document.getElementById("field-legend")?.textContent ?? "");
        expect(legend).toMatch(/^00\.\d+eater v$/);

        await tab.evaluate(() => {
            const canvas = document.querySelector("#view")!;
            canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: 470, clientY: 400 }));
        });
        await tab.until(() =>
            /^eater v = [\d.]+ +· +cell \d+, \d+, 24$/.test(document.getElementById("slice-tip")?.textContent ?? ""),
        );

        const before = await tab.evaluate(() => window.morphogen.display().slice_z_at);
        const [x, y] = await tab.evaluate(handleAt, "slice across z");
        await tab.drag([
            [x, y],
            [x + 40, y - 20],
            [x + 60, y - 30],
        ]);
        const after = await tab.evaluate(() => window.morphogen.display().slice_z_at);
        expect(Math.abs(after - before)).toBeGreaterThan(0.03);
        await tab.evaluate(() => document.querySelector<HTMLElement>('.handle[aria-label="slice across z"]')!.focus());
        await tab.press("PageDown");
        expect(await tab.evaluate(() => window.morphogen.display().slice_z_at)).toBeCloseTo(after - 0.1, 6);
        await fieldShown(tab);
        expect(difference(sliced, await canvasPicture(tab))).toBeGreaterThan(0.01);

        await tab.press("i");
        await tab.until(() => window.morphogen.field === null);
        expect(await tab.evaluate(() => document.querySelectorAll(".handle").length)).toBe(0);
    });

    it.runIf(name === "chromium")("is cut by the clip box, which meshes less and paints what it cuts", async () => {
        await open(tab, `${server.url}?size=40&paused=1`);
        await tab.evaluate(() => window.morphogen.step(400));
        await tab.evaluate(() => window.morphogen.display({ turning: false }));
        const all = await surfacesAt(tab, 400);
        const whole = await canvasPicture(tab);
        await tab.press("j");
        await fieldShown(tab);
        await expect.poll(() => triangles(tab), MESHED).toBeLessThan(0.7 * all);
        const half = await canvasPicture(tab);
        expect(difference(whole, half)).toBeGreaterThan(0.03);
        await tab.evaluate(() => window.morphogen.display({ surface: false }));
        await expect.poll(() => triangles(tab), MESHED).toBe(0);
        const [x, y] = await tab.evaluate(handleAt, "clip box to z");
        await tab.evaluate(() => window.morphogen.display({ surface: true }));
        await tab.drag([
            [x, y],
            [x + 30, y + 15],
            [x + 60, y + 30],
        ]);
        expect(await tab.evaluate(() => window.morphogen.display().clip_z_max)).not.toBeCloseTo(0.5, 2);
        await tab.press("j");
        await tab.until(() => window.morphogen.field === null);
        await expect.poll(() => triangles(tab), MESHED).toBe(all);

        // Coloured by another view; the legend follows.
        await tab.evaluate(() => window.morphogen.display({ colour_source: "field" }));
        await tab.until(() => document.getElementById("legend-label")?.textContent === "food u");
        expect(await tab.evaluate(() => window.morphogen.field)).toMatchObject({ textures: 1, bytes: 2 * 40 ** 3 });
        await fieldShown(tab);
        expect(difference(whole, await canvasPicture(tab))).toBeGreaterThan(0.01);
        await tab.evaluate(() => window.morphogen.display({ colour_source: "gradient" }));
        await tab.until(() => window.morphogen.field === null);
    });

    it.runIf(name === "chromium")(
        "is a cloud that is of the surface's moment while the run goes on, and comes back with the graphics",
        async () => {
            await open(tab, `${server.url}?size=32`);
            await tab.evaluate(() =>
                window.morphogen.display({ turning: false, volume: true, slice_x: true, clip: true }),
            );
            await tab.until(() => (window.morphogen.field?.keyframe ?? -1) > 3);
            await tab.evaluate(() => window.morphogen.pause());
            await tab.evaluate(() => window.morphogen.step(5));
            await tab.until(() => window.morphogen.field?.blend === 1);
            await tab.evaluate(() => window.morphogen.display({ surface: false, slice_x: false, clip: false }));
            await fieldShown(tab);
            await tab.until(() => window.morphogen.field?.settled);
            const before = await canvasPicture(tab);
            expect(before.colours).toBeGreaterThan(20);
            await tab.evaluate(async () => {
                const lose = document
                    .querySelector<HTMLCanvasElement>("#view")!
                    .getContext("webgl2")!
                    .getExtension("WEBGL_lose_context")!;
                lose.loseContext();
                await new Promise((resolve) => setTimeout(resolve, 300));
                lose.restoreContext();
            });
            await tab.until(
                () =>
                    document.querySelector("#notices .warning") === null &&
                    (window.morphogen.field?.keyframe ?? -1) >= 0,
            );
            await fieldShown(tab);
            await tab.until(() => window.morphogen.field?.settled);
            expect(difference(before, await canvasPicture(tab))).toBeLessThan(0.15); // it may be of another fineness
            await tab.evaluate(() => window.morphogen.configure({ size: [24, 40, 24] }));
            const bytes = bytesOf(24, 40, 24);
            await tab.until(
                (one) => window.morphogen.field?.bytes === one || window.morphogen.field?.bytes === 2 * one,
                bytes,
            );
        },
    );
});

/**
 * Every block of texels seems to have this range, as half floats. Of textures, only the ranges have two values a texel.
 */
function pretendRanges([least, most]: readonly [number, number]): void {
    const gl = WebGL2RenderingContext.prototype,
        send = gl.texSubImage3D as (...all: unknown[]) => void;
    gl.texSubImage3D = function (this: WebGL2RenderingContext, ...all: unknown[]) {
        if (all[8] === this.RG) {
            const blocks = Number(all[5]) * Number(all[6]) * Number(all[7]);
            all[10] = Uint16Array.from({ length: 2 * blocks }, (_, i) => (i % 2 === 0 ? least : most));
            all[11] = 0;
        }
        send.apply(this, all);
    } as typeof gl.texSubImage3D;
}
const EVERYTHING = [0xfbff, 0x7bff] as const,
    NOTHING = [0, 0] as const; // half floats: all there are; 0 and 0

/**
 * A cloud at rest becomes finer for as long as the time allows; on a busy machine it is drawn again until it is as fine
 * as the picture.
 */
async function finestCloud(tab: Tab): Promise<void> {
    for (let fineness = 0; fineness < 1; ) {
        const before = await tab.evaluate(() => {
            const { camera } = window.morphogen;
            window.morphogen.camera = camera; // asks for a picture
            return window.morphogen.stats()?.frames ?? 0;
        });
        await tab.until(
            (frames) =>
                (window.morphogen.stats()?.frames ?? 0) > frames && (window.morphogen.field?.keyframe ?? -1) >= 0,
            before,
        );
        await tab.until(() => window.morphogen.field?.settled);
        fineness = await tab.evaluate(() => window.morphogen.field?.fineness ?? 0);
    }
}

describe("the cloud", () => {
    it("steps over the blocks in which it shows nothing, and is the same picture", async () => {
        const server = await servePage(),
            browser = await launch("chromium");
        const picturesOf = async (range: readonly [number, number] | null): Promise<Picture[]> => {
            const tab = await browser.tab({ width: 480, height: 360 }),
                pictures: Picture[] = [];
            if (range) await tab.prepare(pretendRanges, range);
            await open(tab, `${server.url}?size=40x30x33&boundary=periodic,no_flux,periodic&paused=1`);
            await tab.evaluate(() =>
                window.morphogen.display({ turning: false, surface: false, outline: false, volume: true }),
            );
            await tab.evaluate(() => window.morphogen.step(200));
            for (const look of [{ volume_shape: "ramp" }, { volume_shape: "band", volume_width: 0.1 }]) {
                await tab.evaluate((changes) => void window.morphogen.display(changes), look);
                await finestCloud(tab);
                pictures.push(readPicture(await tab.screenshot(), { left: 140, top: 80, width: 200, height: 180 }));
            }
            expect(tab.complaints).toEqual([]);
            await tab.close();
            return pictures;
        };
        const skipping = await picturesOf(null),
            stepping = await picturesOf(EVERYTHING),
            blind = await picturesOf(NOTHING);
        skipping.forEach((picture, i) => {
            expect(picture.colours).toBeGreaterThan(20);
            const far = picture.pixels.reduce(
                (most, byte, at) => Math.max(most, Math.abs(byte - stepping[i]!.pixels[at]!)),
                0,
            );
            expect(far).toBeLessThanOrEqual(2); // grey levels: what is left out is below a tenth of one a step
            expect(difference(picture, blind[i]!)).toBeGreaterThan(0.05); // and it is the ranges that are asked
        });
        await browser.close();
        await server.close();
    });
});

describe("the field without threads", () => {
    it("travels as copies", async () => {
        const server = await servePage(false),
            browser = await launch("chromium"),
            tab = await browser.tab();
        await open(tab, `${server.url}?size=32&paused=1`);
        await tab.evaluate(() => window.morphogen.step(20));
        await tab.evaluate(() => window.morphogen.display({ slice_y: true }));
        await fieldShown(tab);
        expect(share(await canvasPicture(tab), FIRST_COLOUR)).toBeGreaterThan(0.005);
        expect(tab.complaints).toEqual([]);
        await browser.close();
        await server.close();
    });
});
