// Whether everything on the page can be seen and touched as it stands now: nothing outside the window, nothing too
// small for a finger, no room over another.
import type { Tab } from "./browsers.ts";

export const SMALLEST_TOUCH = 40; // pixels
const SMALLEST_CLICK = 16;

/** A line for everything that does not fit. */
export async function misfits(tab: Tab, touch: boolean): Promise<string[]> {
    return tab.evaluate(
        async ({ smallest }) => {
            // what follows a change of size has followed
            for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
            const found: string[] = [];
            const nameOf = (element: Element): string =>
                `${element.id ? `#${element.id}` : element.tagName.toLowerCase()} ` +
                `${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 24)}`;
            const say = (element: Element, what: string): void => {
                const { left, top, width, height } = element.getBoundingClientRect();
                found.push(`${nameOf(element)}: ${what} (${[left, top, width, height].map(Math.round).join(" ")})`);
            };
            const isSeen = (element: Element): boolean => {
                const { width, height } = element.getBoundingClientRect();
                return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
            };
            const isOutside = (element: Element): boolean => {
                const { left, top, right, bottom } = element.getBoundingClientRect();
                return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
            };
            // The nearest element that scrolls brings its own into view; it must be inside the window itself.
            const scroller = (element: Element): Element | null => {
                for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
                    const { overflowX, overflowY } = getComputedStyle(at);
                    if (/auto|scroll/.test(overflowX + overflowY)) return at;
                }
                return null;
            };
            // What can be reached now: beside an open dialog only the dialog's own.
            const dialog = document.querySelector("dialog[open]"),
                place = dialog ?? document.body;
            const controls = [...place.querySelectorAll("button, summary, select, textarea, input, a[href]")].filter(
                isSeen,
            );
            for (const control of controls) {
                const within = scroller(control) ?? control;
                if (isOutside(within)) say(within, "outside the window");
                // a ring around a handle, and a switch's whole row, take the finger too
                if (control.matches(".handle, .switch")) continue;
                const target = control.matches("[type=checkbox]") ? (control.closest("label") ?? control) : control;
                const { width, height } = target.getBoundingClientRect();
                if (height < smallest - 0.5 || (control.matches("button") && width < smallest - 0.5))
                    say(target, "too small");
            }
            if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than its window");
            if (dialog !== null) {
                if (isOutside(dialog)) say(dialog, "outside the window");
                return found;
            }
            const small = matchMedia("(max-width: 899px), (max-height: 520px)").matches,
                sheet = small ? "" : ", #actions, #tools";
            const rooms = [
                ...document.querySelectorAll(
                    `#hud > *, #panel, #time, #transport, #axes, #legends, #shelf > :not(#notices)${sheet}`,
                ),
            ].filter(isSeen);
            const mayLieOver = (a: Element, b: Element): boolean =>
                small && a.id === "panel" && b.parentElement?.id === "hud"; // opened over the statistics, by hand
            rooms.forEach((a, i) =>
                rooms.slice(i + 1).forEach((b) => {
                    const p = a.getBoundingClientRect(),
                        q = b.getBoundingClientRect();
                    const over = Math.min(
                        Math.min(p.right, q.right) - Math.max(p.left, q.left),
                        Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top),
                    );
                    if (over > 1 && !mayLieOver(a, b) && !mayLieOver(b, a))
                        say(a, `over ${nameOf(b)} by ${Math.round(over)}`);
                }),
            );
            return found;
        },
        { smallest: touch ? SMALLEST_TOUCH : SMALLEST_CLICK },
    );
}
