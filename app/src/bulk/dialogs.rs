//! What a bulk change asks before it begins.

use domain::audit::{self, Judgement, MAX_COMMENT_CHARS};
use domain::tag::clean_tags;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::BulkAction;
use super::calls::known_tags;
use crate::modal::Modal;
use crate::task_list::number::grouped;

/// Known tags that are offered; the rest is typed.
const OFFERED_TAGS: usize = 40;

fn tasks(count: usize) -> String {
    let noun = if count == 1 { "task" } else { "tasks" };
    format!("{} {noun}", grouped(count))
}

/// Asks for the reason, which every rejected task gets.
#[component]
pub fn RejectDialog(
    open: RwSignal<bool>,
    count: Signal<usize>,
    on_submit: Callback<BulkAction>,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let judgement = Judgement::Reject {
            reason: reason.get_untracked(),
        };
        match audit::check_comment(&judgement) {
            Ok(()) => {
                open.set(false);
                problem.set(None);
                reason.set(String::new());
                on_submit.run(BulkAction::Judge(judgement));
            }
            Err(error) => problem.set(Some(error.to_string())),
        }
    };
    view! {
        <Modal open title="Reject tasks">
            <form class="bulk-form" on:submit=submit>
                <p>
                    {move || tasks(count.get())}
                    " will be rejected with this reason. Those whose project says so go back to the queue."
                </p>
                <div class="field">
                    <label for="bulk-reason">"Reason"</label>
                    <textarea
                        id="bulk-reason"
                        rows="4"
                        required
                        maxlength=MAX_COMMENT_CHARS.to_string()
                        aria-describedby="bulk-reason-problem"
                        placeholder="Tell the labeler what to change"
                        prop:value=reason
                        on:input=move |event| reason.set(event_target_value(&event))
                    ></textarea>
                    <p class="problem" id="bulk-reason-problem" role="alert">{move || problem.get()}</p>
                </div>
                <div class="bulk-buttons">
                    <button type="button" class="button" on:click=move |_| open.set(false)>"Close"</button>
                    <button type="submit" class="button primary">"Reject"</button>
                </div>
            </form>
        </Modal>
    }
}

/// Canceling cannot be undone, so it is asked for twice.
#[component]
pub fn CancelDialog(
    open: RwSignal<bool>,
    count: Signal<usize>,
    on_submit: Callback<BulkAction>,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        open.set(false);
        on_submit.run(BulkAction::Cancel);
    };
    view! {
        <Modal open title="Cancel pending tasks">
            <form class="bulk-form" on:submit=submit>
                <p>
                    "Of the " {move || tasks(count.get())}
                    " selected, those that are Queued or In Progress will be canceled; the others stay as they are. This cannot be undone."
                </p>
                <div class="bulk-buttons">
                    <button type="button" class="button" on:click=move |_| open.set(false)>"Keep them"</button>
                    <button type="submit" class="button danger">"Cancel the pending ones"</button>
                </div>
            </form>
        </Modal>
    }
}

/// Asks which tags to add or remove.
#[component]
pub fn TagDialog(
    open: RwSignal<bool>,
    count: Signal<usize>,
    on_submit: Callback<BulkAction>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let known = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        if open.get() {
            spawn_local(async move {
                // Without them tags can still be typed.
                if let Ok(tags) = known_tags().await {
                    known.try_set(tags);
                }
            });
        }
    });
    let send = move |action: fn(Vec<String>) -> BulkAction| {
        let tags = typed.with_untracked(|text| clean_tags(text.split(',')));
        match tags {
            Ok(tags) => {
                open.set(false);
                problem.set(None);
                typed.set(String::new());
                on_submit.run(action(tags));
            }
            Err(error) => problem.set(Some(error.to_string())),
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send(BulkAction::AddTags);
    };
    view! {
        <Modal open title="Tags">
            <form class="bulk-form" on:submit=submit>
                <p>"On " {move || tasks(count.get())} "."</p>
                <div class="field">
                    <label for="bulk-tags">"Tags, separated by commas"</label>
                    <input
                        id="bulk-tags"
                        type="text"
                        autocomplete="off"
                        aria-describedby="bulk-tags-problem"
                        prop:value=typed
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                    <p class="problem" id="bulk-tags-problem" role="alert">{move || problem.get()}</p>
                </div>
                <div class="bulk-known-tags" role="group" aria-label="Tags in use">
                    {move || {
                        known
                            .get()
                            .into_iter()
                            .take(OFFERED_TAGS)
                            .map(|tag: String| {
                                let name = tag.clone();
                                let is_typed = move || typed.with(|text| lists(text, &name));
                                let name = tag.clone();
                                view! {
                                    <button
                                        type="button"
                                        class="bulk-tag"
                                        aria-pressed=move || is_typed().to_string()
                                        on:click=move |_| typed.update(|text| toggle(text, &name))
                                    >
                                        {tag}
                                    </button>
                                }
                            })
                            .collect_view()
                    }}
                </div>
                <div class="bulk-buttons">
                    <button type="button" class="button" on:click=move |_| open.set(false)>"Close"</button>
                    <button type="button" class="button" on:click=move |_| send(BulkAction::RemoveTags)>
                        "Remove"
                    </button>
                    <button type="submit" class="button primary">"Add"</button>
                </div>
            </form>
        </Modal>
    }
}

fn lists(text: &str, tag: &str) -> bool {
    text.split(',').any(|listed| listed.trim() == tag)
}

/// Adds a tag to the comma-separated ones, or takes it out.
fn toggle(text: &mut String, tag: &str) {
    let mut tags: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|listed| !listed.is_empty())
        .collect();
    if tags.contains(&tag) {
        tags.retain(|listed| *listed != tag);
    } else {
        tags.push(tag);
    }
    *text = tags.join(", ");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_tag_is_put_among_the_typed_ones_and_taken_out_again() {
        let mut text = "rain ,  night".to_owned();
        toggle(&mut text, "urgent");
        assert_eq!(text, "rain, night, urgent");
        assert!(lists(&text, "night"));
        toggle(&mut text, "night");
        assert_eq!(text, "rain, urgent");
        assert!(!lists(&text, "night"));
    }
}
