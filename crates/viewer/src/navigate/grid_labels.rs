//! Where the metric grid is labelled.

use super::View;
use crate::Vec3;

/// A coordinate of the grid, and where it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridLabel {
    /// x or y of `world`, metres.
    pub metres: f64,
    /// Whether it is along x; else along y.
    pub is_x: bool,
    /// CSS pixels of the canvas (`view_px`).
    pub at: [f64; 2],
}

/// How far apart labels are at least, CSS pixels.
const ROOM: f64 = 64.0;
/// How many labels go to either side of the middle.
const REACH: i32 = 12;

impl View {
    /// The labels of a grid at height `z` of `world`: along the two lines through where the camera
    /// looks, as dense as can be read.
    pub fn grid_labels(&self, z: f64) -> Vec<GridLabel> {
        let step = step(ROOM / self.pixels_per_metre(self.pose.distance));
        let snap = |coordinate: f64| (coordinate / step).round() * step;
        let middle = self.pose.target.map(snap);
        let mut labels: Vec<GridLabel> = Vec::new();
        for is_x in [true, false] {
            for away in (0..=REACH).flat_map(|away| [away, -away]) {
                let along = f64::from(away) * step;
                let place = if is_x {
                    Vec3::new(middle.x + along, middle.y, z)
                } else {
                    Vec3::new(middle.x, middle.y + along, z)
                };
                let Some(at) = self.project(place) else {
                    continue;
                };
                let inside = (8.0..self.width - 40.0).contains(&at[0])
                    && (8.0..self.height - 16.0).contains(&at[1]);
                let is_free = labels
                    .iter()
                    .all(|other| (other.at[0] - at[0]).hypot(other.at[1] - at[1]) > ROOM * 0.6);
                if inside && is_free {
                    let metres = if is_x { place.x } else { place.y };
                    labels.push(GridLabel { metres, is_x, at });
                }
            }
        }
        labels
    }
}

/// The least of 1, 2, 5, 10, 20 … that is no less than `metres`.
fn step(metres: f64) -> f64 {
    let decade = 10.0_f64.powf(metres.max(1.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|share| share * decade);
    // Rounding of the logarithm may leave none: then the last is it.
    steps
        .into_iter()
        .find(|step| *step >= metres)
        .unwrap_or(steps[3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CameraPose;
    use crate::navigate::Side;

    #[test]
    fn labels_stand_on_their_lines_and_apart() {
        let pose = CameraPose::at(Vec3::new(103.0, 20.0, 0.0), 60.0).from_side(Side::Top, 0.0);
        let view = View::new(pose, 1200.0, 800.0);
        let labels = view.grid_labels(0.0);
        assert!(labels.len() > 6);
        for label in labels.iter().filter(|label| label.is_x) {
            let line = view.project(Vec3::new(label.metres, 20.0, 0.0)).unwrap();
            assert!((line[0] - label.at[0]).abs() < 1e-6);
            assert!((label.metres % 5.0).abs() < 1e-9);
        }
    }

    #[test]
    fn steps_are_round() {
        let found = [0.2, 1.0, 1.2, 3.0, 7.0, 10.0, 130.0].map(step);
        assert_eq!(found.map(|step| step as u32), [1, 1, 2, 5, 10, 10, 200]);
    }
}
