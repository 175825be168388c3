//! Cars, trucks and buses: a skin stretched over cross-sections, with glass, lamps and wheels.

use super::solid::{Circle, Solid, Surface};
use super::thing::{Class, Cuboid, Thing};
use super::vector::{V3, blend, scale, srgb, v3};
use super::vehicle_shape::{BUS, CAB, Cell, HATCHBACK, SEDAN, SUV, Shape, VAN};
use super::world::Scene;
use crate::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VehicleKind {
    Sedan,
    Hatchback,
    Suv,
    Van,
    Truck,
    Bus,
}

impl VehicleKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sedan => "sedan",
            Self::Hatchback => "hatchback",
            Self::Suv => "suv",
            Self::Van => "van",
            Self::Truck => "box_truck",
            Self::Bus => "city_bus",
        }
    }

    pub const fn class(self) -> Class {
        match self {
            Self::Truck => Class::Truck,
            Self::Bus => Class::Bus,
            _ => Class::Car,
        }
    }

    fn shape(self) -> &'static Shape {
        match self {
            Self::Sedan => &SEDAN,
            Self::Hatchback => &HATCHBACK,
            Self::Suv => &SUV,
            Self::Van => &VAN,
            Self::Truck => &CAB,
            Self::Bus => &BUS,
        }
    }

    pub fn length(self) -> f32 {
        if self == Self::Truck {
            7.6
        } else {
            self.shape().length
        }
    }
}

const PAINTS: [(&str, u32, f32); 9] = [
    ("white", 0xe8_e8_e6, 0.24),
    ("black", 0x14_15_18, 0.17),
    ("gray", 0x5a_5d_62, 0.17),
    ("silver", 0xa8_ac_b0, 0.14),
    ("blue", 0x1f_3f_7a, 0.1),
    ("red", 0x8e_16_18, 0.09),
    ("green", 0x27_48_38, 0.03),
    ("yellow", 0xd8_a8_20, 0.03),
    ("beige", 0xb0_a0_84, 0.03),
];

/// How a vehicle stands on the road.
#[derive(Debug, Clone, Copy)]
pub struct Stand {
    /// Under its middle, world.
    pub at: V3,
    pub yaw: f32,
    pub parked: bool,
    /// Head and tail lamps.
    pub lamps: bool,
}

/// Puts a vehicle into the scene; its colour comes from `dice`.
pub fn place(scene: &mut Scene, kind: VehicleKind, stand: Stand, dice: &mut Dice) {
    let shape = kind.shape();
    let (name, paint) = livery(kind, dice);
    let length = kind.length();
    let front = length / 2.0;
    let mut solid = Solid::default();
    let body = scene.material(Surface::Paint, paint);
    let glass = scene.material(Surface::Glass, srgb(0x12_16_1a));
    let black = scene.material(Surface::Matte, srgb(0x16_16_17));
    skin(&mut solid, shape, front, [body, glass, black]);
    let mut height = shape.height;
    if kind == VehicleKind::Truck {
        height = 3.3;
        let cargo = scene.material(Surface::Paint, blend(srgb(0xd8_d8_d4), paint, 0.15));
        solid.cuboid(
            v3(-1.15, -front, 0.95),
            v3(1.15, front - shape.length - 0.08, height),
            cargo,
        );
        solid.cuboid(
            v3(-0.9, -front + 0.2, 0.55),
            v3(0.9, front - 1.5, 0.95),
            black,
        );
        let stripe = scene.material(Surface::Paint, paint);
        for x in [-1.156, 1.156] {
            let (a, b) = (-front + 0.3, front - shape.length - 0.4);
            solid.quad(
                [v3(x, a, 1.5), v3(x, b, 1.5), v3(x, b, 2.1), v3(x, a, 2.1)],
                stripe,
            );
        }
    }
    lamps(scene, &mut solid, shape, front, kind, stand.lamps);
    let wheels = wheels(scene, &mut solid, shape);
    let thing = Thing {
        color: name,
        kind: kind.word(),
        parked: stand.parked,
        track: dice.bits(),
        cuboid: Some(Cuboid {
            centre: stand.at + v3(0.0, 0.0, height / 2.0),
            size: v3(
                shape.width.max(if kind == VehicleKind::Truck {
                    2.32
                } else {
                    0.0
                }) + 0.03,
                length,
                height,
            ),
            yaw: stand.yaw,
        }),
        points: wheels
            .iter()
            .map(|&(name, circle)| (name, stand.at + circle.centre.turned(stand.yaw)))
            .collect(),
        circles: wheels
            .iter()
            .map(|&(name, circle)| {
                let turned = Circle {
                    centre: stand.at + circle.centre.turned(stand.yaw),
                    axis: circle.axis.turned(stand.yaw),
                    ..circle
                };
                (name, turned)
            })
            .collect(),
        ..Thing::of(kind.class())
    };
    scene.add(solid, stand.at, stand.yaw, thing);
}

fn livery(kind: VehicleKind, dice: &mut Dice) -> (&'static str, [f32; 3]) {
    let table: Vec<((&'static str, u32), f32)> =
        PAINTS.iter().map(|&(n, c, w)| ((n, c), w)).collect();
    let (name, color) = match kind {
        VehicleKind::Bus => dice.choose(&[
            ("red", 0xa8_1c_1c),
            ("blue", 0x1c_4f_94),
            ("green", 0x2c_7a_4c),
            ("yellow", 0xd0_9a_20),
        ]),
        VehicleKind::Van | VehicleKind::Truck if dice.chance(0.6) => ("white", 0xe4_e4_e0),
        _ => dice.weighted(&table),
    };
    (name, scale(srgb(color), dice.between(0.85, 1.1)))
}

/// Half a cross-section, from the sill over the shoulder to the middle of the roof.
fn section(shape: &Shape, station: (f32, f32, f32, Cell), front: f32) -> [V3; 7] {
    let (share, top, wide, _) = station;
    let y = front - share * shape.length;
    let w = shape.width / 2.0 * wide;
    let belt = top.min(shape.belt);
    let up = ((top - belt) / (shape.height - shape.belt)).clamp(0.0, 1.0);
    let tumble = if shape.height > 2.0 { 0.06 } else { 0.17 };
    [
        v3(w * 0.95, y, shape.clearance),
        v3(w * 0.995, y, shape.clearance + 0.18),
        v3(w, y, belt * 0.68),
        v3(w * 0.955, y, belt * 0.985),
        v3(w * (0.9 - tumble * up), y, belt + (top - belt) * 0.92),
        v3(w * (0.62 - 0.06 * up), y, top * 0.995),
        v3(0.0, y, top),
    ]
}

fn skin(solid: &mut Solid, shape: &Shape, front: f32, [body, glass, black]: [u16; 3]) {
    let rings: Vec<Vec<V3>> = shape
        .stations
        .iter()
        .map(|&station| {
            let half = section(shape, station, front);
            let left = half[..6].iter().map(|p| v3(-p.x, p.y, p.z));
            left.chain(half.iter().rev().copied()).collect()
        })
        .collect();
    let count = rings[0].len();
    let normal = |i: usize, j: usize| {
        let along = rings[(i + 1).min(rings.len() - 1)][j] - rings[i.saturating_sub(1)][j];
        let over = rings[i][(j + 1).min(count - 1)] - rings[i][j.saturating_sub(1)];
        over.cross(along).unit()
    };
    for (i, pair) in rings.windows(2).enumerate() {
        let cell = shape.stations[i].3;
        for j in 0..count - 1 {
            // 0 at the sill, 5 at the roof's middle, the same on both sides.
            let rib = j.min(count - 2 - j);
            let material = match (cell, rib) {
                (_, 0) => black,
                (Cell::Screen, 3..) | (Cell::Cabin, 3) => glass,
                _ => body,
            };
            solid.smooth_quad(
                [pair[0][j], pair[0][j + 1], pair[1][j + 1], pair[1][j]],
                [
                    normal(i, j),
                    normal(i, j + 1),
                    normal(i + 1, j + 1),
                    normal(i + 1, j),
                ],
                material,
            );
        }
        if cell == Cell::Screen {
            for j in [4, count - 5] {
                solid.tube(pair[0][j], 0.035, pair[1][j], 0.035, 5, body);
            }
        }
    }
    for (ring, ahead) in [(&rings[0], 1.0), (&rings[rings.len() - 1], -1.0)] {
        let middle = v3(0.0, ring[0].y, 0.5);
        for pair in ring.windows(2) {
            solid.triangle(
                [middle, pair[0], pair[1]],
                [v3(0.0, ahead, 0.12).unit(); 3],
                body,
            );
        }
        solid.triangle(
            [middle, ring[count - 1], ring[0]],
            [v3(0.0, ahead, 0.0); 3],
            body,
        );
    }
    // Mirrors.
    if shape.length < 9.0 {
        let y = front
            - shape
                .stations
                .iter()
                .find(|s| s.3 == Cell::Screen)
                .map_or(0.3, |s| s.0 + 0.05)
                * shape.length;
        for side in [-1.0, 1.0] {
            let x = side * (shape.width / 2.0 + 0.06);
            solid.ball(v3(x, y, shape.belt + 0.06), v3(0.11, 0.07, 0.08), 6, body);
        }
    }
}

fn lamps(
    scene: &mut Scene,
    solid: &mut Solid,
    shape: &Shape,
    front: f32,
    kind: VehicleKind,
    on: bool,
) {
    let half = shape.width / 2.0;
    let head_color = if on {
        [14.0, 13.0, 11.0]
    } else {
        [0.75, 0.78, 0.8]
    };
    let tail_color = if on {
        [5.0, 0.22, 0.12]
    } else {
        [0.32, 0.015, 0.012]
    };
    let head = scene.material(if on { Surface::Glow } else { Surface::Glass }, head_color);
    let tail = scene.material(if on { Surface::Glow } else { Surface::Paint }, tail_color);
    let black = scene.material(Surface::Matte, srgb(0x0e_0e_10));
    let plate = scene.material(Surface::Matte, srgb(0xd8_d8_d0));
    let panel = |solid: &mut Solid, x: (f32, f32), y: f32, z: (f32, f32), material: u16| {
        solid.quad(
            [
                v3(x.0, y, z.0),
                v3(x.1, y, z.0),
                v3(x.1, y, z.1),
                v3(x.0, y, z.1),
            ],
            material,
        );
    };
    let nose = front + 0.012;
    let stern = -front - 0.012;
    let z = shape.stations[0].1;
    for side in [-1.0, 1.0] {
        let x = (side * half * 0.46, side * half * 0.76);
        panel(solid, x, nose, (z - 0.14, z - 0.02), head);
        let rear = shape.stations[shape.stations.len() - 1].1.min(1.3);
        let wide = if kind == VehicleKind::Truck { 1.1 } else { 1.0 };
        panel(
            solid,
            (side * half * 0.52 * wide, side * half * 0.8 * wide),
            stern,
            (rear - 0.16, rear - 0.03),
            tail,
        );
    }
    panel(
        solid,
        (-half * 0.42, half * 0.42),
        nose,
        (z - 0.2, z - 0.05),
        black,
    );
    panel(
        solid,
        (-half * 0.7, half * 0.7),
        nose,
        (shape.clearance + 0.02, shape.clearance + 0.14),
        black,
    );
    panel(
        solid,
        (-half * 0.7, half * 0.7),
        stern,
        (shape.clearance + 0.02, shape.clearance + 0.16),
        black,
    );
    panel(solid, (-0.26, 0.26), stern - 0.004, (0.5, 0.62), plate);
}

fn wheels(scene: &mut Scene, solid: &mut Solid, shape: &Shape) -> [(&'static str, Circle); 4] {
    let tyre = scene.material(Surface::Matte, srgb(0x1b_1b_1c));
    let rim = scene.material(Surface::Paint, srgb(0x80_84_88));
    let gap = scene.material(Surface::Matte, srgb(0x08_08_09));
    let r = shape.wheel;
    let places = [
        ("front_left_wheel", -1.0, shape.axles.0),
        ("front_right_wheel", 1.0, shape.axles.0),
        ("rear_left_wheel", -1.0, shape.axles.1),
        ("rear_right_wheel", 1.0, shape.axles.1),
    ];
    places.map(|(name, side, y)| {
        let face = side * (shape.width / 2.0 + 0.012);
        let axis = v3(side, 0.0, 0.0);
        let hub = v3(face, y, r);
        solid.tube(v3(face - side * 0.22, y, r), r, hub, r, 18, tyre);
        let out = |by: f32| Circle {
            centre: hub + axis * by,
            axis,
            radius: r * 0.64,
        };
        solid.disc(out(0.004), 16, rim);
        for spoke in 0..5 {
            let angle = spoke as f32 / 5.0 * std::f32::consts::TAU + y;
            let hole = v3(
                face + side * 0.008,
                y + angle.cos() * r * 0.38,
                r + angle.sin() * r * 0.38,
            );
            solid.disc(
                Circle {
                    centre: hole,
                    axis,
                    radius: r * 0.14,
                },
                7,
                tyre,
            );
        }
        // The dark of the wheel arch: the upper half of a larger disc.
        for step in 0..10 {
            let at = |i: usize| {
                let angle = i as f32 / 10.0 * std::f32::consts::PI;
                v3(
                    face - side * 0.008,
                    y + angle.cos() * r * 1.17,
                    r + angle.sin() * r * 1.17,
                )
            };
            solid.triangle(
                [v3(face - side * 0.008, y, r), at(step), at(step + 1)],
                [axis; 3],
                gap,
            );
        }
        (
            name,
            Circle {
                centre: hub,
                axis,
                radius: r,
            },
        )
    })
}
