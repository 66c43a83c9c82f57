// Clear things are drawn a layer at a time (depth_peeling.ts). `if (peeled()) discard;` leaves out what is no part of
// the layer: what lies behind solid matter, what the layers before have shown already, and what they hide.
uniform int peel;                           // 0: all of it; 1: the first layer; 2: the one behind peel_before
uniform highp sampler2D solid_depth, peel_before;
uniform sampler2D peel_sum;                 // the layers so far

const float HIDDEN = 0.999;                 // of the light behind so much matter less than a grey level comes through

bool peeled() {
    if (peel == 0) return false;
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    if (gl_FragCoord.z >= texelFetch(solid_depth, pixel, 0).r || texelFetch(peel_sum, pixel, 0).a > HIDDEN) return true;
    return peel == 2 && gl_FragCoord.z <= texelFetch(peel_before, pixel, 0).r;
}
