// A slice: the colour of the value and nothing else, so that the legend tells it; a line where the value is the
// threshold.
in vec3 place;
in vec2 from_middle;

uniform sampler2D colour_map;
uniform vec2 colour_span;                   // the first and the last colour's value
uniform float isovalue;
uniform bool nearest;                       // cells as they are, not smoothed
uniform float contour;                      // opacity of the line

out vec4 colour;

const float CONTOUR_PIXELS = 0.9;
const float FRAME_PIXELS = 1.5;
const vec3 CONTOUR_COLOUR = vec3(1.0), FRAME_COLOUR = vec3(0.34, 0.46, 0.69);

void main() {
    vec3 at = field_place(place);
    float smooth_value = field_at(at);
    float line = abs(smooth_value - isovalue) / max(fwidth(smooth_value), 1e-6);
    vec2 to_edge = (1.0 - abs(from_middle)) / fwidth(from_middle);
    vec3 size = vec3(textureSize(field_newest, 0));
    float value = nearest ? field_at((floor(at * size) + 0.5) / size) : smooth_value;
    vec3 seen = texture(colour_map, vec2((value - colour_span.x) / (colour_span.y - colour_span.x), 0.5)).rgb;
    seen = mix(seen, CONTOUR_COLOUR, contour * (1.0 - smoothstep(CONTOUR_PIXELS - 0.5, CONTOUR_PIXELS + 0.5, line)));
    seen = mix(seen, FRAME_COLOUR, 1.0 - step(FRAME_PIXELS, min(to_edge.x, to_edge.y)));
    colour = vec4(light_of(seen), 1.0);
}
