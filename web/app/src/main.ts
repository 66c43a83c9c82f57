// The page: makes the session, the viewer and the interface, and joins them.
import { MorphogenApi } from "./api";
import { Session } from "./state/session";
import { LARGEST_NETWORK_BYTES } from "./state/network";
import { readUrl, type Wish } from "./state/url";
import { byId } from "./ui/dom";
import { takeDrops } from "./ui/drop";
import { Hud } from "./ui/hud";
import { NetworkPane } from "./ui/network_pane";
import { Notices } from "./ui/notices";
import { type DisplaySettings, Panel } from "./ui/panel";
import { Plots } from "./ui/plots";
import { Transport } from "./ui/transport";
import { FOG } from "./view/scenery";
import { Viewer } from "./view/viewer";

const reload = { label: "Reload", run: () => location.reload() };
const withDefaults = { label: "Open with the defaults", run: () => location.assign(location.pathname) };

const COLOUR_SPAN = 1.3;                    // of the view's steepest gradient: settled patterns then stay out of plain yellow
const BESIDE_PANEL = 900;                   // pixels; in a narrower window the panel lies over the picture

function main(): void {
    const notices = new Notices();
    const wish = readUrl(location.search);
    const viewer = makeViewer(notices);
    if (!viewer) return;
    const session = new Session(wish);
    window.morphogen = new MorphogenApi(session, viewer);
    const network = new NetworkPane(session);
    joinDisplay(session, viewer, new Hud(session), network);
    new Plots(session);
    takeDrops([{ ending: ".rxn", largestBytes: LARGEST_NETWORK_BYTES, take: async (file) => network.take(await file.text()) }],
        (sentence) => notices.show("error", sentence, { key: "drop" }));
    session.compute.on("mesh", (mesh) => viewer.show(mesh));
    tellFailures(session, viewer, notices);
    session.ready.then(() => tellStart(session, notices), (error: unknown) => tellRefusal(error, wish, notices));
}

function makeViewer(notices: Notices): Viewer | null {
    try {
        return new Viewer(byId<HTMLCanvasElement>("view"));
    } catch {
        byId("subtitle").textContent = "cannot draw";
        notices.show("error", "This browser gave the page no WebGL 2, so nothing can be drawn. Switch hardware acceleration on, "
            + "or open the page in a current Firefox, Chrome, Edge or Safari.", { action: reload });
        return null;
    }
}

function joinDisplay(session: Session, viewer: Viewer, hud: Hud, network: NetworkPane): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const display: DisplaySettings = { colours: COLOUR_SPAN, fog: FOG, outline: true, turning: !calm };
    const show = (): void => {
        const steepest = session.view.gradientMax * display.colours;
        session.setScalarMax(steepest);
        hud.showLegend(0, steepest);
        viewer.fog = display.fog;
        viewer.outline = display.outline;
        viewer.turning = display.turning && session.running;
    };
    const panel = new Panel(session, display, show);
    panel.onNetworkWanted = () => network.open();
    viewer.onTaken = () => {
        if (!display.turning) return;
        display.turning = false;
        session.changed.emit();
    };
    new Transport(session, { resetView: () => viewer.resetView(), togglePanel: () => panel.toggle() });
    session.changed.listen(show);
    keepClearOfPanel(viewer);
}

/** On wide windows the box stands in the middle of what the open panel leaves free. */
function keepClearOfPanel(viewer: Viewer): void {
    const element = byId("panel");
    const look = (): void => {
        const { width, height } = element.getBoundingClientRect();
        const beside = innerWidth >= BESIDE_PANEL && height > 60;      // lower: only its title shows
        const covered = beside ? Math.round(width) : 0;
        viewer.covered = covered;
        document.documentElement.style.setProperty("--covered", `${covered}px`);
    };
    new ResizeObserver(look).observe(element);
    addEventListener("resize", look);
}

function tellStart(session: Session, notices: Notices): void {
    document.body.classList.add("ready");
    tellProblems(session.problems, notices);
    if (session.whyNotThreaded !== null) notices.show("info", session.whyNotThreaded, { key: "threads" });
}

/** Everything in the address that could not be used, in one notice. */
function tellProblems(problems: readonly string[], notices: Notices): void {
    if (problems.length > 0) notices.show("warning", problems.join("\n"), { key: "address" });
}

/** The engine did not start: the address may ask for too much. */
function tellRefusal(error: unknown, wish: Wish, notices: Notices): void {
    byId("subtitle").textContent = "not running";
    tellProblems(wish.problems, notices);
    notices.show("error", error instanceof Error ? error.message : String(error), {
        key: "failure",
        action: location.search === "" ? reload : withDefaults,
    });
}

function tellFailures(session: Session, viewer: Viewer, notices: Notices): void {
    session.refused.listen((sentence) => notices.show("error", sentence, { key: "refused" }));
    let cause = "";
    session.failed.listen(({ sentence, fatal }) => {
        cause = sentence;
        notices.show(fatal ? "error" : "warning", sentence, { key: "failure", ...(fatal ? { action: reload } : {}) });
    });
    session.restarted.listen((sentence) => notices.show("info", `${cause}\n${sentence}`.trim(), { key: "failure" }));
    let told: string | null = null;                 // once dismissed, the same warning stays away
    session.changed.listen(() => {
        const sentence = session.warning?.sentence ?? null;
        if (sentence === told) return;
        told = sentence;
        if (sentence === null) notices.dismiss("warning");
        else notices.show("warning", sentence, { key: "warning" });
    });
    viewer.onContextLost = () => notices.show("warning",
        "The browser took the graphics away; the run goes on. The picture comes back as soon as the browser allows it.",
        { key: "graphics", action: reload });
    viewer.onContextRestored = () => {
        notices.dismiss("graphics");
        session.setIsovalue(session.isovalue);      // asks for a mesh even while paused
    };
}

main();
