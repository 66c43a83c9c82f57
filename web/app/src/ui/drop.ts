// Files that are dropped on the page or chosen in a dialog. The extension decides who reads a file; an unknown one is
// refused with the list of what can be read.

export interface FileTaker {
    readonly ending: string; // ".rxn"
    readonly largestBytes: number;
    take(file: File): Promise<void>;
}

export class FilesIn {
    readonly #takers: readonly FileTaker[];
    readonly #refuse: (sentence: string) => void;

    constructor(takers: readonly FileTaker[], refuse: (sentence: string) => void) {
        this.#takers = takers;
        this.#refuse = refuse;
        addEventListener("dragover", (event) => {
            if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
        });
        addEventListener("drop", (event) => {
            const files = [...(event.dataTransfer?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            void this.takeFirst(files);
        });
    }

    /** Asks the person for a file. */
    choose(): void {
        const input = document.createElement("input");
        input.type = "file";
        input.accept = this.#takers.map(({ ending }) => ending).join();
        input.addEventListener("change", () => void this.takeFirst([...(input.files ?? [])]));
        input.click();
    }

    /** One file is one run: of several only the first is read, and a notice says so. */
    async takeFirst([file, ...more]: readonly File[]): Promise<void> {
        if (file === undefined) return;
        const names = more.map(({ name }) => name).join(", ");
        if (more.length > 0)
            this.#refuse(`${file.name} was opened; one at a time, so these were not: ${names.slice(0, 200)}.`);
        await this.#take(file);
    }

    async #take(file: File): Promise<void> {
        const taker = this.#takers.find(({ ending }) => file.name.toLowerCase().endsWith(ending));
        if (taker === undefined) {
            this.#refuse(
                `${file.name} is none of the files read here: ${this.#takers.map(({ ending }) => ending).join(", ")}.`,
            );
        } else if (file.size > taker.largestBytes) {
            this.#refuse(`${file.name} has ${file.size} bytes; at most ${taker.largestBytes} are read.`);
        } else {
            await taker
                .take(file)
                .catch((error: unknown) =>
                    this.#refuse(`${file.name}: ${error instanceof Error ? error.message : String(error)}`),
                );
        }
    }
}
