//! How much a client may ask of a connection before it has asked for anything.

use std::time::Duration;

use crate::settings::Settings;

/// The most connections unless an operator says otherwise: each that waits costs about 20 KiB.
const MOST: u64 = 10_000;

/// Connections of one network that have sent no request yet, unless an operator says otherwise. An
/// office behind one address has far fewer: a browser opens at most six, and asks at once.
const MOST_UNASKED: usize = 256;

/// Between two requests of a connection. Longer than proxies keep theirs (nginx and Amazon's: 60 s),
/// so that none sends a request into a connection that is being closed.
const IDLE: Duration = Duration::from_secs(75);

/// How long a client may fall behind [`LEAST_BYTES_PER_SECOND`] in all.
const PATIENCE: Duration = Duration::from_mins(1);

/// A line of 9,600 baud is faster.
const LEAST_BYTES_PER_SECOND: u32 = 1024;

/// How long a client that is still sending gets to read the answer that refuses its body.
const LINGER: Duration = Duration::from_secs(5);

/// Limits on connections, and on the time that clients take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time. A newcomer beyond them ends the connection whose client has kept the
    /// server waiting the longest.
    pub most: usize,
    /// Connections of one client network that have sent no complete request; `None` for any number,
    /// as behind proxies, where all clients share an address.
    pub most_unasked: Option<usize>,
    /// From connecting, or from the first byte of a later request, to the end of its head.
    pub head: Duration,
    /// Between two requests of a connection.
    pub idle: Duration,
    /// Without a byte of the body that the server waits for, or of room for its answer.
    pub stall: Duration,
    /// How long a client may fall behind `least_bytes_per_second`. What it is faster, it regains.
    pub patience: Duration,
    /// The speed at which bodies must come and answers must be taken, on average.
    pub least_bytes_per_second: u32,
    /// How long a client that is still sending gets to read an answer.
    pub linger: Duration,
}

impl Limits {
    /// The limits of these settings, where the process may have `open_files` files.
    pub fn new(settings: &Settings, open_files: u64) -> Self {
        let most_unasked = settings.max_unasked_per_network;
        Self {
            most: settings
                .max_connections
                .unwrap_or_else(|| connections_within(open_files)),
            most_unasked: match (most_unasked, settings.trusted_proxies) {
                (Some(0), _) | (None, 1..) => None,
                (Some(most), _) => Some(most),
                (None, 0) => Some(MOST_UNASKED),
            },
            head: settings.head_timeout,
            idle: IDLE,
            stall: settings.stall_timeout,
            patience: PATIENCE.max(settings.stall_timeout),
            least_bytes_per_second: LEAST_BYTES_PER_SECOND,
            linger: LINGER,
        }
    }

    /// How long a client may take for `bytes`.
    pub(super) fn time_for(&self, bytes: u64) -> Duration {
        Duration::from_secs_f64(bytes as f64 / f64::from(self.least_bytes_per_second.max(1)))
    }
}

/// Leaves a quarter of the open files, and at least 256, to all else that is opened: connections to
/// the database, files that are read and written, fetches and callbacks.
fn connections_within(open_files: u64) -> usize {
    let others = (open_files / 4).max(256);
    open_files.saturating_sub(others).clamp(16, MOST) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::GivenSettings;

    fn limits(given: GivenSettings) -> Limits {
        let given = GivenSettings {
            database_url: Some("postgres://unused".to_owned()),
            ..given
        };
        Limits::new(&given.complete().unwrap(), 1024)
    }

    #[test]
    fn connections_leave_files_to_the_rest() {
        assert_eq!(connections_within(1024), 768);
        assert_eq!(connections_within(4096), 3072);
        assert_eq!(connections_within(1 << 20), 10_000);
        assert_eq!(connections_within(64), 16);
    }

    #[test]
    fn behind_proxies_no_network_is_counted_unless_an_operator_says_so() {
        let behind = |max_unasked_per_network| {
            let given = GivenSettings {
                trusted_proxies: Some(1),
                max_unasked_per_network,
                ..GivenSettings::default()
            };
            limits(given).most_unasked
        };
        assert_eq!(behind(None), None);
        assert_eq!(behind(Some(9)), Some(9));
        let direct = limits(GivenSettings::default()).most_unasked;
        assert_eq!(direct, Some(MOST_UNASKED));
    }
}
