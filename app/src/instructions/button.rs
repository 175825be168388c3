//! The button that shows a task's instructions.

use domain::TaskId;
use leptos::prelude::*;

use crate::AppError;
use crate::modal::LazyModal;

/// Opens the instructions of a task, which are fetched then.
#[component]
pub fn InstructionsButton(#[prop(into)] task_id: Signal<TaskId>) -> impl IntoView {
    let open = RwSignal::new(false);
    let html = LocalResource::new(move || {
        let wanted = open.get().then(|| task_id.get());
        async move {
            match wanted {
                Some(task_id) => Some(instructions(task_id).await),
                None => None,
            }
        }
    });
    view! {
        <button class="button" type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            "Instructions"
        </button>
        <LazyModal open title="Instructions".to_owned() class="wide">
            <div class="content instructions" tabindex="0">
                {move || match html.get().flatten() {
                    None => view! { <p role="status">"Fetching the instructions…"</p> }.into_any(),
                    Some(Ok(html)) if html.is_empty() => {
                        view! { <p class="none">"Neither this task nor its project has instructions."</p> }.into_any()
                    }
                    Some(Ok(html)) => view! { <article inner_html=html></article> }.into_any(),
                    Some(Err(error)) => {
                        view! { <p class="notice bad" role="alert">{error.to_string()}</p> }.into_any()
                    }
                }}
            </div>
        </LazyModal>
    }
}

/// The instructions of a task (its own, else its project's) as HTML that is safe to show; empty
/// without any.
#[server]
pub async fn instructions(task_id: TaskId) -> Result<String, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    let task = store::task_detail::load(&pool, viewer.scope(), task_id).await?;
    super::render(task.detail.instruction).await
}
