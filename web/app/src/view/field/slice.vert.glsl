// A plane across the box: two coordinates from the corner, the third from where it stands.
in vec2 corner;                             // -1..1

uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 half_size;
uniform vec3 origin, across, up;            // of the plane, in half edges of the box

out vec3 place;
out vec2 from_middle;

void main() {
    from_middle = corner;
    place = (origin + corner.x * across + corner.y * up) * half_size;
    gl_Position = projectionMatrix * viewMatrix * vec4(place, 1.0);
}
