// The little cross of axes in the corner: which way is x, y, z, and by a press the view from there.
import { Object3D, Vector3 } from "three";
import type { CameraRig } from "../view/camera_rig";
import { type Layer, type Moment, NOTHING_NEW, type Progress } from "../view/layer";

const NAMESPACE = "http://www.w3.org/2000/svg";
const REACH = 27,
    SIZE = 72; // pixels
const ENDS = [
    { axis: "x", place: new Vector3(1, 0, 0) },
    { axis: "y", place: new Vector3(0, 1, 0) },
    { axis: "z", place: new Vector3(0, 0, 1) },
] as const;

interface End {
    line: SVGLineElement;
    knob: SVGGElement;
    place: Vector3;
}

export class Axes implements Layer {
    readonly object3d = new Object3D(); // nothing of it stands in the scene
    readonly #rig: CameraRig;
    readonly #svg = element("svg", {
        id: "axes",
        viewBox: `${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}`,
        role: "group",
        "aria-label": "Axes",
    });
    readonly #ends: readonly End[];
    readonly #place = new Vector3();

    constructor(rig: CameraRig) {
        this.#rig = rig;
        this.#ends = ENDS.map(({ axis, place }) => this.#makeEnd(axis, place));
        document.body.append(this.#svg);
    }

    #makeEnd(axis: string, place: Vector3): End {
        const line = element("line", { class: axis });
        const knob = element("g", {
            class: axis,
            role: "button",
            tabindex: "0",
            "aria-label": `Look along the ${axis} axis`,
        });
        const letter = element("text", { dy: "3.6" });
        letter.textContent = axis;
        knob.append(element("circle", { r: "8.5" }), letter);
        const onClick = (): void => this.#rig.lookFrom(place);
        knob.addEventListener("click", onClick);
        knob.addEventListener("keydown", (event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            event.stopPropagation();
            onClick();
        });
        this.#svg.append(line, knob);
        return { line, knob, place };
    }

    update({ camera }: Moment): Progress {
        for (const { line, knob, place } of this.#ends) {
            const { x, y, z } = this.#place.copy(place).transformDirection(camera.matrixWorldInverse);
            const at = [(REACH * x).toFixed(1), (-REACH * y).toFixed(1)] as const;
            line.setAttribute("x2", at[0]);
            line.setAttribute("y2", at[1]);
            knob.setAttribute("transform", `translate(${at[0]} ${at[1]})`);
            knob.setAttribute("opacity", (0.65 + 0.35 * z).toFixed(2)); // what points away is paler
        }
        return NOTHING_NEW;
    }
}

function element<K extends keyof SVGElementTagNameMap>(
    tag: K,
    attributes: Record<string, string>,
): SVGElementTagNameMap[K] {
    const made = document.createElementNS(NAMESPACE, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
}
