// A point of the cloud. Which columns it has is defined before this text.
precision highp sampler2D;

uniform mat4 to_clip;
// Device pixels: of 1 metre's depth, least, most.
uniform vec3 size;
#if defined(HEIGHT) || defined(DISTANCE) || defined(SCALAR)
// The quantity at the start of the map, and 1 by the span, in the unit of the column.
uniform vec2 range;
#endif
#ifdef DISTANCE
uniform vec3 device;
#endif
#ifdef PLAIN
uniform vec3 plain;
#else
#ifndef RGB
uniform sampler2D palette;
#endif
#endif
#ifdef TINT
// From `cloud` to the selected cuboid, whose sides are at -1 and 1; its colour and how much of it.
uniform mat4 selection;
uniform vec4 selection_color;
#endif

#ifdef CLIP
// From `cloud` to the box outside of which nothing is shown, whose sides are at -1 and 1.
uniform mat4 clip;
#endif

layout(location = 0) in vec3 position;
#if defined(SCALAR) || defined(CLASS)
layout(location = 1) in uint scalar;
#endif
#ifdef RGB
layout(location = 1) in vec4 rgb;
#endif
#ifdef HIDE_GROUND
layout(location = 2) in uint ground;
#endif

flat out vec3 color;

void hide() {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
}

void main() {
#ifdef HIDE_GROUND
    if (ground != 0u) {
        hide();
        return;
    }
#endif
#ifdef CLIP
    vec3 beyond = abs((clip * vec4(position, 1.0)).xyz);
    if (max(beyond.x, max(beyond.y, beyond.z)) > 1.0) {
        hide();
        return;
    }
#endif
#if defined(HEIGHT) || defined(DISTANCE) || defined(SCALAR)
#ifdef HEIGHT
    float quantity = position.z;
#endif
#ifdef DISTANCE
    float quantity = distance(position, device);
#endif
#ifdef SCALAR
    float quantity = float(scalar);
#endif
    float share = clamp((quantity - range.x) * range.y, 0.0, 1.0);
    color = texelFetch(palette, ivec2(int(share * 255.0 + 0.5), 0), 0).rgb;
#endif
#ifdef CLASS
    vec4 entry = texelFetch(palette, ivec2(int(scalar), 0), 0);
    if (entry.a == 0.0) {
        hide();
        return;
    }
    color = entry.rgb;
#endif
#ifdef RGB
    color = rgb.rgb;
#endif
#ifdef PLAIN
    color = plain;
#endif
#ifdef TINT
    vec3 aside = abs((selection * vec4(position, 1.0)).xyz);
    if (max(aside.x, max(aside.y, aside.z)) <= 1.0) {
        color = mix(color, selection_color.rgb, selection_color.a);
    }
#endif
    gl_Position = to_clip * vec4(position, 1.0);
    gl_PointSize = clamp(size.x / gl_Position.w, size.y, size.z);
}
