// The dialog with the link to the run as it stood when the dialog was opened.

import { make } from "../../dom/elements";
import { describeLink, type Link, type Shared } from "../../state/share";
import { dialogButton, openDialog } from "./dialog";

/** saveSnapshot: what to do instead where no link can hold the run. */
export function openShareDialog(shared: Shared, link: Link, saveSnapshot: () => void): void {
    const dialog = openDialog("share-dialog", "Share this run");
    if (link.href === null) {
        dialog.body.append(make("p", "refusal", link.refusal));
        dialog.buttons.append(
            dialogButton(
                "Save a snapshot",
                () => {
                    dialog.close();
                    saveSnapshot();
                },
                true,
            ),
            dialogButton("Close", () => dialog.close()),
        );
        return;
    }
    const field = make("input", "file-link"),
        copied = make("p", "file-status");
    field.type = "text";
    field.readOnly = true;
    field.value = link.href;
    field.id = "share-link";
    field.setAttribute("aria-label", "The link");
    field.addEventListener("focus", () => field.select());
    copied.setAttribute("role", "status");
    dialog.body.append(
        make("p", "", `It holds: ${describeLink(shared)}.`),
        make(
            "p",
            "faint",
            "Whoever opens it gets the same run, to the bit, on any machine: their browser makes the steps again.",
        ),
        field,
        copied,
    );
    const copy = dialogButton(
        "Copy the link",
        () => void copyLink(field).then((sentence) => (copied.textContent = sentence)),
        true,
    );
    copy.id = "share-copy";
    dialog.buttons.append(
        copy,
        dialogButton("Close", () => dialog.close()),
    );
    copy.focus();
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
