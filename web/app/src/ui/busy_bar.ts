// The bar of what takes long: what is done, how far it is, and a button that ends it. It comes after half a second, so
// that what is quick does not flicker.

import { make, putOnShelf } from "../dom/elements";
import type { Task, Tasks } from "../state/tasks";

const AFTER_MS = 500;

export class BusyBar {
    readonly #tasks: Tasks;
    readonly #pane = make("section", "");
    readonly #rows = new Map<Task, Row>();

    constructor(tasks: Tasks) {
        this.#tasks = tasks;
        this.#pane.id = "busy";
        this.#pane.setAttribute("aria-label", "Under way");
        putOnShelf(this.#pane);
        tasks.changed.listen(() => this.#show());
    }

    #show(): void {
        for (const [task, row] of this.#rows) {
            if (this.#tasks.all.includes(task)) continue;
            row.remove();
            this.#rows.delete(task);
        }
        for (const task of this.#tasks.all) {
            let row = this.#rows.get(task);
            if (!row) this.#rows.set(task, (row = new Row(task, this.#pane)));
            row.show();
        }
    }
}

class Row {
    readonly #task: Task;
    readonly #element = make("div", "task");
    readonly #label = make("span", "doing");
    readonly #bar = document.createElement("progress");
    readonly #stop = make("button", "", "Stop");
    readonly #soon: ReturnType<typeof setTimeout>;

    constructor(task: Task, pane: HTMLElement) {
        this.#task = task;
        this.#bar.setAttribute("aria-label", task.doing);
        this.#stop.type = "button";
        this.#stop.addEventListener("click", () => task.cancel());
        this.#element.append(this.#label, this.#bar, this.#stop);
        this.#soon = setTimeout(() => pane.append(this.#element), AFTER_MS);
    }

    show(): void {
        const { doing, fraction, signal } = this.#task;
        this.#label.textContent = signal.aborted
            ? `${doing}: stopping`
            : fraction === null
              ? doing
              : `${doing}, ${Math.floor(100 * fraction)} %`;
        if (fraction === null) this.#bar.removeAttribute("value");
        else this.#bar.value = fraction;
        this.#stop.disabled = signal.aborted;
    }

    remove(): void {
        clearTimeout(this.#soon);
        this.#element.remove();
    }
}
