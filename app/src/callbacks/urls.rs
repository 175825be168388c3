//! Where callbacks go of tasks that name no address.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::calls::CallbackChange;
use super::team::Shown;

#[component]
pub(super) fn DefaultUrls(shown: Shown) -> impl IntoView {
    let live = RwSignal::new(
        shown
            .facts
            .with_untracked(|facts| facts.default_url.clone()),
    );
    let test = RwSignal::new(
        shown
            .facts
            .with_untracked(|facts| facts.test_default_url.clone()),
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let change = CallbackChange::DefaultUrls {
            live: live.get_untracked(),
            test: test.get_untracked(),
        };
        shown.change(
            change,
            "Callbacks go there from now on, also those that wait.",
        );
    };
    view! {
        <form class="settings-form" on:submit=submit>
            {url_field("callback-url", "Default address", live)}
            {url_field("callback-url-test", "For test tasks", test)}
            <button type="submit" class="button">"Save"</button>
            <p class="hint">
                "For tasks that name no address of their own, also those imported from files: "
                <code>"https://…"</code> " or an address of mail. Empty: they tell nobody."
            </p>
        </form>
    }
}

fn url_field(id: &'static str, label: &'static str, text: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field callback-url">
            <label for=id>{label}</label>
            <input
                id=id
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                maxlength="2000"
                placeholder="https://"
                value=text.get_untracked()
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
        </div>
    }
}
