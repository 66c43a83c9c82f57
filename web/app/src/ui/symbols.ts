// The tables write symbols as TeX does ("D_u", "\Delta t"); here they become text with real subscripts.
import { LETTERS } from "../state/letters";
import { own } from "../state/model_tables";

/** "D_u" -> D with a subscript u, "l^2/t" -> l²/t. */
export function typeset(tex: string): DocumentFragment {
    const fragment = document.createDocumentFragment();
    const text = tex.replace(/\\([A-Za-z]+) ?/g, (_, name: string) => own(LETTERS, name) ?? name);
    for (const [, plain = "", mark = "", braced = "", single = ""] of text.matchAll(
        /([^_^]+)|([_^])(?:\{([^}]*)\}|(.))/g,
    )) {
        if (mark === "") fragment.append(plain);
        else fragment.append(raised(mark, braced || single));
    }
    return fragment;
}

export function plainText(tex: string): string {
    return typeset(tex).textContent ?? "";
}

function raised(mark: string, text: string): HTMLElement {
    const element = document.createElement(mark === "_" ? "sub" : "sup");
    element.textContent = text;
    return element;
}
