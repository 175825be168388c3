//! The filters by time: typed in the chosen zone, kept as instants.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Utc};
use domain::TimeRange;
use domain::task_list::TaskFilter;
use domain::zone::ZoneRules;
use leptos::prelude::*;

use crate::task_list::list::task_list;

/// Which time of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOf {
    Created,
    Completed,
    Updated,
}

impl TimeOf {
    const fn label(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::Completed => "Completed",
            Self::Updated => "Updated",
        }
    }

    const fn range(self, filter: &TaskFilter) -> TimeRange {
        match self {
            Self::Created => filter.created,
            Self::Completed => filter.completed,
            Self::Updated => filter.updated,
        }
    }

    const fn set(self, filter: &mut TaskFilter, range: TimeRange) {
        match self {
            Self::Created => filter.created = range,
            Self::Completed => filter.completed = range,
            Self::Updated => filter.updated = range,
        }
    }
}

/// What `datetime-local` fields hold; seconds only when there are some.
const FIELD: &str = "%Y-%m-%dT%H:%M";

#[component]
pub fn Times(of: TimeOf) -> impl IntoView {
    let list = task_list();
    let range = Memo::new(move |_| list.link.with(|link| of.range(&link.filter)));
    let shown = move |instant: Option<DateTime<Utc>>| {
        instant.map_or_else(String::new, |instant| {
            list.rules().local(instant).format(FIELD).to_string()
        })
    };
    let from = Signal::derive(move || shown(range.get().from));
    let to = Signal::derive(move || shown(range.get().to));
    let typed_from = RwSignal::new(from.get_untracked());
    let typed_to = RwSignal::new(to.get_untracked());
    let problem = RwSignal::new(None::<&'static str>);
    Effect::new(move |_| {
        typed_from.set(from.get());
        typed_to.set(to.get());
        problem.set(None);
    });
    let apply = move |range: TimeRange| {
        let is_empty = range
            .from
            .zip(range.to)
            .is_some_and(|(from, to)| from >= to);
        problem.set(is_empty.then_some("“From” must lie before “Before”"));
        if !is_empty {
            list.go(|link| of.set(&mut link.filter, range));
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let rules = untrack(|| list.rules());
        let old = range.get_untracked();
        // A field that nobody touched keeps the seconds it does not show.
        let read = |typed: RwSignal<String>, shown: Signal<String>, old| {
            let typed = typed.get_untracked();
            if typed == shown.get_untracked() {
                old
            } else {
                instant(&typed, rules)
            }
        };
        apply(TimeRange {
            from: read(typed_from, from, old.from),
            to: read(typed_to, to, old.to),
        });
    };
    let preset = move |days: fn(NaiveDate) -> (NaiveDate, NaiveDate)| {
        let rules = untrack(|| list.rules());
        let now = DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default();
        let (first, last) = days(rules.local(now).date_naive());
        apply(rules.days(first, last));
    };
    view! {
        <div class="presets">
            {PRESETS
                .iter()
                .map(|(label, days)| {
                    view! {
                        <button
                            type="button"
                            class="button small"
                            aria-label=format!("{}: {label}", of.label())
                            on:click=move |_| preset(*days)
                        >
                            {*label}
                        </button>
                    }
                })
                .collect_view()}
        </div>
        <form class="times" on:submit=submit>
            <label>
                <span>"From"</span>
                <input
                    type="datetime-local"
                    value=typed_from.get_untracked()
                    prop:value=typed_from
                    on:input=move |event| typed_from.set(event_target_value(&event))
                />
            </label>
            <label>
                <span>"Before"</span>
                <input
                    type="datetime-local"
                    value=typed_to.get_untracked()
                    prop:value=typed_to
                    on:input=move |event| typed_to.set(event_target_value(&event))
                />
            </label>
            <div class="times-end">
                <span class="times-zone">{move || format!("in {} time", list.zone.get().label())}</span>
                <button type="submit" class="button small">"Apply"</button>
            </div>
            {move || problem.get().map(|problem| view! { <p class="problem" role="alert">{problem}</p> })}
        </form>
    }
}

/// The first and the last day, given today.
type Preset = fn(NaiveDate) -> (NaiveDate, NaiveDate);

const PRESETS: [(&str, Preset); 4] = [
    ("Today", |today| (today, today)),
    ("Yesterday", |today| (before(today, 1), before(today, 1))),
    ("7 days", |today| (before(today, 6), today)),
    ("This month", |today| {
        (today.with_day(1).unwrap_or(today), today)
    }),
];

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// What was typed, as an instant; `None` for an empty field.
fn instant(typed: &str, rules: ZoneRules) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(typed, FIELD)
        .or_else(|_| NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M:%S"))
        .ok()
        .map(|local| rules.instant(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_time_is_meant_in_the_zone_also_when_clocks_change() {
        let typed = |text| instant(text, ZoneRules::PACIFIC).map(|instant| instant.to_rfc3339());
        assert_eq!(
            typed("2026-03-08T00:00").as_deref(),
            Some("2026-03-08T08:00:00+00:00")
        );
        assert_eq!(
            typed("2026-03-09T00:00").as_deref(),
            Some("2026-03-09T07:00:00+00:00")
        );
        assert_eq!(typed(""), None);
    }
}
