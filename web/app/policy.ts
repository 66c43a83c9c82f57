// The Content-Security-Policy of headers.json as a <meta> of every page, for hosts that send no headers. Where
// they are sent both hold, and say the same. A meta cannot carry frame-ancestors: who may put the page in a frame
// only a header says. Scripts of workers and the service worker have the policy of their own answers, so without
// headers they have none; which scripts may become workers is in the page's.
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const ONLY_IN_HEADERS = ["frame-ancestors", "report-uri", "sandbox"];

/** The directives that a meta can carry, as strict as the header. */
export function metaPolicy(): string {
    const { always } = JSON.parse(readFileSync(new URL("headers.json", import.meta.url), "utf8")) as {
        always: Record<string, string>;
    };
    return always["Content-Security-Policy"]!.split("; ")
        .filter((directive) => !ONLY_IN_HEADERS.some((name) => directive.startsWith(name)))
        .join("; ");
}

/** Before all that the page loads. */
export function policy(): Plugin {
    return {
        name: "policy",
        apply: "build",
        transformIndexHtml: () => [
            {
                tag: "meta",
                attrs: { "http-equiv": "Content-Security-Policy", content: metaPolicy() },
                injectTo: "head-prepend",
            },
        ],
    };
}
