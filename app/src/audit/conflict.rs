//! Somebody else was faster: both sides, and the choice between them.

use domain::audit::Judgement;
use domain::task_detail::TaskDetail;
use domain::{TaskId, Zone};
use leptos::prelude::*;

use super::change_list::ChangeList;
use super::requests::{Meanwhile, happened_since};
use crate::AppError;
use crate::modal::LazyModal;
use crate::task_history::history_line;

/// Opens when `conflict` holds the reader's own judgement that came too late. Nothing is decided
/// for them: they leave theirs, or make it again on the task as it is now.
#[component]
pub fn ConflictDialog(
    /// The task as the reader saw it.
    task: Signal<TaskDetail>,
    zone: Signal<Zone>,
    conflict: RwSignal<Option<Judgement>>,
    on_judge: Callback<(Judgement, i32)>,
    on_changed: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(conflict.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let is_open = open.get();
        if was == Some(true) && !is_open {
            conflict.set(None);
        }
        is_open
    });
    let present = LocalResource::new(move || {
        let own = conflict.get();
        let (task_id, entries, response) = task.with_untracked(|task| {
            (
                task.row.task_id,
                task.history.len(),
                task.row.response_version,
            )
        });
        present(own, task_id, entries, response)
    });
    view! {
        <LazyModal open title="Somebody else was faster".to_owned() class="wide">
            <div class="content conflict">
                {move || match present.get() {
                    None | Some(Ok(None)) => view! { <p role="status">"Looking at what happened…"</p> }.into_any(),
                    Some(Err(error)) => view! { <p class="notice bad" role="alert">{error.to_string()}</p> }.into_any(),
                    Some(Ok(Some(meanwhile))) => {
                        view! { <Sides meanwhile zone conflict on_judge on_changed /> }.into_any()
                    }
                }}
            </div>
        </LazyModal>
    }
}

async fn present(
    own: Option<Judgement>,
    task_id: TaskId,
    entries: usize,
    response: i32,
) -> Result<Option<Meanwhile>, AppError> {
    let own = match own {
        None => return Ok(None),
        Some(Judgement::Fix { response, .. }) => Some(response),
        Some(_) => None,
    };
    happened_since(task_id, entries, response, own)
        .await
        .map(Some)
}

#[component]
fn Sides(
    meanwhile: Meanwhile,
    zone: Signal<Zone>,
    conflict: RwSignal<Option<Judgement>>,
    on_judge: Callback<(Judgement, i32)>,
    on_changed: Callback<()>,
) -> impl IntoView {
    let Meanwhile {
        version,
        state,
        response_version: _,
        entries,
        theirs,
        mine,
    } = meanwhile;
    let zone = zone.get_untracked();
    let own = conflict.get_untracked();
    let own_words = own.as_ref().map(|own| own.comment().to_owned());
    let own_label = own.as_ref().map_or("", |own| own.action().label());
    let is_fix = matches!(own, Some(Judgement::Fix { .. }));
    let can_apply = state.status.is_completed();
    let happened: Vec<_> = entries
        .iter()
        .map(|entry| view! { <li>{history_line(entry, zone)}</li> })
        .collect();
    let leave = move |_| {
        conflict.set(None);
        on_changed.run(());
    };
    let apply = move |_| {
        if let Some(own) = conflict.get_untracked() {
            conflict.set(None);
            on_judge.run((own, version));
        }
    };
    view! {
        <div class="sides">
            <section>
                <h3>"What happened meanwhile"</h3>
                <ol class="happened">{happened}</ol>
                {(!theirs.is_empty()).then(|| view! { <ChangeList changes=theirs /> })}
                <p>
                    "The task is now "
                    <span class=format!("status {}", state.status.as_str())>{state.status.label()}</span> " "
                    <span class=format!("review {}", state.review_status.as_str())>
                        {state.review_status.label()}
                    </span>
                </p>
            </section>
            <section>
                <h3>{format!("Yours: {own_label}")}</h3>
                {own_words.filter(|words| !words.is_empty()).map(|words| view! { <q>{words}</q> })}
                {is_fix
                    .then(|| {
                        view! {
                            <p>"Your response against the present one:"</p>
                            <ChangeList changes=mine />
                        }
                    })}
                <p class="audit-note">"Nothing of yours has been saved yet."</p>
            </section>
        </div>
        <div class="choice">
            <button class="button" type="button" on:click=leave>"Take theirs"</button>
            <button class="button primary" type="button" disabled=!can_apply on:click=apply>
                "Apply mine on the present one"
            </button>
            {(!can_apply)
                .then(|| view! { <p class="audit-note">"The task is no longer completed, so it cannot be judged now."</p> })}
        </div>
    }
}
