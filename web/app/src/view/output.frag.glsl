// The last pass: light becomes what a screen shows, in front of the sky. The scene's picture holds light, and in alpha
// how much of the pixel is matter; the rest, where fog or nothing is, is sky, which is a colour of the page and stays
// as it is.
uniform sampler2D light;
uniform vec2 resolution;                    // of the whole picture, in pixels
uniform vec2 frame_origin;                  // of this frame in it
uniform vec3 sky_centre, sky_rim;

out vec4 colour;

vec3 sky() {
    vec2 place = (gl_FragCoord.xy + frame_origin - 0.5 * resolution) / min(resolution.x, resolution.y);
    return mix(sky_centre, sky_rim, smoothstep(0.0, 0.95, length(place - vec2(0.0, 0.08))));
}

// Khronos PBR Neutral: a filmic shoulder for what is brighter than paper, while the colours of the map stay the colours
// of the legend, which curves that imitate film stock bend. github.com/KhronosGroup/ToneMapping, PBR_Neutral
const float SHOULDER = 0.8 - 0.04;
const float DESATURATION = 0.15;
vec3 film(vec3 light) {
    float least = min(light.r, min(light.g, light.b));
    vec3 shown = light - (least < 0.08 ? least - 6.25 * least * least : 0.04);
    float peak = max(shown.r, max(shown.g, shown.b));
    if (peak < SHOULDER) return shown;
    float room = 1.0 - SHOULDER;
    float bent = 1.0 - room * room / (peak + room - SHOULDER);
    return mix(shown * bent / peak, vec3(bent), 1.0 - 1.0 / (DESATURATION * (peak - bent) + 1.0));
}

vec3 srgb(vec3 c) {
    return mix(12.92 * c, 1.055 * pow(max(c, 0.0), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
}

void main() {
    vec4 seen = texelFetch(light, ivec2(gl_FragCoord.xy), 0);
    vec3 matter = seen.a > 0.0 ? film(seen.rgb / seen.a) : vec3(0.0);
    // Half a grey level of noise, without which a dark gradient shows bands. Jimenez 2014
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    colour = vec4(srgb(mix(sky(), matter, seen.a)) + (noise - 0.5) / 255.0, 1.0);
}
