// Slices, clip box, cloud and colours by another view: requests textures of the field from the worker while one of them
// is switched on, and loads the code that draws them on first use. While none is on, no texture exists.

import type { CellValue, TexturesWanted, Vector3 } from "../../compute/base";
import type { ShownTexture } from "../../compute/frontend_shown";
import { AwaitedPart } from "../../compute/load_part";
import type { Display, DisplayId } from "../../state/display";
import type { Session } from "../../state/session";
import { type ColourMapName, colourMap, gradientOf } from "../../view/colour_map";
import type { FieldStyle, FieldView } from "../../view/field/field_view";
import type { HandleSpec } from "../../view/field/handles";
import type { Viewer } from "../../view/viewer";
import { FieldLegend } from "./legend";
import { SliceTip } from "./slice_tip";
import { type Span, steadySpan } from "./span";

const NOTHING: TexturesWanted = { shown: false, colour: null, largest: 0 };
const LEAST_BOX = 0.02; // of the clip box along an axis
const AXES = ["x", "y", "z"] as const;
const NEARER = 1e-3; // edges of the box: what is cut by a slice lies in it
const MARGIN_CELLS = 1.5; // meshed beyond the clip box: the fragment shader cuts exactly

/** For scripts and tests. */
export interface FieldState {
    readonly textures: number; // on the GPU
    readonly bytes: number; // of all of them
    readonly keyframe: number; // that is drawn, -1: none yet
    readonly blend: number; // from the one before
    readonly fineness: number; // of the cloud, as a share of the picture's edge
    readonly settled: boolean; // nothing moves and the cloud is as fine as the time allows
    readonly span: Span | null; // the values of the first and the last colour
}

interface Wanted {
    readonly slices: boolean;
    readonly clip: boolean;
    readonly volume: boolean;
    readonly tint: string | null; // the view that colours the surface
}

export class FieldController {
    readonly #session: Session;
    readonly #viewer: Viewer;
    readonly #display: Display;
    #view: FieldView | null = null;
    #tip: SliceTip | null = null;
    readonly #module = new AwaitedPart<typeof import("../../view/field/field_view")>(
        "what draws slices, cuts and clouds",
        "field_view",
        () => import("../../view/field/field_view"),
        () => this.#refresh(),
    );
    #span: Span | null = null;
    #spanOf = "";
    #tintSpan: Span | null = null;
    #tintOf = "";
    #sentSettings = ""; // to the worker
    readonly #of: string;
    readonly #legend: FieldLegend;
    readonly #stops: (() => void)[];
    #over = false;
    /** A run that is compared with: where both show the same, a colour means the same value in both. */
    beside: Session | null = null;
    /** Of that other run's picture, if it chooses the ends of the colours for both. */
    leader: FieldController | null = null;
    /** Called when the ends of the colours are others. */
    onSpan: (() => void) | null = null;

    /** of: which legend ("" or "-b"). */
    constructor(session: Session, viewer: Viewer, display: Display, of = "") {
        this.#of = of;
        this.#legend = new FieldLegend(of);
        this.#session = session;
        this.#viewer = viewer;
        this.#display = display;
        const { compute } = session;
        viewer.onMeshShown = (mesh) => this.#view?.shows(mesh);
        this.#stops = [
            compute.on("texture", (texture) => this.#take(texture)),
            compute.on("ready", () => this.#view?.forget()),
            display.changed.listen(() => this.#refresh()),
            session.changed.listen(() => this.#refresh()),
            session.stats.listen(({ range }) => this.#fit(range)),
        ];
    }

    dispose(): void {
        this.#over = true;
        for (const stop of this.#stops) stop();
        this.#unload();
    }

    get state(): FieldState | null {
        const view = this.#view;
        if (!view) return null;
        const { count: textures, bytes, drawn } = view.textures;
        return { textures, bytes, ...drawn, fineness: view.fineness, settled: view.settled, span: this.#span };
    }

    /** The nearest slice under a point of the canvas, in 0..1 along the box. */
    sliceAt(x: number, y: number): Vector3 | null {
        return this.#view?.hitAt(x, y)?.place ?? null;
    }

    /** Where the slice across an axis stands, 0..1; null: there is none. */
    sliceAcross(axis: 0 | 1 | 2): number | null {
        const { values } = this.#display,
            name = AXES[axis];
        return values[`slice_${name}`] ? values[`slice_${name}_at`] : null;
    }

    /**
     * The value of the shown view on the nearest slice under a point of the canvas; null: there is none, or matter
     * before it.
     */
    async valueAt(x: number, y: number): Promise<CellValue | null> {
        const hit = this.#view?.hitAt(x, y) ?? null,
            {
                compute,
                state: { extent },
            } = this.#session;
        if (hit === null) return null;
        const { values } = this.#display,
            longest = Math.max(...extent);
        if (values.surface && values.opacity === 1) {
            const picked = await compute.pick({
                origin: along((axis) => hit.origin[axis] * extent[axis]),
                direction: hit.direction,
            });
            if (picked !== null && picked.distance < hit.distance * longest - NEARER * longest) return null;
        }
        return compute.valueAt(hit.place);
    }

    // -------------------------------------------------------------------------------------------------- settings

    get #wanted(): Wanted {
        const { slice_x, slice_y, slice_z, clip, volume, colour_source, surface } = this.#display.values;
        return {
            slices: slice_x || slice_y || slice_z,
            clip,
            volume,
            tint: colour_source === "field" && surface ? this.#tintView : null,
        };
    }

    /**
     * The view that colours the surface: the one that was chosen if the model has it, else the first that is not shown.
     */
    get #tintView(): string {
        const {
                model: { views },
                view,
            } = this.#session,
            chosen = this.#display.values.colour_view;
        return (views.find(({ id }) => id === chosen) ?? views.find(({ id }) => id !== view.id) ?? view).id;
    }

    #refresh(): void {
        if (!this.#session.isReady || this.#over) return;
        const { slices, clip, volume, tint } = this.#wanted,
            inside = slices || clip || volume,
            any = inside || tint !== null;
        if (any && !this.#view) this.#load();
        if (!any && this.#view) this.#unload();
        this.#updateWorker();
        if (!inside) this.#view?.textures.drop("shown");
        if (tint === null) this.#view?.textures.drop("colour");
        if (!slices) this.#tip?.hide();
        this.#showTint();
        this.#viewer.clipped = clip;
        if (this.#view) this.#view.style = this.#fieldStyle();
        this.#updateLegend(inside);
    }

    #updateWorker(): void {
        const { compute, state } = this.#session,
            { slices, clip, volume, tint } = this.#wanted,
            { surface } = this.#display.values;
        const wanted = this.#view
            ? { shown: slices || clip || volume, colour: tint, largest: this.#view.textures.largest }
            : NOTHING;
        const box = clip ? this.#box : null,
            margin = MARGIN_CELLS * state.config.dx;
        const liveSettings = {
            textures: wanted,
            surface,
            box: box && {
                min: along((axis) => box.min[axis] * state.extent[axis] - margin),
                max: along((axis) => box.max[axis] * state.extent[axis] + margin),
            },
        };
        const text = JSON.stringify(liveSettings);
        if (text !== this.#sentSettings) compute.setLiveSettings(liveSettings);
        this.#sentSettings = text;
    }

    #fieldStyle(): FieldStyle {
        const values = this.#display.values,
            { slices, clip, volume } = this.#wanted;
        return {
            slices: slices
                ? {
                      places: [
                          values.slice_x ? values.slice_x_at : null,
                          values.slice_y ? values.slice_y_at : null,
                          values.slice_z ? values.slice_z_at : null,
                      ],
                      nearest: values.slice_sampling === "nearest",
                      contour: values.slice_contour ? 1 : 0,
                  }
                : null,
            clip: clip ? this.#box : null,
            volume: volume
                ? {
                      centre: values.volume_centre,
                      width: values.volume_width,
                      strength: values.volume_strength,
                      band: values.volume_shape === "band",
                      shaded: values.volume_shaded,
                  }
                : null,
            opacity: values.surface ? values.opacity : 0,
            span: this.#span ?? [this.#session.view.min, this.#session.view.max],
            isovalue: this.#session.isovalue,
        };
    }

    get #box(): { min: Vector3; max: Vector3 } {
        const values = this.#display.values;
        const ends = AXES.map((axis) => {
            const [a, b] = [values[`clip_${axis}_min`], values[`clip_${axis}_max`]].sort((p, q) => p - q) as [
                number,
                number,
            ];
            const middle = Math.min(1 - LEAST_BOX / 2, Math.max(LEAST_BOX / 2, (a + b) / 2)),
                half = Math.max(b - a, LEAST_BOX) / 2;
            return [middle - half, middle + half] as const;
        });
        return { min: along((axis) => ends[axis]![0]), max: along((axis) => ends[axis]![1]) };
    }

    /** The ends of the colours follow the latest values. */
    refit(): void {
        const range = this.#session.latestStats?.range;
        if (range !== undefined) this.#fit(range);
    }

    #fit(range: Span): void {
        const of = whatIsShown(this.#session),
            span = this.#leadersSpan(of) ?? this.#ownSpan(of, range);
        if (span === this.#span) return;
        this.#spanOf = of;
        this.#span = span;
        this.#refresh();
        this.onSpan?.();
    }

    /** null: there is no leader, or it shows another quantity. */
    #leadersSpan(of: string): Span | null {
        const { leader } = this;
        if (leader === null || whatIsShown(leader.#session) !== of) return null;
        leader.refit();
        return leader.#span;
    }

    #ownSpan(of: string, range: Span): Span | null {
        const { beside } = this;
        const there = beside !== null && whatIsShown(beside) === of ? (beside.latestStats?.range ?? range) : range;
        const before = of === this.#spanOf ? this.#span : null;
        return steadySpan(before, [Math.min(range[0], there[0]), Math.max(range[1], there[1])]);
    }

    /** The surface takes its colours from the other view as soon as it has arrived. */
    #showTint(): void {
        const scale = this.#wanted.tint === null ? null : (this.#view?.scale("colour") ?? null);
        if (!scale) {
            this.#tintSpan = null;
            this.#viewer.tint = null;
            return;
        }
        const span = steadySpan(scale.view === this.#tintOf ? this.#tintSpan : null, scale.range) ?? [
            scale.low,
            scale.high,
        ];
        if (span === this.#tintSpan && this.#viewer.tint) return;
        this.#tintOf = scale.view;
        this.#tintSpan = span;
        const label = this.#session.model.views.find(({ id }) => id === scale.view)?.label ?? scale.view;
        const share = (value: number): number => (value - scale.low) / (scale.high - scale.low);
        this.#viewer.tint = { label, low: span[0], high: span[1], span: [share(span[0]), share(span[1])] };
    }

    #updateLegend(any: boolean): void {
        if (!any || !this.#span) {
            this.#legend.hide();
            return;
        }
        const span = this.#span,
            { label } = this.#session.view;
        void colourMap(this.#display.values.colour_map as ColourMapName).then((map) => {
            if (this.#span === span) this.#legend.show(label, ...span, gradientOf(map));
        });
    }

    // ------------------------------------------------------------------------------------------------- loading

    #load(): void {
        const module = this.#module.want();
        if (module === null) return;
        this.#view = new module.FieldView(this.#viewer, this.#handles());
        this.#view.onForgotten = () => this.#askAgain();
        this.#view.onArrived = () => this.#showTint();
        this.#viewer.add(this.#view);
        this.#tip = new SliceTip(
            this.#viewer.canvas,
            (x, y) => this.valueAt(x, y),
            () => this.#session.view.label,
            this.#of,
        );
    }

    #unload(): void {
        const view = this.#view;
        this.#view = null;
        this.#tip?.dispose();
        this.#tip = null;
        if (view) this.#viewer.remove(view);
    }

    /** The GPU has lost what it had. */
    #askAgain(): void {
        this.#session.compute.setLiveSettings({ textures: NOTHING });
        this.#sentSettings = "";
        this.#updateWorker();
    }

    #take(texture: ShownTexture): void {
        if (this.#view) this.#view.take(texture);
        else texture.release();
    }

    // ------------------------------------------------------------------------------------------------- handles

    #handles(): HandleSpec[] {
        return AXES.flatMap((name, axis) => [
            this.#sliceHandle(name, axis as 0 | 1 | 2),
            this.#clipHandle(name, axis as 0 | 1 | 2, "min"),
            this.#clipHandle(name, axis as 0 | 1 | 2, "max"),
        ]);
    }

    #sliceHandle(name: "x" | "y" | "z", axis: 0 | 1 | 2): HandleSpec {
        const corners = [
                [-1, -1],
                [-1, 1],
                [1, -1],
                [1, 1],
            ] as const,
            at = `slice_${name}_at` as const;
        const seats = corners.map(([a, b]) => along((i) => (i === axis ? 0 : i === (axis + 1) % 3 ? a : b)));
        return {
            label: `slice across ${name}`,
            axis,
            seats: () => seats,
            value: () => (this.#display.values[`slice_${name}`] ? this.#display.values[at] : null),
            drag: (value) => this.#display.set(at, value),
        };
    }

    // In the middle of the face that it moves.
    #clipHandle(name: "x" | "y" | "z", axis: 0 | 1 | 2, side: "min" | "max"): HandleSpec {
        const id: DisplayId = `clip_${name}_${side}`;
        return {
            label: `clip box ${side === "min" ? "from" : "to"} ${name}`,
            axis,
            seats: () => [along((i) => this.#box.min[i]! + this.#box.max[i]! - 1)],
            value: () => (this.#wanted.clip ? this.#display.values[id] : null),
            drag: (value) => {
                const other = this.#display.values[`clip_${name}_${side === "min" ? "max" : "min"}`];
                this.#display.set(
                    id,
                    side === "min" ? Math.min(value, other - LEAST_BOX) : Math.max(value, other + LEAST_BOX),
                );
            },
        };
    }
}

function whatIsShown({ state: { config, view } }: Session): string {
    return `${config.model} ${view} ${config.network ?? ""}`;
}

function along(of: (axis: 0 | 1 | 2) => number): Vector3 {
    return [of(0), of(1), of(2)];
}
