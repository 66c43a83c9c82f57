// Tooltips: the text of data-tip beside an element while the pointer rests on it, on keyboard focus, and at a touch.
// One box for the whole page; screen readers get the text from the elements themselves.
import { make } from "../dom/elements";

const REST_MS = 450;
const AWAY_MS = 120; // so that the pointer may cross a gap
const GAP = 8;

export function showTips(): void {
    const tip = new Tip();
    addEventListener("pointerover", (event) => {
        if (event.pointerType !== "touch") tip.point(ownerOf(event.target));
    });
    addEventListener("pointerdown", (event) => {
        const owner = ownerOf(event.target);
        tip.hide();
        // what does nothing else
        if (event.pointerType === "touch" && owner?.matches("label, span, dd, .parameter")) tip.show(owner);
    });
    addEventListener("focusin", ({ target }) => {
        const row = target instanceof HTMLElement && target.matches(":focus-visible") ? target : null;
        const owner =
            row && (ownerOf(row) ?? row.parentElement?.querySelector<HTMLElement>(":scope > label[data-tip]"));
        if (owner) tip.show(owner);
    });
    addEventListener("focusout", () => tip.hide());
    addEventListener("scroll", () => tip.hide(), { capture: true, passive: true });
    addEventListener("keydown", ({ key }) => {
        if (key === "Escape") tip.hide();
    });
}

class Tip {
    readonly #box = make("div", "");
    #soon: ReturnType<typeof setTimeout> | undefined;
    #shownFor: Element | null = null;

    constructor() {
        this.#box.id = "tip";
        this.#box.hidden = true;
        this.#box.setAttribute("aria-hidden", "true");
        document.body.append(this.#box);
    }

    hide(): void {
        clearTimeout(this.#soon);
        this.#box.hidden = true;
        this.#shownFor = null;
    }

    show(owner: Element): void {
        clearTimeout(this.#soon);
        this.#shownFor = owner;
        fill(this.#box, owner.getAttribute("data-tip") ?? "");
        place(this.#box, owner.getBoundingClientRect());
    }

    /** The pointer has come over this element, or over none that has a tip. */
    point(owner: Element | null): void {
        clearTimeout(this.#soon);
        if (owner === this.#shownFor) return;
        const act = owner === null ? (): void => this.hide() : (): void => this.show(owner);
        this.#soon = setTimeout(act, owner === null || this.#shownFor !== null ? AWAY_MS : REST_MS);
    }
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
