//! How often a key may ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys that have not asked for so long have all of their requests again.
const FORGOTTEN_AFTER: Duration = Duration::from_mins(2);

/// Keys that are remembered before the forgotten ones are dropped.
const REMEMBERED: usize = 10_000;

/// Lets each key ask so often a minute, evenly, with ten seconds' worth at once. Several servers
/// count for themselves. Clones share all.
#[derive(Debug, Clone)]
pub struct Rate {
    /// Requests a minute; 0 for any number.
    per_minute: u32,
    keys: Arc<Mutex<HashMap<i32, Left>>>,
}

/// What a key has left.
#[derive(Debug, Clone, Copy)]
struct Left {
    requests: f64,
    at: Instant,
}

impl Rate {
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            keys: Arc::default(),
        }
    }

    /// Counts a request at `now`.
    ///
    /// # Errors
    /// How long to wait, where there have been too many.
    pub fn take(&self, api_key_id: i32, now: Instant) -> Result<(), Duration> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let per_second = f64::from(self.per_minute) / 60.0;
        let at_once = (per_second * 10.0).max(1.0);
        // Nothing can panic while it is locked, and a count that is off does no harm.
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= REMEMBERED {
            keys.retain(|_, left| now.duration_since(left.at) < FORGOTTEN_AFTER);
        }
        let left = keys.entry(api_key_id).or_insert(Left {
            requests: at_once,
            at: now,
        });
        let regained = now.duration_since(left.at).as_secs_f64() * per_second;
        left.requests = (left.requests + regained).min(at_once);
        left.at = now;
        if left.requests < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - left.requests) / per_second));
        }
        left.requests -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_asks_too_often_waits_and_others_do_not() {
        let rate = Rate::new(60);
        let now = Instant::now();
        for _ in 0..10 {
            assert_eq!(rate.take(1, now), Ok(()));
        }
        assert_eq!(rate.take(1, now), Err(Duration::from_secs(1)));
        assert_eq!(rate.take(2, now), Ok(()));
        let later = now + Duration::from_secs(2);
        assert_eq!(rate.take(1, later), Ok(()));
        assert_eq!(rate.take(1, later), Ok(()));
        assert!(rate.take(1, later).is_err());
    }

    #[test]
    fn without_a_limit_a_key_asks_as_often_as_it_likes() {
        let rate = Rate::new(0);
        let now = Instant::now();
        assert!((0..10_000).all(|_| rate.take(1, now).is_ok()));
    }
}
