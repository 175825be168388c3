//! How a quantity is spread over the points.

/// How many bars a histogram has.
pub const BINS: usize = 64;

/// How a quantity is spread over the points, and over which range colours tell most.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The least quantity.
    pub min: f32,
    /// The greatest.
    pub max: f32,
    /// How many points each 64th of the way from `min` to `max` has.
    pub bins: [u32; BINS],
    /// The 1st and the 99th percentile: a few strays must not take all the colours.
    pub range: [f32; 2],
}

/// Percentiles are taken of so many values at most, evenly chosen.
const SAMPLE: usize = 65_536;

impl Histogram {
    /// Of all values that are numbers; `None` if none is. `values` is gone through twice, so that
    /// ten million of them need no memory.
    pub fn of<I: Iterator<Item = f32>>(values: impl Fn() -> I) -> Option<Self> {
        let values = || values().filter(|value| value.is_finite());
        let (mut min, mut max, mut count) = (f32::INFINITY, f32::NEG_INFINITY, 0);
        for value in values() {
            min = min.min(value);
            max = max.max(value);
            count += 1;
        }
        if count == 0 {
            return None;
        }
        let every = usize::div_ceil(count, SAMPLE);
        let mut sample = Vec::with_capacity(count / every + 1);
        let mut bins = [0; BINS];
        let scale = BINS as f32 / (max - min);
        for (place, value) in values().enumerate() {
            // Equal values make the scale infinite, and 0 times it no number, which `as` makes 0.
            bins[(((value - min) * scale) as usize).min(BINS - 1)] += 1;
            if place % every == 0 {
                sample.push(value);
            }
        }
        Some(Self {
            min,
            max,
            bins,
            range: percentiles(sample, [0.01, 0.99]),
        })
    }
}

fn percentiles(mut sample: Vec<f32>, shares: [f64; 2]) -> [f32; 2] {
    sample.sort_unstable_by(f32::total_cmp);
    shares.map(|share| sample[((sample.len() - 1) as f64 * share).round() as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_one_bar() {
        let histogram = Histogram::of(|| (0..6400).map(|value| value as f32)).unwrap();
        assert!(histogram.bins.iter().all(|bar| bar.abs_diff(100) <= 1));
        assert_eq!(histogram.bins.iter().sum::<u32>(), 6400);
        assert_eq!(histogram.range.map(|value| value as u32), [64, 6335]);
    }

    #[test]
    fn strays_do_not_take_the_colours() {
        let values = || {
            (0..1000).map(|value| {
                if value == 7 {
                    1e9
                } else {
                    value as f32 / 1000.0
                }
            })
        };
        let histogram = Histogram::of(values).unwrap();
        assert!(histogram.range[1] < 1.0);
        assert!((histogram.max - 1e9).abs() < 1.0);
    }

    #[test]
    fn equal_values_and_none_are_no_trouble() {
        let same = Histogram::of(|| [2.0; 5].into_iter()).unwrap();
        assert_eq!((same.bins[0], same.range), (5, [2.0, 2.0]));
        assert_eq!(Histogram::of(|| [f32::NAN].into_iter()), None);
    }
}
