// The pointer's tools without a page: strokes, probes, the ray through a pixel and back.
import { PerspectiveCamera, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import type { Vector3 as Triple } from "../src/compute/base";
import { walked, waysOf } from "../src/state/lattice_walk";
import { MOST_PROBES, Probes, probeCsv } from "../src/state/probes";
import { Stroke } from "../src/state/stroke";
import { Tools } from "../src/state/tools";
import { onFacingPlane, rayThrough, toModel, toScene } from "../src/view/ray";

function touches(places: readonly Triple[], radius = 2, spacing = 0.5): Triple[] {
    const stroke = new Stroke(radius, spacing);
    return places.flatMap((place) => stroke.to(place));
}

describe("a stroke", () => {
    it("touches at even distances, however often it was asked", () => {
        const slow = touches(Array.from({ length: 31 }, (_, i) => [i / 5, 0, 0] as const));
        const quick = touches([
            [0, 0, 0],
            [3, 0, 0],
            [6, 0, 0],
        ]);
        expect(quick.map(([x]) => x)).toEqual([0, 1, 2, 3, 4, 5, 6]);
        expect(slow.length).toBe(quick.length);
        for (const [i, [x]] of slow.entries()) expect(x).toBeCloseTo(i, 9);
    });

    it("goes round corners and does not cross a gap", () => {
        const corner = touches([
            [0, 0, 0],
            [0.6, 0, 0],
            [0.6, 5, 0],
        ]);
        expect(corner[0]).toEqual([0, 0, 0]);
        expect(corner[1]![0]).toBeCloseTo(0.6, 9);
        expect(corner[1]![1]).toBeCloseTo(0.4, 9);
        expect(
            touches([
                [0, 0, 0],
                [7, 0, 0],
            ]),
        ).toEqual([
            [0, 0, 0],
            [7, 0, 0],
        ]);
    });
});

describe("a cell that keys move", () => {
    it("goes as one sees it: each key has an axis of its own, whatever the camera looks at", () => {
        const ways = waysOf([0.9, 0.1, -0.4], [-0.2, 0.95, 0.1], [-0.35, 0.2, -0.9]);
        expect(ways).toEqual({ right: { axis: 0, sign: 1 }, up: { axis: 1, sign: 1 }, deep: { axis: 2, sign: -1 } });
        const fromAbove = waysOf([0, 0, -1], [-1, 0, 0], [0, -1, 0]);
        expect(fromAbove).toEqual({
            right: { axis: 2, sign: -1 },
            up: { axis: 0, sign: -1 },
            deep: { axis: 1, sign: -1 },
        });
        const corner = 1 / Math.sqrt(3),
            { right, up, deep } = waysOf([corner, corner, corner], [corner, corner, corner], [corner, corner, corner]);
        expect(new Set([right.axis, up.axis, deep.axis]).size).toBe(3);
    });

    it("goes round a periodic axis, and stays at a wall", () => {
        const walk = (axis: 0 | 1 | 2, sign: 1 | -1, by: number): Triple =>
            walked([1, 2, 3], { axis, sign }, by, [8, 10, 12], ["periodic", "no_flux", "periodic"]);
        expect(walk(0, -1, 2)).toEqual([7, 2, 3]);
        expect(walk(0, 1, 8)).toEqual([1, 2, 3]);
        expect(walk(1, -1, 8)).toEqual([1, 0, 3]);
        expect(walk(1, 1, 80)).toEqual([1, 9, 3]);
        expect(walk(2, 1, 0)).toEqual([1, 2, 3]);
    });
});

describe("probes", () => {
    const row = { steps: 0, time: 0, values: [1, 2] };

    it("collect the values of their cells, and forget what comes after when time goes back", () => {
        const probes = new Probes();
        const one = probes.add([1, 2, 3], row),
            two = probes.add([4, 5, 6], row);
        expect(probes.add([1, 2, 3], row)).toBe(one);
        for (const steps of [10, 20, 30, 20]) {
            probes.take({
                steps,
                time: steps / 10,
                cells: [
                    { cell: [1, 2, 3], values: [steps, 0] },
                    { cell: [9, 9, 9], values: [0, 0] },
                ],
            });
        }
        expect(one.rows.map(({ steps }) => steps)).toEqual([0, 10, 20]);
        expect(two.rows).toEqual([row]);
        expect(probeCsv(one, ["u", "v"])).toBe("step,time,u,v\n0,0,1,2\n10,1,10,0\n20,2,20,0\n");
        probes.remove(one);
        expect(probes.cells).toEqual([[4, 5, 6]]);
        probes.restart([8, 8, 6]);
        expect(probes.cells).toEqual([]);
    });

    it("have each a colour of its own; the oldest goes", () => {
        const probes = new Probes();
        for (let i = 0; i < MOST_PROBES + 3; i++) probes.add([i, 0, 0], row);
        expect(new Set(probes.all.map(({ colour }) => colour)).size).toBe(MOST_PROBES);
        expect(probes.cells[0]).toEqual([3, 0, 0]);
    });
});

describe("tools", () => {
    it("keep the brush in its range, and tell of a change", () => {
        const tools = new Tools();
        let updated = 0;
        tools.changed.listen(() => updated++);
        tools.setBrush({ radius: 7, strength: -1 });
        expect(tools.brush).toMatchObject({ radius: 0.3, strength: 0.05, erase: false });
        tools.toggle("brush");
        tools.toggle("brush");
        expect(tools.pointer).toBe("camera");
        expect(updated).toBe(3);
    });
});

describe("rays through pixels", () => {
    it("goes through the pixel and comes back from the scene", () => {
        const extent: Triple = [20, 10, 40],
            place = new Vector3(0.1, 0.05, -0.2);
        expect(toScene(toModel(place, extent), extent).distanceTo(place)).toBeLessThan(1e-12);
        const camera = new PerspectiveCamera(40, 2, 0.01, 10);
        camera.position.set(0.3, 0.4, 2);
        camera.lookAt(0, 0.1, 0);
        camera.setViewOffset(800, 400, 90, 0, 800, 400);
        camera.updateMatrixWorld();
        const seen = place.clone().project(camera);
        const canvas = {
            getBoundingClientRect: () => ({ left: 10, top: 20, width: 800, height: 400 }),
        } as HTMLCanvasElement;
        const { origin, direction } = rayThrough(
            camera,
            canvas,
            10 + 400 * (seen.x + 1),
            20 + 200 * (1 - seen.y),
            extent,
        );
        const to = new Vector3(...toModel(place, extent)).sub(new Vector3(...origin));
        expect(to.normalize().distanceTo(new Vector3(...direction))).toBeLessThan(1e-6);
    });

    it("meets the plane through the middle of an empty box", () => {
        const ray = { origin: [5, 5, 30], direction: [0, 0, -1] } as const;
        expect(onFacingPlane(ray, new Vector3(0, 0, -1), [5, 5, 5], [10, 10, 10])).toEqual([5, 5, 5]);
        expect(
            onFacingPlane({ ...ray, origin: [15, 5, 30] }, new Vector3(0, 0, -1), [5, 5, 5], [10, 10, 10]),
        ).toBeNull();
        expect(
            onFacingPlane({ ...ray, direction: [0, 0, 1] }, new Vector3(0, 0, -1), [5, 5, 5], [10, 10, 10]),
        ).toBeNull();
    });
});
