//! The page: loads the task, and lays out its head, its view and its panels.

use domain::annotations::ResponseView;
use domain::task_detail::TaskDetail;
use domain::task_list::TasksLink;
use domain::{Role, TaskId, Zone};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_navigate, use_params_map};

use super::data::{TaskPageData, load_task};
use super::details::Details;
use super::fields_view::FieldsView;
use super::header::TaskHeader;
use super::legend::Legend;
use super::look::Look;
use super::mark::{Mark, Marks, marks};
use super::mark_list::MarkList;
use super::notes::Notes;
use super::panels::{Panel, Tabs};
use super::shortcuts::on_key;
use super::view::TaskView;
use crate::audit::{AuditBar, LastAudit, TaskTags, UndoToast, standing_words, task_now};
use crate::callbacks::TaskCallbacks;
use crate::instructions::InstructionsButton;
use crate::lidar::SpaceFix;
use crate::task_history::TaskHistory;
use crate::task_json::JsonButton;
use crate::{AppError, Viewer, preferences};

/// The task of the address, in the list of its query string.
#[component]
pub fn TaskPage() -> impl IntoView {
    let params = use_params_map();
    let search = use_location().search;
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let query = Memo::new(move |_| search.get().trim_start_matches('?').to_owned());
    let task = Resource::new_blocking(
        move || (id.get(), query.get()),
        |(id, query)| load_task(id, query),
    );
    let look = Look::new();
    let viewer = use_context::<Resource<Result<Option<Viewer>, AppError>>>();
    let last_audit = RwSignal::new(None::<LastAudit>);
    let on_changed = Callback::new(move |()| task.refetch());
    // What the shown task does about a change, to be used by what outlives it.
    let follows = StoredValue::new(on_changed);
    let on_undone = Callback::new(move |()| follows.get_value().run(()));
    let shown_id = Signal::derive(move || id.get().parse().ok());
    let address = Callback::new(move |of: TaskId| match query.get_untracked() {
        query if query.is_empty() => format!("/tasks/{of}"),
        query => format!("/tasks/{of}?{query}"),
    });
    view! {
        <Title text=move || format!("Task {}", id.get()) />
        <Transition fallback=|| {
            view! { <main id="main" class="task-page is-loading" aria-busy="true"></main> }
        }>
            {move || Suspend::new(async move {
                let role = match viewer {
                    Some(viewer) => viewer.await.ok().flatten().map(|viewer| viewer.role),
                    None => None,
                };
                let role = role.unwrap_or(Role::Viewer);
                match task.await {
                    Ok(data) => {
                        let query = query.get_untracked();
                        view! { <Loaded data query look role last_audit on_changed follows /> }.into_any()
                    }
                    Err(error) => {
                        let retry = Callback::new(move |()| task.refetch());
                        view! { <Failed error retry query=query.get_untracked() /> }.into_any()
                    }
                }
            })}
        </Transition>
        <UndoToast last_audit task_id=shown_id address on_changed=on_undone />
    }
}

/// The zone in which this reader reads: the link's, else the one last chosen.
fn reader_zone(link: &TasksLink) -> Zone {
    link.zone.unwrap_or_else(|| {
        let chosen = preferences::get(preferences::ZONE);
        let chosen = chosen.and_then(|word| word.parse().ok());
        chosen.unwrap_or(Zone::Utc)
    })
}

#[component]
fn Loaded(
    data: TaskPageData,
    query: String,
    look: Look,
    role: Role,
    last_audit: RwSignal<Option<LastAudit>>,
    on_changed: Callback<()>,
    follows: StoredValue<Callback<()>>,
) -> impl IntoView {
    let (link, _) = TasksLink::parse(&query);
    let zone = reader_zone(&link);
    let query = if query.is_empty() {
        query
    } else {
        format!("?{query}")
    };
    if let ResponseView::Lidar(_) = &data.content.response {
        provide_context(SpaceFix::default());
    }
    step_by_keys(&data, &query);

    let rows = marks(&data.content.response);
    let state = Marks::new(look.hidden);
    let fields = match &data.content.response {
        ResponseView::Fields(fields) => Some(fields.clone()),
        _ => None,
    };
    let (first, words) = match (&fields, &data.content.response) {
        (Some(fields), _) => ("answers", format!("Answers ({})", fields.len())),
        (None, ResponseView::Video(_) | ResponseView::Lidar(_)) => {
            ("marks", format!("Objects ({})", rows.len()))
        }
        (None, ResponseView::Segmentation(_)) => ("marks", format!("Segments ({})", rows.len())),
        (None, ResponseView::Entities(_)) => ("marks", format!("Entities ({})", rows.len())),
        _ => ("marks", format!("Annotations ({})", rows.len())),
    };
    let has_response = data.detail.row.response_version > 0;
    let is_json = matches!(data.content.response, ResponseView::Json);
    let notes = data.content.notes.clone();
    let problems = data.content.response.problems();
    let neighbours = data.neighbours;
    let task_id = data.detail.row.task_id;
    let next = neighbours.next.map(|next| format!("/tasks/{next}{query}"));
    let task = RwSignal::new(data.detail.clone());
    let version = Signal::derive(move || task.with(|task| task.version));
    if let Some(space) = use_context::<SpaceFix>() {
        Effect::new(move |_| space.verdict.set(task.with(standing_words)));
    }
    let on_changed = follow(task, on_changed);
    follows.set_value(on_changed);
    let data = StoredValue::new(data);

    let show_first = !is_json || !has_response;
    let start = if show_first { first } else { "details" };
    let side = RwSignal::new(start);
    let mut tabs = vec![
        ("details", "Details".to_owned()),
        ("history", "History".to_owned()),
    ];
    if show_first {
        tabs.insert(0, (first, words));
    }
    view! {
        <main id="main" class="task-page">
            {move || {
                let row = task.with(|task| task.row.clone());
                let query = query.clone();
                view! {
                    <TaskHeader row previous=neighbours.previous next=neighbours.next query zone>
                        <InstructionsButton task_id />
                        <JsonButton task_id version />
                    </TaskHeader>
                }
            }}
            <AuditBar task role zone next last_audit on_changed />
            <section class="task-view" aria-label="Task">
                <TaskView data look marks=state />
            </section>
            <aside class="task-side" aria-label="About the task">
                <Notes notes problems />
                <Tabs tabs current=side label="About the task" />
                {show_first
                    .then(|| {
                        view! {
                            <Panel key=first current=side>
                                {match fields {
                                    Some(fields) => view! { <FieldsView fields /> }.into_any(),
                                    None => view! { <Annotations rows marks=state has_response /> }.into_any(),
                                }}
                            </Panel>
                        }
                    })}
                <Panel key="details" current=side>
                    <TaskTags task role on_changed />
                    <Details data zone />
                </Panel>
                <Panel key="history" current=side>
                    <TaskCallbacks task role zone on_changed />
                    <TaskHistory task zone />
                </Panel>
            </aside>
        </main>
    }
}

/// What to do when somebody here has changed the task: take its new state in place, so that the
/// view stays as the reader left it; load the page anew where the response is another one.
fn follow(task: RwSignal<TaskDetail>, reload: Callback<()>) -> Callback<()> {
    Callback::new(move |()| {
        let (task_id, response) =
            task.with_untracked(|task| (task.row.task_id, task.row.response_version));
        leptos::task::spawn_local(async move {
            match task_now(task_id).await {
                Ok(now) if now.row.response_version == response => {
                    task.try_set(now);
                }
                _ => reload.run(()),
            }
        });
    })
}

/// Legend and list, or why there is neither.
#[component]
fn Annotations(rows: Vec<Mark>, marks: Marks, has_response: bool) -> impl IntoView {
    if rows.is_empty() {
        let text = if has_response {
            "The response has no annotations."
        } else {
            "There is no response yet."
        };
        return view! { <p class="empty">{text}</p> }.into_any();
    }
    view! {
        <Legend marks=rows.clone() hidden=marks.hidden />
        <MarkList rows marks title="Annotations" />
    }
    .into_any()
}

/// `[` and `p` lead to the previous task, `]` and `n` to the next, `u` and Escape to the list.
fn step_by_keys(data: &TaskPageData, query: &str) {
    let of = |id: Option<TaskId>| id.map(|id| format!("/tasks/{id}{query}"));
    let (previous, next) = (of(data.neighbours.previous), of(data.neighbours.next));
    let list = format!("/tasks{query}");
    let navigate = use_navigate();
    on_key(move |event| {
        let to = match event.key().as_str() {
            "[" | "p" => previous.as_deref(),
            "]" | "n" => next.as_deref(),
            "u" | "Escape" => Some(list.as_str()),
            _ => return false,
        };
        if let Some(to) = to {
            navigate(to, leptos_router::NavigateOptions::default());
        }
        true
    });
}

/// Why the task cannot be shown, and what to do about it.
#[component]
fn Failed(error: AppError, retry: Callback<()>, query: String) -> impl IntoView {
    error.set_page_status();
    let list = if query.is_empty() {
        "/tasks".to_owned()
    } else {
        format!("/tasks?{query}")
    };
    let is_missing = matches!(error, AppError::NotFound(_));
    let title = if is_missing {
        "There is no such task"
    } else {
        "This task cannot be shown now"
    };
    view! {
        <main id="main" class="message-page">
            <h1>{title}</h1>
            <p>{error.to_string()}</p>
            {(!is_missing)
                .then(|| {
                    view! {
                        <button class="button primary" type="button" on:click=move |_| retry.run(())>
                            "Try again"
                        </button>
                    }
                })}
            <a class="button" href=list>"Go to the tasks"</a>
        </main>
    }
}
