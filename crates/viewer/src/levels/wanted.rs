//! Which chunks a view needs: those that show, until their points are as close as its pixels.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use cgmath::MetricSpace;

use super::LevelChunk;
use crate::{Projection, Vec3, View};

/// How much a view shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detail {
    /// CSS pixels between points that are close enough.
    pub pixels: f64,
    /// The most points.
    pub points: usize,
}

impl Detail {
    /// Of a view that rests: points are as close as their least size on the canvas, so that
    /// surfaces are whole.
    pub const RESTING: Self = Self {
        pixels: 1.5,
        points: 3_000_000,
    };

    /// Of a view that moves, which may show so many points.
    pub const fn moving(points: usize) -> Self {
        Self {
            pixels: 3.0,
            points,
        }
    }
}

/// The places of the chunks that the view needs, what shows coarsest first: a parent comes before
/// its children. `chunks` are those of one cloud, parents first.
pub fn wanted(chunks: &[LevelChunk], view: &View, detail: Detail) -> Vec<usize> {
    let Some(first) = chunks.first() else {
        return Vec::new();
    };
    let origin = first.cube.center();
    let reach = view.reach(origin, first.cube.radius());
    let matrix = view.matrix(origin, reach);
    let mut children = vec![Vec::new(); chunks.len()];
    for (place, chunk) in chunks.iter().enumerate() {
        if let Some(parent) = chunk.parent.filter(|parent| *parent < place) {
            children[parent].push(place);
        }
    }
    let mut queue = BinaryHeap::from([Coarse {
        gap: f64::INFINITY,
        place: 0,
    }]);
    let (mut found, mut points) = (Vec::new(), 0);
    while let Some(Coarse { place, .. }) = queue.pop() {
        let chunk = &chunks[place];
        if !found.is_empty() && points + chunk.points > detail.points {
            break;
        }
        points += chunk.points;
        found.push(place);
        let gap = gap(chunk, view);
        if gap <= detail.pixels {
            continue;
        }
        let shown = children[place].iter().filter(|child| {
            let corners = chunks[**child].cube.moved(-origin).corners();
            View::may_show(&matrix, &corners)
        });
        queue.extend(shown.map(|child| Coarse { gap, place: *child }));
    }
    found
}

/// How many CSS pixels lie between neighbouring points of a chunk where it is nearest.
fn gap(chunk: &LevelChunk, view: &View) -> f64 {
    if chunk.spacing <= 0.0 {
        return 0.0;
    }
    let depth = match view.pose.projection {
        Projection::Perspective => {
            let eye = view.pose.position();
            let (min, max) = (chunk.cube.min, chunk.cube.max);
            let nearest = Vec3::new(
                eye.x.clamp(min.x, max.x),
                eye.y.clamp(min.y, max.y),
                eye.z.clamp(min.z, max.z),
            );
            // Within a cube, what is a tenth of it away counts: its points are not at the eye.
            eye.distance(nearest).max((max.x - min.x) / 10.0)
        }
        Projection::Orthographic => 1.0,
    };
    chunk.spacing * view.pixels_per_metre(depth.max(1e-6))
}

/// A chunk in the queue: whose parent shows coarsest comes first.
#[derive(PartialEq)]
struct Coarse {
    gap: f64,
    place: usize,
}

impl Eq for Coarse {}

impl PartialOrd for Coarse {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Coarse {
    fn cmp(&self, other: &Self) -> Ordering {
        let gaps = self.gap.total_cmp(&other.gap);
        gaps.then(other.place.cmp(&self.place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CameraPose;

    /// A cube of 128 m at a place of the earth, divided to the last of five levels.
    fn octree() -> Vec<LevelChunk> {
        let corner = [500_000.0, 4_000_000.0, 0.0];
        let mut chunks = vec![LevelChunk::new(None, 1000, (corner, 128.0), 2.0)];
        let mut place = 0;
        while place < chunks.len() {
            let LevelChunk { cube, spacing, .. } = chunks[place];
            let half = (cube.max.x - cube.min.x) / 2.0;
            if half >= 8.0 {
                for eighth in 0..8 {
                    let bit = |axis: usize| f64::from(eighth >> axis & 1) * half;
                    let min = cube.min + Vec3::new(bit(0), bit(1), bit(2));
                    let spacing = if half > 8.0 { spacing / 2.0 } else { 0.0 };
                    chunks.push(LevelChunk::new(
                        Some(place),
                        1000,
                        (min.into(), half),
                        spacing,
                    ));
                }
            }
            place += 1;
        }
        chunks
    }

    fn view(distance: f64) -> View {
        let corner = Vec3::new(500_010.0, 4_000_010.0, 5.0);
        View::new(CameraPose::at(corner, distance), 800.0, 600.0)
    }

    fn detail(pixels: f64, points: usize) -> Detail {
        Detail { pixels, points }
    }

    #[test]
    fn parents_come_before_their_children_and_none_twice() {
        let chunks = octree();
        let found = wanted(&chunks, &view(60.0), detail(1.0, usize::MAX));
        for (order, place) in found.iter().enumerate() {
            assert!(!found[..order].contains(place));
            if let Some(parent) = chunks[*place].parent {
                assert!(found[..order].contains(&parent));
            }
        }
        assert!(found.len() > 50 && found.len() < chunks.len());
    }

    #[test]
    fn from_afar_the_coarsest_is_enough() {
        assert_eq!(
            wanted(&octree(), &view(50_000.0), detail(2.0, usize::MAX)),
            [0]
        );
    }

    #[test]
    fn points_stay_within_their_number_but_for_the_first_chunk() {
        let chunks = octree();
        for points in [0, 999, 1000, 20_500] {
            let found = wanted(&chunks, &view(30.0), detail(0.1, points));
            let drawn: usize = found.iter().map(|place| chunks[*place].points).sum();
            assert!(drawn <= points.max(1000), "{points}: {drawn}");
        }
    }

    #[test]
    fn what_is_nearer_is_finer() {
        let chunks = octree();
        let found = wanted(&chunks, &view(12.0), detail(3.0, usize::MAX));
        let side = |place: &usize| chunks[*place].cube.max.x - chunks[*place].cube.min.x;
        let finest = found.iter().map(side).fold(f64::MAX, f64::min);
        assert!(finest < 10.0);
        let eye = view(12.0).pose.position();
        let far = found
            .iter()
            .filter(|place| chunks[**place].cube.center().distance(eye) > 90.0);
        assert!(far.map(side).fold(f64::MAX, f64::min) > finest);
    }
}
