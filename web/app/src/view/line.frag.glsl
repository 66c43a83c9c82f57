// A fine line of one colour, as premultiplied light.
uniform vec3 line_colour;

out vec4 colour;

const float OPACITY = 0.28;

void main() {
    if (peeled()) discard;
    colour = vec4(line_colour, 1.0) * OPACITY;
}
