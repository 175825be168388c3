//! The tags of a task.

use domain::Role;
use domain::tag::clean_tags;
use domain::task_detail::TaskDetail;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::requests::{TagChange, change_tags};

/// A task's tags; auditors add and remove them.
#[component]
pub fn TaskTags(
    #[prop(into)] task: Signal<TaskDetail>,
    role: Role,
    #[prop(into)] on_changed: Callback<()>,
) -> impl IntoView {
    let can_change = role.allows(Role::Auditor);
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let tags = Memo::new(move |_| task.with(|task| task.row.tags.clone()));

    let send = move |change: TagChange, tags: Vec<String>| {
        let seq = task.with_untracked(|task| task.row.seq);
        is_busy.set(true);
        spawn_local(async move {
            let outcome = change_tags(seq, change, tags).await;
            is_busy.set(false);
            match outcome {
                Ok(()) => {
                    problem.set(None);
                    text.set(String::new());
                    on_changed.run(());
                }
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    };
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        match clean_tags(text.get_untracked().split(',')) {
            Ok(tags) => send(TagChange::Add, tags),
            Err(error) => problem.set(Some(error.to_string())),
        }
    };
    let chip = move |tag: String| {
        let removed = tag.clone();
        view! {
            <li class="tag">
                <span>{tag.clone()}</span>
                {can_change
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="tag-remove"
                                aria-label=format!("Remove tag {tag}")
                                disabled=move || is_busy.get()
                                on:click=move |_| send(TagChange::Remove, vec![removed.clone()])
                            >
                                "×"
                            </button>
                        }
                    })}
            </li>
        }
    };
    view! {
        <div class="task-tags">
            <ul aria-label="Tags">
                {move || tags.get().into_iter().map(chip).collect::<Vec<_>>()}
                {move || (tags.with(Vec::is_empty) && !can_change).then(|| view! { <li class="none">"No tags"</li> })}
            </ul>
            {can_change
                .then(|| {
                    view! {
                        <form on:submit=add>
                            <input
                                aria-label="Add tags, separated by commas"
                                placeholder="Add a tag"
                                maxlength="500"
                                autocomplete="off"
                                prop:value=move || text.get()
                                on:input=move |event| text.set(event_target_value(&event))
                            />
                        </form>
                    }
                })}
            <p class="audit-problem" role="alert">{move || problem.get()}</p>
        </div>
    }
}
