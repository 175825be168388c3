//! The dialog in which a response is put right.

use domain::TaskId;
use domain::audit::Judgement;
use domain::task_detail::TaskDetail;
use leptos::prelude::*;

use super::editor::FixEditor;
use crate::AppError;
use crate::modal::LazyModal;
use crate::task_json::fetch_text;

/// A longer response, in bytes, freezes a browser's text field for seconds at each key.
const EASY_BYTES: i64 = 1 << 20;

/// Opens the present response to be edited.
#[component]
pub fn FixDialog(
    open: RwSignal<bool>,
    task: Signal<TaskDetail>,
    #[prop(into)] is_saving: Signal<bool>,
    #[prop(into)] problem: Signal<Option<String>>,
    on_judge: Callback<Judgement>,
) -> impl IntoView {
    let of = move || task.with(|task| (task.row.task_id, task.row.response_version));
    let bytes = move || task.with(|task| task.responses.last().map_or(0, |last| last.bytes));
    let is_forced = RwSignal::new(false);
    let is_too_long = move || !is_forced.get() && bytes() > EASY_BYTES;
    let original = LocalResource::new(move || {
        let wanted = (open.get() && !is_too_long()).then(of);
        async move {
            match wanted {
                Some((task_id, number)) => Some(original(task_id, number).await),
                None => None,
            }
        }
    });
    view! {
        <LazyModal open title="Fix the response".to_owned() class="fix-dialog">
            {move || is_too_long().then(|| view! { <TooLong megabytes=bytes() as f64 / 1e6 is_forced /> })}
            {move || match original.get().flatten() {
                None if is_too_long() => ().into_any(),
                None => view! { <p class="content" role="status">"Fetching the response…"</p> }.into_any(),
                Some(Err(error)) => {
                    view! { <p class="notice bad" role="alert">{error.to_string()}</p> }.into_any()
                }
                Some(Ok(original)) => {
                    let (task_id, response_version) = untrack(of);
                    view! {
                        <FixEditor open task_id response_version original is_saving problem on_judge />
                    }
                        .into_any()
                }
            }}
        </LazyModal>
    }
}

#[component]
fn TooLong(megabytes: f64, is_forced: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="content">
            <p class="notice warn" role="alert">
                {format!(
                    "This response has {megabytes:.1} MB. Text fields of browsers stand still for long with so much in them.",
                )}
                <button class="button small" type="button" on:click=move |_| is_forced.set(true)>
                    "Open it all the same"
                </button>
            </p>
        </div>
    }
}

/// The response with line breaks, numbers spelled as they came.
async fn original(task_id: TaskId, number: i32) -> Result<String, AppError> {
    let text = fetch_text(&format!("/tasks/{task_id}/responses/{number}?download=0")).await?;
    // What the store holds is JSON; if not, it is shown as it is.
    Ok(domain::json_text::pretty(&text).unwrap_or(text))
}
