// The light of a studio that travels with the camera: a large soft key over the left shoulder, a cool fill from the
// right, a sky and a ground, and a light from behind for matter that lets some through. Sheen is broad and weak: clay,
// not plastic.
uniform mat4 viewMatrix;
uniform float translucency;                 // 0: opaque matter; 1: wax

const vec3 KEY_DIRECTION = normalize(vec3(-0.45, 0.72, 0.60));    // view space
const vec3 FILL_DIRECTION = normalize(vec3(0.80, -0.10, 0.35));
const vec3 BACK_DIRECTION = normalize(vec3(0.35, 0.40, -0.85));
const vec3 KEY_LIGHT = vec3(1.00, 0.96, 0.90) * 1.10;
const vec3 FILL_LIGHT = vec3(0.60, 0.72, 1.00) * 0.20;
const vec3 BACK_LIGHT = vec3(1.00, 0.92, 0.82) * 1.60;
const vec3 SKY_LIGHT = vec3(0.82, 0.90, 1.00) * 0.56;
const vec3 GROUND_LIGHT = vec3(0.62, 0.52, 0.50) * 0.36;
const float WRAP = 0.25;                    // the key light bends this far round, as a large lamp's does
const float WAX_WRAP = 0.50;                // and this much further in wax
const float SHININESS = 18.0;
const float SHEEN = 0.16;
const float REFLECTANCE = 0.04;             // of every matter that is no metal, seen head on

// Half the sky above, half the ground below.
vec3 surroundings(float up) {
    return mix(GROUND_LIGHT, SKY_LIGHT, smoothstep(-1.0, 1.0, up));
}

// openness: how much of the surroundings reaches the place. gloss: 0 for a drawing, 1 for matter.
vec3 lit(vec3 n, vec3 to_camera, vec3 albedo, float openness, float gloss) {
    vec3 n_view = mat3(viewMatrix) * n;
    vec3 eye_view = mat3(viewMatrix) * to_camera;
    float facing = clamp(dot(n, to_camera), 0.0, 1.0);

    float wrap = WRAP + WAX_WRAP * translucency;
    float key = max((dot(n_view, KEY_DIRECTION) + wrap) / (1.0 + wrap), 0.0);
    float fill = max(dot(n_view, FILL_DIRECTION) * 0.5 + 0.5, 0.0);
    vec3 diffuse = key * key * mix(0.6, 1.0, openness) * KEY_LIGHT;
    diffuse += fill * openness * FILL_LIGHT + surroundings(n.y) * openness;

    // What comes through from behind has been in the matter for a while and has its colour twice. At the outline the
    // way is short.
    float behind = pow(max(dot(eye_view, -normalize(BACK_DIRECTION + 0.6 * n_view)), 0.0), 2.0);
    float thin = mix(0.25, 1.0, pow(1.0 - facing, 1.5));
    vec3 through = translucency * behind * thin * albedo * BACK_LIGHT;

    float sheen = pow(max(dot(n_view, normalize(KEY_DIRECTION + eye_view)), 0.0), SHININESS) * SHEEN;
    float fresnel = REFLECTANCE + (0.35 - REFLECTANCE) * pow(1.0 - facing, 4.0);
    vec3 mirrored = sheen * KEY_LIGHT + fresnel * surroundings(reflect(-to_camera, n).y) * openness;
    return albedo * (diffuse + through) + gloss * mirrored;
}

const float CUT_RELIEF = 0.45;              // a cut is a flat drawing first and a lit wall second

vec3 lit_cut(vec3 wall_normal, vec3 ray, vec3 cut_colour) {
    return mix(cut_colour, lit(wall_normal, -ray, cut_colour, 1.0, 0.0), CUT_RELIEF);
}
