// The guide as it stands beside the page: whole, and every link in it leads somewhere.
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { renderDocuments } from "../guide/render";
import { holds } from "../src/ui/panel/find";

const files = new Map(
    renderDocuments(fileURLToPath(new URL("../../../docs", import.meta.url))).map(({ name, content }) => [
        name,
        content,
    ]),
);
const pages = [...files].filter((entry): entry is [string, string] => typeof entry[1] === "string");
/** Of the built page and of the plugin. */
const BESIDE = new Set(["../index.html", "../favicon.svg", "guide.css", "theme.js"]);

describe("the guide", () => {
    it("holds the guide, its pictures, and what it leads to", () => {
        expect([...files.keys()]).toEqual(
            expect.arrayContaining([
                "guide/index.html",
                "guide/keys.html",
                "guide/first-look.webp",
                "networks.html",
                "command-line.html",
                "files.html",
            ]),
        );
        expect(files.get("guide/index.html")).toContain('<img src="first-look.webp" alt="');
    });

    it("has links only to what is there, headings included", () => {
        const broken = pages.flatMap(([page, html]) =>
            [...html.matchAll(/(?:href|src)="([^"]*)"/g)]
                .map(([, address = ""]) => ({ page, address }))
                .filter(({ address }) => !/^https?:/.test(address))
                .filter(({ address }) => {
                    const [file = "", anchor] = address.split("#"),
                        name = file === "" ? page : posix.join(posix.dirname(page), file);
                    if (BESIDE.has(name)) return false;
                    const target = files.get(name);
                    return (
                        target === undefined || (anchor !== undefined && !String(target).includes(` id="${anchor}"`))
                    );
                }),
        );
        expect(broken).toEqual([]);
    });

    it("is plain pages: no scripts of its own, no styles in the text, which the page's policy forbids", () => {
        for (const [page, html] of pages) {
            expect([...html.matchAll(/<script[^>]*>/g)].map(String), page).toEqual([
                `<script src="${posix.relative(posix.dirname(page), "theme.js")}">`,
            ]);
            expect(html, page).not.toMatch(/ style="| on\w+="|<style|<!--/);
        }
    });
});

describe("what finds a setting", () => {
    const row = "Reaction du  How fast the food spreads.\nD_u: 0 to 1 κ Émile";
    it.each(["du", "D_u", "SPREADS food", "κ", "emile", "  "])("finds it by %j", (wanted) =>
        expect(holds(row, wanted)).toBe(true),
    );
    it.each(["dv", "food kill"])("does not find it by %j", (wanted) => expect(holds(row, wanted)).toBe(false));
});
