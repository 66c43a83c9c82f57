// What a face of the clip box, or of the whole box, cuts: matter where the value is above the threshold, nothing where
// it is not. Painted with the value's colour, or as the surface paints a cut. Only faces that look at the camera: what
// the others cut lies behind them.
in vec3 place;

uniform vec3 outwards;
uniform sampler2D colour_map;
uniform vec2 colour_span;                   // the first and the last colour's value
uniform float isovalue;
uniform bool painted;
uniform vec3 cut_colour;

out vec4 colour;

void main() {
    if (dot(cameraPosition - place, outwards) <= 0.0) discard;
    float value = field_at(field_place(place));
    if (value <= isovalue) discard;
    float away = length(place - cameraPosition);
    vec3 seen = texture(colour_map, vec2((value - colour_span.x) / (colour_span.y - colour_span.x), 0.5)).rgb;
    vec3 light = painted ? light_of(seen) : lit_cut(outwards, (place - cameraPosition) / away, cut_colour);
    colour = vec4(light, 1.0) * clear_air(0.0, away);
}
