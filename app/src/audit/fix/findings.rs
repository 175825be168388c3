//! What is wrong with the edited response, or may be.

use domain::response_check::{Findings as Found, Severity};
use leptos::prelude::*;

/// How many findings are listed.
const SHOWN: usize = 100;

/// Findings, errors first; a click leads to the place.
#[component]
pub fn Findings(findings: Found, on_jump: Callback<String>) -> impl IntoView {
    let more = findings.total().saturating_sub(SHOWN);
    let mut findings = findings.list;
    if findings.is_empty() {
        return view! { <p class="fix-fine">"Nothing is wrong with it."</p> }.into_any();
    }
    findings.sort_by_key(|finding| finding.severity);
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
