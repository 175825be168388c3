//! The tools of the fix, beside the points.

use leptos::prelude::*;

use super::Fixing;
use super::add::deletions;
use super::draft::FoundNotice;
use super::fields::CuboidFields;
use super::objects::{Changes, FrameObjects};

#[component]
pub fn FixPanel(fixing: Fixing) -> impl IntoView {
    let lidar = fixing.lidar;
    let is_ready = move || lidar.edit.edits.with(Option::is_some);
    let has_chosen = Memo::new(move |_| fixing.shown().is_some());
    view! {
        <section class="fix-panel" aria-label="Fix">
            <FixHead fixing />
            <div class="fix-scroll">
                {move || {
                    fixing
                        .broken
                        .get()
                        .map(|why| {
                            view! {
                                <div class="notice bad" role="alert">
                                    <p>{why}</p>
                                </div>
                            }
                        })
                }}
                <FoundNotice fixing />
                <Show when=is_ready fallback=move || {
                    fixing.broken.get().is_none().then(|| view! { <p role="status">"Fetching the response…"</p> })
                }>
                    <Show when=move || has_chosen.get() fallback=|| view! {
                        <p class="fix-hint">"Choose a cuboid in the scene or below, or add one (n)."</p>
                    }>
                        <CuboidFields fixing />
                        <Acts fixing />
                    </Show>
                    <FrameObjects fixing />
                </Show>
            </div>
            <FixEnd fixing />
        </section>
    }
}

#[component]
fn FixHead(fixing: Fixing) -> impl IntoView {
    let edits = fixing.lidar.edit.edits;
    let can = move |test: fn(&domain::lidar::edit::Edits) -> bool| {
        edits.with(|edits| edits.as_ref().is_some_and(test))
    };
    let picks = fixing.lidar.edit.picks;
    view! {
        <header class="fix-head">
            <h2>"Fix"</h2>
            <button
                class="button small"
                type="button"
                title="Undo (Ctrl Z)"
                disabled=move || !can(domain::lidar::edit::Edits::can_undo)
                on:click=move |_| fixing.undo()
            >
                "Undo"
            </button>
            <button
                class="button small"
                type="button"
                title="Redo (Ctrl Shift Z)"
                disabled=move || !can(domain::lidar::edit::Edits::can_redo)
                on:click=move |_| fixing.redo()
            >
                "Redo"
            </button>
            <button
                class="button small"
                type="button"
                title="Add a cuboid (n)"
                aria-pressed=move || picks.get().to_string()
                on:click=move |_| if picks.get_untracked() { fixing.cancel_add() } else { fixing.start_add() }
            >
                "Add"
            </button>
        </header>
    }
}

/// What can be done to the chosen cuboid as a whole.
#[component]
fn Acts(fixing: Fixing) -> impl IntoView {
    let copies = fixing.copies;
    let frames = fixing.lidar.count();
    view! {
        <div class="fix-acts">
            <button class="button small" type="button" title="Fit to the points inside (t)" on:click=move |_| fixing.fit()>
                "Fit to points"
            </button>
            {(frames > 1)
                .then(|| {
                    view! {
                        <span class="fix-copy">
                            <button class="button small" type="button" title="Copy to the next frames (c)" on:click=move |_| fixing.copy_on()>
                                "Copy to next"
                            </button>
                            <input
                                type="number"
                                min="1"
                                max=frames.to_string()
                                aria-label="How many frames"
                                prop:value=move || copies.get().to_string()
                                on:change=move |event| {
                                    if let Ok(count) = event_target_value(&event).parse::<u32>() {
                                        copies.set(count.clamp(1, 10_000));
                                    }
                                }
                            />
                        </span>
                        <button class="button small" type="button" title="Fill in the frames between key frames (i)" on:click=move |_| fixing.interpolate()>
                            "Interpolate"
                        </button>
                    }
                })}
            <details class="fix-delete">
                <summary class="button small danger">"Delete…"</summary>
                <div>
                    {move || {
                        deletions(fixing.lidar.frame.get())
                            .map(|(words, frames)| {
                                view! {
                                    <button class="button small danger" type="button" on:click=move |_| fixing.delete(frames)>
                                        {words}
                                    </button>
                                }
                            })
                            .into_iter()
                            .collect_view()
                    }}
                </div>
            </details>
        </div>
    }
}

#[component]
fn FixEnd(fixing: Fixing) -> impl IntoView {
    let space = fixing.space;
    view! {
        <footer class="fix-foot">
            <p class="fix-told" role="status">
                {move || {
                    let adds = fixing.lidar.edit.picks.get();
                    match (adds, fixing.first_click.get()) {
                        (true, None) => Some("Click one corner of the new cuboid".to_owned()),
                        (true, Some(_)) => Some("Click the opposite corner".to_owned()),
                        _ => fixing.told.get(),
                    }
                }}
            </p>
            <Changes fixing />
            <p class="audit-problem" role="alert">{move || space.problem.get()}</p>
            <input
                aria-label="Comment"
                placeholder="Comment (optional)"
                maxlength="10000"
                prop:value=move || fixing.comment.get()
                on:input=move |event| fixing.comment.set(event_target_value(&event))
            />
            <div class="fix-buttons">
                <button
                    class="button quiet small"
                    type="button"
                    title="Edits the stored response; this draft stays"
                    on:click=move |_| {
                        fixing.close();
                        space.as_text.set(true);
                    }
                >
                    "As text…"
                </button>
                <button class="button" type="button" on:click=move |_| fixing.close()>"Close"</button>
                <button
                    class="button primary"
                    type="button"
                    title="Save the fix (Ctrl ↵)"
                    disabled=move || !fixing.can_save()
                    aria-busy=move || space.is_saving.get().to_string()
                    on:click=move |_| fixing.save()
                >
                    "Save the fix"
                </button>
            </div>
        </footer>
    }
}
