// Free flight and framing, without a canvas: where the camera comes to.
import { Box3, Matrix4, PerspectiveCamera, Quaternion, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import { sceneBox } from "../src/view/camera_rig";
import { Flight } from "../src/view/flight";
import { framingDistance } from "../src/view/framing";

function flown(frames: number, seconds: number): Flight {
    const flight = new Flight();
    flight.place(new Vector3(0.2, 0.1, 1), new Vector3(-1, 0.3, -2));
    for (let i = 0; i < frames; i++) {
        flight.push.set(0, i < frames / 2 ? 1 : 0, i < frames / 2 ? 1 : 0);
        flight.update(seconds / frames);
    }
    return flight;
}

describe("free flight", () => {
    it("comes to the same place at any frame rate, as long as the gaze rests", () => {
        const slow = flown(12, 1.2),
            fast = flown(240, 1.2);
        expect(slow.position.distanceTo(fast.position)).toBeLessThan(1e-6);
        expect(slow.position.distanceTo(new Vector3(0.2, 0.1, 1))).toBeGreaterThan(0.1);
    });

    it("looks where it was placed to look, and never over the pole", () => {
        const flight = new Flight(),
            ahead = new Vector3(-1, 0.3, -2).normalize();
        flight.place(new Vector3(), ahead);
        expect(flight.direction.distanceTo(ahead)).toBeLessThan(1e-9);
        flight.calm = true;
        flight.turn(0, 100);
        flight.update(0.01);
        expect(flight.direction.y).toBeLessThan(1);
        expect(flight.direction.y).toBeGreaterThan(0.99);
    });

    it("comes to rest, and without delays at once", () => {
        const flight = flown(60, 1);
        let frames = 0;
        while (flight.update(1 / 60)) frames++;
        expect(frames).toBeLessThan(120);
        const calm = new Flight();
        calm.calm = true;
        calm.push.set(1, 0, 0);
        calm.update(0.5);
        calm.push.set(0, 0, 0);
        const { x } = calm.position;
        calm.update(0.5);
        expect(calm.position.x).toBe(x);
        expect(x).toBeCloseTo(0.5 * calm.speed, 9);
    });

    it("glides to a place that was asked for, unless a key is pressed on the way", () => {
        const flight = new Flight(),
            goal = new Vector3(1, 2, 3);
        flight.glide(goal, new Vector3(0, 0, -1));
        for (let i = 0; i < 200; i++) flight.update(1 / 60);
        expect(flight.position.distanceTo(goal)).toBe(0);
        flight.glide(new Vector3(), new Vector3(0, 0, -1));
        flight.push.set(0, 0, 1);
        flight.update(1 / 60);
        flight.push.set(0, 0, 0);
        for (let i = 0; i < 200; i++) flight.update(1 / 60);
        expect(flight.position.distanceTo(goal)).toBeLessThan(0.2);
    });
});

describe("framing", () => {
    const opening = { across: 0.5, upright: 0.3 };
    const boxes = [
        new Box3(new Vector3(-0.5, -0.5, -0.5), new Vector3(0.5, 0.5, 0.5)),
        new Box3(new Vector3(0.1, -0.4, 0), new Vector3(0.2, 0.3, 0.05)),
    ];

    it.each(boxes)("has every corner in the picture, one of them near its edge", (box) => {
        const from = new Vector3(0.3, 0.8, -0.5),
            middle = box.getCenter(new Vector3());
        const orientation = new Quaternion().setFromRotationMatrix(
            new Matrix4().lookAt(from, new Vector3(), new Vector3(0, 1, 0)),
        );
        const distance = framingDistance(box, orientation, opening);
        const camera = new PerspectiveCamera(
            (2 * Math.atan(opening.upright) * 180) / Math.PI,
            opening.across / opening.upright,
            0.001,
            100,
        );
        camera.position.copy(middle).addScaledVector(new Vector3(0, 0, 1).applyQuaternion(orientation), distance);
        camera.quaternion.copy(orientation);
        camera.updateMatrixWorld();
        let farthest = 0;
        for (let i = 0; i < 8; i++) {
            const corner = new Vector3(
                i & 1 ? box.max.x : box.min.x,
                i & 2 ? box.max.y : box.min.y,
                i & 4 ? box.max.z : box.min.z,
            ).project(camera);
            farthest = Math.max(farthest, Math.abs(corner.x), Math.abs(corner.y));
        }
        expect(farthest).toBeLessThan(1);
        expect(farthest).toBeGreaterThan(0.9);
    });

    it("puts lengths of the model into the scene", () => {
        const box = sceneBox([10, 20, 40], [0, 5, 20], [10, 10, 40]);
        expect(box.min.toArray()).toEqual([-0.125, -0.125, 0]);
        expect(box.max.toArray()).toEqual([0.125, 0, 0.5]);
    });
});
