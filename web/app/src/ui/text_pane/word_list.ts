// "What can I write?": every word of the language with its meaning; a press writes it where the cursor stands.
import { make } from "../../dom/elements";
import type { Word } from "./vocabulary";

const TITLES: Readonly<Record<Word["place"], string>> = {
    line: "A line begins with",
    within: "Within a line",
    function: "In expressions: + - * / ^, < <= > >= == !=, and functions",
    value: "In expressions: what is known",
    pattern: "In a start",
};

/** write: what was pressed, to be put into the text. */
export function fillWordList(list: HTMLElement, words: readonly Word[], write: (form: string) => void): void {
    const sections = Object.entries(TITLES).flatMap(([place, title]) => {
        const here = words.filter((word) => word.place === place);
        if (here.length === 0) return [];
        const section = make("section", ""),
            items = make("ul", "");
        items.append(...here.map((word) => item(word, write)));
        section.append(make("h3", "", title), items);
        return [section];
    });
    list.replaceChildren(
        make("p", "", "One statement a line; # begins a comment. A press writes it into the text."),
        ...sections,
    );
}

function item({ form, doc }: Word, write: (form: string) => void): HTMLElement {
    const row = make("li", ""),
        button = make("button", "choice");
    button.type = "button";
    button.append(make("code", "", form), make("span", "", doc));
    button.addEventListener("click", () => write(form));
    row.append(button);
    return row;
}
