// Parts that come when they are first wanted, with a server that is made up; tests of the browsers take a real one
// away.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AwaitedPart, loadPart, missingParts } from "../src/compute/load_part";

const FILES = "gallery=gallery-1a.js gallery-1a.css;plots=plots-2b.js;colours=colours-3c.js";

describe("a lazy part", () => {
    const fetched: string[] = [];
    let answer: () => Promise<Response>;
    beforeEach(() => {
        fetched.length = 0;
        answer = () => Promise.resolve(new Response("fine"));
        vi.stubGlobal("document", {
            baseURI: "http://here/page/",
            querySelector: () => ({ content: FILES }),
            querySelectorAll: () => [],
        });
        vi.stubGlobal("fetch", (url: URL) => {
            fetched.push(url.href);
            return answer();
        });
    });
    afterEach(() => {
        vi.unstubAllGlobals();
        vi.useRealTimers();
    });

    it("is imported once all its files have come, and not fetched again", async () => {
        const load = vi.fn(() => Promise.resolve(fetched.length));
        expect(await loadPart("the gallery", "gallery", load)).toBe(2);
        expect(fetched).toEqual(["http://here/page/assets/gallery-1a.js", "http://here/page/assets/gallery-1a.css"]);
        await loadPart("the gallery", "gallery", load);
        expect(fetched).toHaveLength(2);
    });

    it("is not imported without its files; cause and way out are told, and the next time it comes", async () => {
        const load = vi.fn(() => Promise.resolve("there"));
        answer = () => Promise.reject(new TypeError("Failed to fetch"));
        await expect(loadPart("the plots", "plots", load)).rejects.toThrow(
            "The plots could not be loaded: the server does not answer. " +
                "Try again when the network is back; the run goes on.",
        );
        answer = () => Promise.resolve(new Response("", { status: 404 }));
        await expect(loadPart("the plots", "plots", load)).rejects.toThrow(
            "The plots could not be loaded: the server answered 404. " +
                "The server may have a newer version of the page: reload it, your run comes back.",
        );
        expect(load).not.toHaveBeenCalled();
        answer = () => Promise.resolve(new Response("fine"));
        expect(await loadPart("the plots", "plots", load)).toBe("there");
    });

    it("that is awaited is told once and asked for again until it comes", async () => {
        vi.useFakeTimers();
        const told: (string | null)[] = [],
            arrived = vi.fn(),
            part = new AwaitedPart("the colours", "colours", () => Promise.resolve("there"), arrived);
        missingParts.changed = (sentence) => told.push(sentence);
        answer = () => Promise.reject(new TypeError("Failed to fetch"));
        for (let i = 0; i < 3; i++) {
            expect(part.want()).toBeNull();
            await vi.advanceTimersByTimeAsync(5000);
        }
        expect(fetched.length).toBe(4);
        expect(told).toEqual([
            "Not loaded: the colours, because the server does not answer. " +
                "The page asks again by itself; the run goes on.",
        ]);
        answer = () => Promise.resolve(new Response("fine"));
        await vi.advanceTimersByTimeAsync(5000);
        expect(part.want()).toBe("there");
        expect(told.at(-1)).toBeNull();
        expect(arrived).toHaveBeenCalledTimes(1);
    });
});
