// The buttons' pictures, drawn on a 24 x 24 grid in the colour of the text.
const NAMESPACE = "http://www.w3.org/2000/svg";

const PATHS = {
    play: "M7 4.5v15l13-7.5z",
    pause: "M7 4.5h3.6v15H7zM13.4 4.5H17v15h-3.6z",
    step: "M5 5v14l10-7zM16.5 5H19v14h-2.5z",
    reseed: "M12 5a7 7 0 1 0 7 7h-2.3a4.7 4.7 0 1 1-4.7-4.7V10l5-3.85-5-3.85z",
    view:
        "M4 9V4h5v2H6v3zM15 4h5v5h-2V6h-3zM18 15h2v5h-5v-2h3zM6 15v3h3v2H4v-5zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 " +
        "2.5 0 0 1 0-5z",
    panel:
        "M4 6h9v2H4zM17 6h3v2h-3zM13.5 4.5h2v5h-2zM4 11h3v2H4zM11 11h9v2h-9zM7.5 9.5h2v5h-2zM4 16h11v2H4zM19 " +
        "16h1v2h-1zM15.5 14.5h2v5h-2z",
    fly: "M21 3 2.5 10.2l6.3 2.4zM10.2 13.4 21 3l-7 18.2-2.6-6.4zM9 14.4l1.3 3.3L8.4 20z",
    probe:
        "M11 3h2v3.1a6 6 0 0 1 4.9 4.9H21v2h-3.1a6 6 0 0 1-4.9 4.9V21h-2v-3.1A6 6 0 0 1 6.1 13H3v-2h3.1A6 6 0 0 " +
        "1 11 6.1z" +
        "m1 5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm0 2.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z",
    brush:
        "M20.6 3.4a1.6 1.6 0 0 0-2.3 0L9.6 12l2.4 2.4 8.6-8.7a1.6 1.6 0 0 0 0-2.3zM8.6 13.2c-2 .1-3.1 1.3-3.3 " +
        "3.1-.1 1.2-.7 2.1-2.3 2.7 1.2 1 2.9 1.5 4.4 1.4 2.3-.2 3.9-2 3.6-4.8z",
    undo: "M9.5 5 5 9.5 9.5 14v-3H14a3.5 3.5 0 0 1 0 7h-3v2h3a5.5 5.5 0 0 0 0-11H9.5z",
    redo: "M14.5 5 19 9.5 14.5 14v-3H10a3.5 3.5 0 0 0 0 7h3v2h-3a5.5 5.5 0 0 1 0-11h4.5z",
    restart: "M6 5h2.3v14H6zM18.5 5v14L9.5 12z",
    share:
        "M10.6 13.4a1 1 0 0 1 0-1.4l4-4a1 1 0 1 1 1.4 1.4l-4 4a1 1 0 0 1-1.4 0zM12.3 6.5l1.4-1.4a3.9 3.9 0 0 1 " +
        "5.5 5.5l-2.6 2.6-1.4-1.4 2.6-2.6" +
        "a1.9 1.9 0 0 0-2.7-2.7l-1.4 1.4zM11.7 17.5l-1.4 1.4a3.9 3.9 0 0 1-5.5-5.5l2.6-2.6 1.4 1.4-2.6 2.6a1.9 " +
        "1.9 0 0 0 2.7 2.7l1.4-1.4z",
    save: "M11 4h2v8.2l2.8-2.8 1.4 1.4L12 16l-5.2-5.2 1.4-1.4 2.8 2.8zM5 15h2v3h10v-3h2v5H5z",
    open:
        "M3.5 6.5A1.5 1.5 0 0 1 5 5h4.2l2 2H18a1.5 1.5 0 0 1 1.5 1.5V10h-2V9h-7.1l-2-2H5.5v9l1.9-5h14.1l-2.7 " +
        "7a1.6 1.6 0 0 1-1.5 1H5a1.5 1.5 0 0 1-1.5-1.5z",
    compare: "M4 5h7v14H4zM13 5h7v14h-7zM6 7v10h3V7z",
    help:
        "M12 3a5 5 0 0 0-5 5h2.4A2.6 2.6 0 1 1 13.3 10.3c-1.5.9-2.5 1.9-2.5 3.9v.5h2.4v-.5c0-1 .5-1.5 " +
        "1.5-2.1A5 5 0 0 0 12 3zM10.7 17h2.6v2.6h-2.6z",
    gallery: "M4 4h7v7H4zm2 2v3h3V6zM13 4h7v7h-7zm2 2v3h3V6zM4 13h7v7H4zm2 2v3h3v-3zM13 13h7v7h-7zm2 2v3h3v-3z",
    sun:
        "M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM11 2h2v3.3h-2zM11 18.7h2V22h-2zM2 11h3.3v2H2zM18.7 " +
        "11H22v2h-3.3z" +
        "M4.2 5.6l1.4-1.4L8 6.5 6.5 8zM16 17.5l1.5-1.5 2.3 2.4-1.4 1.4zM18.4 4.2l1.4 1.4L17.5 8 16 6.5zM6.5 16 8 " +
        "17.5l-2.4 2.3-1.4-1.4z",
    moon: "M20 14.6A8.5 8.5 0 0 1 9.4 4a8.5 8.5 0 1 0 10.6 10.6z",
    more: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
    undo_one: "M11 5 5 10l6 5v-3.6c3.8 0 6 1.2 7.6 4.1C18.2 11.5 15.6 8.6 11 8.3z",
    slices:
        "M12 3l9 4.5-9 4.5-9-4.5zM3 11.4l2.2-1.1 6.8 3.4 6.8-3.4 2.2 1.1-9 4.5zM3 15.5l2.2-1.1 6.8 3.4 " +
        "6.8-3.4 2.2 1.1-9 4.5z",
    clip: "M12 2.5l8.5 4.8v9.4L12 21.5l-8.5-4.8V7.3zM12 4.8L6.6 7.8 12 10.9l5.4-3.1zM5.5 9.6v5.9l5.5 3.2v-6z",
    volume:
        "M7.5 18.5a4.5 4.5 0 0 1-.6-8.96 5.5 5.5 0 0 1 10.6-1.4A4.7 4.7 0 0 1 17 18.5zM8 16.5h9a2.7 2.7 0 0 " +
        "0 0-5.4h-1.2l-.3-1.1a3.5 3.5 0 0 0-6.8.9l-.1 1.2-1.2.1A2.4 2.4 0 0 0 8 16.5z",
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
