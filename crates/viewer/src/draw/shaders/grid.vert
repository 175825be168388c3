uniform mat4 to_clip;
// The middle of the grid in `cloud`, and half its side, metres.
uniform vec4 middle;

// Metres from the middle.
out vec2 place;

const vec2 CORNERS[6] = vec2[6](
    vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(-1.0, 1.0),
    vec2(-1.0, 1.0), vec2(1.0, -1.0), vec2(1.0, 1.0)
);

void main() {
    place = CORNERS[gl_VertexID] * middle.w;
    gl_Position = to_clip * vec4(middle.xy + place, middle.z, 1.0);
}
