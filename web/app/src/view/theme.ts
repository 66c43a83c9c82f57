// The colours that the picture shares with the page: custom properties of style.css, so that a theme is one place.
import { Color, type LineBasicMaterial } from "three";
import type { SharedUniforms } from "./layer";

/** What tone mapping (background.glsl, to_screen) turns into exactly this colour of the page. */
export function lightOf(colour: Color): Color {
    return new Color(lightOfChannel(colour.r), lightOfChannel(colour.g), lightOfChannel(colour.b));
}

// The curve y = x (2.51 x + 0.03) / (x (2.43 x + 0.59) + 0.14), solved for x.
function lightOfChannel(y: number): number {
    const a = 2.51 - 2.43 * y, b = 0.03 - 0.59 * y, c = -0.14 * y;
    return (-b + Math.sqrt(b * b - 4 * a * c)) / (2 * a);
}

export function readTheme(shared: SharedUniforms, outline: LineBasicMaterial): void {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string, fallback: string): Color => new Color(style.getPropertyValue(name).trim() || fallback);
    shared.sky_centre.value.copy(lightOf(read("--sky-centre", "#1a2437")));
    shared.sky_rim.value.copy(lightOf(read("--sky-rim", "#020205")));
    outline.color.copy(read("--outline", "#9fb4d8"));
}
