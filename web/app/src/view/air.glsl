// What is between the camera and a place: the way inside the box, and the fog on it. Every shader of the scene writes
// premultiplied light, with the share of the pixel that is matter in alpha: vec4(light, 1.0) * opacity *
// clear_air(...).
uniform vec3 cameraPosition;
uniform vec3 walls;                         // half the box; far away along an axis on which the box repeats without end
uniform vec3 clip_min, clip_max;            // of the clip box; far away while there is none
uniform float fog_density;                  // per scene unit travelled inside the box
uniform float reach;                        // at this distance nothing is seen any more

// How far along the ray the box begins, 0 from inside it, and which walls are in which distance.
float way_to_box(vec3 ray, out vec3 wall_hits) {
    vec3 low = max(-walls, clip_min), high = min(walls, clip_max);
    wall_hits = min((low - cameraPosition) / ray, (high - cameraPosition) / ray);
    return max(max(wall_hits.x, wall_hits.y), wall_hits.z);
}

bool clipped(vec3 place) {
#ifdef CLIPPED
    return any(lessThan(place, clip_min)) || any(greaterThan(place, clip_max));
#else
    return false;
#endif
}

// 1: as if it were near; 0: lost in the fog.
float clear_air(float inside, float away) {
    return exp(-fog_density * max(inside, 0.0)) * (1.0 - smoothstep(0.6 * reach, reach, away));
}
