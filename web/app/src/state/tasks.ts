// Work that takes long: its progress, and how to end it. The session adds the worker's long calls; code that works long
// on the main thread, for an export or a video, starts a task of its own:
//
//     const task = tasks.start("recording a video");
//     for (let i = 0; i < frames && !task.signal.aborted; i++) { ...; task.setFraction(i / frames); }
//     task.end();
import { Signal } from "./signal";

export class Task {
    readonly doing: string;
    readonly #tasks: Tasks;
    readonly #abort = new AbortController();
    #fraction: number | null = null;

    constructor(tasks: Tasks, doing: string) {
        this.#tasks = tasks;
        this.doing = doing;
    }

    /** How far it is, 0 to 1; null: not known. */
    get fraction(): number | null {
        return this.#fraction;
    }

    get signal(): AbortSignal {
        return this.#abort.signal;
    }

    setFraction(fraction: number | null): void {
        this.#fraction = fraction === null ? null : Math.min(1, Math.max(0, fraction));
        this.#tasks.changed.emit();
    }

    /** Asks the task to end. */
    cancel(): void {
        this.#abort.abort();
        this.#tasks.changed.emit();
    }

    end(): void {
        this.#tasks.ended(this);
    }
}

export class Tasks {
    readonly changed = new Signal<void>();
    readonly #tasks: Task[] = [];

    /** Under way, the newest last. */
    get all(): readonly Task[] {
        return this.#tasks;
    }

    start(doing: string): Task {
        const task = new Task(this, doing);
        this.#tasks.push(task);
        this.changed.emit();
        return task;
    }

    ended(task: Task): void {
        const at = this.#tasks.indexOf(task);
        if (at >= 0) this.#tasks.splice(at, 1);
        this.changed.emit();
    }
}
