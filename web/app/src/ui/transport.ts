// The bar of buttons at the bottom, and the keys that do the same. Keys are off while the person types.
import type { Session } from "../state/session";
import { byId, isTyping } from "./dom";
import { icon, type IconName } from "./icons";

export interface PageActions {
    resetView(): void;
    togglePanel(): void;
}

export class Transport {
    readonly #session: Session;
    readonly #page: PageActions;
    readonly #play = byId<HTMLButtonElement>("play");
    readonly #keys = byId<HTMLDialogElement>("keys");

    constructor(session: Session, page: PageActions) {
        this.#session = session;
        this.#page = page;
        this.#button("play", "pause", () => this.#playOrPause());
        this.#button("step", "step", () => this.#step());
        this.#button("reseed", "reseed", () => this.#reseed());
        this.#button("reset-view", "view", () => page.resetView());
        this.#button("toggle-panel", "panel", () => page.togglePanel());
        this.#button("help", "help", () => this.#keys.showModal());
        addEventListener("keydown", (event) => this.#key(event));
        session.changed.listen(() => this.#showState());
    }

    #button(id: string, picture: IconName, act: () => void): void {
        const button = byId(id);
        button.replaceChildren(icon(picture));
        button.addEventListener("click", act);
    }

    #showState(): void {
        const { running } = this.#session;
        this.#play.replaceChildren(icon(running ? "pause" : "play"));
        this.#play.setAttribute("aria-label", running ? "Pause" : "Play");
        this.#play.title = `${running ? "Pause" : "Play"}  ( Space )`;
    }

    #playOrPause(): void {
        if (this.#session.running) this.#session.pause();
        else this.#session.play();
    }

    #step(): void {
        if (this.#session.running) this.#session.pause();
        this.#session.attempt(() => this.#session.step(1));
    }

    #reseed(): void {
        this.#session.attempt(() => this.#session.reseed());
    }

    #preset(number: number): void {
        const preset = this.#session.model.presets[number - 1];
        if (preset) this.#session.attempt(() => this.#session.applyPreset(preset.id));
    }

    #key(event: KeyboardEvent): void {
        if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || this.#keys.open) return;
        // A focused button takes the space bar for itself.
        if (event.key === " " && event.target instanceof HTMLButtonElement) return;
        const actions: Record<string, () => void> = {
            " ": () => this.#playOrPause(), ".": () => this.#step(), r: () => this.#reseed(),
            f: () => this.#page.resetView(), h: () => this.#page.togglePanel(), "?": () => this.#keys.showModal(),
        };
        const act = /^[1-6]$/.test(event.key) ? () => this.#preset(Number(event.key)) : actions[event.key.toLowerCase()];
        if (!act) return;
        event.preventDefault();
        act();
    }
}
