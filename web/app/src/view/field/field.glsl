// The field at a place of the scene: two keyframes as 3D textures, blended as the mesher blends them. 0 and 1 are the
// ends of the view's own range. A texel's value belongs to the cell's lower corner, as the mesh's vertices do: half a
// texel further in the texture's own coordinates.
uniform highp sampler3D field_previous, field_newest;
uniform float field_blend;                  // 1: the newest alone
#ifndef HALF_SIZE
#define HALF_SIZE
uniform vec3 half_size;                     // of the domain, in scene units
#endif

vec3 field_place(vec3 place) {
    return 0.5 + 0.5 * place / half_size + 0.5 / vec3(textureSize(field_newest, 0));
}

float field_at(vec3 at) {
    float newest = textureLod(field_newest, at, 0.0).r;
    return field_blend < 1.0 ? mix(textureLod(field_previous, at, 0.0).r, newest, field_blend) : newest;
}

// The light that the last pass shows as exactly this colour, so that a legend tells it: output.frag.glsl's film,
// backwards, but for the trace of white that the brightest colours get there.
vec3 light_of(vec3 shown) {
    const float SHOULDER = 0.76, ROOM = 0.24;
    float peak = max(shown.r, max(shown.g, shown.b));
    if (peak > SHOULDER) shown *= (ROOM * ROOM / (1.0 - min(peak, 0.999)) - ROOM + SHOULDER) / peak;
    float least = min(shown.r, min(shown.g, shown.b));
    return shown + (least < 0.04 ? 0.4 * sqrt(least) - least : 0.04);
}
