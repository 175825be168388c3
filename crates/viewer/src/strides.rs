//! Drawing many points in several goes.

use std::ops::Range;

/// WebGL allows 255 bytes from one vertex to the next; a position has 12.
/// <https://registry.khronos.org/webgl/specs/latest/1.0/#5.14.10>
const MOST: usize = 255 / 12;

/// Every so many-th point is drawn in one go: all goes together draw each point once, and each go
/// is a fair sample of all, so that a moving cloud is thinner but nowhere missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strides {
    /// How many goes there are: from a point of a go to the next are so many points.
    pub goes: usize,
}

/// Vertices of one draw call, counted in strides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The first.
    pub first: i32,
    /// How many.
    pub count: i32,
}

impl Strides {
    /// As few goes as keep each within `budget` points, and at most 21.
    pub fn new(points: usize, budget: usize) -> Self {
        Self {
            goes: points.div_ceil(budget.max(1)).clamp(1, MOST),
        }
    }

    /// Which point the `go`-th of all goes begins with. Goes that follow each other lie far apart,
    /// so that a cloud fills in evenly.
    pub fn offset(self, go: usize) -> usize {
        // A step without a common divisor meets every offset once.
        let step = (1..=self.goes)
            .rev()
            .filter(|step| *step * 2 <= self.goes + 1)
            .find(|step| coprime(*step, self.goes))
            .unwrap_or(1);
        go * step % self.goes
    }

    /// The vertices of `points` that a go with this offset draws: vertex `v` is point
    /// `v * goes + offset`.
    pub fn run(self, points: &Range<usize>, offset: usize) -> Run {
        let vertices_before = |point: usize| point.saturating_sub(offset).div_ceil(self.goes);
        let first = vertices_before(points.start);
        Run {
            first: first as i32,
            count: (vertices_before(points.end) - first) as i32,
        }
    }
}

fn coprime(mut a: usize, mut b: usize) -> bool {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_goes_together_draw_each_point_once(
            start in 0usize..500, length in 0usize..500, budget in 1usize..400,
        ) {
            let points = start..start + length;
            let strides = Strides::new(length, budget);
            let mut drawn: Vec<usize> = (0..strides.goes)
                .flat_map(|go| {
                    let offset = strides.offset(go);
                    let run = strides.run(&points, offset);
                    (run.first..run.first + run.count)
                        .map(move |vertex| vertex as usize * strides.goes + offset)
                })
                .collect();
            drawn.sort_unstable();
            prop_assert_eq!(drawn, points.collect::<Vec<_>>());
        }
    }

    #[test]
    fn few_points_are_drawn_at_once() {
        assert_eq!(Strides::new(67_000, 1_000_000).goes, 1);
        assert_eq!(Strides::new(10_000_000, 1_000_000).goes, 10);
        assert_eq!(Strides::new(1_000_000_000, 1_000_000).goes, 21);
    }
}
