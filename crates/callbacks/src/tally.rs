//! What the log says of deliveries.

use std::time::{Duration, Instant};

use store::callbacks::Next;

/// How often the log is told.
const EVERY: Duration = Duration::from_mins(1);

/// Counts since the log was last told.
#[derive(Debug)]
pub struct Tally {
    since: Instant,
    delivered: u64,
    failed: u64,
    given_up: u64,
    slowest: Duration,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            delivered: 0,
            failed: 0,
            given_up: 0,
            slowest: Duration::ZERO,
        }
    }
}

impl Tally {
    pub fn add(&mut self, next: Next, took: Duration) {
        match next {
            Next::Delivered => self.delivered += 1,
            Next::Retry(_) => self.failed += 1,
            Next::GiveUp => self.given_up += 1,
        }
        self.slowest = self.slowest.max(took);
    }

    /// Tells the log once a minute, if anything happened, and begins anew.
    pub fn tell(&mut self) {
        if self.since.elapsed() >= EVERY {
            self.tell_now();
        }
    }

    /// Tells the log, if anything happened, and begins anew.
    pub fn tell_now(&mut self) {
        if self.delivered + self.failed + self.given_up > 0 {
            tracing::info!(
                delivered = self.delivered,
                failed = self.failed,
                given_up = self.given_up,
                slowest_ms = self.slowest.as_millis() as u64,
                seconds = self.since.elapsed().as_secs(),
                "callbacks"
            );
        }
        *self = Self::default();
    }
}
