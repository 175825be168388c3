//! A box around an object.

use cgmath::{Matrix, Matrix3, Rad};

use crate::{Bounds, Vec3};

/// A turned box in `world`.
///
/// Its own frame has x to the right, y forward and z up, so that without any angle it is headed
/// along +y. It is rolled about y, then pitched about x, then turned by the yaw about z.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CuboidShape {
    /// The centre, metres.
    pub position: Vec3,
    /// Width (x), length (y) and height (z), metres.
    pub dimensions: Vec3,
    /// Radians, counter-clockwise seen from above; 0 is headed along +y.
    pub yaw: f64,
    /// Radians about its x axis; positive lifts the front.
    pub pitch: f64,
    /// Radians about its y axis; positive lowers the right side.
    pub roll: f64,
}

/// A cuboid and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawnCuboid {
    /// Where it is.
    pub shape: CuboidShape,
    /// Red, green and blue.
    pub color: [u8; 3],
    /// How it stands out from the others.
    pub emphasis: Emphasis,
}

/// How a cuboid stands out from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// It does not.
    #[default]
    Plain,
    /// It is under the pointer.
    Hovered,
    /// It is chosen; the points inside take its colour.
    Selected,
}

/// The edges, as pairs of places in [`CuboidShape::corners`]: those along x, y and z.
pub const EDGES: [[usize; 2]; 12] = [
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
    [0, 2],
    [1, 3],
    [4, 6],
    [5, 7],
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
];

impl CuboidShape {
    /// A box that stands upright.
    pub fn upright(position: Vec3, dimensions: Vec3, yaw: f64) -> Self {
        Self {
            position,
            dimensions,
            yaw,
            pitch: 0.0,
            roll: 0.0,
        }
    }

    /// Turns directions of the box's frame into those of `world`; its columns are the box's axes.
    pub fn rotation(&self) -> Matrix3<f64> {
        Matrix3::from_angle_z(Rad(self.yaw))
            * Matrix3::from_angle_x(Rad(self.pitch))
            * Matrix3::from_angle_y(Rad(self.roll))
    }

    /// A place of the box's frame, in `world`.
    pub fn to_world(&self, place: Vec3) -> Vec3 {
        self.rotation() * place + self.position
    }

    /// A place of `world`, in the box's frame.
    pub fn to_box(&self, world: Vec3) -> Vec3 {
        self.rotation().transpose() * (world - self.position)
    }

    /// Whether a place of `world` is in the box or on its surface; for many places, since what they
    /// share is computed once.
    pub fn inside(&self) -> impl Fn(Vec3) -> bool + use<> {
        let (to_box, position) = (self.rotation().transpose(), self.position);
        let half = self.dimensions / 2.0;
        move |world| {
            let place = to_box * (world - position);
            place.x.abs() <= half.x && place.y.abs() <= half.y && place.z.abs() <= half.z
        }
    }

    /// The eight corners in `world`; bit 0 of a corner's place says right, bit 1 front, bit 2 top.
    pub fn corners(&self) -> [Vec3; 8] {
        let half = self.dimensions / 2.0;
        Bounds {
            min: -half,
            max: half,
        }
        .corners()
        .map(|corner| self.to_world(corner))
    }

    /// An arrow on the bottom, from the centre to before the front, whose head is on the front's
    /// lower edge: `[tail, tip, left barb, right barb]` in `world`.
    pub fn heading_mark(&self) -> [Vec3; 4] {
        let half = self.dimensions / 2.0;
        let reach = half.y + half.y.min(half.x) * 0.7;
        let barb = half.x * 0.35;
        [
            Vec3::new(0.0, 0.0, -half.z),
            Vec3::new(0.0, reach, -half.z),
            Vec3::new(-barb, reach - barb, -half.z),
            Vec3::new(barb, reach - barb, -half.z),
        ]
        .map(|place| self.to_world(place))
    }

    /// Every stroke of its drawing, as ends in `world`: the edges, then the heading mark.
    pub fn strokes(&self) -> impl Iterator<Item = [Vec3; 2]> {
        let corners = self.corners();
        let [tail, tip, left, right] = self.heading_mark();
        EDGES
            .into_iter()
            .map(move |[from, to]| [corners[from], corners[to]])
            .chain([[tail, tip], [tip, left], [tip, right]])
    }

    /// Where its label goes: above the middle of its top, in `world`.
    pub fn label_anchor(&self) -> Vec3 {
        let top = self
            .corners()
            .iter()
            .fold(f64::NEG_INFINITY, |top, corner| top.max(corner.z));
        Vec3::new(self.position.x, self.position.y, top + 0.15)
    }
}

#[cfg(test)]
mod tests {
    use cgmath::InnerSpace;

    use super::*;

    #[test]
    fn yaw_turns_the_front_from_north_to_west() {
        let shape = CuboidShape::upright(
            Vec3::new(10.0, 20.0, 1.0),
            Vec3::new(2.0, 4.0, 1.5),
            std::f64::consts::FRAC_PI_2,
        );
        let [_, tip, ..] = shape.heading_mark();
        assert!(tip.x < 8.0 && (tip.y - 20.0).abs() < 1e-9);
        let right_front_top = shape.corners()[7];
        assert!((right_front_top - Vec3::new(8.0, 21.0, 1.75)).magnitude() < 1e-9);
    }

    /// `R.from_euler('ZXY', [0.7, 0.2, -0.3]).apply([1, 2, 3])` by scipy 1.17.
    #[test]
    fn yaw_pitch_and_roll_turn_as_scipy_turns() {
        let shape = CuboidShape {
            position: Vec3::new(0.0, 0.0, 0.0),
            dimensions: Vec3::new(1.0, 1.0, 1.0),
            yaw: 0.7,
            pitch: 0.2,
            roll: -0.3,
        };
        let found = shape.to_world(Vec3::new(1.0, 2.0, 3.0));
        let expected = Vec3::new(
            -0.805_517_286_810_434,
            1.063_102_560_281_702_1,
            3.495_848_229_968_235_6,
        );
        assert!((found - expected).magnitude() < 1e-12, "{found:?}");
        assert!((shape.to_box(found) - Vec3::new(1.0, 2.0, 3.0)).magnitude() < 1e-12);
    }

    #[test]
    fn edges_are_as_long_as_the_dimensions() {
        let shape = CuboidShape::upright(Vec3::new(0.0, 0.0, 0.0), Vec3::new(1.0, 2.0, 3.0), 0.4);
        let corners = shape.corners();
        for (place, [from, to]) in EDGES.into_iter().enumerate() {
            let length = (corners[from] - corners[to]).magnitude();
            assert!((length - (place / 4 + 1) as f64).abs() < 1e-9);
        }
    }
}
