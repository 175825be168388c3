//! One number for each point, in 16 bits.

/// A quantity of each point, such as its intensity, as the graphics card has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Channel {
    /// One for each point.
    pub raw: Vec<u16>,
    /// The quantity that a raw 0 stands for.
    pub offset: f32,
    /// By how much the quantity grows with a raw 1.
    pub step: f32,
}

impl Channel {
    /// Of quantities from 0 to 1, such as intensities, as shares of 65 535.
    pub fn shares(raw: Vec<u16>) -> Self {
        Self {
            raw,
            offset: 0.0,
            step: 1.0 / f32::from(u16::MAX),
        }
    }

    /// Of counted things, such as the rings of a lidar.
    pub fn counts(raw: Vec<u16>) -> Self {
        Self {
            raw,
            offset: 0.0,
            step: 1.0,
        }
    }

    /// Of any quantities, such as seconds since the frame began: each is off by at most a 131 070th
    /// of the span that all take. What is no number counts as the least.
    pub fn quantized(values: &[f32]) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let least = finite().fold(f32::INFINITY, f32::min);
        let most = finite().fold(f32::NEG_INFINITY, f32::max);
        if least > most {
            return Self::counts(vec![0; values.len()]);
        }
        let step = (most - least) / f32::from(u16::MAX);
        let raw = values
            .iter()
            .map(|value| {
                if step > 0.0 {
                    // `as` makes 0 of what is no number.
                    ((value - least) / step).round() as u16
                } else {
                    0
                }
            })
            .collect();
        Self {
            raw,
            offset: least,
            step,
        }
    }

    /// The quantity of a point; `None` past the last.
    pub fn value(&self, point: usize) -> Option<f32> {
        let raw = *self.raw.get(point)?;
        Some(self.offset + self.step * f32::from(raw))
    }

    /// The quantities of all points, in order.
    pub fn values(&self) -> impl Iterator<Item = f32> {
        self.raw
            .iter()
            .map(|raw| self.offset + self.step * f32::from(*raw))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantized_values_are_near_what_they_were() {
        let values = [-3.0, 0.125, f32::NAN, 7.0];
        let channel = Channel::quantized(&values);
        for (place, expected) in [(0, -3.0), (1, 0.125), (2, -3.0), (3, 7.0)] {
            let found = channel.value(place).unwrap();
            assert!((found - expected).abs() < 1e-3, "{place}: {found}");
        }
        assert_eq!(channel.value(4), None);
    }

    #[test]
    fn equal_values_stay_equal() {
        let channel = Channel::quantized(&[2.5, 2.5]);
        assert_eq!(channel.values().collect::<Vec<_>>(), [2.5, 2.5]);
    }
}
