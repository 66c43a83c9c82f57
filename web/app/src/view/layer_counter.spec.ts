// How many layers are drawn, with a driver that answers whether a layer had a pixel.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LayerCounter } from "./layer_counter";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A view with so many layers: how many each frame gets until none is asked for any more. */
function framesOf(layers: () => number, most: number): { draw(): number[]; lose(): void } {
    let layer = 0,
        wanted = true,
        context = 0;
    const gl = {
        createQuery: () => ({ any: layer < layers(), of: context }),
        beginQuery: () => undefined,
        endQuery: () => undefined,
        deleteQuery: () => undefined,
        isContextLost: () => false,
        QUERY_RESULT_AVAILABLE: 1,
        isQuery: ({ of }: { of: number }) => of === context,
        // As WebGL has it, a query of a context that was lost is never answered.
        getQueryParameter: ({ any, of }: { any: boolean; of: number }, what: number) =>
            of !== context ? null : what === 1 ? true : Number(any),
    } as unknown as WebGL2RenderingContext;
    const counter = new LayerCounter(
        () => gl,
        () => (wanted = true),
    );
    return {
        /** After the card was asked and before it has answered. */
        lose() {
            counter.begin(most);
            counter.beginLayer((layer = 0));
            counter.endLayer();
            counter.end();
            context++;
        },
        draw() {
            const drawn: number[] = [];
            for (wanted = true; wanted && drawn.length < 50; ) {
                wanted = false;
                const count = counter.begin(most);
                for (layer = 0; layer < count; layer++) {
                    counter.beginLayer(layer);
                    counter.endLayer();
                }
                counter.end();
                drawn.push(count);
                vi.runAllTimers();
            }
            return drawn;
        },
    };
}

it("draws again until there is a layer without a pixel, soon enough where there are many, and then rests", () => {
    let layers = 2;
    const frames = framesOf(() => layers, 160);
    expect(frames.draw()).toEqual([3, 4]);
    expect(frames.draw()).toEqual([4]);
    layers = 90;
    const drawn = frames.draw();
    expect(drawn.length).toBeLessThan(12);
    expect(drawn.at(-1)).toBeGreaterThan(90);
    expect(frames.draw()).toEqual([92]);
    layers = 5;
    frames.draw();
    expect(frames.draw()).toEqual([7]);
});

it("rests at the most there may be, however many there are", () => {
    for (const layers of [15, 16, 100]) {
        const frames = framesOf(() => layers, 16);
        expect(frames.draw().at(-1)).toBe(16);
        expect(frames.draw()).toEqual([16]);
    }
});

it("counts again after the graphics were taken away while it waited for an answer", () => {
    let layers = 2;
    const frames = framesOf(() => layers, 160);
    frames.draw();
    frames.lose();
    vi.runAllTimers(); // it does not wait for what never comes
    layers = 40;
    const drawn = frames.draw();
    expect(drawn.at(-1)).toBeGreaterThan(40);
    expect(frames.draw()).toEqual([42]);
});
