// Eye-dome lighting: a point is darkened by how much nearer its neighbours in the picture are.
// Christian Boucheny, Visualisation scientifique interactive de grands volumes de données, 2009.
precision highp sampler2D;

uniform sampler2D colors;
uniform sampler2D depths;
uniform vec3 background;
// Near and far in metres, and by how much metres weigh in an orthographic view (0 in perspective).
uniform vec3 depth;
uniform float strength;
// Device pixels to the neighbours that are compared.
uniform vec2 beside[8];

out vec4 out_color;

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    float stored = texelFetch(depths, at, 0).r;
    gl_FragDepth = stored;
    if (stored >= 1.0) {
        out_color = vec4(background, 1.0);
        return;
    }
    vec3 color = texelFetch(colors, at, 0).rgb;
    if (strength > 0.0) {
        ivec2 last = textureSize(depths, 0) - 1;
        // In perspective, how many times nearer the neighbours are: a product, so that one logarithm
        // is enough for all. A stored depth `d` is at `near * far / (far - near) / (whole - d)` metres.
        float whole = depth.y / (depth.y - depth.x);
        float times = 1.0;
        float metres = 0.0;
        for (int side = 0; side < 8; side++) {
            ivec2 place = clamp(at + ivec2(beside[side]), ivec2(0), last);
            float other = min(texelFetch(depths, place, 0).r, stored);
            times *= (whole - other) / (whole - stored);
            metres += stored - other;
        }
        float nearer = depth.z > 0.0 ? metres * (depth.y - depth.x) * depth.z : log2(times);
        // Half of the colour always stays, so that its quantity can be read.
        color *= mix(0.45, 1.0, exp(-strength * nearer / 8.0));
    }
    out_color = vec4(color, 1.0);
}
