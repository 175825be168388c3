//! The bar that judges a task.

use domain::audit::{AuditAction, Judgement};
use domain::lidar::Pin;
use domain::task_detail::{AuditEntry, Happening, TaskDetail};
use domain::{Role, TaskStatus, Zone};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::conflict::ConflictDialog;
use super::fix::FixDialog;
use super::fix::draft::{self, Editor};
use super::last_audit::LastAudit;
use super::requests::{audit_task, cancel_task};
use super::words_dialog::{Words, WordsDialog};
use crate::lidar::SpaceFix;
use crate::task_page::{TimeText, on_key};
use crate::{AppError, preferences};

/// Accept, reject and fix for auditors, with the verdict that stands; for others, why they cannot.
///
/// Keys: `a` accepts, `r` rejects, `x` or `Shift+F` fixes.
#[component]
pub fn AuditBar(
    /// The task as the page shows it.
    #[prop(into)]
    task: Signal<TaskDetail>,
    role: Role,
    #[prop(into)] zone: Signal<Zone>,
    /// The address of the next task in the list, for who goes on by themselves.
    #[prop(into)]
    next: Signal<Option<String>>,
    last_audit: RwSignal<Option<LastAudit>>,
    /// The task is not any more what the page shows.
    #[prop(into)]
    on_changed: Callback<()>,
) -> impl IntoView {
    let status = Memo::new(move |_| task.with(|task| task.row.status));
    let can_judge = role.allows(Role::Auditor);
    view! {
        <section class="audit-bar" aria-label="Audit">
            <Standing task zone />
            {move || match (can_judge, status.get().is_completed()) {
                (true, true) => {
                    view! { <Verdicts task zone next last_audit on_changed /> }.into_any()
                }
                (false, true) => {
                    view! {
                        <p class="audit-note">
                            {format!(
                                "Auditors and admins judge tasks; you are {} in this team. Ask an admin for the role.",
                                role.label(),
                            )}
                        </p>
                    }
                        .into_any()
                }
                (_, false) => view! { <NotCompleted task can_cancel=can_judge on_changed /> }.into_any(),
            }}
        </section>
    }
}

/// The verdict that stands: what, who, when, why.
#[component]
fn Standing(task: Signal<TaskDetail>, zone: Signal<Zone>) -> impl IntoView {
    move || {
        task.with(|task| {
            let (entry, audit) = standing_audit(task)?;
            let by = entry.by.as_deref().unwrap_or("somebody").to_owned();
            let why = Pin::without(&audit.comment);
            Some(view! {
                <p class="audit-standing">
                    <span class="who">
                        {format!("{} by {by}, ", audit.action.label())}
                        <TimeText at=entry.at zone=zone.get() />
                    </span>
                    {(!why.is_empty()).then(|| view! { <q class="why" title=why.clone()>{why.clone()}</q> })}
                </p>
            })
        })
    }
}

/// The last audit that nobody took back.
fn standing_audit(task: &TaskDetail) -> Option<(&domain::task_detail::HistoryEntry, &AuditEntry)> {
    task.history
        .iter()
        .rev()
        .find_map(|entry| match &entry.what {
            Happening::Audited(audit) if !audit.is_undone && audit.action != AuditAction::Undo => {
                Some((entry, audit))
            }
            _ => None,
        })
}

/// The words of the verdict that stands; empty if there is none.
pub fn standing_words(task: &TaskDetail) -> String {
    standing_audit(task).map_or_else(String::new, |(_, audit)| audit.comment.clone())
}

#[component]
fn Verdicts(
    task: Signal<TaskDetail>,
    zone: Signal<Zone>,
    next: Signal<Option<String>>,
    last_audit: RwSignal<Option<LastAudit>>,
    on_changed: Callback<()>,
) -> impl IntoView {
    let doing = RwSignal::new(None::<AuditAction>);
    // Cuboids are put right where they are seen; other responses as text.
    let space = use_context::<SpaceFix>();
    let problem = space.map_or_else(|| RwSignal::new(None), |space| space.problem);
    let conflict = RwSignal::new(None::<Judgement>);
    let rejecting = RwSignal::new(false);
    let commenting = RwSignal::new(false);
    let fixing = space.map_or_else(|| RwSignal::new(false), |space| space.as_text);
    let fix = move || space.map_or(fixing, |space| space.open).set(true);
    let goes_on = RwSignal::new(preferences::get(preferences::GO_ON).as_deref() == Some("1"));
    let navigate = use_navigate();

    // Against the version that the reader saw, unless they looked at a later one in the conflict.
    let judge_at = Callback::new(move |(judgement, version): (Judgement, i32)| {
        if doing.get_untracked().is_some() {
            return;
        }
        let (task_id, response) =
            task.with_untracked(|task| (task.row.task_id, task.row.response_version));
        let action = judgement.action();
        let navigate = navigate.clone();
        doing.set(Some(action));
        problem.set(None);
        spawn_local(async move {
            let outcome = audit_task(task_id, version, judgement.clone()).await;
            doing.set(None);
            match outcome {
                Ok(judged) => {
                    if action == AuditAction::Fix {
                        draft::remove(Editor::Text, task_id, response);
                        draft::remove(Editor::Space, task_id, response);
                    }
                    fixing.set(false);
                    if let Some(space) = space {
                        space.open.set(false);
                        space.pins.set(Vec::new());
                    }
                    last_audit.set(Some(LastAudit {
                        task_id,
                        audit_id: judged.audit_id,
                        action,
                    }));
                    match next.get_untracked().filter(|_| goes_on.get_untracked()) {
                        Some(address) => navigate(&address, NavigateOptions::default()),
                        None => on_changed.run(()),
                    }
                }
                Err(AppError::Conflict(_)) => conflict.set(Some(judgement)),
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    });
    let judge = Callback::new(move |judgement: Judgement| {
        judge_at.run((judgement, task.with_untracked(|task| task.version)));
    });
    if let Some(space) = space {
        Effect::new(move |_| space.judge.set(Some(judge)));
        // A task that is not completed any more is judged by nobody, though its view stays.
        on_cleanup(move || {
            // Where the whole page goes, what listens to these is half gone now: they are set after
            // it, and only if they are still there.
            #[cfg(target_arch = "wasm32")]
            queue_microtask(move || {
                let _ = space.judge.try_set(None);
                let _ = space.open.try_set(false);
            });
        });
    }
    let accept = move || {
        judge.run(Judgement::Accept {
            comment: String::new(),
        });
    };
    on_key(move |event| match event.key().as_str() {
        "a" => {
            accept();
            true
        }
        "r" => {
            rejecting.set(true);
            true
        }
        "x" | "F" => {
            fix();
            true
        }
        _ => false,
    });
    let pins = move || space.map(|space| space.pins.get()).unwrap_or_default();
    let reject = Callback::new(move |judgement: Judgement| match judgement {
        Judgement::Reject { reason } => judge.run(Judgement::Reject {
            reason: Pin::join(&reason, &untrack(pins)),
        }),
        other => judge.run(other),
    });
    let after_rejection = Signal::derive(move || {
        let pinned = match pins().len() {
            0 => "",
            1 => " 1 pinned comment goes with it.",
            _ => " The pinned comments go with it.",
        };
        let what = if task.with(|task| task.requeues_rejected) {
            "The task goes back to the queue with your reason and returns as Redo.".to_owned()
        } else {
            "The task stays as it is, marked as rejected: this project does not queue it again."
                .to_owned()
        };
        what + pinned
    });
    let is_doing = move |action| doing.get() == Some(action);
    view! {
        <div class="verdicts">
            <button
                class="button good"
                type="button"
                aria-keyshortcuts="a"
                disabled=move || doing.get().is_some()
                aria-busy=move || is_doing(AuditAction::Accept).to_string()
                on:click=move |_| accept()
            >
                "Accept" <kbd>"a"</kbd>
            </button>
            <button
                class="button danger"
                type="button"
                aria-keyshortcuts="r"
                disabled=move || doing.get().is_some()
                on:click=move |_| rejecting.set(true)
            >
                "Reject…" <kbd>"r"</kbd>
            </button>
            <button
                class="button"
                type="button"
                aria-keyshortcuts="x Shift+F"
                disabled=move || doing.get().is_some()
                on:click=move |_| fix()
            >
                "Fix…" <kbd>"x"</kbd>
            </button>
            <button
                class="button quiet small"
                type="button"
                disabled=move || doing.get().is_some()
                on:click=move |_| commenting.set(true)
            >
                "Accept with comment…"
            </button>
            <label class="go-on">
                <input
                    type="checkbox"
                    prop:checked=move || goes_on.get()
                    checked=goes_on.get_untracked()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        goes_on.set(on);
                        preferences::set(preferences::GO_ON, if on { "1" } else { "0" });
                    }
                />
                "Then go on to the next"
            </label>
        </div>
        <p class="audit-problem" role="alert">{move || problem.get()}</p>
        <WordsDialog open=rejecting words=Words::Reject consequence=after_rejection on_judge=reject />
        <WordsDialog
            open=commenting
            words=Words::Accept
            consequence="The comment stays in the task's history.".to_owned()
            on_judge=judge
        />
        <FixDialog
            open=fixing
            task
            is_saving=Signal::derive(move || is_doing(AuditAction::Fix))
            problem
            on_judge=judge
        />
        <ConflictDialog task zone conflict on_judge=judge_at on_changed />
    }
}

/// Why there is nothing to judge; a pending task can be canceled.
#[component]
fn NotCompleted(
    task: Signal<TaskDetail>,
    can_cancel: bool,
    on_changed: Callback<()>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let status = move || task.with(|task| task.row.status);
    let cancel = move |_| {
        let seq = task.with_untracked(|task| task.row.seq);
        is_busy.set(true);
        spawn_local(async move {
            let outcome = cancel_task(seq).await;
            is_busy.set(false);
            asking.set(false);
            match outcome {
                Ok(()) => problem.set(None),
                Err(error) => problem.set(Some(error.to_string())),
            }
            on_changed.run(());
        });
    };
    view! {
        <p class="audit-note">
            {move || match status() {
                TaskStatus::Queued => "In the queue: there is no response to audit yet.",
                TaskStatus::InProgress => "A labeler holds it: there is no response to audit yet.",
                TaskStatus::Canceled => "Canceled: there is nothing to audit.",
                TaskStatus::Error => "It could not be done: there is nothing to audit.",
                TaskStatus::Completed | TaskStatus::Redo => "",
            }}
        </p>
        <Show when=move || can_cancel && status().is_pending()>
            <div class="verdicts">
                <Show
                    when=move || asking.get()
                    fallback=move || {
                        view! {
                            <button class="button danger" type="button" on:click=move |_| asking.set(true)>
                                "Cancel task…"
                            </button>
                        }
                    }
                >
                    <span class="audit-note">"Cancel it for good?"</span>
                    <button
                        class="button danger"
                        type="button"
                        disabled=move || is_busy.get()
                        on:click=cancel
                    >
                        "Cancel the task"
                    </button>
                    <button class="button" type="button" on:click=move |_| asking.set(false)>
                        "Keep it"
                    </button>
                </Show>
            </div>
        </Show>
        <p class="audit-problem" role="alert">{move || problem.get()}</p>
    }
}
