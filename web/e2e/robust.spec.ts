// What the world does to a page: it takes the graphics away, ends workers, hides the tab, asks for boxes that no memory
// holds, and brings links and files that are not what they say. Each is told or gone over, and what the person has
// stays: the hash.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { badFiles } from "./bad_files.ts";
import { type Browser, launch, type Tab } from "./browsers.ts";
import { canvasPicture, hash, meshesShown, notices, open, surfaceShown } from "./page.ts";
import { type PageServer, servePage } from "./server.ts";

const LOSSES = 100;
const MOST_BYTES_A_LOSS = 20_000; // what V8 compiles meanwhile; the caches of one context are more
const HIDDEN_MS = 4000; // of a tab whose frames never come; a minute is the same, only longer

describe("the page whatever happens", () => {
    let server: PageServer;
    let browser: Browser;
    let tab: Tab;
    beforeAll(async () => {
        server = await servePage();
        browser = await launch("chromium");
        tab = await browser.tab();
    });
    let heard = 0;
    /** Of the console, but for what a browser itself says of graphics that are gone, of which it has its own view. */
    const newComplaints = (): string[] => {
        const all = tab.complaints.slice(heard).filter((line) => !/context lost|CONTEXT_LOST/i.test(line));
        heard = tab.complaints.length;
        return all;
    };
    afterAll(async () => {
        await browser?.close();
        await server?.close();
    });

    it(`draws again after ${LOSSES} lost contexts, and keeps nothing of those that are gone`, async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        await tab.evaluate(() => window.morphogen.step(100));
        await surfaceShown(tab);
        const before = await hash(tab);
        await loseGraphics(LOSSES / 2); // what is loaded and compiled once is
        const heap = await tab.heapBytes(),
            shown = await meshesShown(tab);
        await loseGraphics(LOSSES / 2);
        expect((await tab.heapBytes()) - heap, "bytes").toBeLessThan((LOSSES / 2) * MOST_BYTES_A_LOSS);
        await surfaceShown(tab, shown);
        expect((await canvasPicture(tab)).covered).toBeGreaterThan(0.01);
        expect(await tab.evaluate(() => document.querySelector("#notices .warning"))).toBeNull();
        expect(await hash(tab)).toBe(before);
        expect(newComplaints()).toEqual([]);
    });

    const loseGraphics = (count: number): Promise<void> =>
        tab.evaluate(async (losses) => {
            const canvas = document.querySelector<HTMLCanvasElement>("#view")!;
            const gl = canvas.getContext("webgl2")!,
                lose = gl.getExtension("WEBGL_lose_context")!;
            const heard = (name: string): Promise<unknown> =>
                new Promise((resolve) => canvas.addEventListener(name, resolve, { once: true }));
            for (let i = 0; i < losses; i++) {
                const lost = heard("webglcontextlost");
                lose.loseContext();
                await lost;
                // it may only be given back after the event is over
                await new Promise((resolve) => setTimeout(resolve));
                const restored = heard("webglcontextrestored");
                lose.restoreContext();
                await restored;
                // often after a picture, or in the middle of a mesh
                if (i % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
            }
        }, count);

    it("goes on in a hidden tab, and catches up when it is seen again", async () => {
        await open(tab, `${server.url}?size=32`);
        await surfaceShown(tab);
        await tab.evaluate(() => {
            const page = window as unknown as {
                held: FrameRequestCallback[];
                realFrames: typeof requestAnimationFrame;
            };
            page.held = [];
            page.realFrames = window.requestAnimationFrame.bind(window);
            window.requestAnimationFrame = (callback) => page.held.push(callback);
            Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        });
        const [shown, { steps }] = [await meshesShown(tab), await tab.evaluate(() => window.morphogen.state)];
        await tab.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), HIDDEN_MS);
        expect(await meshesShown(tab)).toBeLessThanOrEqual(shown + 1);
        expect(await tab.evaluate(() => window.morphogen.stats()!.steps)).toBeGreaterThan(steps + 100);
        await tab.evaluate(() => {
            const page = window as unknown as {
                held: FrameRequestCallback[];
                realFrames: typeof requestAnimationFrame;
            };
            window.requestAnimationFrame = page.realFrames;
            delete (document as { visibilityState?: unknown }).visibilityState;
            document.dispatchEvent(new Event("visibilitychange"));
            for (const callback of page.held) page.realFrames(callback);
        });
        await surfaceShown(tab, shown + 3);
        await tab.evaluate(() => window.morphogen.pause());
    });

    it("explains a box that no memory holds, and keeps the one that is there", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        const before = await hash(tab);
        for (const size of [
            [4096, 4096, 4096],
            [2048, 2048, 512],
            [1024, 1024, 1024],
        ]) {
            const sentence = await tab.evaluate(
                (cells) =>
                    window.morphogen.configure({ size: cells }).then(
                        () => "made",
                        (error: Error) => error.message,
                    ),
                size,
            );
            expect(sentence).toMatch(/GB|MB/);
        }
        expect(await hash(tab)).toBe(before);
        await tab.goto(`${server.url}?size=4096&paused=1`);
        await tab.until(() => window.morphogen !== undefined);
        await tab.evaluate(() => window.morphogen.ready);
        expect((await notices(tab)).join()).toMatch(/MB.*showing/s);
    });

    it("refuses at least 200 bad files by name and with a reason, and none costs anything", async () => {
        await open(tab, `${server.url}?size=16&paused=1`);
        await tab.evaluate(() => window.morphogen.step(20));
        const snapshot = await tab.evaluate(async () => [
            ...new Uint8Array(await (await window.morphogen.save()).arrayBuffer()),
        ]);
        const before = await hash(tab),
            files = badFiles(Uint8Array.from(snapshot));
        expect(files.length).toBeGreaterThanOrEqual(200);
        const unexplained: string[] = [];
        for (const { name, bytes } of files) {
            const told = await tab.evaluate(
                async ({ name, bytes }) => {
                    document
                        .querySelectorAll<HTMLButtonElement>("#notices .dismiss")
                        .forEach((button) => button.click());
                    const data = new DataTransfer();
                    data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name));
                    document.body.dispatchEvent(
                        new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
                    );
                    const giveUp = performance.now() + 15_000;
                    const word = (): string =>
                        document.querySelector("#notices .sentence")?.textContent ??
                        document.querySelector("#text-message.error")?.textContent ??
                        "";
                    while (word() === "" && performance.now() < giveUp)
                        await new Promise((resolve) => setTimeout(resolve, 5));
                    const sentence = word();
                    document.getElementById("text-close")?.click();
                    const line = document.querySelector<HTMLElement>("#text-message");
                    line?.classList.remove("error");
                    return sentence;
                },
                { name, bytes: Buffer.from(bytes).toString("base64") },
            );
            if (told.length < 12) unexplained.push(`${name}: ${told}`);
        }
        expect(unexplained).toEqual([]);
        expect(await hash(tab)).toBe(before);
        expect(await tab.evaluate(() => window.morphogen.state.steps)).toBe(20);
        expect(
            await tab.evaluate(() => document.querySelectorAll("img[src^='x'], script:not([src])").length),
            "nothing was injected",
        ).toBe(0);
        expect(newComplaints()).toEqual([]);
    });

    it.each([
        "?size=1e9&seed=-1&feed=NaN&model=<img src=x onerror=alert(1)>",
        "?v=1&hash=zz&step=99999999999999999999",
        "?v=999&size=32",
        "?%00=%00&%F0%9F%98%80=1",
        `?network=${"A".repeat(8000)}`,
        "?display=%7B%22fog%22%3A%22%3Cscript%3E%22%7D",
        "?camera=NaN,NaN,NaN,0,0,0",
        "?view=__proto__&seeding=constructor",
    ])("opens whatever a link says: %s", async (address) => {
        await open(tab, `${server.url}${address}&paused=1${address.includes("size") ? "" : "&size=16"}`);
        await surfaceShown(tab);
        // What of a link can be used is: it stands still where `paused` was, and runs where all of it was left out.
        const { running, steps } = await tab.evaluate(() => {
            const { running, state } = window.morphogen;
            return { running, steps: state.steps };
        });
        if (running) await tab.until((from) => window.morphogen.state.steps > from, steps);
        else expect(steps).toBe(0);
        expect(running).toBe(address.startsWith("?v=999") || address.length > 8000);
        expect(newComplaints()).toEqual([]);
    });
});
