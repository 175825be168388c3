uniform mat4 to_clip;

in vec3 position;
in uvec4 tint;

out vec4 color;

void main() {
    gl_Position = to_clip * vec4(position, 1.0);
    color = vec4(tint) / 255.0;
}
