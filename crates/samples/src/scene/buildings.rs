//! Houses along a street.

use super::solid::{Facade, Solid, Surface};
use super::thing::Class;
use super::vector::{V3, scale, srgb, v3};
use super::world::Scene;
use crate::dice::Dice;

const WALLS: [(u32, bool); 12] = [
    (0xb8_a8_90, false),
    (0x8a_4a_3a, true),
    (0xc8_c0_b4, false),
    (0x9a_9a_98, false),
    (0xd8_c8_a4, false),
    (0x7a_3e_30, true),
    (0xa8_6c_50, true),
    (0x88_90_98, false),
    (0xd0_b0_90, false),
    (0x6c_70_76, false),
    (0xb4_bc_b4, false),
    (0xc4_9a_80, false),
];
const HOUSE_WALLS: [u32; 7] = [
    0xd8_d4_c8, 0xc8_b8_98, 0xa8_b4_bc, 0xe0_d8_c0, 0x98_a4_90, 0xc0_a0_90, 0xb8_b8_b4,
];
const ROOFS: [u32; 4] = [0x5a_3a_30, 0x44_44_48, 0x6a_4a_3a, 0x38_3c_44];

/// A block's footprint: the corner nearest to the road, the direction along the road, sizes.
#[derive(Debug, Clone, Copy)]
pub struct Plot {
    pub corner: V3,
    pub along: V3,
    /// Away from the road.
    pub back: V3,
    pub length: f32,
    pub depth: f32,
}

/// A block of flats or offices, windows in rows, often with shops below.
pub fn block(scene: &mut Scene, plot: Plot, floors: i64, dice: &mut Dice) {
    let (color, brick) = dice.choose(&WALLS);
    let tone = dice.between(0.8, 1.1);
    let floor = dice.between(2.9, 3.7);
    let shop = dice.chance(0.6);
    let height = floors as f32 * floor + if shop { 1.2 } else { 0.5 };
    let style = Facade {
        origin: plot.corner,
        along: plot.along,
        length: plot.length,
        height,
        bay: dice.between(2.0, 3.6),
        floor,
        window: (dice.between(0.4, 0.78), dice.between(0.48, 0.74)),
        frame: srgb(dice.choose(&[0xe0_dc_d4, 0x30_30_34, 0x8a_7a_68, 0xd0_d0_d0])),
        brick,
        shop,
        seed: dice.bits() as u32,
    };
    let wall = scale(srgb(color), tone);
    walls(scene, plot, style, wall);
    let mut solid = Solid::default();
    // A cornice that stands out, and something on the roof.
    let trim = scene.material(Surface::Matte, scale(wall, 0.75));
    let out = dice.between(0.15, 0.45);
    let corner = plot.corner - plot.back * out - plot.along * out;
    prism(
        &mut solid,
        corner,
        plot.along * (plot.length + 2.0 * out),
        plot.back * (plot.depth + out),
        (height - 0.35, height + 0.3),
        trim,
    );
    if dice.chance(0.5) {
        let at =
            plot.corner + plot.along * (plot.length * dice.between(0.2, 0.6)) + plot.back * 2.5;
        prism(
            &mut solid,
            at,
            plot.along * 3.0,
            plot.back * 3.0,
            (height, height + dice.between(1.5, 3.0)),
            trim,
        );
    }
    if shop && dice.chance(0.7) {
        let cloth = scene.material(
            Surface::Matte,
            srgb(dice.choose(&[0x8a_24_24, 0x24_50_38, 0x28_40_70, 0xc0_a0_60, 0x40_40_44])),
        );
        let mut start = dice.between(0.8, 3.0);
        while start + 3.5 < plot.length {
            let a = plot.corner + plot.along * start - plot.back * 0.05;
            let b = a + plot.along * 3.2;
            let low = -plot.back * 1.1;
            solid.quad(
                [
                    a + v3(0.0, 0.0, 3.1),
                    b + v3(0.0, 0.0, 3.1),
                    b + low + v3(0.0, 0.0, 2.6),
                    a + low + v3(0.0, 0.0, 2.6),
                ],
                cloth,
            );
            solid.quad(
                [
                    a + low + v3(0.0, 0.0, 2.6),
                    b + low + v3(0.0, 0.0, 2.6),
                    b + low + v3(0.0, 0.0, 2.35),
                    a + low + v3(0.0, 0.0, 2.35),
                ],
                cloth,
            );
            start += dice.between(4.0, 8.0);
        }
    }
    scene.add_static(solid, Class::Building);
}

/// A family house with a gabled roof.
pub fn house(scene: &mut Scene, plot: Plot, dice: &mut Dice) {
    let floors = dice.int(1, 2) as f32;
    let height = floors * 2.8 + 0.4;
    let wall = srgb(dice.choose(&HOUSE_WALLS));
    let style = Facade {
        origin: plot.corner,
        along: plot.along,
        length: plot.length,
        height,
        bay: plot.length / (plot.length / 3.2).round().max(1.0),
        floor: 2.8,
        window: (dice.between(0.34, 0.5), dice.between(0.42, 0.55)),
        frame: srgb(0xe4_e0_d8),
        brick: dice.chance(0.25),
        shop: false,
        seed: dice.bits() as u32,
    };
    walls(scene, plot, style, wall);
    let roof = scene.material(Surface::Matte, srgb(dice.choose(&ROOFS)));
    let gable = scene.material(Surface::Matte, scale(wall, 0.92));
    let mut solid = Solid::default();
    let rise = v3(0.0, 0.0, dice.between(1.8, 3.2));
    let top = v3(0.0, 0.0, height);
    let eave = 0.45;
    let a = plot.corner + top - plot.back * eave - plot.along * eave;
    let b = a + plot.along * (plot.length + 2.0 * eave);
    let deep = plot.back * (plot.depth + 2.0 * eave);
    let (ridge_a, ridge_b) = (a + deep * 0.5 + rise, b + deep * 0.5 + rise);
    solid.quad([a, b, ridge_b, ridge_a], roof);
    solid.quad([b + deep, a + deep, ridge_a, ridge_b], roof);
    for (foot, ridge, inside) in [(a, ridge_a, eave), (b, ridge_b, -eave)] {
        let shift = plot.along * inside;
        let n = plot.along * -inside.signum();
        solid.triangle(
            [foot + shift, foot + deep + shift, ridge + shift],
            [n; 3],
            gable,
        );
    }
    let chimney = a + deep * 0.45 + plot.along * (plot.length * 0.25);
    prism(
        &mut solid,
        chimney,
        plot.along * 0.6,
        plot.back * 0.6,
        (height + 0.6, height + rise.z + 0.8),
        gable,
    );
    scene.add_static(solid, Class::Building);
}

/// Four walls and a flat roof.
fn walls(scene: &mut Scene, plot: Plot, style: Facade, color: [f32; 3]) {
    let up = v3(0.0, 0.0, style.height);
    let corners = [
        plot.corner,
        plot.corner + plot.along * plot.length,
        plot.corner + plot.along * plot.length + plot.back * plot.depth,
        plot.corner + plot.back * plot.depth,
    ];
    let mut solid = Solid::default();
    for i in 0..4 {
        let (a, b) = (corners[i], corners[(i + 1) % 4]);
        let side = Facade {
            origin: a,
            along: (b - a).unit(),
            length: (b - a).length(),
            seed: style.seed.wrapping_add(i as u32),
            shop: style.shop && i == 0,
            ..style
        };
        let index = scene.facade(side);
        let material = scene.material(Surface::Facade(index), color);
        let n = outward((b - a).unit(), plot, i);
        solid.smooth_quad([a, b, b + up, a + up], [n; 4], material);
    }
    let roof = scene.material(Surface::Matte, scale(color, 0.6));
    solid.smooth_quad(corners.map(|c| c + up), [V3::UP; 4], roof);
    scene.add_static(solid, Class::Building);
}

fn outward(along: V3, plot: Plot, side: usize) -> V3 {
    match side {
        0 => -plot.back,
        1 => plot.along,
        2 => plot.back,
        _ => {
            debug_assert!(along.dot(plot.back) < 0.0);
            -plot.along
        }
    }
}

/// An upright block over a parallelogram, from one height to another.
fn prism(solid: &mut Solid, corner: V3, u: V3, w: V3, (low, high): (f32, f32), material: u16) {
    let ground = [corner, corner + u, corner + u + w, corner + w];
    let at = |i: usize, z: f32| v3(ground[i].x, ground[i].y, z);
    let middle = corner + (u + w) * 0.5;
    for i in 0..4 {
        let j = (i + 1) % 4;
        let face = [at(i, low), at(j, low), at(j, high), at(i, high)];
        let side = ground[i].lerp(ground[j], 0.5) - middle;
        let n = v3(side.x, side.y, 0.0).unit();
        solid.smooth_quad(face, [n; 4], material);
    }
    solid.smooth_quad([0, 1, 2, 3].map(|i| at(i, high)), [V3::UP; 4], material);
}
