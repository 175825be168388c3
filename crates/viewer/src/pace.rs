//! How many points a frame may draw, so that a moving camera stays smooth.

/// Learns from how long frames take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    budget: usize,
    last: Option<f64>,
    /// How many frames in turn were late while they cost as much as a resting scene's.
    late: u32,
}

/// Milliseconds between frames that are too many, and so few that more points would do; between
/// them are displays of 30 to 50 frames a second, which should settle.
const SLOW: f64 = 40.0;
const FAST: f64 = 20.0;
/// Longer pauses are those of a resting scene, not of a slow frame.
const PAUSE: f64 = 2000.0;
/// After so many late frames, moving ones are drawn plainly.
const LATE: u32 = 4;
const LEAST: usize = 250_000;
const MOST: usize = 8_000_000;

impl Default for Pace {
    fn default() -> Self {
        Self {
            budget: 2_000_000,
            last: None,
            late: 0,
        }
    }
}

impl Pace {
    /// How many points a frame may draw.
    pub fn budget(&self) -> usize {
        self.budget
    }

    /// Whether moving frames must do without what only pleases the eye.
    pub fn is_plain(&self) -> bool {
        self.late >= LATE
    }

    /// This machine is known to be slow.
    pub fn expect_slow(&mut self) {
        self.late = LATE;
    }

    /// A frame that drew `points` is followed by one at `now` (milliseconds): by the time between,
    /// the budget shrinks or grows.
    pub fn frame(&mut self, now: f64, points: usize) {
        let taken = self.last.replace(now).map(|last| now - last);
        let Some(taken) = taken.filter(|taken| (0.0..PAUSE).contains(taken)) else {
            return;
        };
        // Once plain, it stays so: frames that are quick then would be late otherwise.
        if !self.is_plain() {
            self.late = if taken > SLOW { self.late + 1 } else { 0 };
        }
        if taken > SLOW && points > LEAST {
            // At most halved: one frame may be late for other reasons.
            let share = (SLOW / taken).max(0.5);
            self.budget = (self.budget.min(points) as f64 * share) as usize;
        } else if taken < FAST && points * 10 > self.budget * 9 {
            self.budget += self.budget / 4;
        }
        self.budget = self.budget.clamp(LEAST, MOST);
    }

    /// The next frame does not follow the last: nothing is to be learnt from the time between.
    pub fn rest(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(frames: u32, milliseconds: f64, points: impl Fn(&Pace) -> usize) -> Pace {
        let mut pace = Pace::default();
        for frame in 0..frames {
            let points = points(&pace);
            pace.frame(f64::from(frame) * milliseconds, points);
        }
        pace
    }

    #[test]
    fn slow_frames_shrink_the_budget_to_the_least() {
        assert_eq!(after(20, 300.0, Pace::budget).budget(), LEAST);
    }

    #[test]
    fn fast_frames_grow_it_only_where_it_was_used() {
        assert_eq!(after(40, 8.0, Pace::budget).budget(), MOST);
        assert_eq!(
            after(40, 8.0, |_| 67_000).budget(),
            Pace::default().budget()
        );
    }

    #[test]
    fn a_small_cloud_on_a_slow_machine_costs_no_budget() {
        assert_eq!(
            after(40, 100.0, |_| 67_000).budget(),
            Pace::default().budget()
        );
    }

    #[test]
    fn only_late_frames_in_turn_make_moving_ones_plain() {
        assert!(after(6, 60.0, |_| 67_000).is_plain());
        assert!(!after(60, 16.0, |_| 67_000).is_plain());
        let mut pace = Pace::default();
        for (frame, now) in [0.0, 90.0, 180.0, 196.0, 286.0, 376.0]
            .into_iter()
            .enumerate()
        {
            pace.frame(now, frame);
        }
        assert!(!pace.is_plain());
    }

    #[test]
    fn a_machine_without_a_graphics_card_is_slow_from_the_start() {
        let mut pace = Pace::default();
        pace.expect_slow();
        assert!(pace.is_plain());
    }

    #[test]
    fn a_pause_teaches_nothing() {
        let mut pace = Pace::default();
        pace.frame(0.0, 2_000_000);
        pace.frame(60_000.0, 2_000_000);
        pace.rest();
        pace.frame(60_500.0, 2_000_000);
        assert_eq!(pace.budget(), Pace::default().budget());
    }
}
