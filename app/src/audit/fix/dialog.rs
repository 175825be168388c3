//! The dialog in which a response is put right.

use domain::TaskId;
use domain::audit::Judgement;
use domain::task_detail::TaskDetail;
use leptos::prelude::*;

use super::editor::FixEditor;
use crate::AppError;
use crate::dialog::LazyModal;
use crate::task_json::fetch_text;

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
    let original = LocalResource::new(move || {
        let wanted = open.get().then(of);
        async move {
            match wanted {
                Some((task_id, number)) => Some(original(task_id, number).await),
                None => None,
            }
        }
    });
    view! {
        <LazyModal open title="Fix the response".to_owned() class="fix-dialog">
            {move || match original.get().flatten() {
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

/// The response with line breaks, numbers spelled as they came.
async fn original(task_id: TaskId, number: i32) -> Result<String, AppError> {
    let text = fetch_text(&format!("/tasks/{task_id}/responses/{number}?download=0")).await?;
    // What the store holds is JSON; if not, it is shown as it is.
    Ok(domain::json_text::pretty(&text).unwrap_or(text))
}
