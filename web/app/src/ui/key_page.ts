// The page of keys, made from the list of commands whenever it is opened.
import "./dialog.css";
import { byId, hasFingers, make } from "../dom/elements";
import { type Command, type Commands, textOf } from "./commands";

/** What mouse and fingers do; the keys come from the commands. */
const GESTURES: readonly (readonly [gesture: string, meaning: string])[] = [
    ["drag", "turns"],
    ["right drag", "moves sideways"],
    ["wheel", "comes closer to what is under the pointer"],
    ["one finger", "turns"],
    ["two fingers", "pinch comes closer, together they move"],
    ["double-click, double tap", "watches the cell there"],
    ["with the brush", "a drag on the surface, or one finger, paints; two fingers move the camera"],
    ["while flying", "drag or one finger looks around, two fingers fly, the wheel sets the speed, Shift is faster"],
    ["double-click a name", "a setting's first value comes back"],
];

export function openKeyPage(commands: Commands): void {
    const withKeys = commands.all.filter(({ keys }) => keys !== undefined);
    const groups = [...new Set(withKeys.map(({ group }) => group))];
    const keys = groups.map((group) =>
        section(
            group,
            withKeys.filter((command) => command.group === group),
        ),
    );
    byId("keys-list").replaceChildren(...(hasFingers() ? [hands(), ...keys] : [...keys, hands()]));
    byId<HTMLDialogElement>("keys").showModal();
}

function hands(): HTMLElement {
    const element = make("section", "gestures"),
        list = make("dl", "");
    element.append(make("h3", "", "Mouse and touch"), list);
    for (const [gesture, meaning] of GESTURES) {
        const row = make("div", "");
        row.append(make("dt", "", capital(gesture)), make("dd", "", capital(meaning)));
        list.append(row);
    }
    return element;
}

function section(title: string, commands: readonly Command[]): HTMLElement {
    const element = make("section", ""),
        list = make("dl", "");
    element.append(make("h3", "", title), list);
    const byMeaning = new Map<string, string[]>(); // what several keys do alike is one line
    for (const command of commands) {
        const meaning = command.doc ?? textOf(command);
        byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), ...(command.caps ?? command.keys ?? [])]);
    }
    for (const [meaning, keys] of byMeaning) {
        const row = make("div", ""),
            caps = make("dt", "");
        caps.append(...written(keys));
        row.append(caps, make("dd", "", capital(meaning)));
        list.append(row);
    }
    return element;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const CAPS: Readonly<Record<string, string>> = {
    ArrowLeft: "←",
    ArrowUp: "↑",
    ArrowRight: "→",
    ArrowDown: "↓",
    PageUp: "Page Up",
    PageDown: "Page Down",
};

/** Every key; of digits the first and the last. */
function written(keys: readonly string[]): (Node | string)[] {
    const digits = keys.length > 2 && keys.every((key) => /^\d$/.test(key));
    const shown = digits ? [keys[0]!, keys.at(-1)!] : keys;
    return shown.flatMap((key, i) => [
        ...(i === 0 ? [] : [digits ? " to " : " "]),
        make(
            "kbd",
            "",
            key.replace(/\w+$/, (last) => CAPS[last] ?? last),
        ),
    ]);
}
