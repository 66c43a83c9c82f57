out vec4 colour;

void main() {
    colour = vec4(to_screen(background()), 1.0);
}
