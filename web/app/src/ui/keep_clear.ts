// The box stands in the middle of what the open panes leave free of the window.
import { byId } from "../dom/elements";
import type { Viewer } from "../view/viewer";

const BESIDE_PANEL = 900; // pixels; in a narrower window the panel lies over the picture
const TITLE_ALONE = 60; // pixels; a panel as low as this shows only its title

export function keepClear(viewer: Viewer): void {
    const panel = byId("panel"),
        text = byId("text-pane"),
        root = document.documentElement;
    const update = (): void => {
        const right = coveredByPanel(panel),
            { left, bottom } = coveredByText(text);
        // there the panel lies over the other picture
        if (!document.body.classList.contains("compare")) viewer.covered = { left, right, bottom };
        root.style.setProperty("--covered", `${right}px`);
        root.style.setProperty("--covered-left", `${left}px`);
    };
    const watched = new ResizeObserver(update);
    watched.observe(panel);
    watched.observe(text);
    const shelf = byId("shelf");
    new ResizeObserver(() => root.style.setProperty("--shelf", `${shelf.offsetHeight}px`)).observe(shelf);
    addEventListener("resize", update);
}

function coveredByPanel(panel: HTMLElement): number {
    const { width, height } = panel.getBoundingClientRect();
    return innerWidth >= BESIDE_PANEL && height > TITLE_ALONE ? Math.round(width) : 0;
}

/** It stands at the left, or below the picture and the bars where it is as wide as the window. */
function coveredByText(text: HTMLElement): { left: number; bottom: number } {
    const { width, right } = text.getBoundingClientRect(),
        isBelow = width >= innerWidth;
    return {
        left: isBelow ? 0 : Math.round(right),
        bottom: isBelow ? Math.round(innerHeight - byId("bar").getBoundingClientRect().top) : 0,
    };
}
