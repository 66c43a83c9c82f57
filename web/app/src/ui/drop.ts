// Files dropped anywhere on the page. Each kind, told by the end of its name, goes to whoever takes it.

export interface DropTaker {
    readonly ending: string;                // ".rxn"
    readonly largestBytes: number;
    take(file: File): Promise<void>;
}

export function takeDrops(takers: readonly DropTaker[], refuse: (sentence: string) => void): void {
    addEventListener("dragover", (event) => {
        if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    addEventListener("drop", (event) => {
        const [file] = event.dataTransfer?.files ?? [];
        if (file === undefined) return;
        event.preventDefault();
        const taker = takers.find(({ ending }) => file.name.toLowerCase().endsWith(ending));
        if (taker === undefined) {
            refuse(`${file.name} is none of the files read here: ${takers.map(({ ending }) => ending).join(", ")}.`);
        } else if (file.size > taker.largestBytes) {
            refuse(`${file.name} has ${file.size} bytes; at most ${taker.largestBytes} are read.`);
        } else {
            taker.take(file).catch((error: unknown) => refuse(`${file.name}: ${error instanceof Error ? error.message : String(error)}`));
        }
    });
}
