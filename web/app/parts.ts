// Tells the page which files each of its lazy parts consists of, in a <meta name="parts"> of the built index.html.
// load_part.ts fetches them before it imports the part, since a browser may remember a failed import until the
// page is loaded again.
import { basename } from "node:path";
import type { IndexHtmlTransformContext, Plugin } from "vite";

type Bundle = NonNullable<IndexHtmlTransformContext["bundle"]>;
type Chunk = Extract<Bundle[string], { type: "chunk" }>;

export function parts(): Plugin {
    return {
        name: "parts",
        apply: "build",
        transformIndexHtml: {
            order: "post",
            handler: (_, { bundle = {}, chunk }) => [
                { tag: "meta", attrs: { name: "parts", content: partsOf(bundle, chunk) }, injectTo: "head" },
            ],
        },
    };
}

/** "gallery=gallery-1a2b.js dialog-3c4d.css;..." without what the page's entry loads, and without their folder. */
function partsOf(bundle: Bundle, entry: Chunk | undefined): string {
    const chunks = Object.values(bundle).filter((output): output is Chunk => output.type === "chunk");
    const first = entry === undefined ? new Set<string>() : filesOf(entry, bundle);
    return chunks
        .filter(({ isDynamicEntry }) => isDynamicEntry)
        .map((chunk) => {
            const own = [...filesOf(chunk, bundle)].filter((file) => !first.has(file));
            return `${nameOf(chunk.facadeModuleId ?? chunk.name)}=${own.map((file) => basename(file)).join(" ")}`;
        })
        .join(";");
}

/** Of a chunk, all that it imports, and their styles. */
function filesOf(chunk: Chunk, bundle: Bundle, found = new Set<string>()): Set<string> {
    if (found.has(chunk.fileName)) return found;
    found.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    for (const name of chunk.imports) {
        const imported = bundle[name];
        if (imported?.type === "chunk") filesOf(imported, bundle, found);
    }
    return found;
}

/** ".../src/ui/gallery/gallery.ts" -> "gallery", ".../node_modules/mediabunny/..." -> "mediabunny" */
function nameOf(module: string): string {
    return /.*\/node_modules\/([^/]+)\//.exec(module)?.[1] ?? basename(module).replace(/\.\w+$/, "");
}
