// What an element with data-tip is for: said beside it while the pointer rests on it, when the keyboard comes to it,
// and at a touch. One box for the whole page. Screen readers have the words from the elements themselves.
import { make } from "../dom/elements";

const REST_MS = 450;
const AWAY_MS = 120; // so that the pointer may cross a gap
const GAP = 8;

export function showTips(): void {
    const box = make("div", "");
    box.id = "tip";
    box.hidden = true;
    box.setAttribute("aria-hidden", "true");
    document.body.append(box);
    let soon: ReturnType<typeof setTimeout> | undefined,
        shownFor: Element | null = null;
    const hide = (): void => {
        clearTimeout(soon);
        box.hidden = true;
        shownFor = null;
    };
    const show = (owner: Element): void => {
        clearTimeout(soon);
        shownFor = owner;
        fill(box, owner.getAttribute("data-tip") ?? "");
        place(box, owner.getBoundingClientRect());
    };
    const later = (ms: number, act: () => void): void => {
        clearTimeout(soon);
        soon = setTimeout(act, ms);
    };
    addEventListener("pointerover", (event) => {
        if (event.pointerType === "touch") return;
        const owner = ownerOf(event.target);
        if (owner === shownFor) clearTimeout(soon);
        else if (owner) later(shownFor ? AWAY_MS : REST_MS, () => show(owner));
        else later(AWAY_MS, hide);
    });
    addEventListener("pointerdown", (event) => {
        const owner = ownerOf(event.target);
        hide();
        // what does nothing else
        if (event.pointerType === "touch" && owner?.matches("label, span, dd, .parameter")) show(owner);
    });
    addEventListener("focusin", ({ target }) => {
        const row = target instanceof HTMLElement && target.matches(":focus-visible") ? target : null;
        const owner =
            row && (ownerOf(row) ?? row.parentElement?.querySelector<HTMLElement>(":scope > label[data-tip]"));
        if (owner) show(owner);
    });
    addEventListener("focusout", hide);
    addEventListener("scroll", hide, { capture: true, passive: true });
    addEventListener("keydown", ({ key }) => {
        if (key === "Escape") hide();
    });
}

function ownerOf(target: EventTarget | null): Element | null {
    return target instanceof Element ? target.closest("[data-tip]") : null;
}

/** The first line is the sentence, the others are details. */
function fill(box: HTMLElement, text: string): void {
    const [sentence = "", ...details] = text.split("\n");
    box.replaceChildren(make("p", "", sentence), ...details.map((line) => make("p", "details", line)));
}

/** Beside what is at the right edge, else below or above. */
function place(box: HTMLElement, owner: DOMRect): void {
    box.hidden = false;
    const { width, height } = box.getBoundingClientRect();
    const beside = owner.left > innerWidth / 2 && owner.left - width - GAP > 0 && owner.width > 60;
    const below = owner.bottom + GAP + height < innerHeight;
    const left = beside ? owner.left - width - GAP - 6 : owner.left + owner.width / 2 - width / 2;
    const top = beside
        ? owner.top + owner.height / 2 - height / 2
        : below
          ? owner.bottom + GAP
          : owner.top - height - GAP;
    box.style.left = `${Math.max(GAP, Math.min(innerWidth - width - GAP, left))}px`;
    box.style.top = `${Math.max(GAP, Math.min(innerHeight - height - GAP, top))}px`;
}
