// Real browsers behind one small face: Chromium through Playwright, Firefox through Puppeteer's BiDi under an X server
// of its own (headless Firefox has no WebGL where there is no graphics card; llvmpipe under Xvfb has).
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import puppeteer from "puppeteer-core";

export interface TabSize {
    width: number;
    height: number;
}
export const DESKTOP: TabSize = { width: 1280, height: 800 };

export interface Tab {
    goto(url: string): Promise<void>;
    /** Runs a function in every document of this tab from now on, before the document's own scripts. */
    prepare<A = undefined>(inPage: (argument: A) => void, argument?: A): Promise<void>;
    /** Runs a function of the page; arguments and result travel as JSON. */
    evaluate<T, A = undefined>(inPage: (argument: A) => T | Promise<T>, argument?: A): Promise<T>;
    /** Waits until the function of the page gives something true. */
    until<A = undefined>(inPage: (argument: A) => unknown, argument?: A, patienceMs?: number): Promise<void>;
    screenshot(): Promise<Buffer>;
    press(key: string): Promise<void>;
    /** Letter by letter; a new line is Enter. */
    type(text: string): Promise<void>;
    click(selector: string): Promise<void>;
    /** From the first place over the others with a button held, and a key where one is named. */
    drag(places: readonly Place[], options?: { button?: "left" | "right"; key?: string }): Promise<void>;
    move(to: Place): Promise<void>;
    doubleClick(at: Place): Promise<void>;
    wheel(at: Place, pixels: number): Promise<void>;
    hold(key: string, milliseconds: number): Promise<void>;
    /**
     * Fingers that go together from row to row of places, where the browser can be given fingers; a longer row is one
     * more that comes.
     */
    fingers?(rows: readonly (readonly Place[])[]): Promise<void>;
    /** What the browser saved to the disk because of `act`, where it tells. */
    download?(act: () => Promise<void>): Promise<SavedFile>;
    /** Console errors, uncaught errors and violated content policies since the tab was opened. */
    readonly complaints: string[];
    /** Kills the process behind the page; a new tab of the same person comes back. */
    crash?(): Promise<Tab>;
    /** Frees what nobody holds, where the browser can be told to. */
    collectGarbage?(): Promise<void>;
    /** Bytes that JavaScript of the page's main thread holds, array buffers too, once the garbage is collected. */
    heapBytes(): Promise<number>;
    /** The page's main-thread tasks while `during` runs, where the browser can trace them. */
    mainThreadTasks?(during: () => Promise<void>): Promise<Task[]>;
    close(): Promise<void>;
}

export interface SavedFile {
    readonly name: string;
    readonly bytes: Buffer;
}

/** cpuMs leaves out the time the thread waited for its turn on a busy machine. */
export interface Task {
    wallMs: number;
    cpuMs: number;
}

/** Pixels from the left and from the top of the window. */
export type Place = readonly [number, number];

/** Chromium alone can be made to look like another machine. */
export interface Machine {
    colorScheme?: "dark" | "light";
    touch?: boolean;
}

export interface Browser {
    readonly name: "chromium" | "firefox";
    tab(size?: TabSize, machine?: Machine): Promise<Tab>;
    close(): Promise<void>;
}

export const BROWSERS = ["chromium", "firefox"] as const;

export function launch(name: Browser["name"]): Promise<Browser> {
    return name === "chromium" ? launchChromium() : launchFirefox();
}

const POLLING_MS = 100;
const PATIENCE_MS = 180_000; // software rendering on a busy machine is slow, not broken
const POLICY_MARK = "content policy violated: ";

/** Runs in every page before its scripts. */
function reportViolations(mark: string): void {
    addEventListener("securitypolicyviolation", (event) => {
        console.error(`${mark}${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
}

// ------------------------------------------------------------------------------------------------------ chromium

const CHROMIUM = process.env.MORPHOGEN_CHROMIUM ?? "/usr/bin/chromium";
const CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
];

async function launchChromium(): Promise<Browser> {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
    const tabOf = async (context: BrowserContext): Promise<Tab> => {
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        await page.addInitScript(reportViolations, POLICY_MARK);
        const complaints: string[] = [];
        page.on("console", (message) => {
            if (message.type() === "error") complaints.push(message.text());
        });
        page.on("pageerror", (error) => complaints.push(error.message));
        return {
            complaints,
            goto: async (url) => void (await page.goto(url)),
            prepare: async (inPage, argument) => void (await page.addInitScript(inPage as never, argument as never)),
            evaluate: (inPage, argument) => page.evaluate(inPage as never, argument as never),
            until: (inPage, argument, patienceMs = PATIENCE_MS) =>
                untilTrue(page, inPage as never, argument, patienceMs),
            screenshot: () => page.screenshot({ timeout: PATIENCE_MS }),
            press: (key) => page.keyboard.press(key),
            type: (text) => page.keyboard.type(text),
            click: (selector) => page.click(selector),
            ...mouseOf(page),
            doubleClick: ([x, y]) => page.mouse.dblclick(x, y),
            wheel: async ([x, y], pixels) => {
                await page.mouse.move(x, y);
                await page.mouse.wheel(0, pixels);
            },
            fingers: async (rows) => {
                const session = await context.newCDPSession(page);
                const touch = (
                    type: "touchStart" | "touchMove" | "touchEnd",
                    places: readonly Place[],
                ): Promise<unknown> =>
                    session.send("Input.dispatchTouchEvent", {
                        type,
                        touchPoints: places.map(([x, y], id) => ({ x, y, id })),
                    });
                for (const [i, row] of rows.entries())
                    await touch(row.length > (rows[i - 1]?.length ?? 0) ? "touchStart" : "touchMove", row);
                await touch("touchEnd", []);
                await session.detach();
            },
            download: async (act) => {
                const [saved] = await Promise.all([page.waitForEvent("download", { timeout: PATIENCE_MS }), act()]);
                return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
            },
            collectGarbage: async () => {
                const session = await context.newCDPSession(page);
                await session.send("HeapProfiler.collectGarbage");
                await session.detach();
            },
            heapBytes: async () => {
                const session = await context.newCDPSession(page);
                await session.send("HeapProfiler.collectGarbage");
                const heap = (await session.send("Runtime.getHeapUsage")) as Record<string, number>;
                await session.detach();
                return heap.usedSize! + (heap.embedderHeapUsedSize ?? 0) + (heap.backingStorageSize ?? 0);
            },
            mainThreadTasks: async (during) => {
                await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
                await during();
                return readTrace(JSON.parse((await browser.stopTracing()).toString()) as Trace);
            },
            crash: async () => {
                const session = await context.newCDPSession(page),
                    gone = page.waitForEvent("crash");
                void session.send("Page.crash").catch(() => {
                    /* nobody is left to answer */
                });
                await gone;
                return tabOf(context);
            },
            close: () => context.close(),
        };
    };
    return {
        name: "chromium",
        tab: async (size = DESKTOP, { colorScheme = "dark", touch = false } = {}) =>
            tabOf(await browser.newContext({ viewport: size, colorScheme, hasTouch: touch, isMobile: touch })),
        close: () => browser.close(),
    };
}

/**
 * Playwright's own waiting takes a promise for something true, whatever it resolves to; this one asks what it resolves
 * to.
 */
async function untilTrue(page: Page, inPage: () => unknown, argument: unknown, patienceMs: number): Promise<void> {
    for (
        const end = Date.now() + patienceMs;
        Date.now() < end;
        await new Promise((resolve) => setTimeout(resolve, POLLING_MS))
    ) {
        const isTrue = await page.evaluate(inPage as never, argument as never).catch((error: unknown) => {
            if (/context was destroyed|navigat/.test(String(error))) return false; // another document comes
            throw error;
        });
        if (isTrue) return;
    }
    throw new Error(`Waited for ${patienceMs / 1000} seconds, and this was never true: ${String(inPage)}`);
}

/** What both libraries' pages have in common. */
interface Moving {
    readonly mouse: {
        move(x: number, y: number, options?: { steps?: number }): Promise<void>;
        down(options?: { button?: "left" | "right" }): Promise<void>;
        up(options?: { button?: "left" | "right" }): Promise<void>;
    };
    readonly keyboard: { down(key: string): Promise<void>; up(key: string): Promise<void> };
}

const MOVES = 4; // between two places of a drag: what a hand's path has at least

function mouseOf(page: Moving): Pick<Tab, "drag" | "move" | "hold"> {
    return {
        async drag([first, ...others], { button = "left", key } = {}) {
            await page.mouse.move(...first!);
            if (key !== undefined) await page.keyboard.down(key);
            await page.mouse.down({ button });
            for (const place of others) await page.mouse.move(...place, { steps: MOVES });
            await page.mouse.up({ button });
            if (key !== undefined) await page.keyboard.up(key);
        },
        move: (to) => page.mouse.move(...to),
        async hold(key, milliseconds) {
            await page.keyboard.down(key);
            await new Promise((resolve) => setTimeout(resolve, milliseconds));
            await page.keyboard.up(key);
        },
    };
}

interface TraceEvent {
    name: string;
    ph: string;
    pid: number;
    tid: number;
    dur?: number;
    tdur?: number;
    args: { name?: string };
}
interface Trace {
    traceEvents: TraceEvent[];
}

/** Chromium's trace -> the tasks of the busiest renderer's main thread. Durations come in microseconds. */
function readTrace({ traceEvents }: Trace): Task[] {
    const threads = new Map<string, Task[]>();
    const id = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
    for (const event of traceEvents) {
        if (event.name === "thread_name" && event.args.name === "CrRendererMain") threads.set(id(event), []);
    }
    for (const event of traceEvents) {
        if (event.ph !== "X" || !event.name.endsWith("RunTask")) continue;
        threads.get(id(event))?.push({ wallMs: (event.dur ?? 0) / 1000, cpuMs: (event.tdur ?? 0) / 1000 });
    }
    return [...threads.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

// ------------------------------------------------------------------------------------------------------- firefox

const FIREFOX = process.env.MORPHOGEN_FIREFOX ?? "/usr/bin/firefox-esr";
const FIREFOX_PREFS = {
    "webgl.force-enabled": true,
    "app.normandy.enabled": false,
    "app.update.enabled": false,
    "app.update.auto": false,
    "browser.newtabpage.enabled": false,
    "browser.region.update.enabled": false,
    "browser.safebrowsing.downloads.enabled": false,
    "browser.safebrowsing.malware.enabled": false,
    "browser.safebrowsing.phishing.enabled": false,
    "browser.shell.checkDefaultBrowser": false,
    "browser.startup.homepage": "about:blank",
    "dom.enable_memory_stats": true, // performance.mozMemory
    "dom.testing.testutils.enabled": true, // TestUtils.gc
    "datareporting.healthreport.uploadEnabled": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "dom.push.connection.enabled": false,
    "extensions.getAddons.cache.enabled": false,
    "extensions.update.enabled": false,
    "extensions.systemAddon.update.enabled": false,
    "geo.enabled": false,
    "media.gmp-manager.updateEnabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "network.dns.disablePrefetch": true,
    "network.prefetch-next": false,
    "services.settings.server": "",
    "toolkit.telemetry.enabled": false,
    "toolkit.telemetry.unified": false,
};

async function launchFirefox(): Promise<Browser> {
    const screen = await startScreen();
    const profile = mkdtempSync(join(tmpdir(), "morphogen-firefox-"));
    const browser = await puppeteer.launch({
        browser: "firefox",
        executablePath: FIREFOX,
        headless: false,
        extraPrefsFirefox: FIREFOX_PREFS,
        userDataDir: profile,
        protocolTimeout: PATIENCE_MS,
        timeout: PATIENCE_MS,
        env: { ...process.env, DISPLAY: screen.display, LIBGL_ALWAYS_SOFTWARE: "1", MOZ_CRASHREPORTER_DISABLE: "1" },
    });
    return {
        name: "firefox",
        async tab(size = DESKTOP) {
            const page = await browser.newPage();
            await page.setViewport(size);
            page.setDefaultTimeout(PATIENCE_MS);
            await page.evaluateOnNewDocument(reportViolations, POLICY_MARK);
            const complaints: string[] = [];
            page.on("console", (message) => {
                if (message.type() === "error") complaints.push(message.text());
            });
            page.on("pageerror", (error) => complaints.push(error instanceof Error ? error.message : String(error)));
            return {
                complaints,
                goto: async (url) => void (await page.goto(url)),
                prepare: async (inPage, argument) =>
                    void (await page.evaluateOnNewDocument(inPage as never, argument as never)),
                evaluate: (inPage, argument) => page.evaluate(inPage as never, argument as never) as never,
                until: async (inPage, argument, patienceMs = PATIENCE_MS) => {
                    const options = { polling: POLLING_MS, timeout: patienceMs };
                    await page.waitForFunction(inPage as never, options, argument as never);
                },
                screenshot: async () => Buffer.from(await page.screenshot()),
                press: async (keys) => {
                    // "Control+z", as Playwright takes it
                    const parts = keys.split("+"),
                        key = parts.pop() ?? "";
                    for (const held of parts) await page.keyboard.down(held as never);
                    await page.keyboard.press(key as never);
                    for (const held of parts) await page.keyboard.up(held as never);
                },
                type: (text) => page.keyboard.type(text),
                click: (selector) => page.click(selector),
                ...mouseOf(page as unknown as Moving),
                doubleClick: ([x, y]) => page.mouse.click(x, y, { count: 2 }),
                wheel: async ([x, y], pixels) => {
                    await page.mouse.move(x, y);
                    await page.mouse.wheel({ deltaY: pixels });
                },
                heapBytes: () => page.evaluate(collectedHeapBytes),
                close: () => page.close(),
            };
        },
        async close() {
            await browser.close();
            screen.stop();
            rmSync(profile, { recursive: true, force: true });
        },
    };
}

/** In Firefox's page; both objects are there because of two preferences. */
async function collectedHeapBytes(): Promise<number> {
    const { TestUtils, performance } = window as unknown as {
        TestUtils: { gc(): Promise<void> };
        performance: { mozMemory: { gc: { gcBytes: number; zone: { mallocBytes: number } } } };
    };
    await TestUtils.gc();
    const { gcBytes, zone } = performance.mozMemory.gc;
    return gcBytes + zone.mallocBytes;
}

/** An X server of our own; it picks a free display number and tells it through file descriptor 3. */
async function startScreen(): Promise<{ display: string; stop(): void }> {
    const server: ChildProcess = spawn(
        "Xvfb",
        ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        {
            stdio: ["ignore", "ignore", "ignore", "pipe"],
        },
    );
    const number = await new Promise<string>((resolve, reject) => {
        server.once("error", reject);
        server.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
        server.stdio[3]!.once("data", (data: Buffer) => resolve(data.toString().trim()));
    });
    return { display: `:${number}`, stop: () => void server.kill() };
}
