//! A box around an object in space.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::annotations::{Attribute, LARGEST, Problem};

/// A cuboid of one frame; the same object has the same `uuid` in every frame.
///
/// Its own axes are x = width (to the right), y = length (ahead), z = height (up). They are turned
/// into `world` by roll about y, then pitch about x, then yaw about z, each counter-clockwise
/// seen from the positive end of its axis. So yaw 0 heads along +y of the world, and a positive
/// pitch lifts the front. Scale documents the yaw; of pitch and roll, which hardly any task has,
/// only the names: their order and sense are ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cuboid {
    pub uuid: Option<String>,
    /// Empty if the task asks for no labels.
    pub label: String,
    /// The centre; `world`, metres.
    pub position: [f64; 3],
    /// Width, length and height in metres, none negative.
    pub dimensions: [f64; 3],
    /// Radians.
    pub yaw: f64,
    /// Radians; 0 where the response does not tell.
    pub pitch: f64,
    /// Radians; 0 where the response does not tell.
    pub roll: f64,
    pub stationary: Option<bool>,
    /// The index of the camera it was drawn in.
    pub camera_used: Option<i64>,
    /// `numberOfPoints`, as the response tells it.
    pub number_of_points: Option<u64>,
    /// Metres.
    pub distance_to_device: Option<f64>,
    /// In the order of the response.
    pub attributes: Vec<Attribute>,
}

/// How far a point may be from a face and count as on it, in metres. Data sets and editors write
/// dimensions in metres with four digits, which leaves 50 µm of a dimension open, half of it at each
/// face. (That the centre is rounded too moves a box without making it larger.)
const FACE: f64 = 25e-6;

impl Cuboid {
    /// The pairs of places in [`Cuboid::corners`] that an edge joins: bottom, top, uprights.
    pub const EDGES: [(usize, usize); 12] = [
        (0, 1),
        (1, 2),
        (2, 3),
        (3, 0),
        (4, 5),
        (5, 6),
        (6, 7),
        (7, 4),
        (0, 4),
        (1, 5),
        (2, 6),
        (3, 7),
    ];

    /// Reads an element of `cuboids`. Unknown fields are left aside.
    ///
    /// # Errors
    /// The first field that is missing or wrong, below the element.
    pub fn read(value: &Value) -> Result<Self, Problem> {
        let Value::Object(object) = value else {
            return Err(Problem::new(
                "",
                "is no object; give `position`, `dimensions` and `yaw`",
            ));
        };
        let dimensions = vector(object, "dimensions")?;
        for (axis, metres) in ["x", "y", "z"].into_iter().zip(dimensions) {
            if metres < 0.0 {
                return Err(Problem::new(
                    format!("dimensions.{axis}"),
                    format!("is {metres}; give metres from 0"),
                ));
            }
        }
        Ok(Self {
            uuid: crate::annotations::id(object),
            label: crate::annotations::label(object),
            position: vector(object, "position")?,
            dimensions,
            yaw: angle(object, "yaw")?,
            pitch: angle(object, "pitch")?,
            roll: angle(object, "roll")?,
            stationary: object.get("stationary").and_then(Value::as_bool),
            camera_used: object.get("camera_used").and_then(Value::as_i64),
            number_of_points: object.get("numberOfPoints").and_then(Value::as_u64),
            distance_to_device: object.get("distance_to_device").and_then(Value::as_f64),
            attributes: crate::annotations::read_attributes(object),
        })
    }

    /// The directions of its width, length and height in `world`: unit vectors.
    pub fn axes(&self) -> [[f64; 3]; 3] {
        let ((sy, cy), (sp, cp), (sr, cr)) = (
            self.yaw.sin_cos(),
            self.pitch.sin_cos(),
            self.roll.sin_cos(),
        );
        // The columns of Rz(yaw) · Rx(pitch) · Ry(roll).
        [
            [cy * cr - sy * sp * sr, sy * cr + cy * sp * sr, -cp * sr],
            [-sy * cp, cy * cp, sp],
            [cy * sr + sy * sp * cr, sy * sr - cy * sp * cr, cp * cr],
        ]
    }

    /// A point of `world` in the cuboid's own axes, in metres from its centre.
    pub fn to_local(&self, point: [f64; 3]) -> [f64; 3] {
        let from_centre = difference(point, self.position);
        self.axes().map(|axis| dot(axis, from_centre))
    }

    /// A point in the cuboid's own axes, in metres from its centre, in `world`.
    pub fn to_world(&self, local: [f64; 3]) -> [f64; 3] {
        let mut point = self.position;
        for (axis, metres) in self.axes().into_iter().zip(local) {
            for (at, along) in point.iter_mut().zip(axis) {
                *at += along * metres;
            }
        }
        point
    }

    /// Whether a point of `world` is inside or on the surface, which is as thick as rounded
    /// dimensions leave open.
    pub fn contains(&self, point: [f64; 3]) -> bool {
        self.inside()(point)
    }

    /// [`Cuboid::contains`] for many points: what they share is computed once.
    pub fn inside(&self) -> impl Fn([f64; 3]) -> bool {
        let local_inside = self.local_inside();
        move |point| local_inside(point).is_some()
    }

    /// For each point of `world` that the cuboid contains, where it is in the cuboid's own axes, in
    /// metres from its centre; `None` for the others.
    pub fn local_inside(&self) -> impl Fn([f64; 3]) -> Option<[f64; 3]> {
        let (axes, position) = (self.axes(), self.position);
        let half = self.dimensions.map(|metres| metres / 2.0 + FACE);
        move |point| {
            let from_centre = difference(point, position);
            let mut local = [0.0; 3];
            for (place, at) in local.iter_mut().enumerate() {
                *at = dot(axes[place], from_centre);
                let is_between = at.abs() <= half[place];
                if !is_between {
                    return None;
                }
            }
            Some(local)
        }
    }

    /// The corners in `world`: rear left, rear right, front right, front left of the bottom, then
    /// the same of the top.
    pub fn corners(&self) -> [[f64; 3]; 8] {
        let [width, length, height] = self.dimensions.map(|metres| metres / 2.0);
        let around = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
        std::array::from_fn(|place| {
            let (right, ahead) = around[place % 4];
            let up = if place < 4 { -1.0 } else { 1.0 };
            self.to_world([right * width, ahead * length, up * height])
        })
    }
}

fn vector(object: &Map<String, Value>, name: &str) -> Result<[f64; 3], Problem> {
    let Some(value) = object.get(name) else {
        return Err(Problem::new(name, "is missing; give {x, y, z} in metres"));
    };
    let mut vector = [0.0; 3];
    for (at, axis) in vector.iter_mut().zip(["x", "y", "z"]) {
        let problem = |message: &str| Problem::new(format!("{name}.{axis}"), message);
        let metres = value.get(axis).and_then(Value::as_f64);
        *at = metres.ok_or_else(|| problem("is missing or no number; give metres"))?;
        if at.abs() > LARGEST {
            return Err(problem(&format!("is {at:e}; give at most 1e12 metres")));
        }
    }
    Ok(vector)
}

/// An angle that is absent is 0.
fn angle(object: &Map<String, Value>, name: &str) -> Result<f64, Problem> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(0.0),
        Some(value) => value
            .as_f64()
            .ok_or_else(|| Problem::new(name, format!("is {value}; give radians"))),
    }
}

fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn car(yaw: f64, pitch: f64, roll: f64) -> Cuboid {
        Cuboid::read(&json!({
            "uuid": "a", "label": "Car", "attributes": {"door": "open"},
            "position": {"x": 10, "y": 20, "z": 1},
            "dimensions": {"x": 2, "y": 4, "z": 1.5},
            "yaw": yaw, "pitch": pitch, "roll": roll, "numberOfPoints": 7,
        }))
        .unwrap()
    }

    fn near(a: [f64; 3], b: [f64; 3]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9)
    }

    #[test]
    fn yaw_zero_heads_along_y_and_grows_counter_clockwise() {
        let front = [0.0, 2.0, 0.0];
        assert!(near(car(0.0, 0.0, 0.0).to_world(front), [10.0, 22.0, 1.0]));
        assert!(near(
            car(FRAC_PI_2, 0.0, 0.0).to_world(front),
            [8.0, 20.0, 1.0]
        ));
    }

    #[test]
    fn pitch_lifts_the_front_and_roll_lowers_the_right() {
        assert!(car(0.3, 0.2, 0.0).to_world([0.0, 2.0, 0.0])[2] > 1.0);
        assert!(car(0.3, 0.0, 0.2).to_world([1.0, 0.0, 0.0])[2] < 1.0);
    }

    #[test]
    fn a_point_as_near_to_a_face_as_rounding_leaves_open_is_on_it() {
        let car = car(0.0, 0.0, 0.0);
        let [x, y, z] = car.position;
        let right = x + car.dimensions[0] / 2.0;
        assert!(car.contains([right + 20e-6, y, z]));
        assert!(!car.contains([right + 30e-6, y, z]));
    }

    #[test]
    fn a_cuboid_without_pitch_and_attributes_is_read() {
        let cuboid = Cuboid::read(&json!({
            "position": {"x": 1.5, "y": 0, "z": 0}, "dimensions": {"x": 1, "y": 1, "z": 1},
            "yaw": 0,
        }))
        .unwrap();
        assert!(cuboid.contains([1.9, 0.4, -0.4]));
        assert!(!cuboid.contains([2.1, 0.4, -0.4]));
        assert_eq!(cuboid.label, "");
    }

    #[test]
    fn a_missing_number_is_named() {
        let problem = Cuboid::read(&json!({
            "position": {"x": 1, "y": 2}, "dimensions": {"x": 1, "y": 1, "z": 1},
        }))
        .unwrap_err();
        assert_eq!(
            problem.to_string(),
            "`position.z` is missing or no number; give metres"
        );
    }

    #[test]
    fn a_place_or_size_beyond_all_places_is_a_problem() {
        let read = |x: f64, width: f64| {
            Cuboid::read(&json!({
                "position": {"x": x, "y": 2, "z": 1}, "dimensions": {"x": width, "y": 1, "z": 1},
                "yaw": 1e308,
            }))
        };
        for (x, width, problem) in [
            (
                -1e308,
                1.0,
                "`position.x` is -1e308; give at most 1e12 metres",
            ),
            (2e12, 1.0, "`position.x` is 2e12; give at most 1e12 metres"),
            (
                1.0,
                1e300,
                "`dimensions.x` is 1e300; give at most 1e12 metres",
            ),
        ] {
            assert_eq!(read(x, width).unwrap_err().to_string(), problem);
        }
        // What is nearer has corners and a distance, whatever its angle.
        let farthest = read(-1e12, 1e12).unwrap();
        assert!(farthest.corners().iter().flatten().all(|at| at.is_finite()));
        assert!(!farthest.contains([0.0, 1e9, 1.0]));
    }

    proptest! {
        #[test]
        fn what_is_turned_out_turns_back(
            turn in [-4.0..4.0_f64, -1.5..1.5_f64, -1.5..1.5_f64],
            local in [-9.0..9.0_f64, -9.0..9.0_f64, -9.0..9.0_f64],
        ) {
            let cuboid = car(turn[0], turn[1], turn[2]);
            prop_assert!(near(cuboid.to_local(cuboid.to_world(local)), local));
        }

        #[test]
        fn corners_are_just_inside(turn in [-4.0..4.0_f64, -1.5..1.5_f64, -1.5..1.5_f64]) {
            let cuboid = car(turn[0], turn[1], turn[2]);
            let toward = |corner: [f64; 3], share: f64| {
                std::array::from_fn(|axis| {
                    cuboid.position[axis] + (corner[axis] - cuboid.position[axis]) * share
                })
            };
            for corner in cuboid.corners() {
                prop_assert!(cuboid.contains(toward(corner, 0.999)));
                prop_assert!(!cuboid.contains(toward(corner, 1.001)));
            }
            for (from, to) in Cuboid::EDGES {
                let [a, b] = [cuboid.corners()[from], cuboid.corners()[to]];
                let length = dot(difference(a, b), difference(a, b)).sqrt();
                prop_assert!([2.0, 4.0, 1.5].iter().any(|side| (side - length).abs() < 1e-9));
            }
        }
    }
}
