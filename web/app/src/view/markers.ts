// Marks of the pointer's tools: the cells that are watched, and the ball of the brush. Plain light, drawn over
// everything else; the ball is hidden where matter is, so that one sees how deep it goes.
import {
    BufferGeometry,
    Color,
    Float32BufferAttribute,
    Group,
    LineBasicMaterial,
    LineLoop,
    Mesh,
    MeshBasicMaterial,
    SphereGeometry,
    type Vector3,
} from "three";
import { drawIn, type Layer, type Moment, NOTHING_NEW, type Progress } from "./layer";

const DOT = 0.0055,
    HALO = 0.0085; // radii at distance 1
const AROUND = 64; // corners of a circle
const MATTER = new Color(0x7fd65a),
    NOTHING = new Color(0xff7a5c);
const BALL_OPACITY = 0.2;

export interface Marker {
    readonly place: Vector3;
    readonly colour: string;
}

export class Markers implements Layer {
    readonly object3d = new Group();
    readonly #ball = new SphereGeometry(1, 32, 20);
    readonly #dots = new Group();
    readonly #brush = new Group();
    readonly #brushBall = new Mesh(
        this.#ball,
        new MeshBasicMaterial({ transparent: true, opacity: BALL_OPACITY, depthWrite: false }),
    );
    readonly #brushRim = new LineLoop(circle(), new LineBasicMaterial({ transparent: true, depthTest: false }));

    constructor() {
        this.#brush.add(this.#brushBall, this.#brushRim);
        this.#brush.visible = false;
        this.object3d.add(this.#dots, this.#brush);
        drawIn("overlay", this.object3d);
    }

    show(markers: readonly Marker[]): void {
        for (const mesh of this.#dots.children)
            for (const part of mesh.children) (part as Mesh<SphereGeometry, MeshBasicMaterial>).material.dispose();
        this.#dots.clear();
        for (const { place, colour } of markers) {
            const dot = new Group();
            for (const [radius, light] of [
                [HALO, "#ffffff"],
                [DOT, colour],
            ] as const) {
                const mesh = new Mesh(
                    this.#ball,
                    new MeshBasicMaterial({ color: light, transparent: true, depthTest: false }),
                );
                mesh.scale.setScalar(radius);
                mesh.renderOrder = radius === HALO ? 0 : 1;
                dot.add(mesh);
            }
            dot.position.copy(place);
            this.#dots.add(dot);
        }
        drawIn("overlay", this.#dots);
    }

    /** radius in scene units; null: no brush. */
    showBrush(brush: { place: Vector3; radius: number; erase: boolean } | null): void {
        this.#brush.visible = brush !== null;
        if (brush === null) return;
        this.#brush.position.copy(brush.place);
        this.#brush.scale.setScalar(brush.radius);
        for (const { material } of [this.#brushBall, this.#brushRim])
            material.color.copy(brush.erase ? NOTHING : MATTER);
    }

    update({ camera }: Moment): Progress {
        // the same size on the screen
        for (const dot of this.#dots.children) dot.scale.setScalar(dot.position.distanceTo(camera.position));
        this.#brushRim.quaternion.copy(camera.quaternion);
        return NOTHING_NEW;
    }

    dispose(): void {
        this.show([]);
        this.#ball.dispose();
        this.#brushBall.material.dispose();
        this.#brushRim.geometry.dispose();
        this.#brushRim.material.dispose();
    }
}

function circle(): BufferGeometry {
    const places = Array.from({ length: AROUND }, (_, i) => (2 * Math.PI * i) / AROUND).flatMap((angle) => [
        Math.cos(angle),
        Math.sin(angle),
        0,
    ]);
    return new BufferGeometry().setAttribute("position", new Float32BufferAttribute(places, 3));
}
