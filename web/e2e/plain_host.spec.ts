// The page on a host that sends no headers: its policy stands in a meta tag and is as strict, and threads come at
// a click.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metaPolicy } from "../app/policy.ts";
import { BROWSERS } from "./browsers.ts";
import { hash, notices, open, surfaceShown } from "./page.ts";
import { type PageServer, servePlainly } from "./server.ts";
import { ground } from "./setting.ts";

describe.each(BROWSERS)("a host without headers, in %s", (name) => {
    const { browser } = ground(name);
    let bare: Pick<PageServer, "url" | "close">;
    beforeAll(async () => void (bare = await servePlainly()));
    afterAll(() => bare.close());

    it("runs no script that is not the page's own, fetches from nobody, and all of the page works", async () => {
        const tab = await browser.tab();
        await open(tab, `${bare.url}?size=16&paused=1&seed=1`);
        await surfaceShown(tab);
        expect(tab.complaints).toEqual([]);
        const done = await tab.evaluate(async () => {
            const { body } = document;
            body.append(Object.assign(document.createElement("script"), { textContent: "window.injected = 1" }));
            body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.injected = 2'>");
            setTimeout("window.injected = 3");
            await new Promise((resolve) => setTimeout(resolve, 300));
            const attempt = (act: () => unknown): Promise<string> =>
                Promise.resolve()
                    .then(act)
                    .then(
                        () => "done",
                        () => "refused",
                    );
            const worker = URL.createObjectURL(new Blob(["postMessage(1)"], { type: "text/javascript" }));
            const started = (): Promise<unknown> =>
                new Promise((resolve, reject) => {
                    const made = new Worker(worker);
                    made.onmessage = resolve;
                    made.onerror = reject;
                });
            const made = {
                worker: await attempt(started),
                fetch: await attempt(() => fetch("http://127.0.0.1:9/")),
                wasm: await attempt(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
                injected: (window as { injected?: number }).injected,
            };
            return made;
        });
        expect(done).toEqual({ worker: "refused", fetch: "refused", wasm: "done" });
        const saved = tab.download;
        if (saved !== undefined) {
            await tab.evaluate(() => document.querySelector<HTMLDetailsElement>("#plots")!.setAttribute("open", ""));
            await tab.evaluate(() => window.morphogen.step(2));
            expect((await saved(() => tab.click("#plots-csv"))).bytes.toString()).toContain("step");
        }
        await tab.close();
    });

    it("has the policy before anything is loaded, on every page of it", async () => {
        for (const path of ["", "docs/guide/index.html"]) {
            const html = await (await fetch(bare.url + path)).text(),
                meta = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html);
            expect(meta?.[1]?.replaceAll("&#39;", "'"), path).toBe(metaPolicy());
            expect(html.indexOf("<meta http-equiv"), path).toBeLessThan(html.search(/<script|<link/));
        }
    });

    it("gives the page its threads at one click, and takes them back, and leaves other workers alone", async () => {
        const tab = await browser.tab();
        await open(tab, `${bare.url}?size=16&paused=1&seed=1`);
        await surfaceShown(tab);
        const onOne = await hash(tab);
        expect(await tab.evaluate(() => crossOriginIsolated)).toBe(false);
        expect((await notices(tab)).join()).toContain("One thread only");
        await tab.evaluate(() => void navigator.serviceWorker.register("isolate.js?another", { scope: "./docs/" }));
        await tab.click("#notices .action");
        await tab.until(() => crossOriginIsolated && window.morphogen !== undefined);
        await tab.evaluate(() => window.morphogen.ready);
        await surfaceShown(tab);
        expect(await tab.evaluate(() => window.morphogen.stats()!.threaded)).toBe(true);
        expect(await hash(tab)).toBe(onOne);
        expect(await notices(tab)).toEqual([]);
        await tab.evaluate(() =>
            [...document.querySelectorAll<HTMLButtonElement>("#panel button")]
                .find(({ textContent }) => textContent === "as the host sends it")!
                .click(),
        );
        await tab.until(() => !crossOriginIsolated && window.morphogen !== undefined);
        const scopes = await tab.evaluate(async () =>
            (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname),
        );
        expect(scopes, "of another program of the origin").toEqual(["/docs/"]);
        expect(tab.complaints).toEqual([]);
        await tab.close();
    });
});
