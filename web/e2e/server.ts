// Serves the built page on a free port of this machine, with or without the headers that isolate it.
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { createServer as createDevServer, preview } from "vite";

export interface PageServer {
    readonly url: string;
    /** Paths that were asked for, in order. */
    readonly asked: string[];
    close(): Promise<void>;
}

const APP = fileURLToPath(new URL("../app", import.meta.url));

/** dist: of another build; without it, of this one. */
export async function servePage(isolated = true, dist = `${APP}/dist`): Promise<PageServer> {
    process.env.MORPHOGEN_NO_ISOLATION = isolated ? "0" : "1"; // read when vite.config.ts is evaluated
    const port = await freePort();
    const server = await preview({
        root: APP,
        configFile: `${APP}/vite.config.ts`,
        logLevel: "error",
        build: { outDir: dist },
        preview: { port, strictPort: true, open: false },
    });
    const asked: string[] = [];
    server.httpServer.on("request", ({ url = "" }: { url?: string }) => asked.push(url));
    return { url: `http://127.0.0.1:${port}/`, asked, close: () => server.close() };
}

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
