//! What becomes of a project's rejected tasks.

use domain::audit::RejectPolicy;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::{ProjectChange, change_project};
use super::page::ProjectState;
use crate::access::{Outcome, Said, sentence};

#[component]
pub(super) fn RejectPolicyChoice(project: ProjectState) -> impl IntoView {
    let outcome = RwSignal::new(None);
    let is_busy = RwSignal::new(false);
    let present = move || project.facts.with(|facts| facts.project.reject_policy);
    let at_first = project
        .facts
        .with_untracked(|facts| facts.project.reject_policy);
    let choose = move |policy: RejectPolicy| {
        is_busy.set(true);
        let show = move |policy| {
            project
                .facts
                .try_update(|facts| facts.project.reject_policy = policy)
        };
        let before = untrack(present);
        show(policy);
        spawn_local(async move {
            let change = ProjectChange::RejectPolicy(policy);
            let result = change_project(project.id(), change).await;
            if result.is_err() {
                show(before);
            }
            outcome.try_set(Some(Outcome::of(result, |()| {
                "Saved; it holds for rejections from now on.".to_owned()
            })));
            is_busy.try_set(false);
        });
    };
    view! {
        <section class="card" aria-labelledby="policy-title">
            <header>
                <h2 id="policy-title">"Rejected tasks"</h2>
            </header>
            {if project.can_manage {
                view! {
                    <fieldset class="project-policy" disabled=is_busy>
                        <legend class="visually-hidden">"When an auditor rejects a task"</legend>
                        {RejectPolicy::ALL
                            .map(|policy| {
                                view! {
                                    <label>
                                        <input
                                            type="radio"
                                            name="reject-policy"
                                            checked=at_first == policy
                                            prop:checked=move || present() == policy
                                            on:change=move |_| choose(policy)
                                        />
                                        <span>
                                            <strong>{policy.label()}</strong>
                                            <span class="soft block">{sentence(policy.explanation())}</span>
                                        </span>
                                    </label>
                                }
                            })
                            .collect_view()}
                    </fieldset>
                    <Said outcome />
                }
                    .into_any()
            } else {
                view! {
                    <p class="none">
                        <strong>{move || present().label()}</strong>
                        <span class="soft block">{move || sentence(present().explanation())}</span>
                    </p>
                }
                    .into_any()
            }}
        </section>
    }
}
