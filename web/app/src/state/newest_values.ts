// Values that a slider gives faster than they are answered: of many in a row only the newest is sent, once the one
// before is answered.
export class NewestValues {
    readonly #send: (name: string, value: number) => Promise<unknown>;
    readonly #refused: (error: unknown) => void;
    readonly #waiting = new Map<string, number>(); // name -> newest value, while an older one is on its way

    constructor(send: (name: string, value: number) => Promise<unknown>, refused: (error: unknown) => void) {
        this.#send = send;
        this.#refused = refused;
    }

    get(name: string): number | undefined {
        return this.#waiting.get(name);
    }

    set(name: string, value: number): void {
        const first = !this.#waiting.has(name);
        this.#waiting.set(name, value);
        if (first) void this.#sendAll(name);
    }

    async #sendAll(name: string): Promise<void> {
        try {
            for (let sent = NaN; this.#waiting.get(name) !== sent; ) {
                sent = this.#waiting.get(name)!;
                await this.#send(name, sent);
            }
            this.#waiting.delete(name);
        } catch (error) {
            this.#waiting.delete(name);
            this.#refused(error);
        }
    }
}
