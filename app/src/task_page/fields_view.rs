//! The answers of a form, under the titles that the task gave.

use domain::annotations::Field;
use leptos::prelude::*;

#[component]
pub fn FieldsView(fields: Vec<Field>) -> impl IntoView {
    let rows = fields
        .into_iter()
        .map(|field| {
            let depth = format!("depth-{}", field.depth.min(4));
            if field.text.is_empty() && !field.path.is_empty() {
                return view! {
                    <div class=format!("answer heading {depth}") title=field.path>
                        <dt>{field.title}</dt>
                        <dd></dd>
                    </div>
                }
                .into_any();
            }
            view! {
                <div class=format!("answer {depth}") title=field.path>
                    <dt>{field.title}</dt>
                    <dd>{field.text}</dd>
                </div>
            }
            .into_any()
        })
        .collect_view();
    view! { <dl class="answers">{rows}</dl> }
}
