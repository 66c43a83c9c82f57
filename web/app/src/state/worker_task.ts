// What the compute worker does that takes long, as one task of the page.
import type { Busy } from "../compute/base";
import type { Task, Tasks } from "./tasks";

export class WorkerTask {
    readonly #tasks: Tasks;
    readonly #cancel: () => void;
    #task: Task | null = null;

    constructor(tasks: Tasks, cancel: () => void) {
        this.#tasks = tasks;
        this.#cancel = cancel;
    }

    /** null: it is done. */
    update(busy: Busy | null): void {
        if (this.#task && this.#task.doing !== busy?.doing) {
            this.#task.end();
            this.#task = null;
        }
        if (busy === null) return;
        if (!this.#task) {
            this.#task = this.#tasks.start(busy.doing);
            this.#task.signal.addEventListener("abort", () => this.#cancel());
        }
        this.#task.setFraction(busy.fraction);
    }
}
