//! Which way an object stands that a lidar saw one or two sides of.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// Fewer points than this tell nothing of a heading.
const FEWEST: usize = 12;

/// More points than about this are not looked at, but an even share of them: they are looked at once
/// for each angle.
const MOST: usize = 20_000;

/// Angles that are tried over a quarter turn: half a degree apart.
const TRIED: u32 = 180;

/// At this far from an edge a point counts half as much as on it: about the noise of a lidar, metres.
const NOISE: f64 = 0.03;

/// A rectangle is about square if its longer side is less than this times the shorter one.
const SQUARE: f64 = 1.2;

/// How far to turn the y axis, counter-clockwise and in radians, to lie along the object that `points`
/// (seen from above, metres) show the outline of: along the longer side, whichever end is nearer to
/// y. `None` where there are too few points to tell.
///
/// Of all rectangles around the points it takes the one whose edges the points are nearest to: the
/// closeness criterion of Zhang, Xu, Dong and Dolan, "Efficient L-Shape Fitting for Vehicle Detection
/// Using Laser Scanners", IEEE Intelligent Vehicles 2017.
pub fn turn_of(points: &[[f64; 2]]) -> Option<f64> {
    if points.len() < FEWEST {
        return None;
    }
    let share = points.len().div_ceil(MOST);
    let points: Vec<[f64; 2]> = points.iter().copied().step_by(share).collect();
    let angles = (0..TRIED).map(|step| f64::from(step) * FRAC_PI_2 / f64::from(TRIED));
    let (_, turn, [across, along]) = angles
        .map(|turn| {
            let (closeness, sides) = rectangle(&points, turn);
            (closeness, turn, sides)
        })
        .max_by(|(one, ..), (other, ..)| one.total_cmp(other))?;
    if across.max(along) < across.min(along) * SQUARE {
        // Every quarter turn is as good: the one that turns least.
        return Some(if turn > FRAC_PI_4 {
            turn - FRAC_PI_2
        } else {
            turn
        });
    }
    Some(if across > along {
        turn - FRAC_PI_2
    } else {
        turn
    })
}

/// How near the points are to the edges of the rectangle around them that is turned so far, and its
/// lengths across and along.
fn rectangle(points: &[[f64; 2]], turn: f64) -> (f64, [f64; 2]) {
    let (sin, cos) = turn.sin_cos();
    let turned = || {
        points
            .iter()
            .map(move |[x, y]| [x * cos + y * sin, y * cos - x * sin])
    };
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    for place in turned() {
        for axis in 0..2 {
            low[axis] = low[axis].min(place[axis]);
            high[axis] = high[axis].max(place[axis]);
        }
    }
    let closeness = turned()
        .map(|place| {
            let to_edge = |axis: usize| (place[axis] - low[axis]).min(high[axis] - place[axis]);
            1.0 / (to_edge(0).min(to_edge(1)) + NOISE)
        })
        .sum();
    (closeness, [high[0] - low[0], high[1] - low[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a lidar sees of a car of 4.2 by 1.8 m that is turned so far: one side and its rear.
    fn two_sides(turn: f64) -> Vec<[f64; 2]> {
        let (sin, cos) = turn.sin_cos();
        let side = (0..43).map(|step| [-0.9, -2.1 + f64::from(step) * 0.1]);
        let rear = (0..19).map(|step| [-0.9 + f64::from(step) * 0.1, -2.1]);
        side.chain(rear)
            .map(|[x, y]| [x * cos - y * sin + 7.0, x * sin + y * cos - 3.0])
            .collect()
    }

    #[test]
    fn the_heading_is_along_the_longer_side_whichever_end_is_nearer() {
        for degrees in [-85.0_f64, -40.0, -10.0, 0.0, 25.0, 60.0, 89.0] {
            let turn = turn_of(&two_sides(degrees.to_radians())).unwrap();
            assert!(
                (turn.to_degrees() - degrees).abs() < 0.6,
                "{degrees}: {}",
                turn.to_degrees()
            );
        }
        let back = turn_of(&two_sides(170.0_f64.to_radians())).unwrap();
        assert!((back.to_degrees() + 10.0).abs() < 0.6, "{back}");
    }

    #[test]
    fn a_square_is_turned_as_little_as_can_be() {
        let edge = (0..20).map(|step| f64::from(step) * 0.05);
        let corner: Vec<[f64; 2]> = edge.flat_map(|at| [[at, 0.0], [0.0, at]]).collect();
        let turned: Vec<[f64; 2]> = corner
            .iter()
            .map(|[x, y]| {
                let (sin, cos) = 80.0_f64.to_radians().sin_cos();
                [x * cos - y * sin, x * sin + y * cos]
            })
            .collect();
        let turn = turn_of(&turned).unwrap().to_degrees();
        assert!((turn + 10.0).abs() < 0.6, "{turn}");
    }

    #[test]
    fn of_very_many_points_an_even_share_tells_the_same() {
        let points: Vec<[f64; 2]> = two_sides(0.4).repeat(2_000);
        let turn = turn_of(&points).unwrap();
        assert!((turn - 0.4).abs() < 0.01, "{turn}");
    }

    #[test]
    fn a_few_points_tell_nothing() {
        assert_eq!(turn_of(&two_sides(0.3)[..11]), None);
    }
}
