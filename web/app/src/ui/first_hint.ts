// What a person who has never been here needs to know, in one line, until the first gesture; and then never again.

import { byId, hasFingers } from "../dom/elements";
import { readSetting, writeSetting } from "../state/local_settings";
import type { ToolHint } from "./tool_hint";

export function hintAtFirst(hint: ToolHint): void {
    if (readSetting("hinted") !== null) return;
    hint.show(
        "first",
        hasFingers()
            ? "One finger turns, two come closer and move; tap a name in the settings to learn what it does"
            : "Drag turns, the wheel comes closer, ? tells the keys",
    );
    const over = new AbortController(),
        view = byId("view");
    const done = (): void => {
        over.abort();
        hint.show("first", null);
        writeSetting("hinted", "yes");
    };
    for (const gesture of ["pointerdown", "wheel"])
        view.addEventListener(gesture, done, { signal: over.signal, passive: true });
    addEventListener(
        "keydown",
        ({ key }) => {
            if (key !== "Tab" && key !== "Shift") done();
        },
        { signal: over.signal },
    );
}
