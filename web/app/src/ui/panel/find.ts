// Finds settings: of the rows of the panel only those stay whose name, symbol, meaning, choices, section or other names
// hold every word. Beside them it leads to buttons of the page that are called so.
import { make } from "../../dom/elements";
import "./find.css";
import { own } from "../../state/model_tables";
import type { Folder } from "./folder";
import { ELSEWHERE, SETTINGS } from "./synonyms";

const SHORTEST = 3; // letters, before a word stands for a button

/** Small letters without accents and without the line of "D_u". */
export function plain(text: string): string {
    return text
        .normalize("NFKD")
        .replace(/[\u0300-\u036f_]/g, "")
        .toLowerCase();
}

/** True where every search word occurs in the text. */
export function holds(text: string, wanted: string): boolean {
    const inside = plain(text);
    return plain(wanted)
        .split(/\s+/)
        .every((word) => inside.includes(word));
}

/** status: the element that reports what was found. */
export function findIn(root: Folder, wanted: string, status: HTMLElement): void {
    const looking = wanted.trim() !== "";
    let count = 0;
    for (const row of rowsOf(root.element)) {
        row.hidden = looking && !holds(tokens(row), wanted);
        if (!row.hidden) count++;
    }
    for (const folder of root.folders)
        folder.reveal(looking ? rowsOf(folder.element).some(({ hidden }) => !hidden) : null);
    root.element.classList.toggle("looking", looking);
    status.replaceChildren(...(looking ? summary(wanted.trim(), count, root) : []));
}

function rowsOf(element: HTMLElement): HTMLElement[] {
    return [...element.querySelectorAll<HTMLElement>(".row")];
}

/** The text that is searched: "Reaction feed", "feed", label, symbol, sentence, choices, synonyms. */
function tokens(row: HTMLElement): string {
    const { control = "", parameter = "", tip = "" } = row.dataset;
    return (
        `${control} ${parameter} ${tip} ${own(SETTINGS, control) ?? ""} ${own(SETTINGS, parameter) ?? ""} ` +
        `${row.textContent ?? ""}`
    );
}

function summary(wanted: string, count: number, root: Folder): (Node | string)[] {
    const others = elsewhere(wanted);
    if (count > 0) return [`${count} ${count === 1 ? "setting" : "settings"}`, ...others];
    if (others.length > 0) return ["Not in the panel, but here:", ...others];
    const all = button("Show all", () => {
        const input = root.element.querySelector<HTMLInputElement>("#find")!;
        input.value = "";
        input.dispatchEvent(new Event("input"));
        input.focus();
    });
    return [`No setting is called “${wanted}”, and none speaks of it. `, all];
}

/** What is no setting and is called so: pressed as if it were pressed where it stands, or gone to. */
function elsewhere(wanted: string): HTMLButtonElement[] {
    if (wanted.length < SHORTEST) return [];
    return Object.entries(ELSEWHERE).flatMap(([id, names]) => {
        const element = document.getElementById(id),
            name = element?.dataset.name ?? element?.getAttribute("aria-label") ?? "";
        if (element === null || !holds(`${name} ${names}`, wanted)) return [];
        if (element instanceof HTMLButtonElement) return [button(name, () => element.click())];
        // a small window has no room for it
        return element.getClientRects().length > 0 ? [button(name, () => element.focus())] : [];
    });
}

function button(text: string, press: () => void): HTMLButtonElement {
    const made = make("button", "", text);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
}
