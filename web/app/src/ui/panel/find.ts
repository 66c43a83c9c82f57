// Finds settings: of the rows of the panel only those stay whose name, symbol, meaning, choices or section hold every word.
import { make } from "../dom";
import "./find.css";
import type { Folder } from "./folder";

/** Small letters without accents and without the line of "D_u". */
export function plain(text: string): string {
    return text.normalize("NFKD").replace(/[\u0300-\u036f_]/g, "").toLowerCase();
}

/** Every word of what is looked for is somewhere in the text. */
export function holds(text: string, wanted: string): boolean {
    const inside = plain(text);
    return plain(wanted).split(/\s+/).every((word) => inside.includes(word));
}

/** word: where it is said what was found. */
export function findIn(root: Folder, wanted: string, word: HTMLElement): void {
    const looking = wanted.trim() !== "";
    let count = 0;
    for (const row of rowsOf(root.element)) {
        row.hidden = looking && !holds(wordsOf(row), wanted);
        if (!row.hidden) count++;
    }
    for (const folder of root.folders) folder.reveal(looking ? rowsOf(folder.element).some(({ hidden }) => !hidden) : null);
    root.element.classList.toggle("looking", looking);
    word.replaceChildren(...(looking ? told(wanted.trim(), count, root) : []));
}

function rowsOf(element: HTMLElement): HTMLElement[] {
    return [...element.querySelectorAll<HTMLElement>(".row")];
}

/** "Reaction feed", "feed", and all that the row says: label, symbol, sentence, choices. */
function wordsOf(row: HTMLElement): string {
    const { control = "", parameter = "", tip = "" } = row.dataset;
    return `${control} ${parameter} ${tip} ${row.textContent ?? ""}`;
}

function told(wanted: string, count: number, root: Folder): (Node | string)[] {
    if (count > 0) return [`${count} ${count === 1 ? "setting" : "settings"}`];
    const all = make("button", "", "Show all");
    all.type = "button";
    all.addEventListener("click", () => {
        const input = root.element.querySelector<HTMLInputElement>("#find")!;
        input.value = "";
        input.dispatchEvent(new Event("input"));
        input.focus();
    });
    return [`No setting is called “${wanted}”, and none speaks of it. `, all];
}
