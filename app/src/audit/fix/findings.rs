//! What is wrong with the edited response, or may be.

use domain::response_check::{Finding, Severity};
use leptos::prelude::*;

/// How many findings are listed.
const SHOWN: usize = 100;

/// Findings, errors first; a click leads to the place.
#[component]
pub fn Findings(findings: Vec<Finding>, on_jump: Callback<String>) -> impl IntoView {
    if findings.is_empty() {
        return view! { <p class="fix-fine">"Nothing is wrong with it."</p> }.into_any();
    }
    let mut findings = findings;
    findings.sort_by_key(|finding| finding.severity);
    let more = findings.len().saturating_sub(SHOWN);
    let items: Vec<_> = findings
        .into_iter()
        .take(SHOWN)
        .map(|finding| {
            let severity = finding.severity;
            let class = match severity {
                Severity::Error => "finding error",
                Severity::Warning => "finding warning",
            };
            let text = finding.to_string();
            view! {
                <li class=class>
                    <button type="button" title="Show it in the text" on:click=move |_| on_jump.run(finding.path.clone())>
                        <span class="severity">{severity.label()}</span>
                        {text}
                    </button>
                </li>
            }
        })
        .collect();
    view! {
        <ul class="findings">{items}</ul>
        {(more > 0).then(|| view! { <p class="no-changes">{format!("and {more} more")}</p> })}
    }
    .into_any()
}
