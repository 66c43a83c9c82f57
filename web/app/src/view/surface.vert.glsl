// Unpacks MgVertexPacked: twelve bytes arrive as three words, two 16-bit values in each, the lower half first.
in uvec3 packed_vertex;                     // x y | z scalar | octahedral normal u v
in vec3 box_offset;                         // of this copy of the box

uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 half_size;                     // of the domain, centred, in scene units

invariant gl_Position;                      // two drawings of a vertex have the same depth
out vec3 place;
out vec3 in_box;                            // 0 to 1 along each axis
out vec3 normal;
out float steepness;                        // gradient magnitude, 1 is the last colour

vec2 halves(uint word) {
    return vec2(float(word & 0xffffu), float(word >> 16)) / 65535.0;
}

// Cigolle et al. 2014, "Survey of efficient representations for independent unit vectors"
vec3 octahedral(vec2 e) {
    vec3 n = vec3(e, 1.0 - abs(e.x) - abs(e.y));
    float fold = max(-n.z, 0.0);
    n.xy -= vec2(n.x < 0.0 ? -fold : fold, n.y < 0.0 ? -fold : fold);
    return normalize(n);
}

void main() {
    vec2 xy = halves(packed_vertex.x);
    vec2 z_scalar = halves(packed_vertex.y);
    in_box = vec3(xy, z_scalar.x);
    place = (2.0 * in_box - 1.0) * half_size + box_offset;
    normal = octahedral(2.0 * halves(packed_vertex.z) - 1.0);
    steepness = z_scalar.y;
    gl_Position = projectionMatrix * viewMatrix * vec4(place, 1.0);
}
