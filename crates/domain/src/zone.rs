//! The zone in which a person reads and types times. Everything else is UTC.

use chrono::{
    DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::TimeRange;
use crate::named::named_enum;

named_enum! {
    /// The zones of the Tasks tab.
    pub enum Zone {
        Utc = 0, "utc", "UTC";
        /// `America/Los_Angeles`.
        Pacific = 1, "pacific", "Pacific";
        /// The reader's own.
        Local = 2, "local", "Local";
    }
}

/// A zone together with what is needed to compute with it.
#[derive(Debug, Clone, Copy)]
pub enum ZoneRules {
    /// A zone from the IANA database.
    Named(Tz),
    /// The browser's zone, of which only the offset at an instant can be asked.
    Browser(fn(DateTime<Utc>) -> FixedOffset),
}

impl ZoneRules {
    pub const UTC: Self = Self::Named(Tz::UTC);
    pub const PACIFIC: Self = Self::Named(Tz::America__Los_Angeles);

    /// The rules of `zone`, with `local` for [`Zone::Local`].
    pub const fn new(zone: Zone, local: Self) -> Self {
        match zone {
            Zone::Utc => Self::UTC,
            Zone::Pacific => Self::PACIFIC,
            Zone::Local => local,
        }
    }

    /// The rules of an IANA zone, such as `Europe/Berlin`, if this build has them.
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok().map(Self::Named)
    }

    /// The offset from UTC that clocks in this zone show at `instant`.
    pub fn offset_at(&self, instant: DateTime<Utc>) -> FixedOffset {
        match self {
            Self::Named(zone) => zone.offset_from_utc_datetime(&instant.naive_utc()).fix(),
            Self::Browser(offset_at) => offset_at(instant),
        }
    }

    /// What clocks in this zone show at `instant`.
    pub fn local(&self, instant: DateTime<Utc>) -> DateTime<FixedOffset> {
        instant.with_timezone(&self.offset_at(instant))
    }

    /// The instant at which clocks in this zone show `local`. An hour that happens twice means its
    /// first pass; one that is skipped means as long after the gap as it lies inside it (RFC 5545,
    /// section 3.3.5).
    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let at = |offset: FixedOffset| {
            (local - TimeDelta::seconds(offset.local_minus_utc().into())).and_utc()
        };
        // No zone changes its offset twice within two days, nor is any offset longer than one.
        let before = self.offset_at(local.and_utc() - TimeDelta::days(1));
        let after = self.offset_at(local.and_utc() + TimeDelta::days(1));
        let holds = |offset: &FixedOffset| self.offset_at(at(*offset)) == *offset;
        let offset = [before, after].into_iter().find(holds).unwrap_or(before);
        at(offset)
    }

    /// From the first instant of `date` in this zone to the first of the next day: 23 or 25 hours
    /// where the clocks change.
    pub fn day(&self, date: NaiveDate) -> TimeRange {
        self.days(date, date)
    }

    /// From the first instant of `first` to the last of `last`.
    pub fn days(&self, first: NaiveDate, last: NaiveDate) -> TimeRange {
        TimeRange {
            from: Some(self.instant(first.into())),
            to: last
                .checked_add_days(Days::new(1))
                .map(|next| self.instant(next.into())),
        }
    }

    /// `2026-04-03 17:30`, as the dense table shows it.
    pub fn minute_text(&self, instant: DateTime<Utc>) -> String {
        self.local(instant).format("%Y-%m-%d %H:%M").to_string()
    }

    /// `2026-04-03 17:30:12.345 UTC`, or with the offset where the zone has no short name here.
    pub fn full_text(&self, instant: DateTime<Utc>) -> String {
        let local = self.local(instant);
        let time = local.format("%Y-%m-%d %H:%M:%S%.3f");
        match (self, local.offset().local_minus_utc()) {
            (Self::Named(Tz::UTC), _) => format!("{time} UTC"),
            (Self::Named(Tz::America__Los_Angeles), -28_800) => format!("{time} PST"),
            (Self::Named(Tz::America__Los_Angeles), -25_200) => format!("{time} PDT"),
            _ => format!("{time} {}", local.format("%:z")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn hours(range: TimeRange) -> i64 {
        (range.to.unwrap() - range.from.unwrap()).num_hours()
    }

    #[test]
    fn a_pacific_day_has_23_hours_in_march_and_25_in_november() {
        assert_eq!(hours(ZoneRules::PACIFIC.day(date("2026-03-07"))), 24);
        assert_eq!(hours(ZoneRules::PACIFIC.day(date("2026-03-08"))), 23);
        assert_eq!(hours(ZoneRules::PACIFIC.day(date("2026-11-01"))), 25);
        assert_eq!(hours(ZoneRules::UTC.day(date("2026-11-01"))), 24);
    }

    #[test]
    fn an_hour_that_happens_twice_means_its_first_pass() {
        let local = date("2026-11-01").and_hms_opt(1, 30, 0).unwrap();
        assert_eq!(
            ZoneRules::PACIFIC.instant(local),
            utc("2026-11-01T08:30:00Z")
        );
    }

    #[test]
    fn a_skipped_hour_means_as_long_after_the_gap() {
        let local = date("2026-03-08").and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(
            ZoneRules::PACIFIC.instant(local),
            utc("2026-03-08T10:30:00Z")
        );
    }

    #[test]
    fn a_zone_known_only_by_its_offsets_agrees_with_the_database() {
        fn pacific(instant: DateTime<Utc>) -> FixedOffset {
            ZoneRules::PACIFIC.offset_at(instant)
        }
        let browser = ZoneRules::Browser(pacific);
        let mut day = date("2025-12-30");
        while day < date("2027-01-03") {
            assert_eq!(browser.day(day), ZoneRules::PACIFIC.day(day), "{day}");
            day = day + Days::new(1);
        }
    }

    #[test]
    fn the_text_names_the_offset_in_force() {
        let instant = utc("2026-07-01T00:30:00Z");
        assert_eq!(
            ZoneRules::PACIFIC.full_text(instant),
            "2026-06-30 17:30:00.000 PDT"
        );
        assert_eq!(ZoneRules::UTC.minute_text(instant), "2026-07-01 00:30");
    }
}
