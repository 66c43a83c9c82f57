// What keeping the last run costs the page's main thread: the time inside the calls that hand something to the
// browser's storage or to another thread, and in Chromium every task longer than 50 ms. Nothing is drawn but an empty
// box, so that a task is not the picture's. A benchmark, not a test: it prints. MORPHOGEN_BENCH_SECONDS sets the time
// of watching.
import { describe, it } from "vitest";
import { BROWSERS, type TabSize } from "../browsers.ts";
import { open } from "../page.ts";
import { ground } from "../setting.ts";

const WATCH_MS = 1000 * Number(process.env.MORPHOGEN_BENCH_SECONDS ?? 30);
const CELLS = 110; // along an edge: 10.6 MB of fields
const SMALL: TabSize = { width: 640, height: 480 };
const LARGE_BYTES = 1e6; // what holds the fields has more
const LONG_MS = 50; // where a browser begins to call a task long
const AT_FIRST = 1 / 5; // of the time, before the watching begins

interface Handed {
    handed: { ms: number; bytes: number; what: string }[];
    longTasks: number[];
    counts: boolean;
}

describe.each(BROWSERS)("%s", (name) => {
    const { server, browser } = ground(name);

    it(`keeping a run of ${CELLS}^3 cells`, async () => {
        const tab = await browser.tab(SMALL);
        await tab.prepare(() => {
            const page = window as unknown as Handed;
            Object.assign(page, { handed: [], longTasks: [], counts: false });
            const bytesIn = (value: unknown, depth = 0): number => {
                if (value instanceof ArrayBuffer) return value.byteLength;
                if (typeof value !== "object" || value === null || depth > 3) return 0;
                return Object.values(value).reduce((sum: number, part) => sum + bytesIn(part, depth + 1), 0);
            };
            for (const [type, method] of [
                [IDBObjectStore, "put"],
                [Worker, "postMessage"],
            ] as const) {
                const methods = type.prototype as unknown as Record<string, (...all: unknown[]) => unknown>,
                    call = methods[method]!;
                methods[method] = function (...all: unknown[]) {
                    const bytes = bytesIn(all[0]),
                        began = performance.now(),
                        answer = call.apply(this, all);
                    if (page.counts) page.handed.push({ ms: performance.now() - began, bytes, what: method });
                    return answer;
                };
            }
            if (!PerformanceObserver.supportedEntryTypes.includes("longtask")) return;
            new PerformanceObserver((list) => {
                if (page.counts) page.longTasks.push(...list.getEntries().map(({ duration }) => duration));
            }).observe({ type: "longtask" });
        });
        await open(tab, `${server.url}?size=${CELLS}`);
        await tab.evaluate(() => void window.morphogen.display({ surface: false, outline: false, turning: false }));
        await tab.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), WATCH_MS * AT_FIRST);
        await tab.evaluate(() => void ((window as unknown as Handed).counts = true));
        await tab.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), WATCH_MS);
        const { handed, longTasks } = await tab.evaluate(() => {
            const page = window as unknown as Handed;
            page.counts = false;
            return { handed: page.handed, longTasks: page.longTasks };
        });
        const large = handed.filter(({ bytes }) => bytes > LARGE_BYTES);
        const small = handed.filter(({ what, bytes }) => what === "put" && bytes <= LARGE_BYTES);
        const worst = (calls: readonly { ms: number }[]): number =>
            Number(Math.max(0, ...calls.map(({ ms }) => ms)).toPrecision(3));
        console.log(
            JSON.stringify({
                browser: name,
                seconds: WATCH_MS / 1000,
                snapshots: large.length,
                megabytes: Math.round((large[0]?.bytes ?? 0) / 1e5) / 10,
                worstSnapshotMs: worst(large),
                smallWrites: small.length,
                worstSmallMs: worst(small),
                longTasks:
                    name === "chromium"
                        ? longTasks.filter((ms) => ms > LONG_MS).map(Math.round)
                        : "not told by this browser",
            }),
        );
        await tab.close();
    });
});
