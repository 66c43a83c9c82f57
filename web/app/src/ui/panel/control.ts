// One row of the panel: a name, the browser's own input for a number, a choice, a switch or a text, and a way back to
// the first value. Input that is no valid value gets a message in the row and changes nothing.

import { make } from "../../dom/elements";
import { COLOUR } from "../../state/display";
import { icon } from "../icons";
import { exact } from "../numbers";

type Value = string | number | boolean;

export interface Reset {
    readonly initial: Value;
    isInitial(value: Value): boolean;
}

/** What stands in a row for one kind of value. */
interface Field {
    readonly elements: readonly HTMLElement[]; // the first has the label
    show(value: Value): void;
}

/** Says a value, or why what was typed is none. */
type OnValue = (value: Value, finished: boolean) => void;
type Refuse = (sentence: string) => void;

let rows = 0;

export class Control {
    readonly element = make("div", "row");
    readonly name = make("label", "name");
    readonly #field: Field;
    readonly #message = make("p", "message");
    readonly #reset: Reset | null;
    readonly #resetButton: HTMLButtonElement | null;

    constructor(
        key: string,
        label: string,
        doc: string,
        shape: Readonly<Record<string, Value>> | null,
        value: Value,
        write: (value: Value) => void,
        whenFinished: boolean,
        reset: Reset | null,
    ) {
        this.element.dataset.control = key;
        this.#message.setAttribute("role", "alert");
        const onValue: OnValue = (entered, finished) => {
            this.#message.textContent = "";
            if (finished || !whenFinished) write(entered);
        };
        this.#field = makeField(label, shape, value, onValue, (sentence) => (this.#message.textContent = sentence));
        const help = this.#describe(label, doc);
        this.#reset = reset;
        this.#resetButton =
            reset &&
            makeReset(label, reset, () => {
                this.#message.textContent = "";
                write(reset.initial);
            });
        if (reset) this.name.addEventListener("dblclick", () => this.#resetButton?.click());
        this.element.append(
            this.name,
            ...this.#field.elements,
            ...(this.#resetButton ? [this.#resetButton] : []),
            this.#message,
            help,
        );
        this.show(value);
    }

    /** Name, tooltip and the description for screen readers, which it returns. */
    #describe(label: string, doc: string): HTMLElement {
        const id = `row-${++rows}`,
            help = make("span", "help", doc);
        help.id = `${id}-doc`;
        this.name.append(label);
        this.name.htmlFor = id;
        this.name.dataset.tip = doc;
        this.#field.elements[0]!.id = id;
        for (const element of this.#field.elements) element.setAttribute("aria-describedby", help.id);
        return help;
    }

    show(value: Value): void {
        this.#field.show(value);
        if (!this.#resetButton || !this.#reset) return;
        const first = this.#reset.isInitial(value);
        if (first && document.activeElement === this.#resetButton) this.#field.elements[0]?.focus();
        this.#resetButton.classList.toggle("idle", first);
        this.#resetButton.disabled = first;
    }

    disable(): void {
        this.element.classList.add("disabled");
        for (const element of this.#field.elements) element.setAttribute("disabled", "");
    }
}

function makeReset(label: string, { initial }: Reset, act: () => void): HTMLButtonElement {
    const button = make("button", "reset");
    button.type = "button";
    button.append(icon("undo_one"));
    button.setAttribute("aria-label", `${label} back to ${initial}`);
    button.dataset.tip = `back to ${initial}`;
    button.addEventListener("click", act);
    return button;
}

// ------------------------------------------------------------------------------------------------------ the fields

function makeField(
    label: string,
    shape: Readonly<Record<string, Value>> | null,
    value: Value,
    onValue: OnValue,
    refuse: Refuse,
): Field {
    // A text that is a colour is chosen, not typed.
    if (shape === null)
        return typeof value === "boolean"
            ? switchField(onValue)
            : COLOUR.test(String(value))
              ? colourField(onValue)
              : textField(onValue);
    const { min, max, step } = shape;
    return typeof min === "number" && typeof max === "number" && typeof step === "number"
        ? numberField(label, { min, max, step }, onValue, refuse)
        : choiceField(shape, onValue);
}

function input(type: string, className: string): HTMLInputElement {
    const element = make("input", className);
    element.type = type;
    return element;
}

function switchField(onValue: OnValue): Field {
    const box = input("checkbox", "switch");
    box.setAttribute("role", "switch");
    box.addEventListener("change", () => onValue(box.checked, true));
    return { elements: [box], show: (value) => (box.checked = value === true) };
}

function textField(onValue: OnValue): Field {
    const text = input("text", "text");
    text.spellcheck = false;
    text.autocomplete = "off";
    let typing = false;
    text.addEventListener("input", () => (typing = true));
    text.addEventListener("change", () => {
        typing = false; // taken or refused: what is shown next is what stands
        onValue(text.value, true);
    });
    return {
        elements: [text],
        show: (value) => {
            if (!typing) text.value = String(value);
        },
    };
}

function colourField(onValue: OnValue): Field {
    const well = input("color", "colour");
    well.addEventListener("input", () => onValue(well.value, false));
    well.addEventListener("change", () => onValue(well.value, true));
    return { elements: [well], show: (value) => (well.value = String(value)) };
}

function choiceField(choices: Readonly<Record<string, Value>>, onValue: OnValue): Field {
    const list = make("select", "choice"),
        values = Object.values(choices);
    list.append(...Object.keys(choices).map((label) => new Option(label)));
    list.addEventListener("change", () => onValue(values[list.selectedIndex]!, true));
    return { elements: [list], show: (value) => (list.selectedIndex = values.indexOf(value)) };
}

interface Range {
    readonly min: number;
    readonly max: number;
    readonly step: number;
}

/** Why what was typed cannot be used; null: it can. */
function whyNot(typed: string, value: number, label: string, { min, max, step }: Range): string | null {
    if (typed.trim() === "" || Number.isNaN(value)) return `“${typed}” is no number.`;
    if (value < min || value > max) return `${label} goes from ${min} to ${max}; ${value} was not taken.`;
    const whole = step === 1 && Number.isInteger(min);
    return whole && !Number.isInteger(value) ? `${label} is a whole number; ${value} was not taken.` : null;
}

/** A slider, and the number beside it, which takes more digits than the slider has places. */
function numberField(label: string, { min, max, step }: Range, onValue: OnValue, refuse: Refuse): Field {
    const slider = input("range", "slider"),
        number = input("text", "number");
    let shown = NaN;
    Object.assign(slider, { min: String(min), max: String(max), step: String(step) });
    number.inputMode = min < 0 ? "text" : "decimal"; // a telephone's decimal keys have no minus
    number.autocomplete = "off";
    number.setAttribute("aria-label", `${label}, as a number`);
    const show = (value: Value): void => {
        const dirty = document.activeElement === number && number.value !== exact(shown);
        shown = Number(value);
        slider.value = String(shown);
        slider.style.setProperty("--part", `${100 * Math.min(1, Math.max(0, (shown - min) / (max - min)))}%`);
        if (!dirty) number.value = exact(shown);
    };
    const typed = (): void => {
        const value = Number(number.value.trim().replace(",", "."));
        const wrong = whyNot(number.value, value, label, { min, max, step });
        number.setAttribute("aria-invalid", String(wrong !== null));
        if (wrong === null) {
            onValue(value, true);
            return;
        }
        refuse(wrong);
        number.value = exact(shown);
    };
    const slid = (finished: boolean): void => {
        number.setAttribute("aria-invalid", "false");
        const value = Number(slider.value);
        show(value);
        onValue(value, finished);
    };
    slider.addEventListener("input", () => slid(false));
    slider.addEventListener("change", () => slid(true));
    number.addEventListener("change", typed);
    return { elements: [slider, number], show };
}
