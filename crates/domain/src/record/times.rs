//! Times as JSON has them.

use chrono::{DateTime, SecondsFormat, Utc};

/// Reads RFC 3339, with or without fractions of a second.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|instant| instant.to_utc())
}

/// As Scale writes times: UTC, milliseconds, `Z`.
pub fn text(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}
