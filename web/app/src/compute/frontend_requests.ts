// The requests that the compute worker has not answered yet.
import type { ReplyValue } from "./base";

interface Waiting {
    readonly resolve: (value: ReplyValue) => void;
    readonly reject: (error: Error) => void;
}

export class PendingRequests {
    readonly #waiting = new Map<number, Waiting>();
    #nextId = 1;
    #idle = (): void => {
        /* nothing waits for that */
    };

    /** The id to send with the request, and its answer. */
    add(): { readonly id: number; readonly answer: Promise<ReplyValue> } {
        const id = this.#nextId++;
        return { id, answer: new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject })) };
    }

    /** Resolves when none waits. */
    async answered(): Promise<void> {
        while (this.#waiting.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    }

    resolve(id: number, value: ReplyValue): void {
        this.#take(id)?.resolve(value);
    }
    reject(id: number, error: Error): void {
        this.#take(id)?.reject(error);
    }

    /** The worker that was to answer is gone. */
    rejectAll(sentence: string): void {
        for (const { reject } of this.#waiting.values()) reject(new Error(sentence));
        this.#waiting.clear();
        this.#idle();
    }

    #take(id: number): Waiting | undefined {
        const waiting = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (this.#waiting.size === 0) this.#idle();
        return waiting;
    }
}
