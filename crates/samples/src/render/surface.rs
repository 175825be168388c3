//! Colours of asphalt, walls, leaves and signs.

use super::noise::{floor, hash, layers, pulse, ramp, value, wrap};
use super::shade::{Hit, Shader};
use crate::scene::{
    DASH, Facade, Ground, LineKind, Picture, Place, Rgb, V3, add, blend, scale, srgb, times,
};

/// The road and what is beside it.
pub fn ground(shader: &Shader, hit: &Hit) -> Rgb {
    let road = &shader.scene.road;
    let (x, y) = (hit.point.x, hit.point.y);
    // Along the view a pixel covers more ground the flatter it looks.
    let long = hit.blur / (-hit.view.z).max(0.02);
    let fine = 1.0 - ramp(0.01, 0.08, hit.blur);
    let albedo = match road.ground(x, y) {
        Ground::Asphalt => asphalt(shader, x, y, hit.blur, long, fine),
        Ground::Curb => {
            let joint = pulse(0.0, 0.02, wrap(y, 1.0), long) * fine;
            scale(
                [0.34, 0.33, 0.31],
                (0.85 + 0.3 * value(x * 3.0, y * 3.0, 3)) * (1.0 - 0.4 * joint),
            )
        }
        Ground::Sidewalk => {
            let lateral = road.lateral(x, y);
            let joints = pulse(0.0, 0.018, wrap(lateral, 0.75), hit.blur).max(pulse(
                0.0,
                0.02,
                wrap(y, 0.75),
                long,
            ));
            let slab = hash(floor(lateral / 0.75), floor(y / 0.75), 7);
            let grime = layers(x * 0.6, y * 0.6, 11);
            scale(
                [0.30, 0.285, 0.265],
                (0.82 + 0.14 * slab + 0.2 * grime) * (1.0 - 0.45 * joints),
            )
        }
        Ground::Grass => {
            let patch = layers(x * 0.35, y * 0.35, 21);
            let blades = value(x * 17.0, y * 9.0, 4) * fine + 0.5 * (1.0 - fine);
            let color = blend(srgb(0x4c_5c_24), srgb(0x7a_7a_3c), ramp(0.35, 0.75, patch));
            scale(color, 0.6 + 0.6 * blades)
        }
    };
    let wet = shader.scene.light.wet;
    times(scale(albedo, 1.0 - 0.42 * wet), shader.falling(hit))
}

fn asphalt(shader: &Shader, x: f32, y: f32, blur: f32, long: f32, fine: f32) -> Rgb {
    let road = &shader.scene.road;
    let lateral = road.lateral(x, y);
    let seed = shader.scene.recipe.index as u32;
    let broad = layers(x * 0.22, y * 0.12, seed);
    let grain = if fine > 0.0 {
        hash((x * 90.0) as i32, (y * 90.0) as i32, 2) - 0.5
    } else {
        0.0
    };
    let middle = value(x * 2.1, y * 1.4, 31) - 0.5;
    let mut tone = 0.105 * (0.78 + 0.44 * broad + 0.1 * middle + 0.3 * grain * fine);
    if road.place == Place::ParkingLot {
        return parking_lines(shader, x, y, tone, blur);
    }
    // Tyres polish two tracks in each lane; oil darkens the middle.
    let in_lane = (wrap(lateral, 3.4) - 1.7).abs();
    let track = (-((in_lane - 0.78) / 0.3).powi(2)).exp();
    let oil = (-(in_lane / 0.3).powi(2)).exp();
    tone *= 1.0 + 0.1 * track - 0.1 * oil;
    // Patches of repaired surface, and cracks filled with tar.
    let patch = hash(floor(lateral / 3.4), floor(y / 7.0), seed ^ 0x4d);
    if patch > 0.87 {
        let (u, w) = (wrap(lateral, 3.4), wrap(y, 7.0));
        let inside = pulse(0.5, 2.7, u, blur) * pulse(0.8, 4.2, w, long);
        tone *= 1.0 - 0.26 * inside;
    }
    let wander = (value(x * 0.9, y * 0.9, seed ^ 5) - 0.5).abs();
    let crack = (1.0 - ramp(0.0, 0.012 + blur * 0.5, wander)) * ramp(0.56, 0.68, broad);
    tone *= 1.0 - 0.3 * crack * (1.0 - ramp(0.02, 0.1, blur));
    let base = [tone * 1.01, tone, tone * 0.985];
    let (cover, yellow) = markings(shader, lateral, y, blur, long);
    if cover <= 0.0 {
        return base;
    }
    let worn = 0.6 + 0.4 * ramp(0.25, 0.6, layers(x * 3.0, y * 3.0, 41));
    let paint = if yellow {
        [0.55, 0.36, 0.06]
    } else {
        [0.55, 0.55, 0.53]
    };
    blend(base, paint, cover * worn * 0.92)
}

/// How much of the place is painted, and whether in yellow.
fn markings(shader: &Shader, lateral: f32, y: f32, blur: f32, long: f32) -> (f32, bool) {
    let road = &shader.scene.road;
    let half = 0.065;
    for line in &road.lines {
        let off = lateral - line.lateral;
        if off.abs() > 0.4 + blur {
            continue;
        }
        let across = match line.kind {
            LineKind::DoubleYellow => pulse(-0.16, -0.05, off, blur) + pulse(0.05, 0.16, off, blur),
            _ => pulse(-half, half, off, blur),
        };
        let along = match line.kind {
            LineKind::Dashed => {
                let (painted, period) = DASH;
                let phase = wrap(y, period);
                let next = pulse(period, period + painted, phase, long);
                (pulse(0.0, painted, phase, long) + next).min(1.0)
            }
            _ => 1.0,
        };
        let open = !road
            .crossing
            .is_some_and(|(from, to)| y > from - 3.5 && y < to + 3.5);
        if open && across * along > 0.0 {
            return (across * along, line.yellow);
        }
    }
    let Some((from, to)) = road.crossing else {
        return (0.0, false);
    };
    if lateral < road.left || lateral > road.right {
        return (0.0, false);
    }
    let bars = pulse(0.0, 0.5, wrap(lateral, 1.0), blur);
    let zebra =
        bars * (pulse(from - 3.0, from - 0.5, y, long) + pulse(to + 0.5, to + 3.0, y, long));
    let stop = if lateral > 0.1 {
        pulse(from - 4.3, from - 3.85, y, long)
    } else {
        0.0
    };
    (zebra.max(stop), false)
}

fn parking_lines(shader: &Shader, x: f32, y: f32, tone: f32, blur: f32) -> Rgb {
    let p = V3 { x, y, z: 0.0 }.turned(-shader.scene.road.slant);
    let base = [tone * 1.2, tone * 1.19, tone * 1.17];
    let inside = p.x.abs() < 16.9;
    let across = pulse(0.0, 0.11, wrap(p.x + 16.86, 2.8), blur);
    let row = |from: f32, to: f32| pulse(from, to, p.y, blur);
    let sides = across * (row(-13.9, -2.9) + row(2.9, 13.9));
    let spines = row(-8.45, -8.34) + row(8.34, 8.45);
    let stain = layers(x * 0.8, y * 0.8, 91);
    let base = scale(base, 0.85 + 0.3 * stain);
    if inside {
        blend(
            base,
            [0.55, 0.55, 0.52],
            (sides.max(spines)).min(1.0) * 0.85,
        )
    } else {
        base
    }
}

/// Leaves: lit from both sides, each a little different.
pub fn leaf(shader: &Shader, color: Rgb, hit: &Hit, index: u32) -> Rgb {
    let own = 0.65 + 0.7 * hash(index as i32 / 2, 9, 1);
    let through = (-hit.normal.dot(shader.scene.light.sun)).max(0.0) * 0.35;
    let glow = scale(times(color, shader.scene.light.sun_color), through);
    let crown = 0.55 + 0.45 * (hit.normal.z * 0.5 + 0.5);
    let warm = [1.0 + 0.14 * (own - 1.0), 1.0, 0.9];
    scale(
        times(add(times(color, shader.falling(hit)), glow), warm),
        own * crown,
    )
}

/// A wall with its windows, shops at the foot, bricks or plaster.
pub fn facade(shader: &Shader, wall: &Facade, color: Rgb, hit: &Hit) -> Rgb {
    let u = (hit.point - wall.origin).dot(wall.along);
    let v = hit.point.z;
    let slope = (-hit.view.dot(hit.normal)).max(0.08);
    let blur_u = hit.blur / slope;
    let blur_v = hit.blur;
    let seed = wall.seed;
    let stain = layers(u * 0.5, v * 0.22, seed);
    let mut albedo = scale(color, 0.84 + 0.3 * stain);
    if wall.brick {
        let course = floor(v / 0.085);
        let shift = if course % 2 == 0 { 0.0 } else { 0.12 };
        let near = 1.0 - ramp(0.02, 0.06, blur_u.max(blur_v));
        let joint = pulse(0.0, 0.012, wrap(v, 0.085), blur_v).max(pulse(
            0.0,
            0.012,
            wrap(u + shift, 0.24),
            blur_u,
        ));
        let brick = hash(floor((u + shift) / 0.24), course, seed);
        albedo = scale(albedo, 1.0 + near * (0.3 * (brick - 0.5)));
        albedo = blend(albedo, [0.4, 0.38, 0.35], 0.45 * joint * near);
    }
    // Rain splashes dirt up to the knee.
    albedo = scale(albedo, 0.75 + 0.25 * ramp(0.0, 1.1, v));
    let light = shader.falling(hit);
    let foot = if wall.shop { 4.2 } else { 0.7 };
    if wall.shop && v < 4.2 {
        return shop(shader, wall, (u, v), (blur_u, blur_v), albedo, light, hit);
    }
    let bays = ((wall.length - 0.8) / wall.bay).floor().max(1.0);
    let margin = (wall.length - bays * wall.bay) / 2.0;
    let (bu, fv) = (u - margin, v - foot);
    let inside = bu > 0.0 && bu < bays * wall.bay && fv > 0.0 && v < wall.height - 0.5;
    // String courses between the floors.
    let band = pulse(0.0, 0.14, wrap(fv, wall.floor), blur_v);
    albedo = scale(albedo, 1.0 + 0.14 * band);
    if !inside {
        return times(albedo, light);
    }
    let (column, row) = (floor(bu / wall.bay) as f32, floor(fv / wall.floor) as f32);
    let (pu, pv) = (bu - column * wall.bay, fv - row * wall.floor);
    let (width, height) = (wall.bay * wall.window.0, wall.floor * wall.window.1);
    let (left, bottom) = ((wall.bay - width) / 2.0, wall.floor * 0.28);
    let opening =
        pulse(left, left + width, pu, blur_u) * pulse(bottom, bottom + height, pv, blur_v);
    let sill = pulse(left - 0.1, left + width + 0.1, pu, blur_u)
        * pulse(bottom - 0.12, bottom, pv, blur_v);
    let below = pulse(left - 0.05, left + width + 0.05, pu, blur_u)
        * pulse(bottom - 0.34, bottom - 0.12, pv, blur_v);
    albedo = blend(
        scale(albedo, 1.0 - 0.22 * below),
        scale(wall.frame, 0.85),
        sill * 0.6,
    );
    let plain = times(albedo, light);
    if opening <= 0.0 {
        return plain;
    }
    let pane = window(shader, wall, (column, row), hit);
    // Frame and glazing bar.
    let t = 0.07;
    let bars = 1.0
        - pulse(left + t, left + width - t, pu, blur_u)
            * pulse(bottom + t, bottom + height - t, pv, blur_v)
        + pulse(
            left + width / 2.0 - 0.03,
            left + width / 2.0 + 0.03,
            pu,
            blur_u,
        );
    let pane = blend(
        pane,
        times(scale(wall.frame, 0.8), light),
        bars.clamp(0.0, 1.0),
    );
    // The lintel's shadow on the glass.
    let shadow = 1.0 - 0.45 * pulse(bottom + height - 0.28, bottom + height, pv, blur_v + 0.1);
    blend(plain, scale(pane, shadow), opening)
}

fn window(shader: &Shader, wall: &Facade, (column, row): (f32, f32), hit: &Hit) -> Rgb {
    let own = |salt: u32| hash(column as i32, row as i32, wall.seed.wrapping_add(salt));
    let tilt = V3 {
        x: own(1) - 0.5,
        y: own(2) - 0.5,
        z: own(3) - 0.5,
    } * 0.05;
    let mirror = hit.view.reflected((hit.normal + tilt).unit());
    let rim = (1.0 + hit.view.dot(hit.normal)).clamp(0.0, 1.0).powi(3);
    let reflected = scale(shader.around(mirror), 0.22 + 0.5 * rim);
    let curtain = if own(4) > 0.55 {
        0.16 + 0.25 * own(5)
    } else {
        0.025
    };
    let inside = scale(times([curtain; 3], shader.falling(hit)), 0.5);
    let dark = shader.scene.light.dark;
    let lit = if own(6) < 0.42 && dark > 0.05 {
        let warm = blend([1.0, 0.62, 0.28], [0.9, 0.85, 0.75], own(7));
        scale(warm, dark * (0.08 + 0.55 * own(8) * own(8)))
    } else {
        [0.0; 3]
    };
    add(add(reflected, inside), lit)
}

fn shop(
    shader: &Shader,
    wall: &Facade,
    (u, v): (f32, f32),
    (blur_u, blur_v): (f32, f32),
    albedo: Rgb,
    light: Rgb,
    hit: &Hit,
) -> Rgb {
    let bay = 4.6;
    let column = floor(u / bay) as f32;
    let pu = u - column * bay;
    let own = |salt: u32| hash(column as i32, 55, wall.seed.wrapping_add(salt));
    let glass = pulse(0.35, bay - 0.35, pu, blur_u) * pulse(0.45, 2.85, v, blur_v);
    let sign = pulse(0.25, bay - 0.25, pu, blur_u) * pulse(3.05, 3.75, v, blur_v);
    let signs = [
        0x7a_1f_1f, 0x1f_40_30, 0x20_30_60, 0xc8_b8_90, 0x28_28_2a, 0xb0_70_20, 0x50_24_50,
    ];
    let board = srgb(signs[(own(1) * 6.99) as usize]);
    // Letters, too far to read.
    let letters = pulse(0.9, bay - 0.9, pu, blur_u)
        * pulse(3.24, 3.56, v, blur_v)
        * ramp(0.4, 0.6, value(u * 5.0, 1.0 + column, wall.seed))
        * (1.0 - ramp(0.04, 0.12, blur_u));
    let dark = shader.scene.light.dark;
    let board_light = scale(board, dark * 0.9);
    let board = add(
        times(blend(board, [0.75, 0.72, 0.66], letters), light),
        board_light,
    );
    let mirror = hit.view.reflected(hit.normal);
    let rim = (1.0 + hit.view.dot(hit.normal)).clamp(0.0, 1.0).powi(3);
    let goods = 0.05 + 0.22 * layers(u * 2.2, v * 2.6, wall.seed ^ 3);
    let warm = blend([1.0, 0.7, 0.4], [0.85, 0.9, 1.0], own(2));
    let shine = scale(warm, goods * (0.35 + 4.0 * dark * own(3)));
    let pane = add(
        scale(shader.around(mirror), 0.15 + 0.5 * rim),
        times(shine, add(light, [0.3 * dark; 3])),
    );
    let bars =
        pulse(bay / 2.0 - 0.04, bay / 2.0 + 0.04, pu, blur_u).max(pulse(2.2, 2.27, v, blur_v));
    let pane = blend(pane, scale(light, 0.03), bars);
    let plain = times(scale(albedo, 0.9), light);
    blend(blend(plain, board, sign), pane, glass)
}

/// The colour of a picture (a sign's face) there.
pub fn picture(picture: &Picture, hit: &Hit) -> Rgb {
    let Some(pixmap) = &picture.pixmap else {
        return [0.5; 3];
    };
    let p = hit.point - picture.origin;
    let u = p.dot(picture.right) / picture.right.dot(picture.right);
    let w = p.dot(picture.down) / picture.down.dot(picture.down);
    let blur = hit.blur / picture.right.length() * 0.25;
    let mut sum = [0.0; 3];
    for (du, dw) in [(-blur, -blur), (blur, -blur), (-blur, blur), (blur, blur)] {
        let x = ((u + du) * pixmap.width() as f32).clamp(0.0, pixmap.width() as f32 - 1.0) as u32;
        let y = ((w + dw) * pixmap.height() as f32).clamp(0.0, pixmap.height() as f32 - 1.0) as u32;
        if let Some(pixel) = pixmap.pixel(x, y) {
            let linear =
                [pixel.red(), pixel.green(), pixel.blue()].map(|c| (f32::from(c) / 255.0).powi(2));
            sum = add(sum, scale(linear, 0.25));
        }
    }
    scale(sum, 0.8)
}
