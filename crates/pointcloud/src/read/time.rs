//! Times of points, whose unit most formats leave open.

use super::column::Scalar;

/// What a number of a column of times counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// Seconds since 1970 from 2000 to 2100. In other units these are ranges of their own, so that the
/// times of a calendar tell their unit by their size.
const CALENDAR: [f64; 2] = [946_684_800.0, 4_102_444_800.0];
/// The longest that a frame takes whose times begin near 0, seconds: lidars turn 5 times a second
/// and more, and data sets lay up to ten turns over each other.
const LONGEST_FRAME: f64 = 2.0;

impl Unit {
    const ALL: [Self; 4] = [
        Self::Seconds,
        Self::Milliseconds,
        Self::Microseconds,
        Self::Nanoseconds,
    ];

    /// How many are in a second.
    const fn in_a_second(self) -> i64 {
        match self {
            Self::Seconds => 1,
            Self::Milliseconds => 1_000,
            Self::Microseconds => 1_000_000,
            Self::Nanoseconds => 1_000_000_000,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Microseconds => "microseconds",
            Self::Nanoseconds => "nanoseconds",
        }
    }

    /// Nanoseconds of a whole number; beyond 64 bits, the last that fit.
    fn of_whole(self, value: i64) -> i64 {
        value.saturating_mul(1_000_000_000 / self.in_a_second())
    }

    /// Nanoseconds of a float. Casts saturate, and NaN is 0.
    fn of_float(self, value: f64) -> i64 {
        // Apart, since a float of today's seconds has no digits left for nanoseconds.
        let whole = value.trunc();
        let rest = ((value - whole) * 1e9 / self.in_a_second() as f64).round();
        self.of_whole(whole as i64).saturating_add(rest as i64)
    }
}

/// The times of a file so far. Whole numbers and floats are kept apart, since neither holds all of
/// the other.
#[derive(Debug, Default)]
pub(super) struct Times {
    whole: Vec<i64>,
    floats: Vec<f64>,
    /// The unit, where the format or the column's name tells it.
    pub(super) unit: Option<Unit>,
    /// The unit of floats whose size tells nothing.
    pub(super) usual_of_floats: Option<Unit>,
}

/// The times as nanoseconds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) nanoseconds: Vec<i64>,
    /// What had to be guessed, as a sentence.
    pub(super) notice: Option<String>,
}

impl Times {
    /// Adds the time of the point at a place; points before it that have none get 0.
    pub(super) fn push(&mut self, place: usize, time: Scalar) {
        match time {
            Scalar::Int(time) if self.floats.is_empty() => {
                self.whole.resize(place, 0);
                self.whole.push(time);
            }
            time => {
                let whole = std::mem::take(&mut self.whole);
                self.floats
                    .extend(whole.into_iter().map(|time| time as f64));
                self.floats.resize(place, 0.0);
                self.floats.push(time.float());
            }
        }
    }

    /// The times of `points` points; `None` if none had one.
    pub(super) fn finish(mut self, points: usize) -> Option<Told> {
        let is_float = !self.floats.is_empty();
        if !is_float && self.whole.is_empty() {
            return None;
        }
        let guessed = self
            .unit
            .map_or_else(|| self.by_size(is_float), |unit| (unit, false));
        let (unit, is_odd) = guessed;
        let mut nanoseconds: Vec<i64> = if is_float {
            self.floats
                .iter()
                .map(|time| unit.of_float(*time))
                .collect()
        } else {
            std::mem::take(&mut self.whole)
        };
        if !is_float && unit != Unit::Nanoseconds {
            for time in &mut nanoseconds {
                *time = unit.of_whole(*time);
            }
        }
        nanoseconds.resize(points, 0);
        let notice = is_odd.then(|| {
            let word = unit.word();
            format!("The times of points are read as {word}, by their size; the file does not name their unit.")
        });
        Some(Told {
            nanoseconds,
            notice,
        })
    }

    /// The unit by the size of the times, and whether that is no more than a guess.
    fn by_size(&self, is_float: bool) -> (Unit, bool) {
        // A point without a time has 0.
        let floats = self.floats.iter().copied();
        let whole = self.whole.iter().map(|time| *time as f64);
        let mut ends: Option<[f64; 2]> = None;
        for time in floats
            .chain(whole)
            .filter(|time| time.is_finite() && *time != 0.0)
        {
            let [least, most] = ends.unwrap_or([time, time]);
            ends = Some([least.min(time), most.max(time)]);
        }
        let usual = if is_float {
            self.usual_of_floats.unwrap_or(Unit::Seconds)
        } else {
            Unit::Nanoseconds
        };
        let Some([least, most]) = ends else {
            return (usual, false);
        };
        let calendar = Unit::ALL.into_iter().find(|unit| {
            let scale = unit.in_a_second() as f64;
            least >= CALENDAR[0] * scale && most <= CALENDAR[1] * scale
        });
        if let Some(unit) = calendar {
            return (unit, false);
        }
        let begins_near_0 = least >= 0.0 && least <= most * 0.05;
        if usual == Unit::Seconds && begins_near_0 && most > LONGEST_FRAME {
            let fits = |unit: &Unit| most <= LONGEST_FRAME * unit.in_a_second() as f64;
            return (Unit::ALL.into_iter().find(fits).unwrap_or(usual), true);
        }
        (usual, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(times: &[Scalar]) -> Told {
        let mut all = Times::default();
        for (place, time) in times.iter().enumerate() {
            all.push(place, *time);
        }
        all.finish(times.len()).unwrap()
    }

    #[test]
    fn a_moment_of_the_calendar_is_the_same_in_every_unit() {
        let moment = 1_700_000_000_250_000_000;
        for whole in [moment, moment / 1_000, moment / 1_000_000] {
            assert_eq!(told(&[Scalar::Int(whole)]).nanoseconds, [moment], "{whole}");
        }
        assert_eq!(
            told(&[Scalar::Int(1_700_000_000)]).nanoseconds,
            [moment - 250_000_000]
        );
        for float in [1.700_000_000_25e9, 1.700_000_000_25e12, 1.700_000_000_25e15] {
            let told = told(&[Scalar::Float(float)]);
            assert_eq!(told.nanoseconds, [moment], "{float}");
            assert_eq!(told.notice, None);
        }
        let off = told(&[Scalar::Float(1.700_000_000_25e18)]).nanoseconds[0] - moment;
        assert!(off.abs() <= 256, "{off}");
    }

    #[test]
    fn small_whole_numbers_are_nanoseconds_and_small_floats_seconds() {
        assert_eq!(told(&[Scalar::Int(43_776)]).nanoseconds, [43_776]);
        let seconds = told(&[Scalar::Float(0.05), Scalar::Float(f64::NAN)]);
        assert_eq!(seconds.nanoseconds, [50_000_000, 0]);
        let hour = told(&[Scalar::Float(1820.25), Scalar::Float(1820.5)]);
        assert_eq!(hour.nanoseconds, [1_820_250_000_000, 1_820_500_000_000]);
        assert_eq!(hour.notice, None);
    }

    #[test]
    fn floats_from_0_that_no_frame_lasts_are_of_a_smaller_unit_and_that_is_said() {
        let milliseconds = told(&[Scalar::Float(0.5), Scalar::Float(100.0)]);
        assert_eq!(milliseconds.nanoseconds, [500_000, 100_000_000]);
        assert!(milliseconds.notice.unwrap().contains("milliseconds"));
        let microseconds = told(&[0.0, 10.0, 99_999.0].map(Scalar::Float));
        assert_eq!(microseconds.nanoseconds, [0, 10_000, 99_999_000]);
    }

    #[test]
    fn whole_numbers_and_floats_may_be_mixed() {
        let told = told(&[Scalar::Int(1), Scalar::Float(1.5)]);
        assert_eq!(told.nanoseconds, [1_000_000_000, 1_500_000_000]);
    }
}
