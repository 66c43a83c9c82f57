// docs/deploy/nginx.conf as Debian's nginx reads it, on the built page: types, headers, caching, ranges.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const repository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const NGINX = "/usr/sbin/nginx";

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return typeof address === "object" && address !== null ? address.port : 0;
}

/** The snippet with a certificate of our own, the built page and a port of this machine alone. */
function configuration(folder: string, port: number): string {
    const snippet = readFileSync(repository("docs/deploy/nginx.conf"), "utf8")
        .replace("listen 443 ssl http2;", `listen 127.0.0.1:${port} ssl http2;`)
        .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
        .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`)
        .replace("root /srv/morphogen;", `root ${repository("web/app/dist")};`)
        .replace("include mime.types;", "include /etc/nginx/mime.types;");
    return `user root;\ndaemon off;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp { access_log off;\n${snippet}}\n`;
}

describe("Debian's nginx", () => {
    const folder = mkdtempSync(join(tmpdir(), "nginx-"));
    let port = 0,
        server: ReturnType<typeof spawn>;
    const get = (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
        new Promise((resolve, reject) => {
            const asked = request({ host: "127.0.0.1", port, path, headers, rejectUnauthorized: false }, (answer) => {
                answer.resume();
                resolve(answer);
            });
            asked.on("error", reject).end();
        });

    beforeAll(async () => {
        port = await freePort();
        const certificate = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
        execFileSync("openssl", [...certificate, "-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`], {
            stdio: "ignore",
        });
        writeFileSync(`${folder}/nginx.conf`, configuration(folder, port));
        execFileSync(NGINX, ["-t", "-q", "-c", `${folder}/nginx.conf`]);
        server = spawn(NGINX, ["-c", `${folder}/nginx.conf`], { stdio: "ignore" });
        for (let tries = 0; tries < 50; tries++) {
            if (
                await get("/").then(
                    () => true,
                    () => false,
                )
            )
                return;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    });
    afterAll(() => {
        server?.kill();
        rmSync(folder, { recursive: true });
    });

    const asset = (ending: string): string =>
        `/assets/${readdirSync(repository("web/app/dist/assets")).find((name) => name.endsWith(ending))}`;

    it("asks for the page and its service worker again, and keeps what carries a hash", async () => {
        for (const path of ["/", "/index.html", "/isolate.js"])
            expect((await get(path)).headers["cache-control"], path).toBe("no-cache");
        expect((await get(asset(".js"))).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    });

    it.each([
        [".wasm", "application/wasm"],
        [".js", "application/javascript"],
        [".css", "text/css"],
    ])("sends %s as %s, with every header, compressed where that is wanted", async (ending, type) => {
        const { isolation, always } = JSON.parse(readFileSync(repository("web/app/headers.json"), "utf8"));
        const { headers } = await get(asset(ending), { "Accept-Encoding": "gzip" });
        expect(headers["content-type"]).toBe(type);
        expect(headers["content-encoding"]).toBe("gzip");
        expect(headers.vary).toBe("Accept-Encoding");
        for (const [name, value] of Object.entries({ ...isolation, ...always }))
            expect(headers[name.toLowerCase()], name).toBe(value);
    });

    it("answers a range, and 404 for what is not there", async () => {
        const part = await get(asset(".wasm"), { Range: "bytes=0-99" });
        expect([part.statusCode, part.headers["content-length"]]).toEqual([206, "100"]);
        for (const path of ["/assets/gone.js", "/nothing"]) expect((await get(path)).statusCode, path).toBe(404);
    });
});
