//! A labelled line of a form.

use leptos::prelude::*;

/// A text, email or password field with its label, and a hint below if there is one.
#[component]
pub fn Field(
    id: &'static str,
    label: &'static str,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    autocomplete: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] min_chars: Option<usize>,
    #[prop(optional)] is_first: bool,
    #[prop(optional)] is_readonly: bool,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let described_by = hint.is_some().then(|| hint_id.clone());
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                required
                autofocus=is_first
                readonly=is_readonly
                minlength=min_chars.map(|chars| chars.to_string())
                value=value
                aria-describedby=described_by
            />
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
        </div>
    }
}
