//! What a response changes, as a list.

use domain::label_color;
use domain::response_check::{Capped, Change, FieldChange, Subject};
use leptos::prelude::*;

/// How many changes are written out.
const SHOWN: usize = 200;

/// The differences of two responses, or that there are none.
#[component]
pub fn ChangeList(changes: Capped<Change>) -> impl IntoView {
    if changes.is_empty() {
        return view! { <p class="no-changes">"Nothing differs."</p> }.into_any();
    }
    let more = changes.total().saturating_sub(SHOWN);
    let items: Vec<_> = changes.list.into_iter().take(SHOWN).map(change).collect();
    view! {
        <ul class="changes">{items}</ul>
        {(more > 0).then(|| view! { <p class="no-changes">{format!("and {more} more changes")}</p> })}
    }
    .into_any()
}

fn change(change: Change) -> AnyView {
    match change {
        Change::Added(subject) => view! {
            <li class="change added"><span class="sign">"added"</span> {named(&subject)}</li>
        }
        .into_any(),
        Change::Removed(subject) => view! {
            <li class="change removed"><span class="sign">"removed"</span> {named(&subject)}</li>
        }
        .into_any(),
        Change::Changed(subject, fields) => view! {
            <li class="change changed">
                <span class="sign">"changed"</span>
                {named(&subject)}
                <ul class="fields">
                    {fields.into_iter().take(SHOWN).map(|field| view! { <li>{values(field)}</li> }).collect::<Vec<_>>()}
                </ul>
            </li>
        }
        .into_any(),
        Change::Field(field) => view! {
            <li class="change changed"><span class="sign">"changed"</span> {values(field)}</li>
        }
        .into_any(),
    }
}

fn named(subject: &Subject) -> AnyView {
    let label = match subject.label.as_str() {
        "" => "annotation".to_owned(),
        label => label.to_owned(),
    };
    let color = label_color(&subject.label).to_string();
    let place = match &subject.id {
        Some(id) => format!("#{} · {id}", subject.index + 1),
        None => format!("#{}", subject.index + 1),
    };
    view! {
        <svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <rect width="10" height="10" rx="2" fill=color />
        </svg>
        <strong>{label}</strong>
        " "
        <span class="place">{place}</span>
    }
    .into_any()
}

fn values(field: FieldChange) -> AnyView {
    let text = |value: Option<String>| value.unwrap_or_else(|| "absent".to_owned());
    let path = match field.path.as_str() {
        "" => "response".to_owned(),
        path => path.to_owned(),
    };
    view! {
        <code class="path">{path}</code>
        " "
        <del>{text(field.before)}</del>
        " → "
        <ins>{text(field.after)}</ins>
    }
    .into_any()
}
