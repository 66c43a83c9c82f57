// Controls of the panel: each reads its value from its owner whenever something has changed, and writes what the person
// chooses back there. They are the browser's own elements, so keys, touch and screen readers know them.
import type { ParamDescription } from "@morphogen/engine";
import { make } from "../../dom/elements";
import type { Session } from "../../state/session";
import { isSameFloat, sliderStep } from "../numbers";
import { plainText, typeset } from "../symbols";
import { Control, type Reset } from "./control";
import type { Folder } from "./folder";

type Value = string | number | boolean;

export class Controls {
    readonly #session: Session;
    readonly #refreshers: (() => void)[] = [];

    constructor(session: Session) {
        this.#session = session;
    }

    refresh(): void {
        for (const refresh of this.#refreshers) refresh();
    }

    /**
     * A parameter of the model ("feed") or of a seeding ("perlin.frequency"), as its row in the model's table tells it.
     */
    addParam(folder: Folder, param: ParamDescription, name: string, atNextSeed = false): void {
        const session = this.#session;
        const unit = param.unit === "" ? "" : ` ${plainText(param.unit)}`;
        const doc =
            `${param.doc}\n${plainText(param.symbol)}: ${param.min} to ${param.max}${unit}, ` +
            `at first ${param.initial}${atNextSeed ? "; acts when you start again" : ""}`;
        const shape: Readonly<Record<string, number>> = param.choices
            ? Object.fromEntries(param.choices.map((choice, index) => [choice, index]))
            : { min: param.min, max: param.max, step: param.kind === "integer" ? 1 : sliderStep(param.min, param.max) };
        const control = this.add(
            folder,
            param.id.replaceAll("_", " "),
            doc,
            shape,
            () => session.value(name),
            (value: number) => session.setSoon(name, value),
            false,
            { initial: param.initial, isInitial: (value) => isSameFloat(Number(value), param.initial) },
        );
        if (param.symbol !== param.id) {
            const symbol = make("i", "");
            symbol.append(typeset(param.symbol));
            control.name.append(" ", symbol);
        }
        control.element.dataset.parameter = name;
    }

    /**
     * `shape` null: a checkbox or a text, after the value's type; {min, max, step}: a slider and a number; else choices
     * by label. With `reset`, a small button brings the first value back wherever another one stands.
     */
    add<T extends Value>(
        folder: Folder,
        label: string,
        doc: string,
        shape: Readonly<Record<string, T | number>> | null,
        read: () => T,
        write: (value: T) => void,
        whenFinished = false,
        reset: Reset | null = null,
    ): Control {
        const control = new Control(
            `${folder.title} ${label}`,
            label,
            doc,
            shape,
            read(),
            (value) => write(value as T),
            whenFinished,
            reset,
        );
        folder.add(control.element);
        this.#refreshers.push(() => control.show(read()));
        return control;
    }

    addButton(folder: Folder, label: string, doc: string, act: () => Promise<unknown>): HTMLButtonElement {
        const button = make("button", "row action", label);
        button.type = "button";
        button.dataset.tip = doc;
        button.addEventListener("click", () => this.#session.attempt(act));
        folder.add(button);
        return button;
    }
}
