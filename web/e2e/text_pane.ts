// What the tests do in the pane of a model's text: its editor is CodeMirror, in a shadow root.
import type { Tab } from "./browsers.ts";

/** From the panel's list of models, or for the model that runs, from the button below it. */
export async function openPane(tab: Tab): Promise<void> {
    await tab.evaluate(() => {
        const edit = [...document.querySelectorAll<HTMLButtonElement>("#panel button")].find(({ textContent }) =>
            textContent?.includes("edit its text"),
        );
        if (edit !== undefined) {
            edit.click();
            return;
        }
        const list = document.querySelector<HTMLSelectElement>("#panel select")!;
        list.selectedIndex = [...list.options].findIndex(({ textContent }) => textContent?.includes("your own model"));
        list.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await tab.until(() => document.querySelector("#text-pane:not([hidden]) #text-editor") !== null);
}

/** Pastes over all that is there; where a script can give the browser nothing to paste (Firefox), types it. */
export async function paste(tab: Tab, text: string): Promise<void> {
    await selectAll(tab);
    const pasted = await tab.evaluate((given) => {
        const content = document.querySelector("#text-editor")!.shadowRoot!.querySelector(".cm-content")!;
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", given);
        const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
        if (event.clipboardData?.getData("text/plain") !== given) return false;
        content.dispatchEvent(event);
        return true;
    }, text);
    if (!pasted) await tab.type(text);
}

export async function selectAll(tab: Tab): Promise<void> {
    await tab.evaluate(() => {
        document.querySelector("#text-editor")!.shadowRoot!.querySelector<HTMLElement>(".cm-content")!.focus();
    });
    await tab.press("Control+a");
}

/** Of a text that is no longer than the editor draws. */
export function shownText(tab: Tab): Promise<string> {
    return tab.evaluate(() => {
        const lines = document.querySelector("#text-editor")!.shadowRoot!.querySelectorAll(".cm-line");
        return [...lines].map(({ textContent }) => textContent).join("\n");
    });
}

/** What is underlined, and in which line it is. */
export function underlined(tab: Tab): Promise<{ line: number; word: string } | null> {
    return tab.evaluate(() => {
        const root = document.querySelector("#text-editor")!.shadowRoot!,
            wrong = root.querySelector(".cm-lintRange-error");
        const line = [...root.querySelectorAll(".cm-line")].findIndex((each) => each.contains(wrong));
        return wrong === null ? null : { line: line + 1, word: wrong.textContent ?? "" };
    });
}

export function message(tab: Tab): Promise<string> {
    return tab.evaluate(() => document.getElementById("text-message")?.textContent ?? "");
}

export async function understood(tab: Tab): Promise<void> {
    await tab.until(() => document.getElementById("text-message")?.textContent === "Understood.");
}

/** Takes up one of the models that are offered, which then runs. */
export async function takeUp(tab: Tab, name: string): Promise<void> {
    await tab.click("#text-models");
    await tab.evaluate((wanted) => {
        const choices = [...document.querySelectorAll<HTMLElement>("#text-list .choice")];
        choices.find((choice) => choice.querySelector("b")!.textContent === wanted)!.click();
    }, name);
}
