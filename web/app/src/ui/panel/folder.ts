// A part of the panel that opens and closes: rows of controls and other folders.
import { make } from "../dom";

export class Folder {
    readonly element = document.createElement("details");
    readonly title: string;
    readonly folders: Folder[] = [];
    readonly #body = make("div", "rows");

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

    get isOpen(): boolean {
        return this.element.open;
    }

    open(): void {
        this.element.open = true;
    }

    close(): void {
        this.element.open = false;
    }
}
