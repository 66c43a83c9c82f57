// A lit surface: sky and ground light, a key light and a rim light that travel with the camera, and depth that fades
// into the background. Where the domain's wall cuts the surface one would look into a hollow shell: the first thing a
// ray meets is then an inner side, so the ray came in through solid matter, and the pixel is painted as the flat cut.
in vec3 place;
in vec3 normal;
in float steepness;

uniform mat4 viewMatrix;
uniform vec3 cameraPosition;
uniform vec3 half_size;
uniform sampler2D colour_map;
uniform vec3 cut_colour;
uniform float fog_density;                  // per domain edge travelled inside the domain

out vec4 colour;

const vec3 KEY_DIRECTION = normalize(vec3(-0.45, 0.72, 0.60));    // view space: over the left shoulder
const vec3 FILL_DIRECTION = normalize(vec3(0.80, -0.10, 0.35));
const vec3 KEY_LIGHT = vec3(1.00, 0.95, 0.87) * 1.35;
const vec3 FILL_LIGHT = vec3(0.42, 0.55, 0.85) * 0.30;
const vec3 SKY_LIGHT = vec3(0.60, 0.70, 0.92) * 0.42;
const vec3 GROUND_LIGHT = vec3(0.30, 0.20, 0.26) * 0.34;
const vec3 RIM_LIGHT = vec3(0.55, 0.78, 1.00) * 0.50;
const float WRAP = 0.22;                    // the key light bends this far round, as it does in soft matter
const float SHININESS = 48.0;
const float CUT_RELIEF = 0.55;              // a cut is a flat drawing first and a lit wall second
const float SHADE_DEPTH = 0.16;             // within this distance of the wall the open sky still reaches

vec3 light(vec3 n, vec3 to_camera, vec3 albedo, float openness, float gloss) {
    vec3 n_view = mat3(viewMatrix) * n;
    vec3 eye_view = mat3(viewMatrix) * to_camera;
    float facing = clamp(dot(n, to_camera), 0.0, 1.0);
    float key = max((dot(n_view, KEY_DIRECTION) + WRAP) / (1.0 + WRAP), 0.0);
    float fill = max(dot(n_view, FILL_DIRECTION), 0.0);
    vec3 ambient = mix(GROUND_LIGHT, SKY_LIGHT, 0.5 + 0.5 * n.y) * openness;
    float highlight = pow(max(dot(n_view, normalize(KEY_DIRECTION + eye_view)), 0.0), SHININESS) * gloss;
    float rim = pow(1.0 - facing, 3.5) * (0.35 + 0.65 * clamp(0.5 + 0.5 * n_view.y, 0.0, 1.0)) * openness;
    return albedo * (key * KEY_LIGHT * mix(0.55, 1.0, openness) + fill * FILL_LIGHT + ambient)
         + highlight * KEY_LIGHT * 0.30 + rim * RIM_LIGHT * (0.25 + 0.75 * albedo) * gloss;
}

void main() {
    vec3 ray = normalize(place - cameraPosition);
    vec3 wall_hits = min((-half_size - cameraPosition) / ray, (half_size - cameraPosition) / ray);
    float entry = max(max(wall_hits.x, wall_hits.y), wall_hits.z);
    bool cut = !gl_FrontFacing && entry > 0.0;
    float travelled = length(place - cameraPosition) - max(entry, 0.0);

    vec3 seen;
    if (cut) {
        vec3 wall_normal = -sign(ray) * vec3(equal(wall_hits, vec3(entry)));
        seen = mix(cut_colour, light(wall_normal, -ray, cut_colour, 1.0, 0.0), CUT_RELIEF);
        travelled = 0.0;
    } else {
        vec3 n = normalize(normal) * (gl_FrontFacing ? 1.0 : -1.0);
        vec3 to_wall = half_size - abs(place);
        float depth = min(min(to_wall.x, to_wall.y), to_wall.z);
        float openness = mix(0.30, 1.0, exp(-max(depth, 0.0) / SHADE_DEPTH));
        seen = light(n, -ray, texture(colour_map, vec2(steepness, 0.5)).rgb, openness, 1.0);
    }
    float fog = 1.0 - exp(-fog_density * max(travelled, 0.0));
    colour = vec4(to_screen(mix(seen, background(), fog)), 1.0);
}
