// The sky behind everything. What is far away fades into it, so the surface asks for the same pixel's sky.
uniform vec2 resolution;                    // of the whole picture, in pixels
uniform vec2 frame_origin;                  // of this frame in it
uniform vec3 sky_centre, sky_rim;           // the page's colours as light

vec3 background() {
    vec2 place = (gl_FragCoord.xy + frame_origin - 0.5 * resolution) / min(resolution.x, resolution.y);
    float away = length(place - vec2(0.0, 0.08));
    return mix(sky_centre, sky_rim, smoothstep(0.0, 0.95, away));
}

// Linear light to the screen: a filmic shoulder (Narkowicz's fit of ACES), sRGB, and half a grey level of noise, without
// which the dark gradient shows bands.
vec3 to_screen(vec3 light) {
    vec3 film = clamp(light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14), 0.0, 1.0);
    vec3 srgb = mix(12.92 * film, 1.055 * pow(film, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, film));
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));   // Jimenez 2014
    return srgb + (noise - 0.5) / 255.0;
}
