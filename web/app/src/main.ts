// The page: makes the session, the viewer and the interface, and joins them.
import { MorphogenApi } from "./api";
import { loadPart, missingParts } from "./compute/load_part";
import { byId, hasFingers } from "./dom/elements";
import { firstRun } from "./state/apply_launch";
import { diagnostics } from "./state/diagnostics";
import { Display } from "./state/display";
import type { LaunchOptions } from "./state/launch_options";
import { Session } from "./state/session";
import { ThemeChoice } from "./state/theme";
import { parseLaunch } from "./state/url";
import { Axes } from "./ui/axes";
import { BusyBar } from "./ui/busy_bar";
import { cameraCommands } from "./ui/camera_commands";
import { Commands } from "./ui/commands";
import { bindDisplay } from "./ui/display_binding";
import { canEnableThreads, enableThreads } from "./ui/enable_threads";
import { fieldCommands } from "./ui/field/commands";
import { FieldController } from "./ui/field/field_controller";
import { hintAtFirst } from "./ui/first_hint";
import { galleryCommand } from "./ui/gallery/command";
import { Hud } from "./ui/hud";
import { keepClear } from "./ui/keep_clear";
import { Notices } from "./ui/notices";
import { formatNumber } from "./ui/numbers";
import { pageCommands } from "./ui/page_commands";
import { Panel } from "./ui/panel/panel";
import { openStorage } from "./ui/persistence/autosaving";
import { Persistence } from "./ui/persistence/persistence";
import { Plots } from "./ui/plots";
import type { TextPane } from "./ui/text_pane/text_pane";
import { TimeStrip } from "./ui/time_strip";
import { showTips } from "./ui/tip";
import { ToolHint } from "./ui/tool_hint";
import { PointerTools } from "./ui/tools/pointer_tools";
import { runCommands } from "./ui/transport";
import type { CameraRig } from "./view/camera_rig";
import { Viewer } from "./view/viewer";

const reload = { label: "Reload", run: () => location.reload() };
const withDefaults = { label: "Open with the defaults", run: () => location.assign(location.pathname) };

async function main(): Promise<void> {
    const notices = new Notices(),
        theme = new ThemeChoice();
    const launch = parseLaunch(location.search),
        opening = openStorage(location.search);
    const viewer = makeViewer(notices);
    if (!viewer) return;
    const [storage, first] = await Promise.all([opening, firstRun(launch)]);
    const session = new Session(launch, storage?.last?.checkpoint ?? null, first);
    const hint = new ToolHint();
    notices.diagnostics = () => diagnostics(session);
    const display = new Display(),
        persistence = new Persistence(session, viewer, display, notices);
    const field = new FieldController(session, viewer, display);
    const panel = new Panel(session, display),
        text = onceWanted(session, panel);
    const write = (): void => session.attempt(async () => (await text()).open());
    panel.onTextWanted = write;
    new Hud(session);
    joinDisplay(session, viewer, display, theme, persistence);
    const pointerTools = new PointerTools(session, viewer, field, theme, hint, notices);
    window.morphogen = new MorphogenApi(session, viewer, display, persistence, field, pointerTools);
    joinCommands(session, viewer, panel, display, notices, theme, persistence, pointerTools, write);
    joinFlight(viewer.rig, display, hint);
    viewer.add(new Axes(viewer.rig));
    keepClear(viewer);
    showTips();
    new TimeStrip(session);
    new BusyBar(session.tasks);
    persistence.parts = { panel, theme, plots: new Plots(session, theme), field, pointerTools };
    persistence.takeFiles(async (content) => (await text()).take(content));
    reportFailures(session, viewer, notices);
    const begin = (): void => {
        persistence.begin(launch, storage);
        reportStart(session, notices);
        hintAtFirst(hint);
    };
    session.ready.then(begin, (error: unknown) => reportStartFailure(error, launch, notices));
}

/** The pane of a model's text, loaded when it is first asked for. */
function onceWanted(session: Session, panel: Panel): () => Promise<TextPane> {
    let pane: TextPane | undefined;
    return async () => {
        const { TextPane } = await loadPart(
            "the pane of models",
            "text_pane",
            () => import("./ui/text_pane/text_pane"),
        );
        return (pane ??= new TextPane(session, (wanted) => panel.makeRoom(wanted)));
    };
}

function makeViewer(notices: Notices): Viewer | null {
    try {
        return new Viewer(byId<HTMLCanvasElement>("view"));
    } catch {
        byId("subtitle").textContent = "cannot draw";
        notices.show(
            "error",
            "This browser gave the page no WebGL 2, so nothing can be drawn. Switch hardware acceleration on, " +
                "or open the page in a current Firefox, Chrome, Edge or Safari.",
            { action: reload },
        );
        return null;
    }
}

function joinDisplay(
    session: Session,
    viewer: Viewer,
    display: Display,
    theme: ThemeChoice,
    persistence: Persistence,
): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) display.set("turning", false);
    viewer.rig.onTaken = () => persistence.undo.quietly(() => display.set("turning", false));
    bindDisplay(session, viewer, display, theme);
}

function joinFlight(rig: CameraRig, display: Display, hint: ToolHint): void {
    const show = (): void => {
        const flying = display.values.camera === "fly";
        rig.mode = flying ? "fly" : "orbit";
        hint.show(
            "fly",
            !flying
                ? null
                : hasFingers()
                  ? "One finger looks around, two fly: apart ahead, together aside; the menu ends it"
                  : "W A S D and Q E fly, drag looks around, the wheel sets the speed " +
                    `(${formatNumber(rig.flight.speed)}), Shift is faster, C ends`,
        );
    };
    rig.onSpeed = show;
    display.changed.listen(show);
}

function joinCommands(
    session: Session,
    viewer: Viewer,
    panel: Panel,
    display: Display,
    notices: Notices,
    theme: ThemeChoice,
    persistence: Persistence,
    pointerTools: PointerTools,
    write: () => void,
): void {
    const commands = new Commands();
    commands.add(
        ...runCommands(session),
        ...persistence.commands(),
        ...cameraCommands(session, viewer, display),
        ...fieldCommands(display),
        ...pointerTools.commands(),
        ...pageCommands(commands, session, panel, theme, write),
        galleryCommand(session, notices),
    );
    session.changed.listen(() => commands.refresh());
    display.changed.listen(() => commands.refresh());
    pointerTools.tools.changed.listen(() => commands.refresh());
    persistence.undo.changed.listen(() => commands.refresh());
}

function reportStart(session: Session, notices: Notices): void {
    document.body.classList.add("ready");
    reportProblems(session.problems, notices);
    if (session.whyNotThreaded !== null) {
        const action = { label: "Switch threads on", run: () => session.attempt(enableThreads) };
        notices.show("info", session.whyNotThreaded, { key: "threads", ...(canEnableThreads() ? { action } : {}) });
    }
}

/** Everything in the address that could not be used, in one notice. */
function reportProblems(problems: readonly string[], notices: Notices): void {
    if (problems.length > 0) notices.show("warning", problems.join("\n"), { key: "address" });
}

/** The engine did not start: the address may ask for too much. */
function reportStartFailure(error: unknown, launch: LaunchOptions, notices: Notices): void {
    byId("subtitle").textContent = "not running";
    reportProblems(launch.problems, notices);
    notices.show("error", error instanceof Error ? error.message : String(error), {
        key: "failure",
        action: location.search === "" ? reload : withDefaults,
    });
}

function reportFailures(session: Session, viewer: Viewer, notices: Notices): void {
    session.refused.listen((sentence) => notices.show("error", sentence, { key: "refused" }));
    let cause = "";
    session.failed.listen(({ sentence, fatal }) => {
        cause = sentence;
        notices.show(fatal ? "error" : "warning", sentence, { key: "failure", ...(fatal ? { action: reload } : {}) });
    });
    session.restarted.listen((sentence) => notices.show("info", `${cause}\n${sentence}`.trim(), { key: "failure" }));
    let shown: string | null = null; // once dismissed, the same warning stays away
    session.changed.listen(() => {
        const sentence = session.warning?.sentence ?? null;
        if (sentence === shown) return;
        shown = sentence;
        if (sentence === null) notices.dismiss("warning");
        else notices.show("warning", sentence, { key: "warning" });
    });
    missingParts.changed = (sentence) => {
        if (sentence === null) notices.dismiss("missing");
        else notices.show("warning", sentence, { key: "missing" });
    };
    viewer.onContextLost = () =>
        notices.show(
            "warning",
            "The browser took the graphics away; the run goes on. The picture comes back as soon as the browser " +
                "allows it.",
            { key: "graphics", action: reload },
        );
    viewer.onContextRestored = () => {
        notices.dismiss("graphics");
        session.compute.meshAgain();
    };
}

void main();
