// Applies the display settings (state/display.ts) to the viewer, the mesher and the legend.
import type { Display, DisplayValues } from "../state/display";
import type { Session } from "../state/session";
import type { ThemeChoice } from "../state/theme";
import { type ColourMapName, colourMap, fillColourTexture, gradientOf } from "../view/colour_map";
import type { Axes } from "../view/endless";
import { FAR_AWAY } from "../view/layer";
import type { SurfaceStyle } from "../view/surface";
import { ViewSphere } from "../view/view_sphere";
import type { Tint, Viewer } from "../view/viewer";
import { type Legend, showLegend } from "./legend";

type Values = Readonly<DisplayValues>;

/** As surface.frag.glsl numbers them. */
const COLOUR_SOURCES = { gradient: 0, x: 1, y: 2, z: 3, centre: 4, plain: 5, field: 6 } as const;
type ColourSource = keyof typeof COLOUR_SOURCES;
const FOG_BEFORE_LIGHT = 0.35; // a bright ground outshines what stands before it sooner than a dark one
const EVERYTHING = 4; // a view radius from here on has no end

/**
 * Shows the run's surfaces as they come, and the display's settings now and whenever one changes. of: which legend (""
 * or "-b"). Returns how to stop.
 */
export function bindDisplay(
    session: Session,
    viewer: Viewer,
    display: Display,
    theme: ThemeChoice,
    of = "",
): () => void {
    let map: ColourMapName = "viridis",
        colours = "";
    const sphere = addViewSphere(session, viewer);
    const choose = async (wanted: ColourMapName): Promise<void> => {
        map = wanted;
        const chosen = await colourMap(wanted);
        if (map !== wanted) return; // another one was chosen meanwhile
        colours = gradientOf(chosen);
        fillColourTexture(viewer.shared.colour_map.value, chosen);
        show();
    };
    const show = (): void => {
        if (!session.isReady) return;
        const { values } = display;
        if (values.colour_map !== map) void choose(values.colour_map as ColourMapName);
        showSurfaces(session, viewer, values);
        showSpace(session, viewer, sphere, values);
        viewer.shared.fog_density.value = values.fog * (theme.now === "light" ? FOG_BEFORE_LIGHT : 1);
        showLegend(legendOf(session, values, colours, viewer.tint), of);
        viewer.requestDraw();
    };
    viewer.onTint = show;
    const stops = [
        session.compute.on("mesh", (mesh) => viewer.show(mesh)),
        session.changed.listen(show),
        display.changed.listen(show),
        theme.changed.listen(show),
    ];
    void choose(map);
    return () => {
        for (const stop of stops) stop();
    };
}

/** What is farther from the camera than its radius is not meshed. */
function addViewSphere(session: Session, viewer: Viewer): ViewSphere {
    const sphere = new ViewSphere(viewer.shared);
    sphere.onMoved = (ball) => session.compute.camera(ball);
    viewer.add(sphere);
    return sphere;
}

function showSurfaces(session: Session, viewer: Viewer, values: Values): void {
    const more = moreSurfaces(session, values);
    session.setScalarMax(steepest(session, values));
    session.setMoreIsovalues(more.map(({ isovalue }) => isovalue));
    const { opacity, plain_colour: colour, colour_source } = values;
    viewer.styles = [{ opacity, colour, colourSource: COLOUR_SOURCES[colour_source as ColourSource] }, ...more];
    viewer.occlusion = values.occlusion;
    viewer.shared.translucency.value = values.translucency;
}

function moreSurfaces({ view }: Session, values: Values): (SurfaceStyle & { isovalue: number })[] {
    const colourSource = COLOUR_SOURCES.plain,
        at = (share: number): number => view.min + share * (view.max - view.min);
    return [
        {
            on: values.second,
            isovalue: at(values.second_at),
            opacity: values.second_opacity,
            colour: values.second_colour,
            colourSource,
        },
        {
            on: values.third,
            isovalue: at(values.third_at),
            opacity: values.third_opacity,
            colour: values.third_colour,
            colourSource,
        },
    ].filter(({ on }) => on);
}

/** The gradient that gets the last colour. */
function steepest({ view }: Session, values: Values): number {
    return view.gradientMax * values.colours;
}

function showSpace(session: Session, viewer: Viewer, sphere: ViewSphere, values: Values): void {
    const {
            config: { boundary },
            extent,
        } = session.state,
        near = values.radius < EVERYTHING;
    viewer.outline = values.outline;
    viewer.rig.turning = values.turning && session.running;
    viewer.setEndless(
        boundary.map((axis) => values.endless && axis === "periodic") as unknown as Axes,
        near ? values.radius : FAR_AWAY,
    );
    sphere.set(near && !values.endless ? values.radius : null, Math.max(...extent));
}

function legendOf(session: Session, values: Values, colours: string, tint: Tint | null): Legend {
    const {
            view,
            state: { extent },
        } = session,
        more = moreSurfaces(session, values);
    const source = values.colour_source as ColourSource;
    const scale = {
        ...(source === "field" && tint ? tint : scaleOf(source, view.label, extent, steepest(session, values))),
        colours,
    };
    const first = {
        colours: values.colour_source === "plain" ? values.plain_colour : colours,
        value: session.isovalue,
    };
    return {
        scale: values.colour_source === "plain" ? null : scale,
        quantity: view.label,
        surfaces:
            more.length === 0
                ? []
                : [first, ...more.map(({ colour, isovalue }) => ({ colours: colour, value: isovalue }))],
    };
}

function scaleOf(
    source: ColourSource,
    shown: string,
    extent: readonly number[],
    steepest: number,
): { label: string; low: number; high: number } {
    switch (source) {
        case "field": // until its textures come the gradient is shown
        case "gradient":
            return { label: `gradient of ${shown}, per length`, low: 0, high: steepest };
        case "x":
        case "y":
        case "z":
            return { label: `height ${source}, length`, low: 0, high: extent["xyz".indexOf(source)]! };
        case "centre":
            return { label: "from the middle, length", low: 0, high: Math.hypot(...extent) / 2 };
        case "plain":
            return { label: "", low: 0, high: 0 };
    }
}
