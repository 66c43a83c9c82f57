// A dialog that is created when opened and removed when closed: a title, a body and a row of buttons.
import "../dialog.css";
import "./persistence.css";
import { make } from "../../dom/elements";

export interface OpenDialog {
    readonly element: HTMLDialogElement;
    readonly body: HTMLElement;
    readonly buttons: HTMLElement;
    close(): void;
}

export function openDialog(
    id: string,
    title: string,
    onClosed: () => void = () => {
        /* nobody waits */
    },
): OpenDialog {
    document.getElementById(id)?.remove();
    const element = make("dialog", "file-dialog"),
        heading = make("h2", "", title),
        body = make("div", "file-body"),
        buttons = make("footer", "");
    element.id = id;
    heading.id = `${id}-title`;
    element.setAttribute("aria-labelledby", heading.id);
    element.append(heading, body, buttons);
    element.addEventListener("close", () => {
        element.remove();
        onClosed();
    });
    document.body.append(element);
    element.showModal();
    return { element, body, buttons, close: () => element.close() };
}

export function dialogButton(label: string, run: () => void, main = false): HTMLButtonElement {
    const button = make("button", main ? "main" : "", label);
    button.type = "button";
    button.addEventListener("click", run);
    return button;
}
