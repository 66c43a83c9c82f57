// Commands about the page itself: what is seen of it, and how it looks.

import { loadPart } from "../compute/load_part";
import { byId, GUIDE } from "../dom/elements";
import type { Session } from "../state/session";
import type { ThemeChoice } from "../state/theme";
import type { Command, Commands } from "./commands";
import type { Panel } from "./panel/panel";

/** write: opens the pane of a model's text. */
export function pageCommands(
    commands: Commands,
    session: Session,
    panel: Panel,
    theme: ThemeChoice,
    write: () => void,
): Command[] {
    const help = async (): Promise<void> =>
        (await loadPart("the page of keys", "key_page", () => import("./key_page"))).openKeyPage(commands);
    theme.changed.listen(() => commands.refresh());
    closeMoreByItself(commands);
    return [
        {
            id: "toggle-panel",
            group: "Page",
            label: "Hide or show the panel",
            bar: "transport",
            icon: "panel",
            keys: ["H"],
            run: () => panel.toggle(),
        },
        {
            id: "theme",
            group: "Page",
            label: () => (theme.now === "dark" ? "Light page" : "Dark page"),
            doc: "dark or light page",
            bar: "transport",
            icon: () => (theme.now === "dark" ? "sun" : "moon"),
            keys: ["T"],
            run: () => theme.toggle(),
        },
        {
            id: "help",
            group: "Page",
            label: "Keys and how to look around",
            bar: "transport",
            icon: "help",
            keys: ["?"],
            run: () => session.attempt(help),
        },
        {
            id: "guide",
            group: "Page",
            label: "The guide, with pictures",
            keys: ["F1"],
            run: () => window.open(GUIDE, "_blank", "noopener"),
        },
        { id: "write", group: "Page", label: "Write a model: equations or reactions", keys: ["E"], run: write },
        { id: "find-setting", group: "Page", label: "Find a setting", keys: ["/"], run: () => panel.find() },
        {
            id: "more",
            group: "Page",
            label: "More: work and tools",
            bar: "transport",
            icon: "more",
            isOn: isMoreOpen,
            run: () => openMore(!isMoreOpen()),
        },
    ];
}

// In a small window the bars of work and tools are one sheet.

function isMoreOpen(): boolean {
    return document.body.classList.contains("more");
}

function openMore(open: boolean): void {
    document.body.classList.toggle("more", open);
    if (open) document.querySelector<HTMLElement>("#bars button:enabled")?.focus();
}

/** The sheet goes when something of it was chosen, at Escape, and at a touch beside it. */
function closeMoreByItself(commands: Commands): void {
    const close = (): void => {
        if (!isMoreOpen()) return;
        openMore(false);
        commands.refresh();
    };
    byId("bars").addEventListener("click", close);
    byId("view").addEventListener("pointerdown", close);
    addEventListener("keydown", ({ key }) => {
        if (key !== "Escape" || !isMoreOpen()) return;
        close();
        byId("more").focus();
    });
}
