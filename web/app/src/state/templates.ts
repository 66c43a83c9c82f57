// Texts to begin with: the models of the tree's models/ and a network.
import { nameOf, sentenceOf } from "./own_texts";

export interface Template {
    readonly group: "Equations" | "Molecules";
    readonly label: string;
    readonly doc: string;
    readonly text: string;
}

const PREY = `# Prey is born, hunters eat it, hunters starve.
parameter birth = 1 in 0..4     "How fast prey is born."
parameter eat   = 0.02 in 0..1  "How well hunters catch prey."
parameter die   = 0.6 in 0..4   "How fast hunters starve."

species prey    D = 0.2  initial = 20  patch = 20
species hunter  D = 0.1  initial = 2   patch = 30

reaction prey -> 2 prey             rate birth
reaction prey + hunter -> 2 hunter  rate eat
reaction hunter -> 0                rate die
reaction 2 prey -> prey             rate 0.01
`;

const MODELS: Record<string, string> = import.meta.glob("../../../../models/*.pde", {
    query: "?raw",
    import: "default",
    eager: true,
});

export const TEMPLATES: readonly Template[] = [
    ...Object.values(MODELS).map((text) => ({
        group: "Equations" as const,
        label: nameOf(text),
        doc: sentenceOf(text),
        text,
    })),
    {
        group: "Molecules",
        label: "Prey and hunters",
        doc: "Single molecules that hop and react: prey is born, hunters eat it and starve.",
        text: PREY,
    },
];

/** The text to begin with, where nothing was written yet. */
export const FIRST_TEXT = TEMPLATES.find(({ text }) => text.includes('model "FitzHugh'))?.text ?? PREY;

export function isTemplate(text: string): boolean {
    return TEMPLATES.some((template) => template.text === text);
}
