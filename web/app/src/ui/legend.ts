// What the colours mean: the colour map with its ends, the quantity and its unit; where there are several surfaces, the value of
// each beside its colour.
import { byId, make } from "./dom";
import { figure } from "./numbers";

export interface Legend {
    /** null: the surface has one colour, which means nothing. */
    readonly scale: { readonly label: string; readonly low: number; readonly high: number; readonly colours: string } | null;
    readonly quantity: string;              // that has the surfaces' values
    readonly surfaces: readonly { readonly colours: string; readonly value: number }[];
}

export function showLegend({ scale, quantity, surfaces }: Legend): void {
    byId("legend").hidden = scale === null && surfaces.length === 0;
    byId("legend-scale").hidden = scale === null;
    if (scale) showScale(scale);
    byId("legend-surfaces").replaceChildren(...surfaces.map(({ colours, value }) => {
        const swatch = make("span", "swatch"), entry = make("li", "");
        swatch.style.background = colours;
        entry.append(swatch, `${quantity} = ${figure(value)}`);
        return entry;
    }));
}

function showScale({ label, low, high, colours }: NonNullable<Legend["scale"]>): void {
    byId("legend-low").textContent = figure(low);
    byId("legend-high").textContent = figure(high);
    byId("legend-label").textContent = label;
    const bar = byId("legend-colours");
    bar.style.background = colours;
    bar.setAttribute("aria-label", `${label}: from ${figure(low)} at the left to ${figure(high)} at the right`);
}
