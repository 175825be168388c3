//! Cuboids as strokes and faces.

use super::faces::Corner;
use super::points::single;
use super::strokes::Stroke;
use crate::cuboid::EDGES;
use crate::{DrawnCuboid, Emphasis, Vec3};

/// The sides as corners of [`crate::CuboidShape::corners`], the front first.
const SIDES: [[usize; 4]; 6] = [
    [2, 3, 7, 6],
    [0, 1, 5, 4],
    [0, 2, 6, 4],
    [1, 3, 7, 5],
    [0, 1, 3, 2],
    [4, 5, 7, 6],
];

/// Edges and heading marks in `cloud`; what stands out comes last and so lies over the others.
pub fn strokes(cuboids: &[DrawnCuboid], origin: Vec3) -> Vec<Stroke> {
    let mut ordered: Vec<&DrawnCuboid> = cuboids.iter().collect();
    ordered.sort_by_key(|cuboid| cuboid.emphasis as u8);
    ordered
        .into_iter()
        .flat_map(|cuboid| {
            let width = match cuboid.emphasis {
                Emphasis::Plain => 1.6,
                Emphasis::Hovered => 2.2,
                Emphasis::Selected => 2.8,
            };
            let [red, green, blue] = cuboid.color;
            cuboid
                .shape
                .strokes()
                .enumerate()
                .map(move |(place, [from, to])| Stroke {
                    from: single(from - origin),
                    to: single(to - origin),
                    color: [red, green, blue, 255],
                    width: if place < EDGES.len() {
                        width
                    } else {
                        width * 0.9
                    },
                })
        })
        .collect()
}

/// The sides in `cloud`, the front a little stronger, since it tells the heading.
pub fn faces(cuboids: &[DrawnCuboid], origin: Vec3) -> Vec<Corner> {
    cuboids
        .iter()
        .flat_map(|cuboid| {
            let (side, front) = match cuboid.emphasis {
                Emphasis::Plain => (10, 44),
                Emphasis::Hovered => (22, 64),
                Emphasis::Selected => (28, 76),
            };
            let corners = cuboid.shape.corners().map(|corner| single(corner - origin));
            let [red, green, blue] = cuboid.color;
            SIDES
                .into_iter()
                .enumerate()
                .flat_map(move |(place, side_corners)| {
                    let opacity = if place == 0 { front } else { side };
                    let [a, b, c, d] = side_corners.map(|corner| corners[corner]);
                    [a, b, c, a, c, d].map(|corner| (corner, [red, green, blue, opacity]))
                })
        })
        .collect()
}
