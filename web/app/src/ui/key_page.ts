// The page of keys, made from the list of commands whenever it is opened.
import { textOf, type Command, type Commands } from "./commands";
import { byId, make } from "./dom";

export class KeyPage {
    readonly #dialog = byId<HTMLDialogElement>("keys");
    readonly #list = byId("keys-list");
    readonly #commands: Commands;

    constructor(commands: Commands) {
        this.#commands = commands;
    }

    open(): void {
        const withKeys = this.#commands.all.filter(({ keys }) => keys !== undefined);
        const groups = [...new Set(withKeys.map(({ group }) => group))];
        this.#list.replaceChildren(...groups.map((group) => section(group, withKeys.filter((command) => command.group === group))));
        this.#dialog.showModal();
    }
}

function section(title: string, commands: readonly Command[]): HTMLElement {
    const element = make("section", ""), list = make("dl", "");
    element.append(make("h3", "", title), list);
    for (const command of commands) {
        const row = make("div", ""), keys = make("dt", "");
        keys.append(...written(command.keys ?? []));
        row.append(keys, make("dd", "", command.doc ?? textOf(command)));
        list.append(row);
    }
    return element;
}

/** One key, or the first and the last of a row of them. */
function written(keys: readonly string[]): (Node | string)[] {
    const caps = [...new Set([keys[0], keys.at(-1)])].map((key) => make("kbd", "", key));
    return caps.flatMap((cap, i) => (i === 0 ? [cap] : [" to ", cap]));
}
