//! Gives the present filter a name.

use domain::saved_view::{MAX_NAME_CHARS, clean_name};
use domain::task_list::TasksLink;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::save_view;
use super::menu::Views;
use crate::AppError;

#[component]
pub(super) fn SaveForm(views: Views, link: Signal<TasksLink>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let is_shared = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let given = name.get_untracked();
        if let Err(error) = clean_name(&given) {
            views.error.set(Some(AppError::Invalid(error.to_string())));
            return;
        }
        let (link, shared) = (link.get_untracked(), is_shared.get_untracked());
        is_busy.set(true);
        spawn_local(async move {
            match save_view(given, link, shared).await {
                Ok(_) => {
                    name.try_set(String::new());
                    is_shared.try_set(false);
                    views.read().await;
                }
                Err(error) => drop(views.error.try_set(Some(error))),
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <form class="views-save" on:submit=submit>
            <label for="views-name">"Save what is shown now as"</label>
            <div class="views-save-line">
                <input
                    id="views-name"
                    type="text"
                    required
                    autocomplete="off"
                    placeholder="Name"
                    maxlength=MAX_NAME_CHARS.to_string()
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <button type="submit" class="button primary" disabled=is_busy>"Save"</button>
            </div>
            <label class="view-share">
                <input
                    type="checkbox"
                    prop:checked=is_shared
                    on:change=move |event| is_shared.set(event_target_checked(&event))
                />
                "Show it to the whole team"
            </label>
        </form>
    }
}
