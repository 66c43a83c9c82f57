// The requests that the compute worker has not answered yet.
import type { ReplyValue } from "./base";

interface Waiting {
    readonly resolve: (value: ReplyValue) => void;
    readonly reject: (error: Error) => void;
}

export class PendingRequests {
    readonly #waiting = new Map<number, Waiting>();
    #nextId = 1;

    /** The id to send with the request, and its answer. */
    add(): { readonly id: number; readonly answer: Promise<ReplyValue> } {
        const id = this.#nextId++;
        return { id, answer: new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject })) };
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
    }

    #take(id: number): Waiting | undefined {
        const waiting = this.#waiting.get(id);
        this.#waiting.delete(id);
        return waiting;
    }
}
