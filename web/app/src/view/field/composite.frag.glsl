// The cloud over the picture, however coarse it was made.
uniform sampler2D cloud;
uniform vec2 frame_size;

out vec4 colour;

void main() {
    colour = texture(cloud, gl_FragCoord.xy / frame_size);
}
