//! Times as clients write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Reads RFC 3339, and what Python's `str()` and `isoformat()` make of dates and times:
/// `2026-04-03 17:30:00.123456`, `2026-04-03T17:30:00`, `2026-04-03 17:30:00+02:00`, `2026-04-03`.
/// UTC where no offset is given.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    for form in ["%Y-%m-%d %H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M:%S%.f%z"] {
        if let Ok(instant) = DateTime::parse_from_str(text, form) {
            return Some(instant.to_utc());
        }
    }
    for form in [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ] {
        if let Ok(time) = NaiveDateTime::parse_from_str(text, form) {
            return Some(time.and_utc());
        }
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(date.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn every_spelling_of_an_instant_means_the_same() {
        for text in [
            "2026-04-03T17:30:00Z",
            "2026-04-03T17:30:00.000Z",
            "2026-04-03 17:30:00",
            "2026-04-03 17:30:00.000000",
            "2026-04-03T17:30:00",
            "2026-04-03T17:30",
            "2026-04-03 19:30:00+02:00",
            "2026-04-03T19:30:00+0200",
        ] {
            let read = instant(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.to_rfc3339(), "2026-04-03T17:30:00+00:00", "{text}");
        }
        assert!(instant("2026-04-03").is_some());
        for text in ["", "yesterday", "2026-13-01", "1712165400"] {
            assert!(instant(text).is_none(), "{text}");
        }
    }
}
