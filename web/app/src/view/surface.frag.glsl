// A lit surface whose depth fades into the sky. Where the box's wall cuts the surface one would look into a hollow
// shell: the first thing a ray meets is then an inner side, so the ray came in through solid matter, and the pixel is
// painted as the flat cut.
in vec3 place;
in vec3 in_box;
in vec3 normal;
in float steepness;

uniform sampler2D colour_map;
uniform int colour_source;                  // see measure
uniform vec3 plain_colour;
#ifndef HALF_SIZE
#define HALF_SIZE
uniform vec3 half_size;
#endif
uniform vec2 colour_span;                   // of another view's values: the first and the last colour's
uniform vec3 cut_colour;
uniform float opacity;                      // below 1 the surface is a skin and what it holds is empty: no cuts

out vec4 colour;

const float SHADE_DEPTH = 0.22;             // within this distance of the wall the open sky still reaches
const float DEEPEST_SHADE = 0.42;

vec3 half_diagonal() {
    return half_size / length(half_size);
}

// What the colour tells, 0 to 1 over the legend.
float measure() {
    switch (colour_source) {
        case 1: return in_box.x;
        case 2: return in_box.y;
        case 3: return in_box.z;
        case 4: return length((2.0 * in_box - 1.0) * half_diagonal());
#ifdef TINTED
        case 6: return (field_at(in_box + 0.5 / vec3(textureSize(field_newest, 0))) - colour_span.x) /
            (colour_span.y - colour_span.x);
#endif
        default: return steepness;
    }
}

vec3 albedo() {
    return colour_source == 5 ? plain_colour : texture(colour_map, vec2(measure(), 0.5)).rgb;
}

void main() {
    if (peeled() || clipped(place)) discard;
    vec3 ray = normalize(place - cameraPosition);
    vec3 wall_hits;
    float entry = way_to_box(ray, wall_hits);
    float away = length(place - cameraPosition);
    float inside = away - max(entry, 0.0);

    vec3 light;
    if (!gl_FrontFacing && entry > 0.0 && opacity == 1.0) {
        vec3 wall_normal = -sign(ray) * vec3(equal(wall_hits, vec3(entry)));
        light = lit_cut(wall_normal, ray, cut_colour);
        inside = 0.0;
    } else {
        vec3 n = normalize(normal) * (gl_FrontFacing ? 1.0 : -1.0);
        vec3 to_wall = min(min(walls, clip_max) - place, place - max(-walls, clip_min));
        float depth = min(min(to_wall.x, to_wall.y), min(to_wall.z, inside));
        float openness = mix(DEEPEST_SHADE, 1.0, exp(-max(depth, 0.0) / SHADE_DEPTH));
        light = lit(n, -ray, albedo(), openness, 1.0);
    }
    colour = vec4(light, 1.0) * opacity * clear_air(inside, away);
}
