// The guide that stands beside the page: reached from it, whole on any static host and in any folder, readable in dark
// and light.
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findings } from "./axe.ts";
import { type Browser, launch } from "./browsers.ts";
import { open } from "./page.ts";

const DIST = fileURLToPath(new URL("../app/dist/", import.meta.url)),
    FOLDER = "/some/where/";
const TYPES: Record<string, string> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
};

let server: Server,
    browser: Browser,
    url = "";
beforeAll(async () => {
    server = createServer((request, response) => {
        // as plain as hosts come: files, in a folder, without any header of ours
        const path = new URL(request.url!, "http://here").pathname,
            file = DIST + path.slice(FOLDER.length).replace(/^$/, "index.html");
        if (!path.startsWith(FOLDER) || !existsSync(file)) return void response.writeHead(404).end();
        response
            .writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" })
            .end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}${FOLDER}`;
    browser = await launch("chromium");
});
afterAll(async () => {
    await browser?.close();
    server?.close();
});

it("is a press away, shows its pictures, and every page of it is there", async () => {
    const tab = await browser.tab();
    await open(tab, `${url}?size=16&paused=1`);
    await tab.press("?");
    await tab.until(() => document.querySelector("#keys[open]") !== null);
    const links = await tab.evaluate(() =>
        [...document.querySelectorAll<HTMLAnchorElement>("#keys a, #panel .guide")].map(
            ({ href, target }) => `${target} ${href}`,
        ),
    );
    expect(new Set(links)).toEqual(new Set([`_blank ${url}docs/guide/index.html`]));
    const seen = new Set<string>(),
        waiting = [`${url}docs/guide/index.html`];
    for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
        if (seen.has(page) || !page.startsWith(url) || !page.includes("/docs/")) continue;
        seen.add(page);
        const answer = await fetch(page),
            text = await answer.text();
        expect(answer.status, page).toBe(200);
        if (page.endsWith(".html"))
            for (const [, to = ""] of text.matchAll(/(?:href|src)="([^"#]+)/g)) waiting.push(new URL(to, page).href);
    }
    expect(seen.size).toBeGreaterThan(20);
    await tab.goto(`${url}docs/guide/index.html`);
    await tab.evaluate(() => document.querySelectorAll("img").forEach((picture) => (picture.loading = "eager")));
    await tab.until(() => [...document.querySelectorAll("img")].every((picture) => picture.complete));
    expect(
        await tab.evaluate(() =>
            [...document.querySelectorAll("img")]
                .filter(({ naturalWidth }) => naturalWidth === 0)
                .map(({ src }) => src),
        ),
    ).toEqual([]);
    expect(await tab.evaluate(() => document.querySelectorAll("img").length)).toBeGreaterThan(8);
    expect(tab.complaints.filter((text) => !text.includes("favicon"))).toEqual([]);
    await tab.close();
});

it.each(["dark", "light"] as const)("reads well, %s, on a telephone, too", async (colorScheme) => {
    const tab = await browser.tab({ width: 390, height: 700 }, { colorScheme });
    const backgrounds: string[] = [];
    for (const page of ["guide/index.html", "guide/keys.html", "networks.html", "command-line.html", "files.html"]) {
        await tab.goto(`${url}docs/${page}`);
        expect(await findings(tab), page).toEqual([]);
        expect(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page).toBe(true);
        backgrounds.push(await tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
    }
    expect(new Set(backgrounds)).toEqual(new Set([colorScheme === "dark" ? "rgb(16, 21, 31)" : "rgb(248, 250, 253)"]));
    await tab.evaluate(
        (other) => localStorage.setItem("morphogen.theme", other),
        colorScheme === "dark" ? "light" : "dark",
    );
    await tab.goto(`${url}docs/guide/keys.html`); // as the person chose it on the page
    expect(await tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).not.toBe(
        backgrounds[0],
    );
    await tab.close();
});
