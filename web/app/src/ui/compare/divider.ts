// The line between two pictures: dragged by pointer or by arrow keys.
import { make } from "../../dom/elements";

const LEAST = 15,
    MOST = 85,
    STEP = 2; // percent of the window's width

/** covered: pixels at the right that the panel takes; at first both pictures get half of the rest. */
export function makeDivider(covered: number, moved: () => void): HTMLElement {
    const divider = make("div", ""),
        root = document.documentElement;
    let share = 50;
    const move = (percent: number): void => {
        share = Math.min(MOST, Math.max(LEAST, percent));
        root.style.setProperty("--split", `${share}%`);
        divider.setAttribute("aria-valuenow", String(Math.round(share)));
        moved();
    };
    divider.id = "compare-divider";
    divider.tabIndex = 0;
    for (const [name, value] of Object.entries({
        role: "separator",
        "aria-orientation": "vertical",
        "aria-label": "Between run A and run B",
        "aria-valuemin": String(LEAST),
        "aria-valuemax": String(MOST),
    }))
        divider.setAttribute(name, value);
    divider.addEventListener("pointerdown", (event) => divider.setPointerCapture(event.pointerId));
    divider.addEventListener("pointermove", (event) => {
        if (divider.hasPointerCapture(event.pointerId)) move((100 * event.clientX) / innerWidth);
    });
    divider.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        move(share + by);
    });
    move(50 * (1 - covered / innerWidth));
    return divider;
}
