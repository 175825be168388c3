//! The button that shows a task's JSON.

use domain::TaskId;
use leptos::prelude::*;

use super::panel::JsonPanel;
use crate::modal::LazyModal;

/// Opens the JSON of a task, which is fetched then.
#[component]
pub fn JsonButton(
    #[prop(into)] task_id: Signal<TaskId>,
    #[prop(into)] version: Signal<i32>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button class="button" type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            "JSON"
        </button>
        <LazyModal open title="JSON".to_owned() class="wide">
            <div class="content">
                <JsonPanel task_id version />
            </div>
        </LazyModal>
    }
}
