// The brush by keys alone: its cell goes over the surface or a slice with the arrows, and through the lattice with Page
// Up and Page Down. A live region announces the cell and its values. The keys themselves are commands
// (pointer_tools.ts).
import { storedFields } from "@morphogen/engine";
import { Vector3 } from "three";
import type { Vector3 as Triple } from "../../compute/base";
import { type Way, type Ways, walked, waysOf } from "../../state/lattice_walk";
import type { Tools } from "../../state/tools";
import type { Markers } from "../../view/markers";
import { toScene } from "../../view/ray";
import { formatNumber } from "../numbers";
import type { BrushTool } from "./brush_tool";
import type { Picker } from "./picker";

const FAR = 8; // cells, with Shift
const INSTRUCTIONS =
    "Painting by keys. Arrow keys move the brush over the surface, Page Up and Page Down move it nearer and deeper, " +
    "Enter paints, Shift and Enter erases, Escape ends.";

export class BrushKeys {
    readonly #picker: Picker;
    readonly #tools: Tools;
    readonly #markers: Markers;
    readonly #pointer: BrushTool;
    readonly #announce: (text: string) => void;
    #cell: Triple | null = null; // null: the pointer leads
    #follows = true; // the surface; else it is led through the lattice
    #moves = { right: 0, up: 0, deep: 0 }; // asked for and not yet made
    #home = false;
    #turn: Promise<void> = Promise.resolve();
    readonly #label: string | null;
    /** The picture goes. */
    readonly end: () => void;

    constructor(picker: Picker, tools: Tools, markers: Markers, pointer: BrushTool, announce: (text: string) => void) {
        this.#picker = picker;
        this.#tools = tools;
        this.#markers = markers;
        this.#pointer = pointer;
        this.#announce = announce;
        const { canvas } = picker.viewer;
        this.#label = canvas.getAttribute("aria-label");
        canvas.addEventListener("pointermove", () => (this.#cell = null), { capture: true });
        this.end = tools.changed.listen(() => this.#toolsChanged());
        this.#toolsChanged();
    }

    /** "ArrowLeft", "Shift+PageDown", "Home": where the brush is to go. */
    move(key: string): void {
        const by = key.startsWith("Shift+") ? FAR : 1,
            moves = this.#moves;
        switch (key.replace("Shift+", "")) {
            case "ArrowRight":
                moves.right += by;
                break;
            case "ArrowLeft":
                moves.right -= by;
                break;
            case "ArrowUp":
                moves.up += by;
                break;
            case "ArrowDown":
                moves.up -= by;
                break;
            case "PageDown":
                moves.deep += by;
                break;
            case "PageUp":
                moves.deep -= by;
                break;
            case "Home":
                this.#home = true;
                break;
        }
        this.#inTurn(() => this.#move());
    }

    /** other: erases where the brush paints. again: the key is held, and all of it is one stroke. */
    paint(other: boolean, again: boolean): void {
        this.#inTurn(() => this.#paint(other, again));
    }

    #inTurn(act: () => Promise<void>): void {
        this.#turn = this.#turn.then(act);
        const turn = this.#turn;
        this.#turn = turn.catch(() => {
            /* told below */
        });
        this.#picker.session.attempt(() => turn);
    }

    #toolsChanged(): void {
        const { canvas } = this.#picker.viewer,
            on = this.#tools.pointer === "brush";
        if (!on) this.#cell = null;
        // A screen reader handles arrow keys itself unless the element's role claims them.
        if (on) canvas.setAttribute("role", "application");
        else canvas.removeAttribute("role");
        canvas.setAttribute("aria-label", on ? INSTRUCTIONS : (this.#label ?? ""));
        this.#show();
    }

    // -------------------------------------------------------------------------------------------------- moving

    async #move(): Promise<void> {
        const moves = this.#moves,
            home = this.#home;
        if (moves.right === 0 && moves.up === 0 && moves.deep === 0 && !home) return; // the turn before made them
        this.#moves = { right: 0, up: 0, deep: 0 };
        this.#home = false;
        const {
                config: { size, boundary },
            } = this.#picker.session.state,
            ways = this.#ways();
        let cell = this.#cell ?? (await this.#start());
        for (const name of ["right", "up", "deep"] as const)
            cell = walked(cell, ways[name], moves[name], size, boundary);
        if (moves.deep !== 0) this.#follows = false;
        if (home) this.#follows = true;
        const met = this.#follows ? await this.#surfaceAt(cell, ways.deep) : null;
        this.#cell = met ?? cell;
        this.#show();
        await this.#announceCell(this.#follows ? (met === null ? "no surface here" : "on the surface") : "");
    }

    /** Where the pointer was, else what is seen in the middle, else the middle of the box. */
    async #start(): Promise<Triple> {
        const { session, viewer } = this.#picker,
            { x, y } = viewer.rig.middle;
        const {
            config: { size, dx },
        } = session.state;
        const place = this.#pointer.place ?? (await this.#picker.at(x, y))?.position ?? null;
        const along = (axis: 0 | 1 | 2): number =>
            place === null ? Math.floor(size[axis] / 2) : Math.round(place[axis] / dx) % size[axis];
        return [along(0), along(1), along(2)];
    }

    #ways(): Ways {
        const { camera } = this.#picker.viewer.rig;
        camera.updateMatrixWorld();
        const along = (column: number): Triple =>
                new Vector3().setFromMatrixColumn(camera.matrixWorld, column).toArray(),
            back = along(2);
        return waysOf(along(0), along(1), [-back[0], -back[1], -back[2]]);
    }

    /**
     * The first cell of the surface, or of a slice, that one meets along the axis that leads deeper; null: there is
     * none.
     */
    async #surfaceAt(cell: Triple, { axis, sign }: Way): Promise<Triple | null> {
        const { session } = this.#picker,
            {
                extent,
                config: { dx, size },
            } = session.state;
        const from = sign > 0 ? -dx : extent[axis] + dx;
        const origin = cell.map((value, i) => (i === axis ? from : value * dx)) as unknown as Triple;
        const direction = [0, 1, 2].map((i) => (i === axis ? sign : 0)) as unknown as Triple;
        const met = (await session.compute.pick({ origin, direction }))?.cell[axis] ?? null;
        const slice = this.#picker.sliceAcross(axis),
            cut = slice === null ? null : Math.min(size[axis] - 1, Math.round(slice * size[axis]));
        const places = [met, cut].filter((place) => place !== null).sort((a, b) => sign * (a - b));
        return places.length === 0
            ? null
            : (cell.map((value, i) => (i === axis ? places[0]! : value)) as unknown as Triple);
    }

    // ------------------------------------------------------------------------------------------------- painting

    async #paint(other: boolean, again: boolean): Promise<void> {
        if (this.#cell === null) {
            this.#home = true;
            await this.#move();
        }
        const { session } = this.#picker,
            erase = this.#tools.brush.erase !== other;
        if (!again) await session.mark("brush stroke");
        await session.paint(this.#pointer.touch(this.#centre, erase));
        this.#show(erase);
        await this.#announceCell(erase ? "erased" : "painted");
    }

    #show(erase = this.#tools.brush.erase): void {
        const { session, viewer } = this.#picker;
        if (this.#cell === null) return;
        this.#markers.showBrush({
            place: toScene(this.#centre, session.state.extent),
            radius: this.#tools.brush.radius,
            erase,
        });
        viewer.requestDraw();
    }

    /** Of the cell, in the unit of length. */
    get #centre(): Triple {
        const { dx } = this.#picker.session.state.config,
            [x, y, z] = this.#cell!;
        return [x * dx, y * dx, z * dx];
    }

    /** "cell 12, 30, 4: u = 0.31, v = 0.2, on the surface" */
    async #announceCell(how: string): Promise<void> {
        const { session } = this.#picker,
            cell = this.#cell!,
            { values } = await session.compute.readCell(cell);
        const readings = storedFields(session.model).map(({ id }, i) => `${id} = ${formatNumber(values[i] ?? NaN)}`);
        this.#announce(`cell ${cell.join(", ")}: ${[...readings, how].filter(Boolean).join(", ")}`);
    }
}
