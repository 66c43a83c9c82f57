// Dark or light: as the system has it, until the person chooses. The style sheets follow the root's data-theme by
// themselves (light-dark() in colours.css); code that draws on a canvas listens to `changed`.
import { readSetting, writeSetting } from "./local_settings";
import { Signal } from "./signal";

export type Theme = "dark" | "light";

export class ThemeChoice {
    readonly changed = new Signal<Theme>();
    readonly #system = matchMedia("(prefers-color-scheme: light)");
    #chosen: Theme | null = readStored();

    constructor() {
        this.#show();
        this.#system.addEventListener("change", () => this.#show());
    }

    get now(): Theme {
        return this.#chosen ?? (this.#system.matches ? "light" : "dark");
    }

    /** null: as the system has it. */
    choose(theme: Theme | null): void {
        this.#chosen = theme;
        writeSetting("theme", theme);
        this.#show();
    }

    toggle(): void {
        this.choose(this.now === "dark" ? "light" : "dark");
    }

    #show(): void {
        const root = document.documentElement;
        if (this.#chosen === null) delete root.dataset.theme;
        else root.dataset.theme = this.#chosen;
        this.changed.emit(this.now);
    }
}

function readStored(): Theme | null {
    const text = readSetting("theme");
    return text === "dark" || text === "light" ? text : null;
}
