//! `/team`

use domain::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use super::calls::{TeamChange, TeamFacts, change_team, team_facts_now};
use super::invites::Invites;
use super::keys::Keys;
use super::members::Members;
use super::said::Outcome;
use crate::callbacks::TeamCallbacks;

/// The members; for admins also what they may change, the invites and the API keys.
#[component]
pub fn TeamPage() -> impl IntoView {
    let facts = Resource::new_blocking(|| (), |()| team_facts_now());
    view! {
        <Title text="Team" />
        <main id="main" class="settings">
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
        </main>
    }
}

/// The team as the page shows it; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Team {
    pub facts: RwSignal<TeamFacts>,
}

impl Team {
    /// Makes a change, shows the team as it is after it, and tells in `outcome` what came of it.
    pub fn change(self, change: TeamChange, outcome: RwSignal<Option<Outcome>>, done: String) {
        spawn_local(async move {
            let result = change_team(change).await;
            self.read().await;
            outcome.try_set(Some(Outcome::of(result, |()| done)));
        });
    }

    /// Shows the team as it is now. Where that fails the page stays as it was: what was done before
    /// has told already.
    pub async fn read(self) {
        if let Ok(facts) = team_facts_now().await {
            self.facts.try_set(facts);
        }
    }
}

#[component]
fn Facts(facts: TeamFacts) -> impl IntoView {
    let viewer = facts.viewer.clone();
    let is_admin = viewer.role.allows(Role::Admin);
    let team = Team {
        facts: RwSignal::new(facts),
    };
    let people = move || match team.facts.with(|facts| facts.members.len()) {
        1 => "one member".to_owned(),
        count => format!("{count} members"),
    };
    view! {
        <header class="settings-head">
            <div>
                <h1>{viewer.team_name.clone()}</h1>
                <p class="soft">{people} ", you are " {viewer.role.label()}</p>
            </div>
        </header>
        <Members team />
        {is_admin
            .then(|| {
                view! {
                    <Invites team />
                    <Keys team />
                    <TeamCallbacks />
                }
            })}
    }
}
