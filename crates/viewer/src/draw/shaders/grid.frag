// Lines every metre, ten and a hundred, each until it would be too dense to count.
uniform vec3 ink;
// Where the view's target is, metres from the middle, and where the grid has faded out.
uniform vec3 focus;
// Device pixels a CSS pixel.
uniform float ratio;

in vec2 place;
out vec4 out_color;

float lines(float spacing, float weight) {
    vec2 cell = place / spacing;
    // How many cells a pixel spans.
    vec2 span = max(fwidth(cell), vec2(1e-6));
    vec2 pixels = abs(fract(cell - 0.5) - 0.5) / span / ratio;
    vec2 cover = clamp(1.0 - pixels, 0.0, 1.0) * (1.0 - smoothstep(0.05, 0.16, span * ratio));
    return max(cover.x, cover.y) * weight;
}

void main() {
    float fade = 1.0 - smoothstep(0.25, 1.0, distance(place, focus.xy) / focus.z);
    float cover = max(lines(1.0, 0.06), max(lines(10.0, 0.13), lines(100.0, 0.2)));
    out_color = vec4(ink, cover * fade);
}
