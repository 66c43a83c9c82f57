// Where the flat cut is seen, the depth of the wall that cuts, instead of the inner side's behind it: a drawing of its
// own (solid_depth.ts), because a shader that writes depth loses the card's early test of it.
in vec3 place;

uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform highp sampler2D drawn_depth;

const float SAME = 1e-6;                    // depths of one fragment in two drawings

void main() {
    vec3 ray = normalize(place - cameraPosition);
    vec3 wall_hits;
    float entry = way_to_box(ray, wall_hits);
    float seen = texelFetch(drawn_depth, ivec2(gl_FragCoord.xy), 0).r;
    if (clipped(place) || gl_FrontFacing || entry <= 0.0 || abs(gl_FragCoord.z - seen) > SAME) discard;
    vec4 wall = projectionMatrix * viewMatrix * vec4(cameraPosition + entry * ray, 1.0);
    gl_FragDepth = 0.5 + 0.5 * wall.z / wall.w;
}
