//! Trees, street lamps, traffic lights, signs and guard rails.

use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};

use super::solid::{Circle, Solid, Surface};
use super::thing::{Class, Cuboid, Thing};
use super::vector::{V3, scale, srgb, v3};
use super::world::{LampPool, Picture, Scene};
use crate::dice::Dice;
use crate::lettering::Lettering;

const LEAVES: [u32; 6] = [
    0x4a_6a_28, 0x3c_5c_2a, 0x5a_74_30, 0x6c_7a_2c, 0x34_54_2c, 0x8a_7a_30,
];

/// A broad-leaved tree; far ones get fewer, larger leaves.
pub fn tree(scene: &mut Scene, at: V3, height: f32, dice: &mut Dice) {
    let distance = (at - scene.camera.position).length();
    let bark = scene.material(Surface::Matte, srgb(0x3c_30_26));
    let color = scale(srgb(dice.choose(&LEAVES)), dice.between(0.75, 1.15));
    let leaf = scene.material(Surface::Leaf, color);
    let mut solid = Solid::default();
    let fork = at
        + v3(
            dice.between(-0.2, 0.2),
            dice.between(-0.2, 0.2),
            height * 0.42,
        );
    let girth = 0.02 * height + 0.04;
    solid.tube(at, girth, fork, girth * 0.7, 8, bark);
    let crown = height * 0.33;
    let middle = at + v3(0.0, 0.0, height * 0.68);
    let clumps: Vec<(V3, f32)> = (0..9)
        .map(|_| {
            let direction = v3(
                dice.between(-1.0, 1.0),
                dice.between(-1.0, 1.0),
                dice.between(-0.75, 1.0),
            );
            (
                middle + direction.unit() * (crown * dice.between(0.25, 0.75)),
                crown * dice.between(0.38, 0.62),
            )
        })
        .collect();
    for &(clump, _) in clumps.iter().take(5) {
        solid.tube(
            fork,
            girth * 0.45,
            fork.lerp(clump, 0.85),
            girth * 0.15,
            5,
            bark,
        );
    }
    let leaves = (34_000.0 / (distance + 8.0)).clamp(150.0, 2000.0) as usize;
    let size = crown * 2.4 / (leaves as f32).sqrt();
    for index in 0..leaves {
        let (centre, radius) = clumps[index % clumps.len()];
        let direction = v3(dice.normal(), dice.normal(), dice.normal()).unit();
        let spot = centre + direction * (radius * dice.unit().sqrt());
        let normal = ((spot - middle).unit() + direction * 0.6 + v3(0.0, 0.0, 0.25)).unit();
        let turn = v3(dice.normal(), dice.normal(), dice.normal()).unit();
        let u = turn.cross(normal).unit() * (size * dice.between(0.5, 1.1));
        let w = (normal + turn * 0.8).cross(u).unit() * (size * dice.between(0.5, 1.1));
        solid.triangle(
            [spot + u, spot + w - u * 0.4, spot - u - w],
            [normal; 3],
            leaf,
        );
        solid.triangle([spot + w, spot - u, spot + u - w * 0.6], [normal; 3], leaf);
    }
    scene.add_static(solid, Class::Vegetation);
}

/// A rounded shrub.
pub fn bush(scene: &mut Scene, at: V3, size: f32, dice: &mut Dice) {
    let leaf = scene.material(
        Surface::Leaf,
        scale(srgb(dice.choose(&LEAVES)), dice.between(0.7, 1.0)),
    );
    let mut solid = Solid::default();
    for _ in 0..130 {
        let direction = v3(dice.normal(), dice.normal(), dice.normal().abs()).unit();
        let spot = at
            + v3(
                direction.x * size,
                direction.y * size,
                direction.z * size * 0.9,
            ) * dice.between(0.6, 1.0);
        let turn = v3(dice.normal(), dice.normal(), dice.normal()).unit();
        let u = turn.cross(direction).unit() * (size * 0.2);
        let w = turn.cross(u).unit() * (size * 0.2);
        solid.triangle([spot + u, spot + w, spot - u - w], [direction; 3], leaf);
    }
    scene.add_static(solid, Class::Vegetation);
}

/// A lamp post whose arm reaches out along `towards`; lit when it is dark.
pub fn street_lamp(scene: &mut Scene, at: V3, towards: V3) {
    let steel = scene.material(Surface::Matte, srgb(0x50_54_56));
    let mut solid = Solid::default();
    let top = at + v3(0.0, 0.0, 7.6);
    let head = top + towards * 1.9 + v3(0.0, 0.0, 0.25);
    solid.tube(at, 0.1, top, 0.06, 8, steel);
    solid.tube(top, 0.05, head, 0.04, 6, steel);
    solid.ball(head, v3(0.32, 0.32, 0.08), 8, steel);
    let dark = scene.light.dark;
    if dark > 0.3 {
        let glow = scene.material(Surface::Glow, [16.0 * dark, 11.0 * dark, 6.0 * dark]);
        solid.ball(head - v3(0.0, 0.0, 0.07), v3(0.22, 0.22, 0.06), 8, glow);
        scene.pools.push(LampPool {
            at: head,
            color: scale([1.0, 0.68, 0.36], 20.0 * dark),
        });
    }
    scene.add_static(solid, Class::Pole);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Red,
    Yellow,
    Green,
}

/// Three lamps in a box facing the camera; `at` is the middle of the box.
fn signal_head(scene: &mut Scene, at: V3, yaw: f32, signal: Signal) {
    let case = scene.material(Surface::Matte, srgb(0x1c_1e_1c));
    let mut solid = Solid::default();
    solid.cuboid(v3(-0.19, -0.1, -0.5), v3(0.19, 0.12, 0.5), case);
    let lamps = [
        (
            "red",
            Signal::Red,
            0.31,
            [9.0, 0.35, 0.2],
            [0.09, 0.01, 0.01],
        ),
        (
            "yellow",
            Signal::Yellow,
            0.0,
            [8.0, 4.6, 0.3],
            [0.08, 0.06, 0.01],
        ),
        (
            "green",
            Signal::Green,
            -0.31,
            [0.4, 7.5, 4.0],
            [0.01, 0.07, 0.04],
        ),
    ];
    let mut circles = Vec::new();
    for (name, color, z, lit, unlit) in lamps {
        let on = signal == color;
        let material = scene.material(
            if on { Surface::Glow } else { Surface::Paint },
            if on { lit } else { unlit },
        );
        let circle = Circle {
            centre: v3(0.0, -0.13, z),
            axis: v3(0.0, -1.0, 0.0),
            radius: 0.115,
        };
        solid.disc(circle, 16, material);
        solid.tube(v3(0.0, -0.1, z), 0.14, v3(0.0, -0.12, z), 0.14, 12, case);
        circles.push((
            name,
            Circle {
                centre: at + circle.centre.turned(yaw),
                axis: circle.axis.turned(yaw),
                radius: 0.115,
            },
        ));
    }
    let thing = Thing {
        kind: match signal {
            Signal::Red => "red",
            Signal::Yellow => "yellow",
            Signal::Green => "green",
        },
        circles,
        cuboid: Some(Cuboid {
            centre: at,
            size: v3(0.4, 0.26, 1.0),
            yaw,
        }),
        ..Thing::of(Class::TrafficLight)
    };
    scene.add(solid, at, yaw, thing);
}

/// A mast at the kerb with one head on it and one over the road.
pub fn traffic_light(scene: &mut Scene, at: V3, yaw: f32, reach: f32, signal: Signal) {
    let steel = scene.material(Surface::Matte, srgb(0x3c_40_40));
    let mut solid = Solid::default();
    let top = at + v3(0.0, 0.0, 5.6);
    let end = top + v3(-reach, 0.0, 0.35).turned(yaw);
    solid.tube(at, 0.12, top, 0.09, 8, steel);
    solid.tube(top, 0.08, end, 0.05, 8, steel);
    scene.add_static(solid, Class::Pole);
    signal_head(scene, at + v3(-0.32, -0.1, 3.2).turned(yaw), yaw, signal);
    signal_head(scene, end + v3(0.3, -0.1, -0.35).turned(yaw), yaw, signal);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignKind {
    Stop,
    Speed(u32),
    Warning,
    NoParking,
    Yield,
}

impl SignKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Speed(_) => "speed_limit",
            Self::Warning => "warning",
            Self::NoParking => "no_parking",
            Self::Yield => "yield",
        }
    }
}

/// A sign on a post; `lean` tilts the plate, radians clockwise.
pub fn sign(scene: &mut Scene, at: V3, yaw: f32, kind: SignKind, lean: f32) {
    let steel = scene.material(Surface::Matte, srgb(0x70_74_76));
    let mut post = Solid::default();
    let height = 2.35;
    post.tube(
        at + v3(0.0, 0.04, 0.0),
        0.035,
        at + v3(0.0, 0.04, height + 0.35),
        0.035,
        6,
        steel,
    );
    scene.add_static(post, Class::Pole);
    let half = 0.38;
    let (sin, cos) = lean.sin_cos();
    let right = v3(cos, 0.0, -sin);
    let up = v3(sin, 0.0, cos);
    let picture = Picture {
        origin: at + (v3(0.0, 0.0, height) - right * half + up * half).turned(yaw),
        right: (right * (2.0 * half)).turned(yaw),
        down: (up * (-2.0 * half)).turned(yaw),
        pixmap: sign_picture(kind),
    };
    let outline = sign_outline(kind);
    let index = scene.picture(picture);
    let material = scene.material(Surface::Picture(index), [1.0; 3]);
    let mut solid = Solid::default();
    let point = |(x, y): (f32, f32)| {
        v3(0.0, 0.0, height) + right * ((x - 0.5) * 2.0 * half) - up * ((y - 0.5) * 2.0 * half)
    };
    for i in 0..outline.len() {
        let next = outline[(i + 1) % outline.len()];
        solid.triangle(
            [point((0.5, 0.5)), point(outline[i]), point(next)],
            [v3(0.0, -1.0, 0.0); 3],
            material,
        );
    }
    let thing = Thing {
        kind: kind.word(),
        ..Thing::of(Class::TrafficSign)
    };
    scene.add(solid, at, yaw, thing);
}

fn regular(sides: usize, turn: f32, radius: f32) -> Vec<(f32, f32)> {
    (0..sides)
        .map(|i| {
            let angle = (i as f32 + turn) / sides as f32 * std::f32::consts::TAU;
            (0.5 + radius * angle.sin(), 0.5 - radius * angle.cos())
        })
        .collect()
}

fn sign_outline(kind: SignKind) -> Vec<(f32, f32)> {
    match kind {
        SignKind::Stop => regular(8, 0.5, 0.5),
        SignKind::Warning => regular(4, 0.0, 0.5),
        SignKind::Yield => vec![(0.02, 0.08), (0.98, 0.08), (0.5, 0.93)],
        SignKind::Speed(_) | SignKind::NoParking => regular(20, 0.0, 0.48),
    }
}

fn sign_picture(kind: SignKind) -> Option<Pixmap> {
    let size = 96.0;
    let mut pixmap = Pixmap::new(96, 96)?;
    let mut layer = |points: &[(f32, f32)], shrink: f32, color: [u8; 3]| {
        let mut builder = PathBuilder::new();
        let (mx, my) = points
            .iter()
            .fold((0.0, 0.0), |(x, y), p| (x + p.0, y + p.1));
        let middle = (mx / points.len() as f32, my / points.len() as f32);
        for (i, p) in points.iter().enumerate() {
            let x = (middle.0 + (p.0 - middle.0) * shrink) * size;
            let y = (middle.1 + (p.1 - middle.1) * shrink) * size;
            if i == 0 {
                builder.move_to(x, y);
            } else {
                builder.line_to(x, y);
            }
        }
        builder.close();
        let mut paint = Paint::default();
        paint.set_color(Color::from_rgba8(color[0], color[1], color[2], 255));
        if let Some(path) = builder.finish() {
            pixmap.fill_path(
                &path,
                &paint,
                FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    };
    let outline = sign_outline(kind);
    let (edge, fill, inside) = match kind {
        SignKind::Stop => ([236, 236, 232], [176, 20, 28], 0.9),
        SignKind::Warning => ([24, 24, 24], [244, 196, 24], 0.88),
        SignKind::Yield => ([190, 24, 30], [240, 240, 236], 0.62),
        SignKind::Speed(_) => ([196, 24, 30], [244, 244, 240], 0.76),
        SignKind::NoParking => ([196, 24, 30], [28, 70, 150], 0.78),
    };
    layer(&outline, 1.1, edge);
    layer(&outline, inside, fill);
    if kind == SignKind::NoParking {
        layer(
            &[(0.2, 0.27), (0.27, 0.2), (0.8, 0.73), (0.73, 0.8)],
            1.0,
            edge,
        );
    }
    let ink = |height: f32, color: [u8; 3]| Lettering {
        height,
        weight: 0.17,
        color,
    };
    match kind {
        SignKind::Stop => ink(20.0, [245, 245, 240]).draw_centred(&mut pixmap, "STOP", 48.0, 38.0),
        SignKind::Speed(limit) => {
            ink(30.0, [20, 20, 20]).draw_centred(&mut pixmap, &limit.to_string(), 48.0, 33.0);
        }
        SignKind::Warning => ink(36.0, [20, 20, 20]).draw_centred(&mut pixmap, "!", 46.0, 28.0),
        SignKind::NoParking | SignKind::Yield => {}
    }
    Some(pixmap)
}

/// A steel rail on posts along the road.
pub fn guard_rail(scene: &mut Scene, lateral: f32, from: f32, to: f32) {
    let steel = scene.material(Surface::Paint, srgb(0x90_94_96));
    let mut solid = Solid::default();
    let mut y = from;
    while y < to {
        let (a, b) = (scene.road.at(lateral, y), scene.road.at(lateral, y + 4.0));
        for (low, high, out) in [(0.48, 0.58, 0.0), (0.58, 0.66, 0.05), (0.66, 0.78, 0.0)] {
            let shift = v3(out, 0.0, 0.0);
            solid.quad(
                [
                    a + v3(0.0, 0.0, low) + shift,
                    b + v3(0.0, 0.0, low) + shift,
                    b + v3(0.0, 0.0, high),
                    a + v3(0.0, 0.0, high),
                ],
                steel,
            );
        }
        solid.tube(a, 0.06, a + v3(0.0, 0.0, 0.74), 0.06, 4, steel);
        y += 4.0;
    }
    scene.add_static(solid, Class::Pole);
}
