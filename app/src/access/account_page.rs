//! `/account`

use domain::Zone;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use super::calls::{AccountFacts, account_facts_now, rename_me};
use super::password_form::PasswordForm;
use super::said::{Outcome, Said};
use super::sessions::Sessions;
use crate::preferences;

/// Name, password, sessions and teams of the viewer.
#[component]
pub fn AccountPage() -> impl IntoView {
    let facts = Resource::new_blocking(|| (), |()| account_facts_now());
    view! {
        <Title text="Account" />
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

#[component]
fn Facts(facts: AccountFacts) -> impl IntoView {
    let AccountFacts {
        viewer,
        is_verified,
        has_password,
        sessions,
        teams,
    } = facts;
    let has_other_teams = teams.len() > 1;
    view! {
        <header class="settings-head">
            <div>
                <h1>{viewer.name.clone()}</h1>
                <p class="soft">{viewer.email.clone()}</p>
                {(!is_verified)
                    .then(|| {
                        view! {
                            <p class="soft">
                                "Address not verified. Ask whoever runs this server for a login link; following it verifies the address."
                            </p>
                        }
                    })}
            </div>
            <form method="post" action="/logout">
                <button type="submit" class="button">"Log out"</button>
            </form>
        </header>
        <NameForm name=viewer.name />
        <PasswordForm email=viewer.email has_password />
        {has_other_teams
            .then(|| {
                view! {
                    <section class="card" aria-labelledby="teams-title">
                        <header>
                            <h2 id="teams-title">"Teams"</h2>
                        </header>
                        <ul class="settings-list">
                            {teams
                                .into_iter()
                                .map(|team| {
                                    let is_here = team.team_id == viewer.team_id;
                                    view! {
                                        <li>
                                            <span class="grow">
                                                <strong>{team.name.clone()}</strong>
                                                <span class="soft">{team.role.label()}</span>
                                            </span>
                                            {if is_here {
                                                view! { <span class="soft">"You work here now"</span> }.into_any()
                                            } else {
                                                view! {
                                                    <form method="post" action="/account/team">
                                                        <input type="hidden" name="team_id" value=team.team_id />
                                                        <button
                                                            type="submit"
                                                            class="button small"
                                                            aria-label=format!("Switch to {}", team.name)
                                                        >
                                                            "Switch"
                                                        </button>
                                                    </form>
                                                }
                                                    .into_any()
                                            }}
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    </section>
                }
            })}
        <Sessions sessions />
    }
}

#[component]
fn NameForm(name: String) -> impl IntoView {
    let name = RwSignal::new(name);
    let outcome = RwSignal::new(None);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        spawn_local(async move {
            let result = rename_me(name.get_untracked()).await;
            outcome.try_set(Some(Outcome::of(result, |()| {
                "Saved; pages show the new name when they load next.".to_owned()
            })));
            is_busy.try_set(false);
        });
    };
    view! {
        <section class="card" aria-labelledby="name-title">
            <header>
                <h2 id="name-title">"Name"</h2>
                <p class="soft">"Your team sees it beside what you did."</p>
            </header>
            <form class="settings-form" on:submit=submit>
                <div class="field">
                    <label for="my-name">"Name"</label>
                    <input
                        id="my-name"
                        type="text"
                        autocomplete="name"
                        required
                        maxlength="100"
                        prop:value=name
                        value=name.get_untracked()
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </div>
                <button type="submit" class="button" disabled=is_busy>"Save name"</button>
            </form>
            <Said outcome />
        </section>
    }
}

/// The zone last chosen, for the times on the pages of this area.
pub(crate) fn chosen_zone() -> Zone {
    preferences::get(preferences::ZONE)
        .and_then(|word| word.parse().ok())
        .unwrap_or(Zone::Utc)
}
