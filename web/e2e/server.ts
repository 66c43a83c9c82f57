// Serves the built page on a free port of this machine, with or without the headers that isolate it.
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer as createDevServer, type Plugin, preview } from "vite";

export interface PageServer {
    readonly url: string;
    /** Paths that were asked for, in order. */
    readonly asked: string[];
    /** While it says so of a path, the connection is closed without an answer. */
    isDown: (path: string) => boolean;
    close(): Promise<void>;
}

const APP = fileURLToPath(new URL("../app", import.meta.url));

/** dist: of another build; without it, of this one. */
export async function servePage(isolated = true, dist = `${APP}/dist`): Promise<PageServer> {
    process.env.MORPHOGEN_NO_ISOLATION = isolated ? "0" : "1"; // read when vite.config.ts is evaluated
    const port = await freePort();
    const page = { url: `http://127.0.0.1:${port}/`, asked: [] as string[], isDown: (_path: string) => false };
    const server = await preview({
        root: APP,
        plugins: [closedWhile((path) => page.isDown(path))],
        configFile: `${APP}/vite.config.ts`,
        logLevel: "error",
        build: { outDir: dist },
        preview: { port, strictPort: true, open: false },
    });
    server.httpServer.on("request", ({ url = "" }: { url?: string }) => page.asked.push(url));
    return Object.assign(page, { close: () => server.close() });
}

function closedWhile(isDown: (path: string) => boolean): Plugin {
    return {
        name: "closed",
        configurePreviewServer({ middlewares }) {
            middlewares.use((request, _, next) => {
                if (isDown(request.url ?? "")) request.socket.destroy();
                else next();
            });
        },
    };
}

/** The built page from a server that sends the types of files and no other header: any host. */
export async function servePlainly(): Promise<Pick<PageServer, "url" | "close">> {
    const port = await freePort();
    const server = createPlainServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://here"),
            path = join(APP, "dist", pathname.endsWith("/") ? `${pathname}index.html` : pathname);
        const type = TYPES[extname(path)];
        if (type === undefined || !existsSync(path)) response.writeHead(404).end();
        else response.writeHead(200, { "Content-Type": type }).end(readFileSync(path));
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    return {
        url: `http://127.0.0.1:${port}/`,
        close: async () => {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}

const TYPES: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
};

/**
 * Serves the sources, so that a test can load a single file of them: `/src/...` of the app, `/@fs/...` of anything in
 * web/.
 */
export async function serveSources(): Promise<Pick<PageServer, "url" | "close">> {
    const port = await freePort();
    const server = await createDevServer({
        root: APP,
        configFile: `${APP}/vite.config.ts`,
        logLevel: "error",
        server: { port, strictPort: true, hmr: false, watch: null },
    });
    await server.listen();
    return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

async function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const probe = createServer();
        probe.once("error", reject);
        probe.listen(0, "127.0.0.1", () => {
            const address = probe.address();
            probe.close(() =>
                typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
            );
        });
    });
}
