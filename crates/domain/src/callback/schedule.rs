//! How often and how fast a callback is tried.

use std::time::Duration;

/// Tries of one callback before it is given up.
pub const MAX_TRIES: i32 = 20;

/// Each pause is this much longer than the one before: with 10 s at first, 20 tries take 24 hours.
const GROWTH: f64 = 1.5638;

/// The pauses between the tries of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// The pause after the first failure.
    pub first: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(10),
        }
    }
}

impl Schedule {
    /// How long to wait after the try of that number has failed, counted from 1; `None`: it was the
    /// last one.
    pub fn pause_after(self, number: i32) -> Option<Duration> {
        (number < MAX_TRIES).then(|| self.first.mul_f64(GROWTH.powi(number.max(1) - 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_tries_take_a_day_with_growing_pauses() {
        let schedule = Schedule::default();
        let pauses: Vec<Duration> = (1..).map_while(|n| schedule.pause_after(n)).collect();
        assert_eq!(pauses.len(), 19);
        assert!(pauses.is_sorted_by(|one, next| one < next));
        let hours = pauses.iter().sum::<Duration>().as_secs_f64() / 3600.0;
        assert!((23.9..24.1).contains(&hours), "{hours}");
    }

    #[test]
    fn a_shorter_first_pause_shortens_all() {
        let schedule = Schedule {
            first: Duration::from_millis(10),
        };
        assert_eq!(schedule.pause_after(1), Some(Duration::from_millis(10)));
        assert!(schedule.pause_after(19) < Some(Duration::from_mins(1)));
        assert_eq!(schedule.pause_after(20), None);
    }
}
