// A line as a quad around it on the canvas, so that it has any width and smooth borders.
uniform mat4 to_clip;
// Half the canvas, device pixels.
uniform vec2 half_canvas;
// Device pixels a CSS pixel.
uniform float ratio;
uniform float opacity;

in vec3 start;
in vec3 end;
in uvec4 tint;
// CSS pixels.
in float width;

out vec4 color;
// Device pixels along the line from its start, and aside of it.
out vec2 place;
flat out float line_length;
flat out float half_width;

void main() {
    vec4 a = to_clip * vec4(start, 1.0);
    vec4 b = to_clip * vec4(end, 1.0);
    // What is before the near plane is cut off: behind the camera the division below turns over.
    float before_a = a.z + a.w;
    float before_b = b.z + b.w;
    if (before_a < 0.0 && before_b < 0.0) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
        return;
    }
    if (before_a < 0.0) {
        a = mix(a, b, before_a / (before_a - before_b));
    } else if (before_b < 0.0) {
        b = mix(b, a, before_b / (before_b - before_a));
    }
    vec3 from = a.xyz / a.w;
    vec3 to = b.xyz / b.w;
    vec2 along = (to.xy - from.xy) * half_canvas;
    line_length = length(along);
    along = line_length > 1e-3 ? along / line_length : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);

    half_width = width * ratio * 0.5;
    float reach = half_width + 1.0;
    bool at_end = gl_VertexID == 1 || gl_VertexID == 2 || gl_VertexID == 4;
    float side = gl_VertexID == 0 || gl_VertexID == 1 || gl_VertexID == 3 ? -1.0 : 1.0;
    place = vec2(at_end ? line_length + reach : -reach, side * reach);
    vec2 offset = along * (at_end ? reach : -reach) + across * (side * reach);
    vec3 base = at_end ? to : from;
    // Already divided, so that `place` is interpolated on the canvas and not in depth.
    gl_Position = vec4(base.xy + offset / half_canvas, base.z, 1.0);
    color = vec4(tint) / 255.0;
    color.a *= opacity;
}
