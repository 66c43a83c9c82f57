// Texts to begin with: the models of the tree's models/ and a network.
import { nameOf } from "./kept_texts";
import { EXAMPLE } from "./network";

export interface Template {
    readonly group: "Equations" | "Molecules";
    readonly label: string;
    readonly text: string;
}

const MODELS: Record<string, string> = import.meta.glob("../../../../models/*.pde", {
    query: "?raw",
    import: "default",
    eager: true,
});

export const TEMPLATES: readonly Template[] = [
    ...Object.values(MODELS).map((text) => ({ group: "Equations" as const, label: nameOf(text), text })),
    { group: "Molecules", label: "Prey and hunters", text: EXAMPLE },
];

export function isTemplate(text: string): boolean {
    return TEMPLATES.some((template) => template.text === text);
}
