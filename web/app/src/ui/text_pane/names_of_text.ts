// The names that a text gives, found without the library: they are wanted while a text is still wrong, too.

export type NameKind = "parameter" | "field" | "map" | "let" | "species" | "view" | "start" | "preset";

export interface NameOfText {
    readonly name: string;
    readonly kind: NameKind;
    readonly value: string; // what stands behind the name, without labels, sentences and comments
    readonly doc: string; // its label or sentence
}

const LINE = /^[ \t]*(parameter|field|map|let|species|view|start|preset)[ \t]+([A-Za-z_]\w*)(.*)$/gm;

export function namesOf(text: string): readonly NameOfText[] {
    return [...text.matchAll(LINE)].map(([, kind = "", name = "", rest = ""]) => {
        const said = [...rest.matchAll(/"([^"]*)"/g)].map(([, words = ""]) => words);
        const value = rest
            .replace(/"[^"]*"/g, "")
            .replace(/#.*$/, "")
            .replace(/\s+/g, " ")
            .trim();
        return { name, kind: kind as NameKind, value, doc: said.at(-1) ?? "" };
    });
}
