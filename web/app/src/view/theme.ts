// The colours that the picture shares with the page: custom properties of colours.css, so that a theme is one place.
import type { Color } from "three";
import type { SharedUniforms } from "./layer";

export function readTheme(shared: SharedUniforms, outline: Color): void {
    const style = getComputedStyle(document.documentElement);
    shared.sky_centre.value.set(style.getPropertyValue("--sky-centre").trim());
    shared.sky_rim.value.set(style.getPropertyValue("--sky-rim").trim());
    outline.set(style.getPropertyValue("--outline").trim());
}

/**
 * Calls now, and whenever the page takes other colours: an attribute of <html>, or the system's choice of light and
 * dark. Returns how to stop.
 */
export function watchTheme(changed: () => void): () => void {
    const observer = new MutationObserver(changed),
        system = matchMedia("(prefers-color-scheme: dark)");
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
    system.addEventListener("change", changed);
    changed();
    return () => {
        observer.disconnect();
        system.removeEventListener("change", changed);
    };
}
