//! A report in words, for a terminal.

use domain::import_report::{ImportProblem, ImportReport};

/// `2,000 new, 3 unchanged, 1 left out`.
pub fn counts(report: &ImportReport) -> String {
    let mut parts = vec![
        format!("{} new", report.added),
        format!("{} unchanged", report.unchanged),
    ];
    let others = [
        (report.refreshed, "brought up to date"),
        (report.differing, "here already with other content"),
        (report.failed, "left out"),
    ];
    for (count, what) in others {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    if report.missing_files > 0 {
        parts.push(format!("{} files missing", report.missing_files));
    }
    parts.join(", ")
}

/// `line 12, task 5774…: `tags[2]` is 7; give a text`.
pub fn problem(problem: &ImportProblem) -> String {
    let mut place = Vec::new();
    place.extend(problem.line.map(|line| format!("line {line}")));
    place.extend(problem.task_id.map(|id| format!("task {id}")));
    let field = problem.field.as_ref();
    let field = field.map_or_else(String::new, |field| format!("`{field}` "));
    if place.is_empty() {
        return format!("{field}{}", problem.message);
    }
    format!("{}: {field}{}", place.join(", "), problem.message)
}
