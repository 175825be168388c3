//! What became of an imported file.

use domain::import_report::{ImportProblem, ImportReport};
use leptos::prelude::*;

use crate::task_list::number::grouped;

#[component]
pub fn ReportView(report: ImportReport) -> impl IntoView {
    let class = if report.is_rolled_back || report.failed > 0 {
        "notice bad"
    } else if report.differing > 0 || report.missing_files > 0 {
        "notice warn"
    } else {
        "notice good"
    };
    let listed = report.problems.len();
    let found = report.failed + report.differing + report.missing_files;
    let is_cut = listed as u64 == domain::import_report::MAX_LISTED as u64 && found > listed as u64;
    view! {
        <p class=class>{summary(&report)}</p>
        {(listed > 0).then(|| view! { <Problems problems=report.problems /> })}
        {is_cut.then(|| view! { <p class="hint">{format!("The first {} are listed.", grouped(listed))}</p> })}
    }
}

#[component]
fn Problems(problems: Vec<ImportProblem>) -> impl IntoView {
    let rows = problems.into_iter().map(|problem| {
        view! {
            <tr>
                <td class="import-line">{problem.line}</td>
                <td>
                    {problem
                        .task_id
                        .map(|id| view! { <a href=format!("/tasks/{id}")>{id.to_string()}</a> })}
                </td>
                <td>{problem.field.map(|field| view! { <code>{field}</code> })}</td>
                <td>{problem.message}</td>
            </tr>
        }
    });
    view! {
        <div class="import-problems" tabindex="0" role="region" aria-label="Problems">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Line"</th>
                        <th scope="col">"Task"</th>
                        <th scope="col">"Field"</th>
                        <th scope="col">"Problem"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// `0 new, 12 unchanged.`
fn summary(report: &ImportReport) -> String {
    let number = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
    let mut text = format!(
        "{} new, {} unchanged",
        number(report.added),
        number(report.unchanged)
    );
    let more = [
        (
            report.differing,
            " here already with other content, left as it is",
        ),
        (report.failed, " left out"),
        (report.missing_files, " files missing"),
    ];
    for (count, what) in more {
        if count > 0 {
            text = format!("{text}, {}{what}", number(count));
        }
    }
    if report.is_rolled_back {
        text = format!("Nothing was taken, since not everything could be: {text}");
    }
    format!("{text}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_import_says_that_nothing_is_new() {
        let report = ImportReport {
            unchanged: 2000,
            ..ImportReport::default()
        };
        assert_eq!(summary(&report), "0 new, 2,000 unchanged.");
    }
}
