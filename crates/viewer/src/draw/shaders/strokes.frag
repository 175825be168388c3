in vec4 color;
in vec2 place;
flat in float line_length;
flat in float half_width;
out vec4 out_color;

void main() {
    // The distance from the line, whose ends are round.
    float past = max(0.0, max(-place.x, place.x - line_length));
    float aside = length(vec2(past, place.y));
    float cover = clamp(half_width + 0.5 - aside, 0.0, 1.0);
    if (cover <= 0.0) {
        discard;
    }
    out_color = vec4(color.rgb, color.a * cover);
}
