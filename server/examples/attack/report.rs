//! What is printed: a row for each figure.

use std::time::Duration;

/// One figure of an attack.
#[derive(Debug)]
pub struct Row {
    pub attack: &'static str,
    pub figure: String,
    /// As issue 11 gives it, measured on commit 49c48f0.
    pub before: &'static str,
    pub now: String,
    pub bound: String,
    pub is_held: bool,
}

impl Row {
    /// A time that has an upper bound.
    pub fn time(
        attack: &'static str,
        figure: impl Into<String>,
        before: &'static str,
        took: Duration,
        bound: Duration,
    ) -> Self {
        Self {
            attack,
            figure: figure.into(),
            before,
            now: seconds(took),
            bound: format!("at most {}", seconds(bound)),
            is_held: took <= bound,
        }
    }

    /// An attack that could not be carried out shows nothing, so it counts as a missed bound.
    pub fn broken(attack: &'static str, error: &anyhow::Error) -> Self {
        Self {
            attack,
            figure: "carried out".to_owned(),
            before: "",
            now: format!("{error:#}"),
            bound: "no error".to_owned(),
            is_held: false,
        }
    }
}

/// `0.25 s`, `17.3 s`
pub fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 {
        format!("{seconds:.2} s")
    } else {
        format!("{seconds:.1} s")
    }
}

/// `840 B`, `12 KB`, `41.2 MB`
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// A Markdown table whose columns are aligned.
pub fn table(rows: &[Row]) -> String {
    let head = ["attack", "figure", "before", "now", "bound", "held?"].map(str::to_owned);
    let cells: Vec<[String; 6]> = rows
        .iter()
        .map(|row| {
            let held = if row.is_held { "yes" } else { "NO" };
            [
                row.attack.to_owned(),
                row.figure.clone(),
                row.before.to_owned(),
                row.now.replace('\n', " "),
                row.bound.clone(),
                held.to_owned(),
            ]
        })
        .collect();
    let widths: [usize; 6] = std::array::from_fn(|column| {
        std::iter::once(&head)
            .chain(&cells)
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    });
    let line = |row: &[String; 6]| {
        let padded: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("| {} |\n", padded.join(" | "))
    };
    let rule = widths.map(|width| "-".repeat(width));
    std::iter::once(&head)
        .chain(std::iter::once(&rule))
        .chain(&cells)
        .map(line)
        .collect()
}
