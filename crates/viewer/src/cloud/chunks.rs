//! Runs of points and where each is, so that what cannot be seen or picked is passed over.

use std::ops::Range;

use super::Cloud;
use crate::Bounds;

/// How many points a chunk has: small enough to leave much out, large enough that a draw call and
/// a test of a box are nothing beside it.
pub const CHUNK: usize = 16_384;

/// The boxes around each run of points, in `cloud`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chunks {
    runs: Vec<(Range<usize>, Bounds)>,
}

impl Chunks {
    /// Of a cloud's points in their order, [`CHUNK`] a run; a scanner's or an archive's order keeps
    /// neighbours close.
    pub fn of(cloud: &Cloud) -> Self {
        let mut chunks = Self::default();
        for first in (0..cloud.len()).step_by(CHUNK) {
            chunks.add(cloud, first..(first + CHUNK).min(cloud.len()));
        }
        chunks
    }

    /// Adds points that follow those before as a run of their own.
    pub fn add(&mut self, cloud: &Cloud, points: Range<usize>) {
        let places = cloud.triples()[points.clone()].iter();
        // A run whose places are all no numbers is nowhere.
        if let Some(bounds) = Bounds::around(places.map(|point| point.map(f64::from).into())) {
            self.runs.push((points, bounds));
        }
    }

    /// Around all points, in `cloud`; `None` around none.
    pub fn whole(&self) -> Option<Bounds> {
        Bounds::around(
            self.runs
                .iter()
                .flat_map(|(_, bounds)| [bounds.min, bounds.max]),
        )
    }

    /// The points of chunks whose box is `wanted`, neighbours joined.
    pub fn ranges(&self, wanted: impl Fn(&Bounds) -> bool) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (points, _) in self.runs.iter().filter(|(_, bounds)| wanted(bounds)) {
            let points = points.clone();
            match ranges.last_mut() {
                Some(last) if last.end == points.start => last.end = points.end,
                _ => ranges.push(points),
            }
        }
        ranges
    }
}

/// The points that both lists of ranges have; in both, ranges are in order and apart.
pub fn overlaps(one: &[Range<usize>], other: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut a, mut b) = (0, 0);
    let mut found = Vec::new();
    while let (Some(first), Some(second)) = (one.get(a), other.get(b)) {
        let both = first.start.max(second.start)..first.end.min(second.end);
        if !both.is_empty() {
            found.push(both);
        }
        if first.end <= second.end {
            a += 1;
        } else {
            b += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_neighbours_are_one_range() {
        let points = CHUNK * 3 + 5;
        let cloud = Cloud {
            positions: (0..points)
                .flat_map(|point| [(point / CHUNK) as f32, 0.0, 0.0])
                .collect(),
            ..Cloud::default()
        };
        let chunks = Chunks::of(&cloud);
        let all = chunks.ranges(|_| true);
        assert_eq!((all.len(), all[0].clone()), (1, 0..points));
        let apart = chunks.ranges(|bounds| bounds.min.x < 0.5 || bounds.min.x > 1.5);
        assert_eq!(apart, [0..CHUNK, 2 * CHUNK..points]);
        assert!((chunks.whole().unwrap().max.x - 3.0).abs() < 1e-9);
    }

    #[test]
    fn overlaps_are_what_both_have() {
        let found = overlaps(&[0..10, 20..30], &[5..25, 28..40]);
        assert_eq!(found, [5..10, 20..25, 28..30]);
    }
}
