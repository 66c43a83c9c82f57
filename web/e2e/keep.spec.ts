// What a person makes can be shared, taken back and taken along, and nothing of it is lost.
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, BROWSERS, launch, type Tab } from "./browsers.ts";
import { hash, notices, open } from "./page.ts";
import { type PageServer, servePage } from "./server.ts";

const NETWORK = `parameter v = 0.5 in 0..4 "Called like the key of a link."
species prey D = 0.2 initial = 20 patch = 30
species hunter D = 0.1 initial = poisson(3)
reaction prey -> 2 prey rate v
reaction prey + hunter -> 2 hunter rate 0.02
reaction hunter -> 0 rate 0.6
`;

let server: PageServer;
beforeAll(async () => void (server = await servePage()));
afterAll(() => server?.close());

/** MORPHOGEN_SHOTS=folder keeps what the tests saw. */
async function keep(tab: Tab, name: string): Promise<void> {
    const folder = process.env["MORPHOGEN_SHOTS"];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/${name}.png`, await tab.screenshot());
}

describe("a share link", () => {
    const browsers = new Map<string, Browser>();
    beforeAll(async () => {
        for (const name of BROWSERS) browsers.set(name, await launch(name));
    });
    afterAll(async () => {
        for (const browser of browsers.values()) await browser.close();
    });

    /** In a tab of each browser that knows nothing but the link. */
    async function expectEverywhere(link: string, made: { hash: string; steps: number }, look: object): Promise<void> {
        expect(link.length).toBeLessThanOrEqual(2048);
        for (const [name, browser] of browsers) {
            const tab = await browser.tab();
            await open(tab, link);
            expect(await notices(tab), name).toEqual([]);
            expect(await hash(tab), name).toBe(made.hash);
            expect(await tab.evaluate(() => {
                const { state, isovalue, camera, running } = window.morphogen;
                return { steps: state.steps, view: state.view, isovalue, at: camera.position.map((x) => Math.round(x * 1000)), running };
            }), name).toEqual({ steps: made.steps, ...look, running: false });
            expect(tab.complaints).toEqual([]);
            await tab.close();
        }
    }

    it("restores the exact run in a fresh tab and in the other browser", async () => {
        const tab = await browsers.get("chromium")!.tab();
        await open(tab, `${server.url}?size=32x40x24&boundary=periodic,no_flux,periodic&dx=1.1&seed=77&seeding=spheres&spheres.count=9&paused=1`);
        const { link, ...made } = await tab.evaluate(async () => {
            const { morphogen } = window;
            await morphogen.step(40);
            await morphogen.set("feed", 0.031);
            await morphogen.step(25);
            await morphogen.set("kill", 0.0611111);
            await morphogen.set("spheres.count", 12);
            await morphogen.view("u");
            morphogen.isovalue = 0.55;
            morphogen.camera = { position: [1, 0.5, 1.5], target: [0, 0.1, 0] };
            const { steps } = await morphogen.step(30);
            return { steps, hash: await morphogen.hash(), link: await morphogen.link() };
        });
        await expectEverywhere(link, made, { view: "u", isovalue: 0.55, at: [1000, 500, 1500] });

        await tab.click("#share");
        await tab.until(() => document.querySelector("#share-link") !== null);
        expect(await tab.evaluate(() => document.querySelector<HTMLInputElement>("#share-link")!.value)).toBe(link);
        await keep(tab, "share");
        await tab.press("Escape");
        await tab.close();
    });

    it("carries a network of one's own", async () => {
        const tab = await browsers.get("firefox")!.tab();
        await open(tab, `${server.url}?size=16&paused=1`);
        const { link, ...made } = await tab.evaluate(async (text) => {
            const { morphogen } = window;
            await morphogen.network(text);
            await morphogen.step(5);
            await morphogen.set("v", 0.25);
            const { steps } = await morphogen.step(6);
            morphogen.camera = { position: [2, 0, 0], target: [0, 0, 0] };
            return { steps, hash: await morphogen.hash(), link: await morphogen.link() };
        }, NETWORK);
        const look = await tab.evaluate(() => ({ view: window.morphogen.state.view, isovalue: window.morphogen.isovalue, at: [2000, 0, 0] }));
        await tab.close();
        await expectEverywhere(link, made, look);
    });

    it("that was changed on its way is told, and one that leads far can be stopped", async () => {
        const tab = await browsers.get("chromium")!.tab();
        await open(tab, `${server.url}?v=1&size=16&step=3&hash=0123456789abcdef`);
        expect((await notices(tab)).join()).toContain("0123456789abcdef");
        await tab.goto(`${server.url}?v=1&size=48&step=90000000`);
        await tab.until(() => document.querySelector("#busy .task button") !== null);
        await keep(tab, "journey");
        await tab.click("#busy .task button");
        await tab.evaluate(() => window.morphogen.ready);
        const steps = await tab.evaluate(() => window.morphogen.state.steps);
        expect(steps).toBeGreaterThan(0);
        expect(steps).toBeLessThan(90_000_000);
        expect(await tab.evaluate(() => document.querySelector("#busy .task"))).toBeNull();
        await tab.close();
    });
});

describe.each(BROWSERS)("keeping in %s", (name) => {
    let browser: Browser;
    let tab: Tab;

    beforeAll(async () => void (browser = await launch(name)));
    afterAll(() => browser?.close());
    beforeEach(async () => void (tab = await browser.tab()));
    afterEach(async () => {
        const { complaints } = tab;
        await tab.close();
        expect(complaints, "errors on the console").toEqual([]);
    });

    it("every change can be undone and done again, and a run that ended comes back with its fields", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        const look = (): Promise<unknown> => tab.evaluate(async () => {
            const { state: { config, steps, view }, isovalue, hash } = window.morphogen;
            return JSON.stringify([config.model, config.size, String(config.seed), config.seeding, config.params, steps, view, isovalue, await window.morphogen.hash(), hash.length]);
        });
        await tab.evaluate(() => window.morphogen.step(30));
        const acts: [string, () => Promise<unknown>][] = [
            ["feed", () => tab.evaluate(() => window.morphogen.set("feed", 0.04))],
            ["threshold", () => tab.evaluate(() => void (window.morphogen.isovalue = 0.3))],
            ["what is shown", () => tab.evaluate(() => window.morphogen.view("u"))],
            ["another size", () => tab.evaluate(() => window.morphogen.configure({ size: [24, 24, 32] }))],
            ["another seed", () => tab.evaluate(() => window.morphogen.seed("perlin", 5))],
            ["another model", () => tab.evaluate(() => window.morphogen.configure({ model: "rdme" }))],
            ["start again", () => tab.evaluate(() => window.morphogen.seed())],
        ];
        const before: unknown[] = [], after: unknown[] = [];
        for (const [label, act] of acts) {
            before.push(await look());
            await act();
            await tab.until((expected) => window.morphogen.edits.undo === expected, label);
            after.push(await look());
        }
        for (const state of [...before].reverse()) {
            await tab.press(name === "chromium" ? "Control+z" : "Control+KeyZ").catch(() => tab.evaluate(() => window.morphogen.undo()));
            await tab.evaluate(() => window.morphogen.redo().then(() => window.morphogen.undo()));      // there and back
            expect(await look()).toBe(state);
        }
        expect(await tab.evaluate(() => window.morphogen.edits.undo)).toBeNull();
        for (const state of after) {
            await tab.evaluate(() => window.morphogen.redo());
            expect(await look()).toBe(state);
        }
        await keep(tab, `${name}_undo`);
    });
});
