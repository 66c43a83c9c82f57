// What the colours of slices, cut faces and the cloud stand for, above the surface's own legend.
import { byId, make } from "../../dom/elements";
import { formatNumber } from "../numbers";

export class FieldLegend {
    readonly #of: string;
    #element: HTMLElement | null = null;

    /** of: beside which legend of the surface ("" or "-b"). */
    constructor(of: string) {
        this.#of = of;
    }

    /** colours: a CSS background. */
    show(label: string, low: number, high: number, colours: string): void {
        const element = (this.#element ??= this.#make());
        const [first, bar, last, name] = [...element.children] as HTMLElement[];
        first!.textContent = formatNumber(low);
        last!.textContent = formatNumber(high);
        name!.textContent = label;
        bar!.style.background = colours;
        bar!.setAttribute(
            "aria-label",
            `${label} in slices, cut faces and the cloud: from ${formatNumber(low)} at the left to ` +
                `${formatNumber(high)} at the right`,
        );
        element.hidden = false;
    }

    hide(): void {
        if (this.#element) this.#element.hidden = true;
    }

    #make(): HTMLElement {
        const element = make("div", "legend-scale"),
            bar = make("span", "legend-colours");
        element.id = `field-legend${this.#of}`;
        bar.setAttribute("role", "img");
        element.append(make("span", ""), bar, make("span", ""), make("span", "legend-label"));
        byId(`legends${this.#of}`).prepend(element);
        return element;
    }
}
