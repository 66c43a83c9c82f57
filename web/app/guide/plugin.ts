// The guide beside the page, under docs/: written when the page is built, made anew at every look while it is
// developed. Nothing of it belongs to the page itself, which only has a link there.
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { type DocumentFile, renderDocuments } from "./render.ts";

const FOLDER = "docs";
const DOCUMENTS = fileURLToPath(new URL("../../../docs", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
};

export function guide(): Plugin {
    return {
        name: "guide",
        generateBundle() {
            for (const { name, content } of allFiles())
                this.emitFile({ type: "asset", fileName: `${FOLDER}/${name}`, source: content });
        },
        configureServer(server) {
            server.middlewares.use((request, response, next) => {
                const path = new URL(request.url ?? "/", "http://here").pathname,
                    name = path.slice(FOLDER.length + 2);
                const file = path.startsWith(`/${FOLDER}/`)
                    ? allFiles().find((entry) => entry.name === name)
                    : undefined;
                if (!file) return next();
                response.setHeader("Content-Type", TYPES[extname(name)] ?? "application/octet-stream");
                response.end(file.content);
            });
        },
    };
}

function allFiles(): DocumentFile[] {
    const own = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
    return [
        ...renderDocuments(DOCUMENTS),
        { name: "guide.css", content: own("../src/ui/colours.css") + own("guide.css") },
        { name: "theme.js", content: own("theme.js") },
    ];
}
