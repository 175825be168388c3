//! The callbacks of a team, on its page.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::{CallbackChange, CallbackFacts, callback_facts_now, change_callbacks};
use super::failures::Failures;
use super::keys::Keys;
use super::origins::Origins;
use super::urls::DefaultUrls;
use crate::access::{Outcome, Said};

/// The keys, the addresses, and what does not arrive.
#[component]
pub fn TeamCallbacks() -> impl IntoView {
    let facts = Resource::new_blocking(|| (), |()| callback_facts_now());
    view! {
        <section class="card team-callbacks" aria-labelledby="callbacks-title">
            <header>
                <h2 id="callbacks-title">"Callbacks"</h2>
                <p class="soft">"Tell other programs what becomes of tasks."</p>
            </header>
            <Suspense>
                {move || Suspend::new(async move {
                    match facts.await {
                        Ok(facts) => view! { <Facts facts /> }.into_any(),
                        Err(error) => {
                            view! { <p class="notice bad" role="alert">{error.to_string()}</p> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </section>
    }
}

/// The facts as the section shows them; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub facts: RwSignal<CallbackFacts>,
    pub outcome: RwSignal<Option<Outcome>>,
}

impl Shown {
    /// Makes a change, shows what holds after it, and tells what came of it.
    pub fn change(self, change: CallbackChange, done: &'static str) {
        spawn_local(async move {
            let result = change_callbacks(change).await;
            self.read().await;
            let told = Outcome::of(result, |()| done.to_owned());
            self.outcome.try_set(Some(told));
        });
    }

    pub async fn read(self) {
        if let Ok(facts) = callback_facts_now().await {
            self.facts.try_set(facts);
        }
    }
}

#[component]
fn Facts(facts: CallbackFacts) -> impl IntoView {
    let shown = Shown {
        facts: RwSignal::new(facts),
        outcome: RwSignal::new(None),
    };
    view! {
        <Keys shown />
        <DefaultUrls shown />
        <Origins shown />
        <Said outcome=shown.outcome />
        <Failures shown />
    }
}
