//! The text of a response, with what is wrong, what changes and how it looks beside it.

use std::time::Duration;

use domain::TaskId;
use domain::audit::Judgement;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use super::draft::{self, Draft, Editor};
use super::drawing::BeforeAfter;
use super::findings::Findings;
use super::review::{FixReview, review_fix};
use super::source_place::source_place;
use crate::AppError;
use crate::audit::ChangeList;

/// The height of a line of the text field in CSS pixels; `style/fix.css` says the same.
const LINE: i32 = 18;

/// How long typing rests before the text is checked.
const REST: Duration = Duration::from_millis(350);

/// What was found in this browser when the editor opened.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    Nothing,
    /// The draft is in the editor.
    Restored,
    /// It was made on a response before the present one.
    OnEarlier(Draft),
}

#[component]
pub fn FixEditor(
    open: RwSignal<bool>,
    task_id: TaskId,
    response_version: i32,
    original: String,
    is_saving: Signal<bool>,
    problem: Signal<Option<String>>,
    on_judge: Callback<Judgement>,
) -> impl IntoView {
    let (found, start, words) = match draft::load(Editor::Text, task_id, response_version) {
        Some(draft) => (Found::Restored, draft.text, draft.comment),
        None => (
            draft::load_earlier(Editor::Text, task_id, response_version)
                .map_or(Found::Nothing, Found::OnEarlier),
            original.clone(),
            String::new(),
        ),
    };
    let found = RwSignal::new(found);
    let original = StoredValue::new(original);
    // `shown` changes when we put a text into the field, `text` with every key.
    let shown = RwSignal::new(start.clone());
    let text = RwSignal::new(start);
    let comment = RwSignal::new(words);
    let is_kept = RwSignal::new(true);
    let field = NodeRef::<html::Textarea>::new();
    let review = RwSignal::new(None::<Result<FixReview, AppError>>);
    let is_checking = RwSignal::new(true);
    let is_changed =
        Memo::new(move |_| text.with(|text| original.with_value(|original| text != original)));

    let put = move |new: String| {
        shown.set(new.clone());
        text.set(new);
    };
    let checks = StoredValue::new(0_u32);
    let check = move || {
        let number = checks.get_value().wrapping_add(1);
        checks.set_value(number);
        let edited = text.get_untracked();
        spawn_local(async move {
            let told = review_fix(task_id, edited).await;
            // A later check is under way, or the editor is closed.
            if checks.try_get_value() == Some(number) {
                review.set(Some(told));
                is_checking.set(false);
            }
        });
    };
    Effect::new(move |_| {
        text.track();
        is_checking.set(true);
        // What a check under way will say is of an older text.
        checks.update_value(|number| *number = number.wrapping_add(1));
        let timer = set_timeout_with_handle(check, REST);
        on_cleanup(move || timer.into_iter().for_each(|timer| timer.clear()));
    });
    Effect::new(move |_| {
        let draft = Draft {
            response_version,
            text: text.get(),
            comment: comment.get(),
        };
        if is_changed.get() {
            is_kept.set(draft::save(Editor::Text, task_id, &draft));
        } else {
            draft::remove(Editor::Text, task_id, response_version);
        }
    });
    // The text comes after the dialog has opened, which gave the focus to what there was.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            request_animation_frame(move || {
                // The field is on the page, so it takes the focus; the text is read from its start.
                let _ = field.focus();
                let _ = field.set_selection_range(0, 0);
                field.set_scroll_top(0);
            });
        }
    });

    let can_save = Memo::new(move |_| {
        let is_right = review.with(|review| match review {
            Some(Ok(review)) => {
                review.findings.first_error().is_none() && !review.changes.is_empty()
            }
            _ => false,
        });
        is_right && !is_checking.get() && is_changed.get() && !is_saving.get()
    });
    let save = move || {
        if can_save.get_untracked() {
            on_judge.run(Judgement::Fix {
                response: text.get_untracked(),
                comment: comment.get_untracked(),
            });
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        }
    };
    let on_jump = Callback::new(move |path: String| {
        let place = text.with_untracked(|text| source_place(text, &path));
        if let Some(field) = field.get_untracked() {
            // The field is on the page, so it takes focus and selection.
            let _ = field.focus();
            let _ = field.set_selection_range(place.start, place.end);
            field.set_scroll_top((place.line as i32 - 4).max(0) * LINE);
        }
    });
    view! {
        <div class="fix" on:keydown=on_key>
            <section class="fix-text" aria-label="Response">
                <FoundNotice found put original comment task_id />
                <textarea
                    node_ref=field
                    class="fix-field"
                    aria-label="Response as JSON"
                    wrap="off"
                    spellcheck="false"
                    autocomplete="off"
                    prop:value=move || shown.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            </section>
            <section class="fix-review" aria-label="Check" aria-busy=move || is_checking.get().to_string()>
                {move || match review.get() {
                    None => view! { <p role="status">"Checking…"</p> }.into_any(),
                    Some(Err(error)) => {
                        view! {
                            <p class="notice bad" role="alert">
                                {error.to_string()}
                                <button class="button small" type="button" on:click=move |_| check()>
                                    "Check again"
                                </button>
                            </p>
                        }
                            .into_any()
                    }
                    Some(Ok(review)) => view! { <Reviewed task_id review on_jump /> }.into_any(),
                }}
            </section>
        </div>
        <footer class="fix-end">
            <span class="fix-state" role="status">
                {move || match (is_saving.get(), is_changed.get(), is_kept.get()) {
                    (true, _, _) => "Saving…",
                    (_, false, _) => "Not changed",
                    (_, true, true) => "Draft kept in this browser",
                    (_, true, false) => "This browser cannot keep the draft; save before you leave",
                }}
            </span>
            <span class="audit-problem" role="alert">{move || problem.get()}</span>
            <input
                class="fix-comment"
                aria-label="Comment"
                placeholder="Comment (optional)"
                maxlength="10000"
                prop:value=move || comment.get()
                on:input=move |event| comment.set(event_target_value(&event))
                on:keydown=on_key
            />
            <button class="button" type="button" on:click=move |_| open.set(false)>"Close"</button>
            <button class="button primary" type="button" disabled=move || !can_save.get() on:click=move |_| save()>
                "Save the fix" <kbd>"Ctrl ↵"</kbd>
            </button>
        </footer>
    }
}

/// Tells of a draft that was found, and what can become of it.
#[component]
fn FoundNotice<P>(
    found: RwSignal<Found>,
    put: P,
    original: StoredValue<String>,
    comment: RwSignal<String>,
    task_id: TaskId,
) -> impl IntoView
where
    P: Fn(String) + Copy + Send + Sync + 'static,
{
    let start_over = move |_| {
        put(original.get_value());
        comment.set(String::new());
        found.set(Found::Nothing);
    };
    move || match found.get() {
        Found::Nothing => ().into_any(),
        Found::Restored => view! {
            <p class="notice" role="status">
                "Your draft from before is back."
                <button class="button small" type="button" on:click=start_over>"Start over"</button>
            </p>
        }
        .into_any(),
        Found::OnEarlier(draft) => {
            let number = draft.response_version;
            let discard = move |_| {
                draft::remove(Editor::Text, task_id, number);
                found.set(Found::Nothing);
            };
            let take = move |_| {
                found.set(Found::Nothing);
                comment.set(draft.comment.clone());
                put(draft.text.clone());
                draft::remove(Editor::Text, task_id, number);
            };
            view! {
                <p class="notice warn" role="status">
                    {format!("You have a draft made on response {number}, which is not the present one any more.")}
                    <button class="button small" type="button" on:click=take>"Use my draft"</button>
                    <button class="button small" type="button" on:click=discard>"Discard it"</button>
                </p>
            }
            .into_any()
        }
    }
}

#[component]
fn Reviewed(task_id: TaskId, review: FixReview, on_jump: Callback<String>) -> impl IntoView {
    let FixReview {
        findings,
        changes,
        drawing,
        not_drawn,
    } = review;
    view! {
        <h3>{format!("Check ({})", findings.total())}</h3>
        <Findings findings on_jump />
        {drawing
            .map(|drawing| {
                view! {
                    <h3>"Drawing"</h3>
                    <BeforeAfter task_id drawing />
                }
            })}
        {not_drawn.map(|why| view! { <p class="notice warn">{format!("It cannot be drawn: {why}")}</p> })}
        <h3>{format!("Changes ({})", changes.total())}</h3>
        <ChangeList changes />
    }
}
