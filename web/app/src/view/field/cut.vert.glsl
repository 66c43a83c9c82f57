// A face of the clip box, or of the whole box.
in vec2 corner;                             // -1..1

uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 clip_min, clip_max, half_size;
uniform vec3 outwards;                      // of the box, along an axis

out vec3 place;

void main() {
    vec3 axis = abs(outwards), at = corner.x * axis.yzx + corner.y * axis.zxy + outwards;
    place = mix(max(-half_size, clip_min), min(half_size, clip_max), 0.5 + 0.5 * at);
    gl_Position = projectionMatrix * viewMatrix * vec4(place, 1.0);
}
