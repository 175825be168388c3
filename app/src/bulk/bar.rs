//! The bar that appears when tasks are selected.

use domain::Role;
use domain::audit::Judgement;
use domain::task_list::Selection;
use leptos::prelude::*;

use super::action::BulkAction;
use super::dialogs::{CancelDialog, RejectDialog, TagDialog};
use super::report::{Progress, Report};
use super::run::{BulkRun, Phase};
use crate::task_list::number::grouped;

/// The actions on `count` selected tasks. It hides itself while nothing is selected and nothing is
/// left to tell, so keep it in the page: what came of an action outlives the selection.
///
/// Viewers can export and clear; the rest needs an auditor.
#[component]
pub fn BulkBar(
    /// What is selected now.
    #[prop(into)]
    selection: Signal<Selection>,
    /// How many tasks that are.
    #[prop(into)]
    count: Signal<usize>,
    /// How many tasks the filter shows, selected or not.
    #[prop(into)]
    matching: Signal<usize>,
    #[prop(into)] role: Signal<Role>,
    /// Tasks have changed: load the list anew.
    #[prop(into)]
    on_done: Callback<()>,
    /// Select all that the filter shows, also those not loaded.
    #[prop(into)]
    on_select_all: Callback<()>,
    /// Select nothing.
    #[prop(into)]
    on_clear: Callback<()>,
    /// Open the export of what is selected; without it there is no button for that.
    #[prop(optional, into)]
    on_export: Option<Callback<()>>,
) -> impl IntoView {
    let run = BulkRun::new(on_done);
    let start = Callback::new(move |action: BulkAction| {
        run.start(selection.get_untracked(), count.get_untracked(), action);
    });
    let shows_actions = move || count.get() > 0 && !run.is_busy();
    let is_on = move || count.get() > 0 || run.phase.get() != Phase::Idle;
    let judges = move || role.get().allows(Role::Auditor);
    let rejecting = RwSignal::new(false);
    let canceling = RwSignal::new(false);
    let tagging = RwSignal::new(false);
    let accept = move |_| {
        start.run(BulkAction::Judge(Judgement::Accept {
            comment: String::new(),
        }));
    };
    view! {
        <div class="bulk" class:on=is_on>
            <Show when=shows_actions>
                <div class="bulk-actions" role="toolbar" aria-label="Selected tasks">
                    <strong class="bulk-count" aria-live="polite">
                        {move || grouped(count.get())} " selected"
                    </strong>
                    <Show when=move || count.get() < matching.get()>
                        <button type="button" class="button small quiet" on:click=move |_| on_select_all.run(())>
                            "Select all " {move || grouped(matching.get())}
                        </button>
                    </Show>
                    <Show when=judges>
                        <button type="button" class="button small" on:click=accept>"Accept"</button>
                        <button type="button" class="button small" on:click=move |_| rejecting.set(true)>
                            "Reject…"
                        </button>
                        <button type="button" class="button small" on:click=move |_| tagging.set(true)>
                            "Tags…"
                        </button>
                        <button type="button" class="button small" on:click=move |_| canceling.set(true)>
                            "Cancel pending…"
                        </button>
                    </Show>
                    {on_export
                        .map(|on_export| {
                            view! {
                                <button
                                    type="button"
                                    class="button small"
                                    title="Export the selected tasks (e)"
                                    on:click=move |_| on_export.run(())
                                >
                                    "Export…"
                                </button>
                            }
                        })}
                    <button
                        type="button"
                        class="button small quiet"
                        title="Select nothing (Esc)"
                        on:click=move |_| on_clear.run(())
                    >
                        "Clear"
                    </button>
                </div>
            </Show>
            <Progress run />
            <Report run />
            <RejectDialog open=rejecting count on_submit=start />
            <CancelDialog open=canceling count on_submit=start />
            <TagDialog open=tagging count on_submit=start />
        </div>
    }
}
