flat in vec3 color;
out vec4 out_color;

void main() {
#ifdef ROUND
    vec2 aside = gl_PointCoord * 2.0 - 1.0;
    if (dot(aside, aside) > 1.0) {
        discard;
    }
#endif
    out_color = vec4(color, 1.0);
}
