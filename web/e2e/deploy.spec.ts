// docs/deploy as Debian's nginx and caddy read it, on the built page: types, headers, compression, caching, ranges.
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
const TRIES = 100; // a tenth of a second apart, until the server answers

interface ServerProgram {
    readonly program: string;
    /** The file that it reads: the snippet with a certificate of our own, the built page and a port of this machine. */
    readonly configuration: (folder: string, port: number) => string;
    readonly check: (file: string) => readonly string[];
    readonly run: (file: string) => readonly string[];
    readonly scripts: string; // their type
}

const SERVERS: Readonly<Record<string, ServerProgram>> = {
    nginx: {
        program: "/usr/sbin/nginx",
        configuration: nginxConfiguration,
        check: (file) => ["-t", "-q", "-c", file],
        run: (file) => ["-c", file],
        scripts: "application/javascript",
    },
    caddy: {
        program: "/usr/bin/caddy",
        configuration: caddyConfiguration,
        check: (file) => ["validate", "--adapter", "caddyfile", "--config", file],
        run: (file) => ["run", "--adapter", "caddyfile", "--config", file],
        scripts: "text/javascript; charset=utf-8",
    },
};

function nginxConfiguration(folder: string, port: number): string {
    const snippet = readFileSync(repository("docs/deploy/nginx.conf"), "utf8")
        .replace("listen 443 ssl http2;", `listen 127.0.0.1:${port} ssl http2;`)
        .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
        .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`)
        .replace("root /srv/morphogen;", `root ${repository("web/app/dist")};`)
        .replace("include mime.types;", "include /etc/nginx/mime.types;");
    return `user root;\ndaemon off;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp { access_log off;\n${snippet}}\n`;
}

function caddyConfiguration(folder: string, port: number): string {
    const site = `https://127.0.0.1:${port} {\n\ttls ${folder}/cert.pem ${folder}/key.pem`;
    const snippet = readFileSync(repository("docs/deploy/Caddyfile"), "utf8")
        .replace("morphogen.example.org {", site)
        .replace("root * /srv/morphogen", `root * ${repository("web/app/dist")}`);
    return `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${snippet}`;
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return typeof address === "object" && address !== null ? address.port : 0;
}

function makeCertificate(folder: string): void {
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...names, ...files], {
        stdio: "ignore",
    });
}

describe.each(Object.entries(SERVERS))("Debian's %s", (name, { program, configuration, check, run, scripts }) => {
    const folder = mkdtempSync(join(tmpdir(), `${name}-`)),
        file = `${folder}/configuration`;
    const options = {
        env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        stdio: "ignore",
    } as const;
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
    const answers = (): Promise<boolean> =>
        get("/").then(
            () => true,
            () => false,
        );

    beforeAll(async () => {
        port = await freePort();
        makeCertificate(folder);
        writeFileSync(file, configuration(folder, port));
        execFileSync(program, check(file), options);
        server = spawn(program, run(file), options);
        for (let tries = 0; tries < TRIES && !(await answers()); tries++)
            await new Promise((resolve) => setTimeout(resolve, 100));
    });
    afterAll(async () => {
        const ended = new Promise((resolve) => server.once("exit", resolve));
        server.kill();
        await ended;
        rmSync(folder, { recursive: true });
    });

    const asset = (ending: string): string =>
        `/assets/${readdirSync(repository("web/app/dist/assets")).find((entry) => entry.endsWith(ending))}`;

    it("asks for the page and its service worker again, and keeps what carries a hash", async () => {
        for (const path of ["/", "/index.html", "/isolate.js", "/docs/guide/index.html"])
            expect((await get(path)).headers["cache-control"], path).toBe("no-cache");
        expect((await get(asset(".js"))).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    });

    it.each([
        [".wasm", "application/wasm"],
        [".js", scripts],
        [".css", /^text\/css/],
    ])("sends %s with its type and every header, compressed where that is wanted", async (ending, type) => {
        const { isolation, always } = JSON.parse(readFileSync(repository("web/app/headers.json"), "utf8"));
        const { headers } = await get(asset(ending), { "Accept-Encoding": "gzip" });
        expect(headers["content-type"]).toMatch(type);
        expect(headers["content-encoding"]).toBe("gzip");
        expect(headers.vary).toBe("Accept-Encoding");
        for (const [header, value] of Object.entries({ ...isolation, ...always }))
            expect(headers[header.toLowerCase()], header).toBe(value);
    });

    it("answers a range, and 404 for what is not there, which nobody keeps", async () => {
        const part = await get(asset(".wasm"), { Range: "bytes=0-99" });
        expect([part.statusCode, part.headers["content-length"]]).toEqual([206, "100"]);
        for (const path of ["/assets/gone.js", "/nothing"]) {
            const { statusCode, headers } = await get(path);
            expect(statusCode, path).toBe(404);
            expect(headers["cache-control"] ?? "no-cache", path).toBe("no-cache");
        }
    });
});
