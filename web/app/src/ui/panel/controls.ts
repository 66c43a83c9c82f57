// Controls of the panel: each reads its value from where it lives whenever something changed, and writes what the person
// chooses back there.
import type { Controller, GUI } from "lil-gui";
import type { ParamDescription } from "@morphogen/engine";
import type { Session } from "../../state/session";
import { sliderStep } from "../numbers";
import { plainText, typeset } from "../symbols";

export class Controls {
    readonly #session: Session;
    readonly #refreshers: (() => void)[] = [];

    constructor(session: Session) {
        this.#session = session;
    }

    refresh(): void {
        for (const refresh of this.#refreshers) refresh();
    }

    /** A parameter of the model ("feed") or of a seeding ("perlin.frequency"), as its row in the model's table tells it. */
    addParam(folder: GUI, param: ParamDescription, name: string, atNextSeed = false): void {
        const session = this.#session;
        const unit = param.unit === "" ? "" : ` ${plainText(param.unit)}`;
        const doc = `${param.doc}\n${plainText(param.symbol)}: ${param.min} to ${param.max}${unit}, `
            + `at first ${param.initial}${atNextSeed ? "; acts when you start again" : ""}`;
        const choices = param.choices
            ? Object.fromEntries(param.choices.map((choice, index) => [choice, index]))
            : { min: param.min, max: param.max, step: param.kind === "integer" ? 1 : sliderStep(param.min, param.max) };
        const controller = this.add(folder, param.id.replaceAll("_", " "), doc, choices, () => session.value(name),
            (value: number) => session.setSoon(name, value));
        if (param.symbol !== param.id) {
            const symbol = document.createElement("i");
            symbol.append(typeset(param.symbol));
            controller.$name.append(" ", symbol);
        }
        controller.domElement.dataset["parameter"] = name;
    }

    /** `shape` null: a checkbox or a text, after the value's type; {min, max, step}: a slider; else choices by label. */
    add<T extends string | number | boolean>(
        folder: GUI, label: string, doc: string, shape: Record<string, T | number> | null,
        read: () => T, write: (value: T) => void, whenFinished = false,
    ): Controller {
        const holder: { value: T } = { value: read() };
        const slider = shape !== null && "min" in shape && "max" in shape && "step" in shape;
        const controller = shape === null
            ? folder.add(holder, "value")
            : slider
                ? folder.add(holder, "value", Number(shape["min"]), Number(shape["max"]), Number(shape["step"]))
                : folder.add(holder, "value", shape);
        controller.name(label);
        controller.domElement.title = doc;
        if (whenFinished) controller.onFinishChange(write);
        else controller.onChange(write);
        this.#refreshers.push(() => {
            if (controller.domElement.contains(document.activeElement) && typeof holder.value === "string" && shape === null) return;
            holder.value = read();
            controller.updateDisplay();
        });
        return controller;
    }

    addButton(folder: GUI, label: string, doc: string, act: () => Promise<unknown>): void {
        const controller = folder.add({ act: () => this.#session.attempt(act) }, "act").name(label);
        controller.domElement.title = doc;
    }
}
