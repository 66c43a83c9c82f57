// A part of the panel that opens and closes: rows of controls and other folders.
import { make } from "../../dom/elements";

export class Folder {
    readonly element = document.createElement("details");
    readonly title: string;
    readonly folders: Folder[] = [];
    readonly #body = make("div", "rows");
    #openBefore: boolean | null = null; // while something is looked for

    constructor(parent: HTMLElement, title: string, open = true) {
        this.title = title;
        this.element.className = "folder";
        this.element.open = open;
        this.element.append(make("summary", "", title), this.#body);
        parent.append(this.element);
    }

    add(row: HTMLElement): void {
        this.#body.append(row);
    }

    addFolder(title: string): Folder {
        const folder = new Folder(this.#body, title);
        this.folders.push(folder);
        return folder;
    }

    /** As the person has it. */
    get isOpen(): boolean {
        return this.#openBefore ?? this.element.open;
    }

    /** Opens the folder if something was found in it, hides it if not; null: the search has ended. */
    reveal(found: boolean | null): void {
        if (found !== null) this.#openBefore ??= this.element.open;
        this.element.open = found !== null || this.isOpen;
        this.element.hidden = found === false;
        if (found === null) this.#openBefore = null;
    }

    open(): void {
        this.element.open = true;
    }

    close(): void {
        this.element.open = false;
    }
}
