// How the picture looks, and that it is the right one: transparency against known answers, light, several surfaces, the
// endless box, pictures for files, and all of it again after the graphics were taken away.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, launch, type Tab } from "./browsers.ts";
import { canvasPicture, open, surfacesAt, triangles } from "./page.ts";
import { difference, type Picture } from "./picture.ts";
import { serveSources } from "./server.ts";
import { setting } from "./setting.ts";

const FIXTURE = `@fs${fileURLToPath(new URL("fixtures/peeling.ts", import.meta.url))}`;
const HALF = 1 / 1024; // a half float's last place below 1
type Layers = { z: number; tint: number[] }[];
type Display = Record<string, string | number | boolean>;

declare global {
    interface Window {
        peeling: { sheets(layers: Layers): number[]; thicket(reversed: boolean): number[] };
    }
}

describe("peeled transparency", () => {
    let server: Awaited<ReturnType<typeof serveSources>>, browser: Browser, tab: Tab;
    beforeAll(async () => {
        browser = await launch("chromium");
        server = await serveSources();
        tab = await browser.tab({ width: 200, height: 200 });
        await tab.goto(`${server.url}headers.json`); // any document of that origin
        await tab.evaluate(
            (url) =>
                new Promise((resolve, reject) => {
                    const script = document.createElement("script");
                    Object.assign(script, {
                        type: "module",
                        src: url,
                        onload: resolve,
                        onerror: () => reject(new Error(`no ${url}`)),
                    });
                    document.documentElement.append(script);
                }),
            `${server.url}${FIXTURE}`,
        );
    });
    afterAll(async () => {
        await browser?.close();
        await server?.close();
    });

    const sheets = (layers: Layers): Promise<number[]> => tab.evaluate((given) => window.peeling.sheets(given), layers);
    const thicket = (reversed: boolean): Promise<number[]> =>
        tab.evaluate((given) => window.peeling.thicket(given), reversed);

    it("of two sheets before a wall is the composite of the three, whichever was added first", async () => {
        const near = { z: 1, tint: [0.9, 0.1, 0.2, 0.4] },
            far = { z: 0, tint: [0.1, 0.8, 0.3, 0.7] };
        const wall = { z: -1, tint: [0.2, 0.3, 0.9, 1] },
            hidden = { z: -2, tint: [1, 1, 1, 0.9] };
        const over = (front: number[], back: number[]): number[] => {
            const share = front[3]!;
            return [0, 1, 2].map((i) => share * front[i]! + (1 - share) * back[i]!);
        };
        const expected = [...over(near.tint, over(far.tint, wall.tint)), 1];
        for (const layers of [
            [near, far, wall, hidden],
            [hidden, wall, far, near],
            [far, hidden, near, wall],
        ]) {
            const pixel = await sheets(layers);
            pixel.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2 * HALF));
        }
        const alone = await sheets([far, near]);
        expect(alone[3]).toBeCloseTo(1 - 0.6 * 0.3, 3);
    });

    it("goes on for as many layers as let light through", async () => {
        for (const { count, opacity } of [
            { count: 100, opacity: 0.05 },
            { count: 30, opacity: 0.4 },
        ]) {
            const layers = Array.from({ length: count }, (_, i) => ({
                z: 1 - (2 * i) / count,
                tint: [i % 2, i / count, 1 - i / count, opacity],
            }));
            const expected = [0, 0, 0, 0];
            layers.forEach(({ tint }, i) =>
                [...tint.slice(0, 3), 1].forEach((value, j) => (expected[j]! += value * opacity * (1 - opacity) ** i)),
            );
            const pixel = await sheets(layers.toReversed());
            // Every layer is rounded to a half float's place below 1 once more, and what a thousandth of the light
            // comes through is left out.
            pixel.forEach((value, i) =>
                expect(Math.abs(value - expected[i]!), `${count} layers`).toBeLessThan(0.001 + 8 * HALF),
            );
        }
    });

    it("does not see the order of the triangles, nor the day", async () => {
        const forward = await thicket(false),
            again = await thicket(false);
        const backward = await thicket(true);
        expect(forward.filter((value) => value > 0).length).toBeGreaterThan(4000);
        expect(again).toEqual(forward);
        expect(backward).toEqual(forward);
    });
});

describe("the picture", () => {
    const { server, tab } = setting("chromium", { width: 640, height: 480 });

    const STEPS = 900;

    async function grown(query = ""): Promise<void> {
        await open(tab, `${server.url}?size=40&paused=1&d.turning=0${query}`);
        await tab.evaluate((count) => window.morphogen.step(count), STEPS);
        await tab.evaluate(() => (window.morphogen.isovalue = 0.21));
        await surfacesAt(tab, STEPS);
    }

    /** With these settings, as soon as it shows them. */
    async function look(settings: Display): Promise<Picture> {
        await tab.evaluate((values) => void window.morphogen.display(values), settings);
        await surfacesAt(tab, STEPS);
        return canvasPicture(tab);
    }

    const brightness = ({ pixels }: Picture): number => {
        let sum = 0;
        for (let i = 0; i < pixels.length; i += 4) sum += pixels[i]! + pixels[i + 1]! + pixels[i + 2]!;
        return sum / pixels.length;
    };

    it("has occlusion, wax and clear surfaces, each the same twice, and comes back without them", async () => {
        await grown();
        const plain = await look({});
        const occluded = await look({ occlusion: true });
        expect(brightness(occluded)).toBeLessThan(brightness(plain));
        expect(difference(plain, occluded)).toBeGreaterThan(0.01);
        const wax = await look({ occlusion: false, translucency: 1 });
        expect(brightness(wax)).toBeGreaterThan(brightness(plain));
        const clear = await look({ translucency: 0, opacity: 0.4 });
        expect(difference(plain, clear)).toBeGreaterThan(0.05);
        expect((await canvasPicture(tab)).pixels.equals(clear.pixels)).toBe(true);
        expect((await look({ opacity: 1 })).pixels.equals(plain.pixels)).toBe(true);
    });

    it("stands before the very colours of the page, and is one picture at every size", async () => {
        await grown();
        await tab.evaluate(() => document.documentElement.style.setProperty("--sky-centre", "#336699"));
        await tab.evaluate(() => document.documentElement.style.setProperty("--sky-rim", "#336699"));
        const { pixels, width, height } = await canvasPicture(tab);
        [0x33, 0x66, 0x99].forEach((channel, i) => expect(Math.abs(pixels[i]! - channel)).toBeLessThanOrEqual(1));
        const large = await canvasPicture(tab, 4); // wider than a tile
        expect([large.width, large.height]).toEqual([4 * width, 4 * height]);
        expect(
            difference({ ...large, width, height, pixels: everyFourth(large) }, await canvasPicture(tab)),
        ).toBeLessThan(0.02);
    });

    it("shows three isovalues at once, with their values in the legend, and meshes only what is near", async () => {
        await grown();
        const single = await look({}),
            one = await triangles(tab);
        const three = await look({ second: true, second_at: 0.15, third: true, third_at: 0.3, opacity: 0.4 });
        expect(await triangles(tab)).toBeGreaterThan(1.5 * one);
        expect(difference(single, three)).toBeGreaterThan(0.05);
        const told = await tab.evaluate(() =>
            [...document.querySelectorAll("#legend-surfaces li")].map((li) => li.textContent ?? ""),
        );
        expect(told.map((text) => Number(text.split("=")[1]))).toEqual([0.21, 0.15, 0.3]);
        await look({ second: false, third: false, opacity: 1, radius: 2 });
        // the worker hears with the next frame where the camera is
        await expect.poll(() => triangles(tab), { timeout: 60_000 }).toBeLessThan(one);
    });

    it("tells in the legend what the colours mean", async () => {
        await grown("&dx=2");
        const legend = (): Promise<string[]> =>
            tab.evaluate(() =>
                ["legend-label", "legend-low", "legend-high"].map(
                    (id) => document.getElementById(id)?.textContent ?? "",
                ),
            );
        const gradient = await look({});
        expect((await legend())[0]).toContain("gradient");
        const height = await look({ colour_source: "y", colour_map: "cividis" });
        expect(await legend()).toEqual(["height y, length", "0", "80"]);
        expect(difference(gradient, height)).toBeGreaterThan(0.02);
        await look({ colour_source: "plain" });
        expect(await tab.evaluate(() => document.getElementById("legend")?.hidden)).toBe(true);
    });

    it("goes on for ever where the box is periodic: from one box edge further all looks the same", async () => {
        await grown("&boundary=periodic,periodic,no_flux");
        const from = (x: number): Promise<void> =>
            tab.evaluate((at) => {
                window.morphogen.camera = { position: [at, 0.05, 0.2], target: [at + 0.4, 0.1, -0.3] };
            }, x);
        await from(0.1);
        const alone = await look({});
        const endless = await look({ endless: true });
        expect(difference(alone, endless)).toBeGreaterThan(0.02);
        await from(1.1);
        expect(difference(endless, await canvasPicture(tab))).toBeLessThan(0.002);
        const [x] = await tab.evaluate(() => window.morphogen.camera.position);
        expect(Math.abs(x!)).toBeLessThanOrEqual(0.5);
        await from(-3.9);
        expect(difference(endless, await canvasPicture(tab))).toBeLessThan(0.002);
    });

    it("refuses a camera that is none", async () => {
        await grown();
        const { before, refusal, after } = await tab.evaluate(() => {
            const before = window.morphogen.camera;
            let refusal = "";
            try {
                window.morphogen.camera = { position: [NaN, 0, 4], target: [0, 0, 0] };
            } catch (error) {
                refusal = String(error);
            }
            return { before, refusal, after: window.morphogen.camera };
        });
        expect(refusal).toContain("NaN");
        expect(after).toEqual(before);
    });

    it("comes back with all its passes after the browser took the graphics away", async () => {
        await grown();
        const before = await look({
            occlusion: true,
            second: true,
            second_at: 0.15,
            second_opacity: 0.4,
            colour_map: "magma",
        });
        await tab.evaluate(async () => {
            const canvas = document.getElementById("view") as HTMLCanvasElement;
            const loss = canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context");
            const heard = (event: string): Promise<unknown> =>
                new Promise((resolve) => canvas.addEventListener(event, resolve, { once: true }));
            const lost = heard("webglcontextlost");
            loss?.loseContext();
            await lost;
            const back = heard("webglcontextrestored");
            setTimeout(() => loss?.restoreContext(), 100);
            await back;
        });
        await surfacesAt(tab, STEPS);
        expect(difference(before, await canvasPicture(tab))).toBeLessThan(0.002);
    });
});

/** Of a picture four times as large, the pixel in the middle of each four by four. */
function everyFourth({ width, height, pixels }: Picture): Buffer {
    const small = Buffer.alloc((width * height) / 4);
    for (let y = 0, to = 0; y < height / 4; y++) {
        for (let x = 0; x < width / 4; x++, to += 4)
            pixels.copy(small, to, 4 * ((4 * y + 2) * width + 4 * x + 2), 4 * ((4 * y + 2) * width + 4 * x + 3));
    }
    return small;
}
