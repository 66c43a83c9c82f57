// Clear things are drawn a layer at a time (peels.ts). `if (peeled()) discard;` leaves out what is no part of the layer: what lies
// behind solid matter, and what the layers before have shown already.
uniform int peel;                           // 0: all of it; 1: the first layer; 2: the one behind peel_before
uniform highp sampler2D solid_depth, peel_before;

bool peeled() {
    if (peel == 0) return false;
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    if (gl_FragCoord.z >= texelFetch(solid_depth, pixel, 0).r) return true;
    return peel == 2 && gl_FragCoord.z <= texelFetch(peel_before, pixel, 0).r;
}
