// What the colours mean: the colour map with its ends, the quantity and its unit; where there are several surfaces, the
// value of each beside its colour.
import { byId, make } from "../dom/elements";
import { formatNumber } from "./numbers";

export interface Legend {
    /** null: the surface has one colour, which means nothing. */
    readonly scale: {
        readonly label: string;
        readonly low: number;
        readonly high: number;
        readonly colours: string;
    } | null;
    readonly quantity: string; // that has the surfaces' values
    readonly surfaces: readonly { readonly colours: string; readonly value: number }[];
}

/** of: which legend, by the end of its ids: "" of the page, "-b" of a second run. */
export function showLegend({ scale, quantity, surfaces }: Legend, of = ""): void {
    byId(`legend${of}`).hidden = scale === null && surfaces.length === 0;
    byId(`legend-scale${of}`).hidden = scale === null;
    if (scale) showScale(scale, of);
    byId(`legend-surfaces${of}`).replaceChildren(
        ...surfaces.map(({ colours, value }) => {
            const swatch = make("span", "swatch"),
                entry = make("li", "");
            swatch.style.background = colours;
            entry.append(swatch, `${quantity} = ${formatNumber(value)}`);
            return entry;
        }),
    );
}

function showScale({ label, low, high, colours }: NonNullable<Legend["scale"]>, of: string): void {
    byId(`legend-low${of}`).textContent = formatNumber(low);
    byId(`legend-high${of}`).textContent = formatNumber(high);
    byId(`legend-label${of}`).textContent = label;
    const bar = byId(`legend-colours${of}`);
    bar.style.background = colours;
    bar.setAttribute(
        "aria-label",
        `${label}: from ${formatNumber(low)} at the left to ${formatNumber(high)} at the right`,
    );
}
