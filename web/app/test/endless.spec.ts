import { PerspectiveCamera, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import { Endless } from "../src/view/endless";
import { FAR_AWAY, makeSharedUniforms, type SharedUniforms } from "../src/view/layer";

function endless(half: readonly [number, number, number] = [0.5, 0.5, 0.5]): {
    endless: Endless;
    shared: SharedUniforms;
} {
    const shared = makeSharedUniforms();
    shared.half_size.value.set(...half);
    return { endless: new Endless(shared), shared };
}

function cameraAt(x: number, y: number, z: number): PerspectiveCamera {
    const camera = new PerspectiveCamera(38, 1.6, 0.01, 20);
    camera.position.set(x, y, z);
    camera.updateMatrixWorld(); // looks along -z
    return camera;
}

function offsets({ offsets, count }: Endless): number[][] {
    // -0 is 0
    return Array.from({ length: count }, (_, i) => Array.from(offsets.array.slice(3 * i, 3 * i + 3), (at) => at + 0));
}

describe("the endless box", () => {
    it("is one box while it stands alone, and again after it was endless", () => {
        const { endless: boxes, shared } = endless();
        boxes.set([true, true, true], FAR_AWAY);
        boxes.choose(cameraAt(0, 0, 0));
        expect(boxes.count).toBeGreaterThan(5);
        boxes.set([false, false, false], FAR_AWAY);
        expect([boxes.on, offsets(boxes)]).toEqual([false, [[0, 0, 0]]]);
        expect([...shared.walls.value.toArray(), shared.reach.value]).toEqual([0.5, 0.5, 0.5, FAR_AWAY]);
    });

    it("has copies on whole edges, the nearest first, in view and within reach, and none beyond walls", () => {
        const { endless: boxes, shared } = endless([0.5, 0.25, 0.4]);
        boxes.set([true, false, true], FAR_AWAY);
        expect(boxes.choose(cameraAt(0.2, 0.1, 0))).toBe(true);
        expect(boxes.choose(cameraAt(0.2, 0.1, 0))).toBe(false);
        const places = offsets(boxes);
        expect(places[0]).toEqual([0, 0, 0]);
        for (const [x, y, z] of places) {
            expect([x! % 1, y!]).toEqual([expect.closeTo(0, 6), 0]);
            expect(z! / 0.8).toBeCloseTo(Math.round(z! / 0.8), 5);
            expect(z!).toBeLessThan(0.5); // behind the camera nothing is drawn
            expect(Math.abs(z!) - 0.4).toBeLessThan(shared.reach.value);
        }
        expect(new Set(places.map(String)).size).toBe(places.length);
        expect(shared.walls.value.toArray()).toEqual([FAR_AWAY, 0.25, FAR_AWAY]);
    });

    it("reaches no farther than its copies go, however flat or full the box", () => {
        const { endless: flat, shared } = endless([0.05, 0.05, 0.5]);
        flat.set([true, true, true], FAR_AWAY);
        expect(shared.reach.value).toBeGreaterThan(0.1);
        expect(shared.reach.value).toBeLessThan(0.6); // 343 copies of a tenth of an edge
        const full = endless();
        full.endless.set([true, true, true], FAR_AWAY);
        expect(full.shared.reach.value).toBe(2);
        full.endless.triangles = 1_000_000;
        expect(full.shared.reach.value).toBeCloseTo(2 * Math.cbrt(0.3), 6);
        full.endless.triangles = 1e9;
        expect(full.shared.reach.value).toBe(1);
    });

    it("brings a place back by whole edges, where the box repeats", () => {
        const { endless: boxes } = endless([0.5, 0.25, 0.4]);
        boxes.set([true, true, false], FAR_AWAY);
        for (const [from, to] of [
            [
                [1.3, 0.6, 3],
                [0.3, 0.1, 3],
            ],
            [
                [-7.6, -0.3, -2],
                [0.4, 0.2, -2],
            ],
            [
                [0.4, 0.2, 0.3],
                [0.4, 0.2, 0.3],
            ],
        ] as const) {
            const place = new Vector3(...from);
            boxes.wrap(place);
            place.toArray().forEach((value, axis) => expect(value).toBeCloseTo(to[axis]!, 9));
        }
    });
});
