// The dialog with the link to the run as it stood when the dialog was opened.

import { make } from "../../dom/elements";
import { describeLink, type Link, type Shared } from "../../state/share";
import { dialogButton, openDialog } from "./dialog";

/** saveSnapshot: what to do instead where no link can hold the run. */
export function openShareDialog(shared: Shared, link: Link, saveSnapshot: () => void): void {
    const dialog = openDialog("share-dialog", "Share this run");
    const close = dialogButton("Close", () => dialog.close());
    if (link.href === null) {
        const save = (): void => {
            dialog.close();
            saveSnapshot();
        };
        dialog.body.append(make("p", "refusal", link.refusal));
        dialog.buttons.append(dialogButton("Save a snapshot", save, true), close);
        return;
    }
    const field = linkField(link.href),
        copied = make("p", "file-status");
    copied.setAttribute("role", "status");
    dialog.body.append(
        make("p", "", `It holds: ${describeLink(shared)}.`),
        make("p", "faint", "It reproduces the run bit for bit on any machine: the browser makes the steps again."),
        field,
        copied,
    );
    const run = (): void => void copyLink(field).then((sentence) => (copied.textContent = sentence));
    const copy = dialogButton("Copy the link", run, true);
    copy.id = "share-copy";
    dialog.buttons.append(copy, close);
    copy.focus();
}

function linkField(href: string): HTMLInputElement {
    const field = make("input", "file-link");
    field.type = "text";
    field.readOnly = true;
    field.value = href;
    field.id = "share-link";
    field.setAttribute("aria-label", "The link");
    field.addEventListener("focus", () => field.select());
    return field;
}

async function copyLink(field: HTMLInputElement): Promise<string> {
    try {
        await navigator.clipboard.writeText(field.value);
        return "Copied.";
    } catch {
        field.select();
        return document.execCommand("copy")
            ? "Copied."
            : "The browser did not let the page copy: press Ctrl-C, the link is selected.";
    }
}
