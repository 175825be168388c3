//! Pedestrians and cyclists.

use super::solid::{Circle, Solid, Surface};
use super::thing::{Class, Cuboid, Thing};
use super::vector::{V3, srgb, v3};
use super::world::Scene;
use crate::dice::Dice;

const SHIRTS: [(&str, u32); 9] = [
    ("black", 0x1c_1d_20),
    ("gray", 0x6a_6c_70),
    ("white", 0xd8_d6_d0),
    ("blue", 0x2a_4a_80),
    ("red", 0x9a_2a_28),
    ("green", 0x36_5c_40),
    ("yellow", 0xd0_a0_30),
    ("beige", 0xa8_8c_68),
    ("orange", 0xc8_5c_20),
];
const TROUSERS: [u32; 5] = [0x22_2a_3a, 0x18_18_1a, 0x4a_4c_50, 0x6a_58_44, 0x2c_3c_5c];
const SKINS: [u32; 5] = [0xe0_b0_90, 0xc8_90_6c, 0x9a_66_48, 0x6a_44_30, 0xf0_c8_a8];
const HAIRS: [u32; 5] = [0x18_12_10, 0x3a_28_1c, 0x6a_48_28, 0xa0_80_50, 0x80_80_80];

/// A person on foot; `stride` is where in the step they are, radians.
pub fn pedestrian(scene: &mut Scene, at: V3, yaw: f32, stride: f32, dice: &mut Dice) {
    let size = dice.between(0.9, 1.08);
    let (color, shirt) = dice.choose(&SHIRTS);
    let shirt = scene.material(Surface::Matte, srgb(shirt));
    let trousers = scene.material(Surface::Matte, srgb(dice.choose(&TROUSERS)));
    let skin = scene.material(Surface::Matte, srgb(dice.choose(&SKINS)));
    let hair = scene.material(Surface::Matte, srgb(dice.choose(&HAIRS)));
    let shoe = scene.material(Surface::Matte, srgb(0x1a_1a_1c));
    let bag = dice
        .chance(0.3)
        .then(|| scene.material(Surface::Matte, srgb(dice.choose(&TROUSERS))));
    let mut solid = Solid::default();
    let s = size;
    let swing = stride.sin() * 0.38;
    for (side, phase) in [(-1.0f32, 1.0f32), (1.0, -1.0)] {
        let hip = v3(side * 0.09, 0.0, 0.9) * s;
        let lean = swing * phase;
        let knee = hip + v3(0.0, lean.sin() * 0.42, -lean.cos() * 0.42) * s;
        let shin = lean - 0.25 * (1.0 - phase * stride.cos()) * 0.5;
        let ankle = knee + v3(0.0, shin.sin() * 0.42, -shin.cos() * 0.42) * s;
        solid.tube(hip, 0.085 * s, knee, 0.065 * s, 8, trousers);
        solid.tube(knee, 0.065 * s, ankle, 0.045 * s, 8, trousers);
        solid.ball(
            ankle + v3(0.0, 0.06, -0.02) * s,
            v3(0.05, 0.13, 0.045) * s,
            8,
            shoe,
        );
        let shoulder = v3(side * 0.2, 0.0, 1.42) * s;
        let elbow = shoulder + v3(side * 0.05, -lean.sin() * 0.26, -0.27) * s;
        let hand = elbow + v3(0.0, 0.08 - lean.sin() * 0.15, -0.25) * s;
        solid.tube(shoulder, 0.058 * s, elbow, 0.048 * s, 7, shirt);
        solid.tube(elbow, 0.046 * s, hand, 0.036 * s, 7, shirt);
        solid.ball(hand, v3(0.04, 0.045, 0.055) * s, 6, skin);
    }
    solid.ball(v3(0.0, 0.0, 1.2) * s, v3(0.195, 0.125, 0.33) * s, 12, shirt);
    solid.ball(
        v3(0.0, 0.0, 0.95) * s,
        v3(0.165, 0.12, 0.14) * s,
        10,
        trousers,
    );
    solid.tube(
        v3(0.0, 0.0, 1.45) * s,
        0.055 * s,
        v3(0.0, 0.0, 1.55) * s,
        0.05 * s,
        8,
        skin,
    );
    let head = v3(0.0, 0.015, 1.635) * s;
    solid.ball(head, v3(0.085, 0.1, 0.125) * s, 10, skin);
    solid.ball(
        head + v3(0.0, -0.025, 0.03) * s,
        v3(0.09, 0.095, 0.115) * s,
        10,
        hair,
    );
    if let Some(bag) = bag {
        solid.ball(v3(0.0, -0.17, 1.22) * s, v3(0.15, 0.1, 0.22) * s, 8, bag);
    }
    let thing = Thing {
        color,
        kind: "adult",
        track: dice.bits(),
        points: vec![("head", at + head.turned(yaw))],
        cuboid: Some(Cuboid {
            centre: at + v3(0.0, 0.0, 0.88 * s),
            size: v3(0.62, 0.75, 1.76 * s),
            yaw,
        }),
        ..Thing::of(Class::Pedestrian)
    };
    scene.add(solid, at, yaw, thing);
}

/// A rider and the bicycle, one thing.
pub fn cyclist(scene: &mut Scene, at: V3, yaw: f32, dice: &mut Dice) {
    let (color, shirt) = dice.choose(&SHIRTS);
    let shirt = scene.material(Surface::Matte, srgb(shirt));
    let trousers = scene.material(Surface::Matte, srgb(dice.choose(&TROUSERS)));
    let skin = scene.material(Surface::Matte, srgb(dice.choose(&SKINS)));
    let helmet = scene.material(
        Surface::Paint,
        srgb(dice.choose(&[0xd8_d8_d8, 0x20_20_24, 0xb0_30_28, 0x28_58_a0])),
    );
    let tyre = scene.material(Surface::Matte, srgb(0x18_18_1a));
    let frame = scene.material(
        Surface::Paint,
        srgb(dice.choose(&[0x80_1c_1c, 0x1c_3c_70, 0x22_22_24, 0xc0_c0_c0])),
    );
    let mut solid = Solid::default();
    let axis = v3(1.0, 0.0, 0.0);
    let wheels = [("front_wheel", 0.52f32), ("rear_wheel", -0.52)].map(|(name, y)| {
        let circle = Circle {
            centre: v3(0.0, y, 0.34),
            axis,
            radius: 0.34,
        };
        for x in [-0.018, 0.018] {
            let side = Circle {
                centre: v3(x, y, 0.34),
                ..circle
            };
            solid.ring(side, 0.295, 24, tyre);
        }
        let rim = circle.points(24);
        for i in 0..24 {
            solid.tube(rim[i], 0.018, rim[(i + 1) % 24], 0.018, 4, tyre);
        }
        (name, circle)
    });
    let (crank, seat, bar) = (
        v3(0.0, -0.08, 0.3),
        v3(0.0, -0.22, 0.86),
        v3(0.0, 0.36, 0.92),
    );
    let (front, rear) = (wheels[0].1.centre, wheels[1].1.centre);
    for (a, b) in [
        (crank, seat),
        (crank, bar),
        (seat, bar),
        (bar, front),
        (crank, rear),
        (seat, rear),
    ] {
        solid.tube(a, 0.02, b, 0.02, 5, frame);
    }
    solid.tube(
        bar + v3(-0.26, 0.02, 0.03),
        0.015,
        bar + v3(0.26, 0.02, 0.03),
        0.015,
        5,
        frame,
    );
    let pedal = dice.between(0.0, std::f32::consts::TAU);
    for (side, phase) in [(-1.0, 0.0f32), (1.0, std::f32::consts::PI)] {
        let turn = pedal + phase;
        let foot = crank + v3(side * 0.1, turn.cos() * 0.16, turn.sin() * 0.16);
        let hip = seat + v3(side * 0.1, 0.0, 0.08);
        let knee = hip.lerp(foot, 0.5) + v3(side * 0.02, 0.2, 0.06);
        solid.tube(hip, 0.085, knee, 0.065, 8, trousers);
        solid.tube(knee, 0.06, foot, 0.045, 8, trousers);
        solid.ball(foot + v3(0.0, 0.05, 0.0), v3(0.045, 0.12, 0.04), 8, tyre);
        let shoulder = v3(side * 0.19, 0.05, 1.38);
        let hand = bar + v3(side * 0.24, 0.03, 0.06);
        let elbow = shoulder.lerp(hand, 0.5) + v3(side * 0.06, -0.04, -0.05);
        solid.tube(shoulder, 0.055, elbow, 0.045, 7, shirt);
        solid.tube(elbow, 0.042, hand, 0.035, 7, skin);
    }
    solid.tube(
        seat + v3(0.0, 0.0, 0.06),
        0.15,
        v3(0.0, 0.04, 1.38),
        0.18,
        12,
        shirt,
    );
    solid.ball(v3(0.0, 0.04, 1.36), v3(0.2, 0.14, 0.12), 10, shirt);
    let head = v3(0.0, 0.14, 1.6);
    solid.ball(head, v3(0.085, 0.1, 0.12), 10, skin);
    solid.ball(
        head + v3(0.0, -0.01, 0.05),
        v3(0.1, 0.13, 0.095),
        10,
        helmet,
    );
    let thing = Thing {
        color,
        kind: "bicycle",
        track: dice.bits(),
        points: wheels
            .iter()
            .map(|&(name, circle)| (name, at + circle.centre.turned(yaw)))
            .chain([("head", at + head.turned(yaw))])
            .collect(),
        circles: wheels
            .iter()
            .map(|&(name, circle)| {
                let centre = at + circle.centre.turned(yaw);
                (
                    name,
                    Circle {
                        centre,
                        axis: axis.turned(yaw),
                        ..circle
                    },
                )
            })
            .collect(),
        cuboid: Some(Cuboid {
            centre: at + v3(0.0, 0.0, 0.87),
            size: v3(0.62, 1.76, 1.74),
            yaw,
        }),
        ..Thing::of(Class::Cyclist)
    };
    scene.add(solid, at, yaw, thing);
}
