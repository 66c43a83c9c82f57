// The field as a cloud: a ray from the camera through the box, front to back, up to what is solid. Colour is the
// value's, opacity a ramp or a band over the values. Each pixel starts a part of a step further in, always the same
// part, so that steps do not show as shells and nothing flickers. Blocks of texels whose range shows nothing are
// stepped over.
uniform vec3 cameraPosition;
uniform mat4 viewMatrix;
uniform mat4 from_clip;                     // clip space to scene
uniform highp sampler2D solid_depth;
uniform highp sampler3D ranges_previous, ranges_newest;     // least and greatest value of every block of texels
uniform vec2 size;                          // of this picture, in pixels
uniform vec3 clip_min, clip_max;
uniform float fog_density;
uniform sampler2D colour_map;
uniform vec2 colour_span;                   // the first and the last colour's value
uniform float centre, width;                // of the ramp or band, in shares of the span
uniform float strength;                     // opacity per scene unit where the ramp is at its end
uniform bool band;                          // opaque around the centre alone
uniform bool shaded;
uniform float steps_per_cell;

out vec4 colour;

const int MOST_STEPS = 1024;
const float OPAQUE = 0.99;                  // what is behind adds less than a grey level
const float LEAST_OPACITY = 0.004;          // of a step that is worth a light
const float LEAST_SHOWN = 0.0004;           // of one that is worth a colour
const float FLAT = 0.03;                    // of the colours from a texel to the next: less is no slope to speak of
const vec3 KEY_DIRECTION = normalize(vec3(-0.45, 0.72, 0.60));

vec3 scene_of(vec2 at, float depth) {
    vec4 place = from_clip * vec4(2.0 * vec3(at, depth) - 1.0, 1.0);
    return place.xyz / place.w;
}

float opacity_of(float share) {
    float from_centre = (share - centre) / width;
    return band ? 1.0 - smoothstep(0.25, 0.5, abs(from_centre)) : smoothstep(-0.5, 0.5, from_centre);
}

// True where no value of a block is worth a step.
bool shows_nothing(ivec3 block, float step_length) {
    vec2 range = texelFetch(ranges_newest, block, 0).rg;
    if (field_blend < 1.0) range = mix(texelFetch(ranges_previous, block, 0).rg, range, field_blend);
    vec2 shares = (range - colour_span.x) / (colour_span.y - colour_span.x);
    float strongest = opacity_of(band ? clamp(centre, shares.x, shares.y) : shares.y);
    return 1.0 - exp(-strength * step_length * strongest) < LEAST_SHOWN;
}

// How far along a ray the block ends; place and ray are in blocks.
float end_of_block(ivec3 block, vec3 place, vec3 ray) {
    vec3 ahead = (vec3(block) + vec3(greaterThan(ray, vec3(0.0))) - place) / ray;
    return min(min(ahead.x, ahead.y), ahead.z);
}

// Two-sided: inside a cloud there is no telling which side is out. The slope is that to the next texels: half as many
// samples as from both sides, and a cloud has no edge that would show the difference.
float light(vec3 at, float value, vec3 key) {
    vec3 texel = 1.0 / vec3(textureSize(field_newest, 0));
    vec3 beside = vec3(field_at(at + vec3(texel.x, 0, 0)), field_at(at + vec3(0, texel.y, 0)),
                       field_at(at + vec3(0, 0, texel.z)));
    vec3 slope = beside - value;
    float steep = length(slope) / (colour_span.y - colour_span.x);
    float facing = abs(dot(slope, key)) / max(length(slope), 1e-6);
    return mix(1.0, 0.45 + 0.75 * facing, smoothstep(0.0, FLAT, steep));
}

void main() {
    vec2 pixel = gl_FragCoord.xy / size;
    vec3 far = scene_of(pixel, 1.0) - cameraPosition;
    vec3 ray = normalize(far);
    vec3 low = max(-half_size, clip_min), high = min(half_size, clip_max);
    vec3 a = (low - cameraPosition) / ray, b = (high - cameraPosition) / ray;
    vec3 near_walls = min(a, b), far_walls = max(a, b);
    float entry = max(max(near_walls.x, near_walls.y), max(near_walls.z, 0.0));
    float solid = distance(scene_of(pixel, texture(solid_depth, pixel).r), cameraPosition);
    float end = min(min(far_walls.x, far_walls.y), min(far_walls.z, solid));
    colour = vec4(0.0);
    if (end <= entry) return;

    vec3 cell = 2.0 * half_size / vec3(textureSize(field_newest, 0));
    float step_length = max(min(min(cell.x, cell.y), cell.z) / steps_per_cell, (end - entry) / float(MOST_STEPS));
    // Jimenez 2014
    float part = fract(52.9829189 * fract(dot(floor(gl_FragCoord.xy), vec2(0.06711056, 0.00583715))));
    vec3 key = transpose(mat3(viewMatrix)) * KEY_DIRECTION;
    vec3 blocks_per_length = 0.5 * vec3(textureSize(field_newest, 0)) / (TEXTURE_BLOCK * half_size);
    vec3 block_ray = ray * blocks_per_length, block_start = (cameraPosition + half_size) * blocks_per_length;
    block_ray += 1e-9 * vec3(equal(block_ray, vec3(0.0)));
    ivec3 last_block = textureSize(ranges_newest, 0) - 1;
    float through = 1.0, block_end = entry;
    for (int i = 0; i < MOST_STEPS; i++) {
        float at = entry + (part + float(i)) * step_length;
        if (at >= end) break;
        if (at >= block_end) {
            ivec3 block = clamp(ivec3(floor(block_start + at * block_ray)), ivec3(0), last_block);
            block_end = end_of_block(block, block_start, block_ray);
            if (shows_nothing(block, step_length)) {
                i = max(i, int(ceil((min(block_end, end) - entry) / step_length - part)) - 1);
                continue;
            }
        }
        vec3 place = field_place(cameraPosition + at * ray);
        float value = field_at(place), share = (value - colour_span.x) / (colour_span.y - colour_span.x);
        float opacity = 1.0 - exp(-strength * step_length * opacity_of(share));
        if (opacity < LEAST_SHOWN) continue;
        vec3 shown = textureLod(colour_map, vec2(share, 0.5), 0.0).rgb;
        if (shaded && opacity > LEAST_OPACITY) shown *= light(place, value, key);
        colour += through * opacity * exp(-fog_density * (at - entry)) * vec4(light_of(min(shown, 0.98)), 1.0);
        through *= 1.0 - opacity;
        if (through < 1.0 - OPAQUE) break;
    }
}
