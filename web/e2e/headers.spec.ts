// The headers that make threads possible and keep strangers' scripts out are written once, in web/app/headers.json. The
// page's own server must send them, and the deployment snippets in docs/deploy must say the same.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PageServer, servePage } from "./server.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { isolation, always } = JSON.parse(read("web/app/headers.json")) as {
    isolation: Record<string, string>;
    always: Record<string, string>;
};
const everything = { ...isolation, ...always };

/** Header lines of a snippet: `Name "value"`, with what the server's language puts around. */
function headersOf(text: string): Record<string, string> {
    const lines = text.matchAll(/^\s*(?:add_header\s+)?([A-Z][A-Za-z-]+)\s+"([^"]*)"/gm);
    return Object.fromEntries([...lines].map(([, name = "", value = ""]) => [name, value]));
}

describe("headers", () => {
    it.each(["docs/deploy/Caddyfile", "docs/deploy/nginx.conf"])("%s sets the same ones", (path) => {
        expect(headersOf(read(path))).toEqual(everything);
    });

    it("allow no inline script or style, and nothing from elsewhere", () => {
        const policy = always["Content-Security-Policy"]!;
        expect(policy).toContain("default-src 'none'");
        expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    });

    it("the built page has no inline script, style or handler", () => {
        const html = read("web/app/dist/index.html");
        expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/i);
    });

    describe.each([true, false])("the page's server, isolated: %s", (isolated) => {
        let server: PageServer;
        beforeAll(async () => void (server = await servePage(isolated)));
        afterAll(() => server.close());

        it("answers 404 for what is not there", async () => {
            for (const path of ["assets/gone.js", "nothing"])
                expect((await fetch(server.url + path)).status, path).toBe(404);
        });

        it("sends them", async () => {
            const answer = await fetch(server.url);
            expect(answer.status).toBe(200);
            for (const [name, value] of Object.entries(always)) expect(answer.headers.get(name), name).toBe(value);
            for (const [name, value] of Object.entries(isolation)) {
                expect(answer.headers.get(name), name).toBe(isolated ? value : null);
            }
        });
    });
});
