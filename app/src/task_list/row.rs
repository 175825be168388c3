//! One task in the table.

use chrono::{DateTime, Utc};
use domain::TaskId;
use domain::task_list::{Column, TaskRow};
use leptos::prelude::*;

use super::list::{TaskList, task_list};
use super::picture_link::PictureLink;
use super::scroll::{row_id, write_place};

#[component]
pub fn Row(place: usize, row: TaskRow) -> impl IntoView {
    let list = task_list();
    let id = row.task_id;
    let picked = Memo::new(move |_| list.picked.with(|picked| picked.has(id)));
    let current = Memo::new(move |_| list.current.get() == Some(place));
    let cells = StoredValue::new(row.clone());
    view! {
        <tr
            id=row_id(row.seq)
            tabindex="-1"
            aria-rowindex=(place + 2).to_string()
            class:picked=picked
            class:current=current
            on:focusin=move |_| list.current.set(Some(place))
        >
            <td class="check">
                <label>
                    <input
                        type="checkbox"
                        aria-label=format!("Select task {id}")
                        checked=move || picked.get()
                        prop:checked=move || picked.get()
                        on:click=move |event| list.pick(place, event.shift_key())
                    />
                </label>
            </td>
            {move || {
                list.shown
                    .get()
                    .into_iter()
                    .map(|column| cells.with_value(|row| cell(list, column, row)))
                    .collect_view()
            }}
            <td></td>
        </tr>
    }
}

fn cell(list: TaskList, column: Column, row: &TaskRow) -> AnyView {
    match column {
        Column::Task => {
            let id = row.task_id;
            view! {
                <td class="task">
                    <div class="task-cell">
                        <Thumb row=row.clone() />
                        <a class="task-id mono" href=task_href(list, id) on:click=move |_| write_place(list)>
                            {id.to_string()}
                        </a>
                    </div>
                </td>
            }
            .into_any()
        }
        Column::Type => text(row.task_type.label()),
        Column::Status => {
            let class = format!("status {}", row.status);
            view! { <td><span class=class>{row.status.label()}</span></td> }.into_any()
        }
        Column::Review => {
            let class = format!("review {}", row.review_status);
            view! { <td><span class=class>{row.review_status.label()}</span></td> }.into_any()
        }
        Column::Project => text(row.project.as_deref().unwrap_or_default()),
        Column::Batch => text(row.batch.as_deref().unwrap_or_default()),
        Column::UniqueId => text(row.unique_id.as_deref().unwrap_or_default()),
        Column::Tags => {
            let all = row.tags.join(", ");
            let tags = row
                .tags
                .iter()
                .map(|tag| view! { <span class="tag">{tag.clone()}</span> })
                .collect_view();
            view! { <td title=all>{tags}</td> }.into_any()
        }
        Column::Annotations => {
            let count = row.annotation_count.map(|count| count.to_string());
            view! { <td class="number">{count}</td> }.into_any()
        }
        Column::Created => time(list, Some(row.created_at)),
        Column::Updated => time(list, Some(row.updated_at)),
        Column::Completed => time(list, row.completed_at),
    }
}

fn text(text: &str) -> AnyView {
    view! { <td title=text.to_owned()>{text.to_owned()}</td> }.into_any()
}

fn time(list: TaskList, instant: Option<DateTime<Utc>>) -> AnyView {
    let shown = instant.map(|instant| {
        view! {
            <time datetime=instant.to_rfc3339() title=move || list.rules().full_text(instant)>
                {move || list.rules().minute_text(instant)}
            </time>
        }
    });
    view! { <td class="time">{shown}</td> }.into_any()
}

/// The address of a task, which carries the list, so that the task page can go on to the next task
/// and back here.
pub fn task_href(
    list: TaskList,
    id: TaskId,
) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    move || list.task_query.with(|query| format!("/tasks/{id}{query}"))
}

/// The small picture of a task; resting on it shows the large one.
#[component]
fn Thumb(row: TaskRow) -> impl IntoView {
    let (id, version) = (row.task_id, row.response_version);
    if !row.has_image {
        let initial: String = row.task_type.label().chars().take(1).collect();
        return view! {
            <span class="thumb" aria-hidden="true" title=row.task_type.label()>{initial}</span>
        }
        .into_any();
    }
    let broken = RwSignal::new(false);
    view! {
        <PictureLink row class="thumb" label=format!("Picture of task {id}") broken>
            <img
                src=format!("/media/tasks/{id}/row?v={version}")
                alt=""
                loading="lazy"
                decoding="async"
                hidden=move || broken.get()
                on:error=move |_| broken.set(true)
            />
            <span class="thumb-broken" hidden=move || !broken.get()>"!"</span>
        </PictureLink>
    }
    .into_any()
}
