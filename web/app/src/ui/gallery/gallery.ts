// The gallery: scenes with their pictures, what grows in them, where they come from and what to try. Made when first
// opened.

import { make } from "../../dom/elements";
import type { Session } from "../../state/session";
import "../dialog.css";
import "./gallery.css";
import { type GalleryScene, galleryScenes } from "./scenes";

const SHAPES = ["balls", "tubes", "sheets", "holes"];

export class Gallery {
    readonly #session: Session;
    readonly #dialog = make("dialog", "gallery");
    readonly #hint: (scene: GalleryScene) => void;
    readonly #cards: { scene: GalleryScene; card: HTMLElement }[] = [];
    readonly #count = make("span", "count");

    /** hint: shows what to try with the scene that was chosen. */
    constructor(session: Session, hint: (scene: GalleryScene) => void) {
        this.#session = session;
        this.#hint = hint;
        const title = make("h2", "", "Gallery"),
            head = make("header", ""),
            grid = make("ul", "");
        title.id = "gallery-title";
        this.#dialog.setAttribute("aria-labelledby", title.id);
        head.append(title, this.#count, this.#filters(), this.#closeButton());
        for (const scene of galleryScenes()) grid.append(this.#card(scene));
        this.#dialog.append(head, grid);
        this.#dialog.addEventListener("click", (event) => {
            if (event.target === this.#dialog) this.#dialog.close(); // beside it
        });
        document.body.append(this.#dialog);
        this.#show(null);
    }

    open(): void {
        this.#dialog.showModal();
    }

    async choose(scene: GalleryScene): Promise<void> {
        this.#dialog.close();
        await this.#session.runScene(scene);
        this.#hint(scene);
    }

    // ---------------------------------------------------------------------------------------------- making it

    #closeButton(): HTMLElement {
        const button = make("button", "close", "×");
        button.type = "button";
        button.setAttribute("aria-label", "Close the gallery");
        button.addEventListener("click", () => this.#dialog.close());
        return button;
    }

    #filters(): HTMLElement {
        const group = make("div", "filters");
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", "Show only");
        const buttons = ["all", ...SHAPES, "molecules"].map((name) => {
            const button = make("button", "", name);
            button.type = "button";
            button.setAttribute("aria-pressed", String(name === "all"));
            button.addEventListener("click", () => {
                for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
                this.#show(name === "all" ? null : name);
            });
            return button;
        });
        group.append(...buttons);
        return group;
    }

    #show(kind: string | null): void {
        const { models } = this.#session.description;
        const isOf = ({ shape, model }: GalleryScene): boolean =>
            kind === null ||
            (kind === "molecules" ? models.find(({ id }) => id === model)?.molecules === true : shape === kind);
        for (const { scene, card } of this.#cards) card.hidden = !isOf(scene);
        const shown = this.#cards.filter(({ card }) => !card.hidden).length;
        this.#count.textContent = `${shown} of ${this.#cards.length}`;
    }

    #card(scene: GalleryScene): HTMLElement {
        const item = make("li", ""),
            button = make("button", "card"),
            picture = make("img", "");
        button.type = "button";
        picture.src = scene.picture;
        picture.alt = "";
        picture.width = 320;
        picture.height = 240;
        picture.loading = "lazy";
        picture.addEventListener("error", () => (picture.style.visibility = "hidden")); // offline: the words are enough
        const { models } = this.#session.description;
        const size = (scene.size ?? []).join(" × ");
        const facts = [models.find(({ id }) => id === scene.model)?.label ?? scene.model, size, scene.motion]
            .filter(Boolean)
            .join(" · ");
        button.append(
            picture,
            make("strong", "", scene.title),
            make("span", "facts", facts),
            make("span", "doc", scene.doc),
        );
        if (scene.hint !== "") button.append(make("span", "try", `Try: ${scene.hint}`));
        if (scene.source !== "") button.append(make("span", "source", scene.source));
        button.addEventListener("click", () => this.#session.attempt(() => this.choose(scene)));
        item.append(button);
        this.#cards.push({ scene, card: item });
        return item;
    }
}
