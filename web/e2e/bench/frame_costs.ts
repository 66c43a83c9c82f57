// What a frame of the page costs its main thread, seen from outside: the callbacks of requestAnimationFrame are timed
// and WebGL's functions are wrapped, before any script of the page runs, so the page is measured as it is and nothing
// of this is in it. An upload waits for memory to move, which is no script of ours: it is counted apart.
import type { Tab } from "../browsers.ts";

/** One callback of requestAnimationFrame, without the microtasks behind it. */
interface Call {
    drawn: boolean; // a picture, or only pieces of a mesh, or nothing
    ms: number;
    uploadMs: number; // inside the calls that hand data over
    otherGlMs: Record<string, number>; // inside each of WebGL's other functions
    glCalls: number;
    uploadCalls: number;
    bytes: number;
}

interface Measuring {
    frameCosts: { calls: Call[]; now: Call | null; counts: boolean };
}

/** Call before the tab goes anywhere. */
export async function measureFrames(tab: Tab): Promise<void> {
    await tab.prepare(() => {
        const costs: Measuring["frameCosts"] = { calls: [], now: null, counts: false };
        Object.assign(window, { frameCosts: costs });
        const ask = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (callback) =>
            ask((time) => {
                const call: Call = {
                    drawn: false,
                    ms: 0,
                    uploadMs: 0,
                    otherGlMs: {},
                    glCalls: 0,
                    uploadCalls: 0,
                    bytes: 0,
                };
                costs.now = costs.counts ? call : null;
                const began = performance.now();
                callback(time);
                call.ms = performance.now() - began;
                if (costs.now) costs.calls.push(call);
                costs.now = null;
            });
        const uploads = ["bufferData", "bufferSubData", "texImage2D", "texImage3D", "texSubImage2D", "texSubImage3D"];
        const bytesOf = (name: string, all: readonly unknown[]): number => {
            const view = all.find((argument) => ArrayBuffer.isView(argument)) as Uint8Array | undefined,
                length = all[4];
            const isPart = name === "bufferSubData" && typeof length === "number" && length > 0;
            return view === undefined ? 0 : isPart ? length * view.BYTES_PER_ELEMENT : view.byteLength;
        };
        const methods = WebGL2RenderingContext.prototype as unknown as Record<string, (...all: unknown[]) => unknown>;
        for (const [name, { value }] of Object.entries(
            Object.getOwnPropertyDescriptors(WebGL2RenderingContext.prototype),
        )) {
            if (typeof value !== "function" || name === "constructor") continue;
            const call = value as (...all: unknown[]) => unknown,
                isUpload = uploads.includes(name),
                draws = name.startsWith("draw");
            methods[name] = function (...all: unknown[]) {
                const { now } = costs;
                if (now === null) return call.apply(this, all);
                const began = performance.now(),
                    answer = call.apply(this, all),
                    took = performance.now() - began;
                now.glCalls++;
                now.drawn ||= draws;
                if (!isUpload) now.otherGlMs[name] = (now.otherGlMs[name] ?? 0) + took;
                else {
                    now.uploadMs += took;
                    now.uploadCalls++;
                    now.bytes += bytesOf(name, all);
                }
                return answer;
            };
        }
    });
}

export interface Figure {
    readonly median: number;
    readonly worst: number;
}

export interface FrameCosts {
    readonly pictures: number;
    readonly ownMs: Figure; // our script in a frame that draws, without the uploads in it
    readonly otherGlMs: Figure; // of it in WebGL's functions
    readonly slowestGl: string; // the function that most of it goes to
    readonly glCalls: Figure;
    readonly sendingOwnMs: Figure; // our script in a frame that only sends pieces of a mesh, or waits for the driver
    readonly uploadMs: Figure; // inside the uploads of any frame that has some
    readonly uploadCalls: Figure; // in the same frames
    readonly megabytes: Figure;
}

/** What the frames cost while `during` runs. */
export async function frameCosts(tab: Tab, during: () => Promise<void>): Promise<FrameCosts> {
    await tab.evaluate(() => void ((window as unknown as Measuring).frameCosts.counts = true));
    await during();
    const calls = await tab.evaluate(() => (window as unknown as Measuring).frameCosts.calls);
    const drawing = calls.filter(({ drawn }) => drawn),
        others = calls.filter(({ drawn }) => !drawn);
    const uploading = calls.filter(({ uploadCalls }) => uploadCalls > 0),
        own = ({ ms, uploadMs }: Call): number => ms - uploadMs;
    return {
        pictures: drawing.length,
        ownMs: figure(drawing.map(own)),
        otherGlMs: figure(drawing.map(({ otherGlMs }) => Object.values(otherGlMs).reduce((sum, ms) => sum + ms, 0))),
        slowestGl: slowest(drawing),
        glCalls: figure(drawing.map(({ glCalls }) => glCalls)),
        sendingOwnMs: figure(others.map(own)),
        uploadMs: figure(uploading.map(({ uploadMs }) => uploadMs)),
        uploadCalls: figure(uploading.map(({ uploadCalls }) => uploadCalls)),
        megabytes: figure(uploading.map(({ bytes }) => bytes / 1e6)),
    };
}

function slowest(calls: readonly Call[]): string {
    const sums = new Map<string, number>();
    for (const { otherGlMs } of calls)
        for (const [name, ms] of Object.entries(otherGlMs)) sums.set(name, (sums.get(name) ?? 0) + ms);
    return [...sums].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

function figure(values: readonly number[]): Figure {
    const sorted = values.toSorted((a, b) => a - b);
    return { median: sorted[sorted.length >> 1] ?? 0, worst: sorted.at(-1) ?? 0 };
}
