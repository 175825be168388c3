//! The part of an outline that is on the photo.

use super::Outline;

impl Outline {
    /// What of the strokes is on a photo of `width` × `height` pixels; `None` if nothing. Near the
    /// camera, strokes reach thousands of pixels beyond it.
    #[must_use]
    pub fn cropped(&self, photo: [f64; 2]) -> Option<Self> {
        let crop =
            |lines: &[Vec<[f64; 2]>]| lines.iter().flat_map(|line| crop(line, photo)).collect();
        let cropped = Self {
            edges: crop(&self.edges),
            heading: crop(&self.heading),
        };
        (!cropped.edges.is_empty()).then_some(cropped)
    }
}

/// The parts of a polyline on the photo.
fn crop(line: &[[f64; 2]], photo: [f64; 2]) -> Vec<Vec<[f64; 2]>> {
    let mut parts: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let Some(([from, to], leaves)) = clip([pair[0], pair[1]], photo) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open => part.push(to),
            _ => parts.push(vec![from, to]),
        }
        open = !leaves;
    }
    parts
}

/// The part of a line on the photo, and whether the photo's border cuts its end; by Liang and Barsky,
/// A New Concept and Method for Line Clipping, 1984.
fn clip([from, to]: [[f64; 2]; 2], photo: [f64; 2]) -> Option<([[f64; 2]; 2], bool)> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let way = to[axis] - from[axis];
        let sides = [(-way, from[axis]), (way, photo[axis] - from[axis])];
        for (speed, room) in sides {
            if speed < 0.0 {
                enter = enter.max(room / speed);
            } else if speed > 0.0 {
                leave = leave.min(room / speed);
            } else if room < 0.0 {
                return None;
            }
        }
    }
    let at = |share: f64| {
        [
            from[0] + (to[0] - from[0]) * share,
            from[1] + (to[1] - from[1]) * share,
        ]
    };
    (enter < leave).then(|| ([at(enter), at(leave)], leave < 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(line: &[[f64; 2]]) -> Outline {
        Outline {
            edges: vec![line.to_vec()],
            heading: Vec::new(),
        }
    }

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two() {
        let line = [
            [-10.0, 5.0],
            [5.0, 5.0],
            [25.0, 5.0],
            [25.0, 8.0],
            [5.0, 8.0],
        ];
        let cropped = outline(&line).cropped([20.0, 10.0]).unwrap();
        assert_eq!(
            cropped.edges,
            [
                vec![[0.0, 5.0], [5.0, 5.0], [20.0, 5.0]],
                vec![[20.0, 8.0], [5.0, 8.0]]
            ]
        );
    }

    #[test]
    fn a_line_beside_the_photo_is_nothing() {
        let line = [[-10.0, -5.0], [30.0, -5.0], [30.0, 5.0]];
        assert_eq!(outline(&line).cropped([20.0, 10.0]), None);
    }
}
