//! How far tasks are, as a line.

use domain::{StatusCounts, TaskStatus};
use leptos::prelude::*;

/// From what is done to what is left to do, then what never will be.
const ORDER: [TaskStatus; 6] = [
    TaskStatus::Completed,
    TaskStatus::Redo,
    TaskStatus::InProgress,
    TaskStatus::Queued,
    TaskStatus::Error,
    TaskStatus::Canceled,
];

/// A share that is there is seen, however small; in hundredths of the line.
const LEAST: f64 = 1.5;

/// A line whose parts are the statuses' shares.
#[component]
pub fn StatusBar(counts: StatusCounts) -> impl IntoView {
    let words = words(&counts);
    let mut from = 0.0;
    let parts = shares(&counts)
        .into_iter()
        .map(|(status, width)| {
            let x = from;
            from += width;
            view! {
                <rect
                    class=status.as_str()
                    x=format!("{x:.2}")
                    y="0"
                    width=format!("{width:.2}")
                    height="1"
                ></rect>
            }
        })
        .collect_view();
    view! {
        <span class="status-bar" role="img" aria-label=words.clone() title=words>
            <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>
        </span>
    }
}

/// The parts in hundredths; together 100, if there are tasks.
fn shares(counts: &StatusCounts) -> Vec<(TaskStatus, f64)> {
    let total = counts.total() as f64;
    let widths: Vec<_> = ORDER
        .into_iter()
        .filter(|status| counts.of(*status) > 0)
        .map(|status| {
            (
                status,
                (counts.of(status) as f64 / total * 100.0).max(LEAST),
            )
        })
        .collect();
    let sum: f64 = widths.iter().map(|(_, width)| width).sum();
    widths
        .into_iter()
        .map(|(status, width)| (status, width / sum * 100.0))
        .collect()
}

/// `12 of 40 completed, 3 in progress, 25 queued`
fn words(counts: &StatusCounts) -> String {
    if counts.total() == 0 {
        return "No tasks".to_owned();
    }
    let first = format!("{} of {} completed", counts.completed(), counts.total());
    let others = [
        TaskStatus::InProgress,
        TaskStatus::Queued,
        TaskStatus::Error,
        TaskStatus::Canceled,
    ];
    let rest = others
        .into_iter()
        .filter(|status| counts.of(*status) > 0)
        .map(|status| format!("{} {}", counts.of(status), status.label().to_lowercase()));
    std::iter::once(first)
        .chain(rest)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_share_is_seen_and_all_fill_the_line() {
        let counts = [(TaskStatus::Completed, 100_000), (TaskStatus::Error, 1)]
            .into_iter()
            .collect();
        let shares = shares(&counts);
        assert_eq!(shares.len(), 2);
        assert!(shares[1].1 > 1.0, "{shares:?}");
        let sum: f64 = shares.iter().map(|(_, width)| width).sum();
        assert!((sum - 100.0).abs() < 1e-9, "{shares:?}");
        assert_eq!(words(&counts), "100000 of 100001 completed, 1 error");
    }

    #[test]
    fn without_tasks_the_line_is_empty() {
        assert!(shares(&StatusCounts::default()).is_empty());
        assert_eq!(words(&StatusCounts::default()), "No tasks");
    }
}
