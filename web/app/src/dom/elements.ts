// Small helpers for the page's own elements.

/** The address of the guide, which stands beside the page (guide/plugin.ts). */
export const GUIDE = "docs/guide/index.html";

/** The element with this id, which index.html promises. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
    const element = document.getElementById(id);
    if (!element) throw new Error(`index.html has no element #${id}`);
    return element as T;
}

export function make<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    className: string,
    text = "",
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
}

/**
 * What comes and goes beside the picture stands here: in a small window one above the other, elsewhere each in its own
 * place.
 */
export function putOnShelf(element: HTMLElement): void {
    byId("shelf").append(element);
}

/** True where a finger is the pointer. */
export function hasFingers(): boolean {
    return matchMedia("(pointer: coarse)").matches;
}

/** True where a key press belongs to a text field or a list, not to the page. */
export function isTyping(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    const inside = target.shadowRoot?.activeElement; // of an editor, whose events come as if from its frame
    if (inside) return isTyping(inside);
    if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
        return true;
    return target instanceof HTMLInputElement && !["checkbox", "button", "range", "radio"].includes(target.type);
}

/**
 * True where the focused element does something of its own with this key: a slider with arrows, a button with the space
 * bar or Enter.
 */
export function takesKey(target: EventTarget | null, key: string): boolean {
    if (!(target instanceof HTMLElement)) return false;
    if (target instanceof HTMLInputElement && target.type === "range") return /^(Arrow|Page|Home|End)/.test(key);
    return (key === " " || key === "Enter") && target.matches("button, summary, a, input");
}
