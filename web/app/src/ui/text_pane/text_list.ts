// The models to take up: a person's own, which have names and can be deleted and brought back, and the templates.
import { make } from "../../dom/elements";
import { deleteText, nameOf, type OwnText, ownTexts, renameText, sentenceOf, shownNames } from "../../state/own_texts";
import { TEMPLATES } from "../../state/templates";

export interface Chosen {
    readonly text: string;
    readonly id: string | null; // of a model of one's own
}

export interface ListListener {
    choose(chosen: Chosen): void;
    /** The browser did not store a change. */
    notStored(): void;
}

/** Fills the list anew. */
export function fillTextList(list: HTMLElement, listener: ListListener): void {
    const own = ownTexts(),
        names = shownNames(own);
    const groups = [
        section(
            "Yours",
            own.map((text, i) => ownRow(list, text, names[i]!, listener)),
            "Models that you write are kept here once they have run.",
        ),
        ...(["Equations", "Molecules"] as const).map((group) =>
            section(
                group,
                TEMPLATES.filter((template) => template.group === group).map(({ label, doc, text }) =>
                    rowOf(choice(label, doc, () => listener.choose({ text, id: null }))),
                ),
            ),
        ),
    ];
    list.replaceChildren(...groups);
}

function section(title: string, rows: readonly HTMLElement[], empty = ""): HTMLElement {
    const element = make("section", ""),
        items = make("ul", "");
    items.append(...rows);
    element.append(make("h3", "", title), rows.length === 0 ? make("p", "", empty) : items);
    return element;
}

function rowOf(...parts: readonly HTMLElement[]): HTMLElement {
    const item = make("li", "");
    item.append(...parts);
    return item;
}

function choice(name: string, doc: string, choose: () => void): HTMLButtonElement {
    const button = make("button", "choice");
    button.type = "button";
    button.append(make("b", "", name), make("span", "", doc));
    button.addEventListener("click", choose);
    return button;
}

function small(label: string, name: string, act: () => void): HTMLButtonElement {
    const button = make("button", "small", label);
    button.type = "button";
    button.setAttribute("aria-label", `${label} ${name}`);
    button.addEventListener("click", act);
    return button;
}

function ownRow(list: HTMLElement, own: OwnText, name: string, listener: ListListener): HTMLElement {
    const doc = sentenceOf(own.text);
    const item = rowOf(
        choice(name, doc === name ? "" : doc, () => listener.choose({ text: own.text, id: own.id })),
        small("Rename", name, () => item.replaceChildren(renaming(list, own, name, listener))),
        small("Delete", name, () => deleteRow(list, item, own, name, listener)),
    );
    return item;
}

/** A field in the row's place; Enter or leaving it renames, Escape does not. */
function renaming(list: HTMLElement, own: OwnText, name: string, listener: ListListener): HTMLElement {
    const field = make("input", "");
    Object.assign(field, { value: own.name ?? nameOf(own.text), maxLength: 40 });
    field.setAttribute("aria-label", `New name of ${name}`);
    let over = false;
    const end = (rename: boolean): void => {
        if (over) return;
        over = true;
        if (rename && !renameText(own.id, field.value)) listener.notStored();
        fillTextList(list, listener);
        list.querySelector<HTMLElement>(".choice")?.focus();
    };
    field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === "Enter");
    });
    field.addEventListener("blur", () => end(true));
    queueMicrotask(() => field.select());
    return field;
}

/** Until the list is shown anew, what was deleted can be brought back from its row. */
function deleteRow(list: HTMLElement, item: HTMLElement, own: OwnText, name: string, listener: ListListener): void {
    const bringBack = deleteText(own.id),
        undo = small("Undo", `deleting ${name}`, () => {
            if (!bringBack()) listener.notStored();
            fillTextList(list, listener);
        });
    item.replaceChildren(make("span", "gone", `${name} is deleted.`), undo);
    undo.focus();
}
