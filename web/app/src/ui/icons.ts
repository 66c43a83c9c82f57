// The buttons' pictures, drawn on a 24 x 24 grid in the colour of the text.
const NAMESPACE = "http://www.w3.org/2000/svg";

const PATHS = {
    play: "M7 4.5v15l13-7.5z",
    pause: "M7 4.5h3.6v15H7zM13.4 4.5H17v15h-3.6z",
    step: "M5 5v14l10-7zM16.5 5H19v14h-2.5z",
    reseed: "M12 5a7 7 0 1 0 7 7h-2.3a4.7 4.7 0 1 1-4.7-4.7V10l5-3.85-5-3.85z",
    view: "M4 9V4h5v2H6v3zM15 4h5v5h-2V6h-3zM18 15h2v5h-5v-2h3zM6 15v3h3v2H4v-5zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
    panel: "M4 6h9v2H4zM17 6h3v2h-3zM13.5 4.5h2v5h-2zM4 11h3v2H4zM11 11h9v2h-9zM7.5 9.5h2v5h-2zM4 16h11v2H4zM19 16h1v2h-1zM15.5 14.5h2v5h-2z",
    fly: "M21 3 2.5 10.2l6.3 2.4zM10.2 13.4 21 3l-7 18.2-2.6-6.4zM9 14.4l1.3 3.3L8.4 20z",
    help: "M12 3a5 5 0 0 0-5 5h2.4A2.6 2.6 0 1 1 13.3 10.3c-1.5.9-2.5 1.9-2.5 3.9v.5h2.4v-.5c0-1 .5-1.5 1.5-2.1A5 5 0 0 0 12 3zM10.7 17h2.6v2.6h-2.6z",
    gallery: "M4 4h7v7H4zm2 2v3h3V6zM13 4h7v7h-7zm2 2v3h3V6zM4 13h7v7H4zm2 2v3h3v-3zM13 13h7v7h-7zm2 2v3h3v-3z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
    const svg = document.createElementNS(NAMESPACE, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(NAMESPACE, "path");
    path.setAttribute("d", PATHS[name]);
    path.setAttribute("fill", "currentColor");
    svg.append(path);
    return svg;
}
