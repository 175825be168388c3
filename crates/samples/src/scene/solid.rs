//! Triangles, and the solids that everything on the street is made of.

use super::vector::{Rgb, V3, v3};

/// How a surface takes its colour.
#[derive(Debug, Clone, Copy)]
pub enum Surface {
    /// One colour, rough.
    Matte,
    /// Lacquer over a colour: reflects the sky at low angles.
    Paint,
    /// Dark behind, bright reflection.
    Glass,
    /// Leaves: light shines through, each a little different.
    Leaf,
    /// A lamp or lit panel: shines by itself.
    Glow,
    /// Walls with rows of windows; the index of a [`Facade`].
    Facade(u16),
    /// A flat picture; the index of a [`super::Picture`].
    Picture(u16),
}

#[derive(Debug, Clone, Copy)]
pub struct Material {
    pub surface: Surface,
    pub color: Rgb,
}

/// What a wall looks like.
#[derive(Debug, Clone, Copy)]
pub struct Facade {
    /// Where the wall's own coordinates start (world), and its direction along the ground.
    pub origin: V3,
    pub along: V3,
    pub length: f32,
    pub height: f32,
    pub bay: f32,
    pub floor: f32,
    pub window: (f32, f32),
    pub frame: Rgb,
    pub brick: bool,
    pub shop: bool,
    pub seed: u32,
}

#[derive(Debug, Clone, Copy)]
pub struct Triangle {
    /// World, metres.
    pub corners: [V3; 3],
    pub normals: [V3; 3],
    pub material: u16,
    /// Index into the scene's things.
    pub thing: u16,
}

/// Triangles in their own frame, with the index of a material in the scene.
#[derive(Debug, Clone, Default)]
pub struct Solid {
    pub triangles: Vec<([V3; 3], [V3; 3], u16)>,
}

impl Solid {
    pub fn triangle(&mut self, corners: [V3; 3], normals: [V3; 3], material: u16) {
        self.triangles.push((corners, normals, material));
    }

    /// A flat quadrilateral, corners in order around it.
    pub fn quad(&mut self, q: [V3; 4], material: u16) {
        let n = (q[1] - q[0]).cross(q[3] - q[0]).unit();
        self.smooth_quad(q, [n; 4], material);
    }

    pub fn smooth_quad(&mut self, q: [V3; 4], n: [V3; 4], material: u16) {
        self.triangle([q[0], q[1], q[2]], [n[0], n[1], n[2]], material);
        self.triangle([q[0], q[2], q[3]], [n[0], n[2], n[3]], material);
    }

    /// An upright box between two opposite corners.
    pub fn cuboid(&mut self, low: V3, high: V3, material: u16) {
        let at = |x: bool, y: bool, z: bool| {
            v3(
                if x { high.x } else { low.x },
                if y { high.y } else { low.y },
                if z { high.z } else { low.z },
            )
        };
        let faces = [
            [
                (false, false, false),
                (true, false, false),
                (true, false, true),
                (false, false, true),
            ],
            [
                (true, true, false),
                (false, true, false),
                (false, true, true),
                (true, true, true),
            ],
            [
                (false, true, false),
                (false, false, false),
                (false, false, true),
                (false, true, true),
            ],
            [
                (true, false, false),
                (true, true, false),
                (true, true, true),
                (true, false, true),
            ],
            [
                (false, false, true),
                (true, false, true),
                (true, true, true),
                (false, true, true),
            ],
        ];
        for face in faces {
            self.quad(face.map(|(x, y, z)| at(x, y, z)), material);
        }
    }

    /// A tube from `a` (radius `ra`) to `b` (radius `rb`), closed at `b`.
    pub fn tube(&mut self, a: V3, ra: f32, b: V3, rb: f32, sides: usize, material: u16) {
        let axis = (b - a).unit();
        let (u, w) = across(axis);
        let spoke = |i: usize| {
            let angle = i as f32 / sides as f32 * std::f32::consts::TAU;
            u * angle.cos() + w * angle.sin()
        };
        for i in 0..sides {
            let (n0, n1) = (spoke(i), spoke(i + 1));
            self.smooth_quad(
                [a + n0 * ra, a + n1 * ra, b + n1 * rb, b + n0 * rb],
                [n0, n1, n1, n0],
                material,
            );
            self.triangle([b, b + n0 * rb, b + n1 * rb], [axis; 3], material);
        }
    }

    /// A ball squashed to three radii.
    pub fn ball(&mut self, centre: V3, radius: V3, sides: usize, material: u16) {
        let rows = sides / 2 + 1;
        let normal = |row: usize, i: usize| {
            let polar = row as f32 / rows as f32 * std::f32::consts::PI;
            let angle = i as f32 / sides as f32 * std::f32::consts::TAU;
            v3(
                polar.sin() * angle.cos(),
                polar.sin() * angle.sin(),
                polar.cos(),
            )
        };
        let point = |n: V3| centre + v3(n.x * radius.x, n.y * radius.y, n.z * radius.z);
        for row in 0..rows {
            for i in 0..sides {
                let n = [
                    normal(row, i),
                    normal(row + 1, i),
                    normal(row + 1, i + 1),
                    normal(row, i + 1),
                ];
                self.smooth_quad(n.map(point), n, material);
            }
        }
    }

    /// A flat disc.
    pub fn disc(&mut self, circle: Circle, sides: usize, material: u16) {
        let points: Vec<V3> = circle.points(sides);
        for i in 0..sides {
            self.triangle(
                [circle.centre, points[i], points[(i + 1) % sides]],
                [circle.axis; 3],
                material,
            );
        }
    }

    /// A flat ring between two radii.
    pub fn ring(&mut self, circle: Circle, inner: f32, sides: usize, material: u16) {
        let outer = circle.points(sides);
        let hole = Circle {
            radius: inner,
            ..circle
        }
        .points(sides);
        for i in 0..sides {
            let next = (i + 1) % sides;
            self.smooth_quad(
                [outer[i], outer[next], hole[next], hole[i]],
                [circle.axis; 4],
                material,
            );
        }
    }
}

/// A circle in space; `axis` (unit) stands on its plane.
#[derive(Debug, Clone, Copy)]
pub struct Circle {
    pub centre: V3,
    pub axis: V3,
    pub radius: f32,
}

impl Circle {
    pub fn points(&self, count: usize) -> Vec<V3> {
        let (u, w) = across(self.axis);
        (0..count)
            .map(|i| {
                let angle = i as f32 / count as f32 * std::f32::consts::TAU;
                self.centre + (u * angle.cos() + w * angle.sin()) * self.radius
            })
            .collect()
    }
}

/// Two unit vectors that stand on `axis` and on each other.
fn across(axis: V3) -> (V3, V3) {
    let helper = if axis.z.abs() > 0.9 {
        v3(1.0, 0.0, 0.0)
    } else {
        V3::UP
    };
    let u = axis.cross(helper).unit();
    (u, axis.cross(u))
}
