// The documents of the tree as pages of their own: everything that docs/guide/README.md leads to, in the folders it
// lies in. Links between documents become links between pages, pictures come along, and what lies elsewhere in the tree
// becomes plain text.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, posix } from "node:path";
import { Marked } from "marked";
import { metaPolicy } from "../policy.ts";

const FIRST = "guide/README.md";
const TAKEN_ALONG = new Set([".webp", ".jpg", ".png", ".svg", ".csv"]);
/** In the head of every page; what else there is stands in the text. */
const CONTENTS = [
    ["guide/README.md", "Guide"],
    ["guide/keys.md", "Keys"],
    ["networks.md", "Networks"],
    ["command-line.md", "Command line"],
    ["files.md", "Files"],
] as const;

export interface DocumentFile {
    readonly name: string;
    readonly content: string | Uint8Array;
}

/** docs: the folder of the documents. Names are relative to it; README.md becomes index.html. */
export function renderDocuments(docs: string): DocumentFile[] {
    const files = new Map<string, DocumentFile>(),
        waiting = [FIRST, ...CONTENTS.map(([path]) => path)];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        const name = pageOf(path);
        if (files.has(name)) continue;
        if (extname(path) !== ".md") files.set(name, { name, content: new Uint8Array(readFileSync(join(docs, path))) });
        else {
            const { html, leadsTo } = renderPage(docs, path);
            files.set(name, { name, content: html });
            waiting.push(...leadsTo);
        }
    }
    return [...files.values()];
}

/** guide/README.md -> guide/index.html, networks.md -> networks.html; what is no document keeps its name. */
function pageOf(path: string): string {
    return extname(path) !== ".md"
        ? path
        : basename(path) === "README.md"
          ? posix.join(dirname(path), "index.html")
          : `${path.slice(0, -3)}.html`;
}

interface Place {
    readonly path: string;
    readonly href: string;
}

function renderPage(docs: string, path: string): { html: string; leadsTo: string[] } {
    const leadsTo: string[] = [],
        from = dirname(path);
    const find = (href: string): Place | null => {
        const place = placeOf(docs, from, href);
        if (place !== null) leadsTo.push(place.path);
        return place;
    };
    const marked = new Marked({
        renderer: {
            heading({ tokens, depth, text }) {
                return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
            },
            link({ href, tokens }) {
                const text = this.parser.parseInline(tokens);
                if (/^https?:/.test(href)) return `<a href="${escaped(href)}" rel="noopener noreferrer">${text}</a>`;
                if (href.startsWith("#")) return `<a href="${escaped(href)}">${text}</a>`;
                const place = find(href);
                return place === null ? text : `<a href="${escaped(place.href)}">${text}</a>`;
            },
            image({ href, text }) {
                const place = find(href);
                return place === null
                    ? escaped(text)
                    : `<img src="${escaped(place.href)}" alt="${escaped(text)}" loading="lazy">`;
            },
            html: () => "", // comments that programs read
        },
        hooks: {
            postprocess: (html) =>
                html
                    .replace(/<pre>/g, '<pre tabindex="0">') // what scrolls is reached by keys
                    .replace(/<table>[\s\S]*?<\/table>/g, (table) => `<div class="wide" tabindex="0">${table}</div>`),
        },
    });
    const text = readFileSync(join(docs, path), "utf8"),
        body = marked.parse(text, { async: false });
    return { html: pageAround(path, /^#\s+(.*)$/m.exec(text)?.[1]?.replace(/`/g, "") ?? "Morphogen", body), leadsTo };
}

/** Where a link of a document leads inside the documents; null: out of them. */
function placeOf(docs: string, from: string, href: string): Place | null {
    const [file = "", anchor] = href.split("#"),
        path = posix.join(from, file);
    if (path.startsWith("..")) return null;
    const found = [path, posix.join(path, "README.md")].find(
        (candidate) =>
            (extname(candidate) === ".md" || TAKEN_ALONG.has(extname(candidate))) && existsSync(join(docs, candidate)),
    );
    return found === undefined
        ? null
        : { path: found, href: posix.relative(from, pageOf(found)) + (anchor === undefined ? "" : `#${anchor}`) };
}

function pageAround(path: string, title: string, body: string): string {
    const to = (target: string): string => escaped(posix.relative(dirname(path), target));
    const contents = CONTENTS.map(
        ([page, name]) => `<a href="${to(pageOf(page))}"${page === path ? ' aria-current="page"' : ""}>${name}</a>`,
    );
    return `<!doctype html>
<html lang="en">
  <head>
    <meta http-equiv="Content-Security-Policy" content="${escaped(metaPolicy())}">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="dark light">
    <title>${escaped(title)} · Morphogen</title>
    <link rel="icon" href="${to("../favicon.svg")}" type="image/svg+xml">
    <script src="${to("theme.js")}"></script>
    <link rel="stylesheet" href="${to("guide.css")}">
  </head>
  <body>
    <header><a class="home" href="${to("../index.html")}">Morphogen</a>
    <nav aria-label="Guide">${contents.join("")}</nav></header>
    <main>
${body}    </main>
  </body>
</html>
`;
}

/** As GitHub names headings, so that links with a # work here and there. */
function slug(text: string): string {
    return text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replace(/\s/g, "-");
}

function escaped(text: string): string {
    return text
        .replace(/&(?!\w+;|#)/g, "&amp;")
        .replace(/</g, "&lt;")
        .replace(/"/g, "&quot;");
}
