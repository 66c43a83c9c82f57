// Everything a person can do with one press, in one list: the buttons of the bars, the keys, and the page that lists
// the keys are made from it. Keys are off while the person types.
import { byId, isTyping, make, takesKey } from "../dom/elements";
import { type IconName, icon } from "./icons";

/**
 * The bars of buttons: nav#transport (the run), nav#actions (the work), nav#tools (what the pointer does, what is
 * seen).
 */
export type Bar = "transport" | "actions" | "tools";

export interface Command {
    readonly id: string; // also of its button
    readonly group: "Run" | "View" | "Edit" | "File" | "Page"; // on the page of keys
    readonly label: string | (() => string);
    /** Longer text for the page of keys. */
    readonly doc?: string;
    readonly bar?: Bar;
    readonly icon?: IconName | (() => IconName);
    /**
     * As KeyboardEvent.key tells them, " " written "Space", with "Ctrl+" (also Cmd) and "Shift+" before. Letters are
     * capital.
     */
    readonly keys?: readonly string[];
    /** How the page of keys writes them, where all of them would be a long row. */
    readonly caps?: readonly string[];
    /** press: the key, as written above, where it was one; again: it is held. */
    run(press?: string, again?: boolean): void;
    /** For a button that stays pressed. */
    isOn?(): boolean;
    isEnabled?(): boolean;
}

export class Commands {
    readonly #commands: Command[] = [];
    readonly #buttons = new Map<Command, HTMLButtonElement>();

    constructor() {
        addEventListener("keydown", (event) => this.#key(event));
    }

    get all(): readonly Command[] {
        return this.#commands;
    }

    /** Buttons come in the order in which their commands are added. */
    add(...commands: readonly Command[]): void {
        for (const command of commands) {
            this.#commands.push(command);
            if (command.bar !== undefined) this.#addButton(command, byId(command.bar));
        }
        this.refresh();
    }

    /** Shows again what is on, enabled, and called what. */
    refresh(): void {
        for (const [command, button] of this.#buttons) show(command, button);
    }

    run(id: string): void {
        const command = this.#commands.find((entry) => entry.id === id);
        if (command) this.#run(command);
    }

    #run(command: Command, press?: string, again?: boolean): void {
        if (command.isEnabled?.() === false) return;
        command.run(press, again);
        this.refresh();
    }

    #addButton(command: Command, bar: HTMLElement): void {
        const button = make("button", "");
        button.id = command.id;
        button.type = "button";
        button.addEventListener("click", () => this.#run(command));
        this.#buttons.set(command, button);
        bar.append(button);
        bar.hidden = false;
    }

    #key(event: KeyboardEvent): void {
        if (event.altKey || isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
        if (takesKey(event.target, event.key)) return;
        const pressed = nameOf(event);
        // Of several the one that came last and can run: while a tool is active, Space is the tool's.
        const meant = this.#commands.filter(({ keys }) => keys?.includes(pressed));
        const command = meant.findLast(({ isEnabled }) => isEnabled?.() !== false) ?? meant[0];
        if (!command) return;
        event.preventDefault();
        this.#run(command, pressed, event.repeat);
    }
}

export function textOf(command: Command): string {
    return typeof command.label === "string" ? command.label : command.label();
}

/** "Ctrl+Shift+Z"; Shift counts only with letters, since it is what makes a "?" of another key. */
function nameOf(event: KeyboardEvent): string {
    const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const shifted = event.shiftKey && (/^[A-Z]$/.test(key) || key.length > 1);
    return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${shifted ? "Shift+" : ""}${key}`;
}

function show(command: Command, button: HTMLButtonElement): void {
    const name = textOf(command),
        [key] = command.keys ?? [];
    const picture = typeof command.icon === "function" ? command.icon() : command.icon;
    if (picture !== undefined && button.dataset.icon !== picture) {
        button.dataset.icon = picture;
        button.replaceChildren(icon(picture));
    }
    button.setAttribute("aria-label", name);
    button.dataset.name = name;
    button.dataset.tip = key === undefined ? name : `${name}  ( ${key} )`;
    if (key !== undefined) button.setAttribute("aria-keyshortcuts", key.replace("Ctrl", "Control"));
    if (command.isOn !== undefined) button.setAttribute("aria-pressed", String(command.isOn()));
    if (command.isEnabled !== undefined) button.disabled = !command.isEnabled();
}
