// One value's worth of news for whoever listens; listening returns how to stop.
export class Signal<T> {
    readonly #listeners = new Set<(value: T) => void>();

    listen(listener: (value: T) => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    emit(value: T): void {
        for (const listener of this.#listeners) listener(value);
    }
}
