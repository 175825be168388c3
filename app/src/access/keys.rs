//! API keys.

use domain::KeyRole;
use domain::people::ApiKey;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::account_page::chosen_zone;
use super::calls::{TeamChange, make_api_key};
use super::confirm_button::ConfirmButton;
use super::said::{Outcome, Said};
use super::secret::OnceShown;
use super::sentence::sentence;
use super::team_page::Team;
use crate::task_page::TimeText;

#[component]
pub fn Keys(team: Team) -> impl IntoView {
    let outcome = RwSignal::new(None);
    let made = RwSignal::new(None::<String>);
    view! {
        <section class="card" aria-labelledby="keys-title">
            <header>
                <h2 id="keys-title">"API keys"</h2>
                <p class="soft">"For programs that work for the team."</p>
            </header>
            <KeyForm team made outcome />
            {move || {
                made.get()
                    .map(|value| {
                        view! {
                            <OnceShown
                                label="API key"
                                hint="Keep it where the program finds it, and nowhere else. It is shown only now."
                                    .to_owned()
                                value
                                on_close=Callback::new(move |()| made.set(None))
                            />
                        }
                    })
            }}
            <KeyTable team outcome />
            <Said outcome />
        </section>
    }
}

#[component]
fn KeyForm(
    team: Team,
    made: RwSignal<Option<String>>,
    outcome: RwSignal<Option<Outcome>>,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let role = RwSignal::new(KeyRole::Read);
    let is_test = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        spawn_local(async move {
            let (named, role) = (name.get_untracked(), role.get_untracked());
            match make_api_key(named, role, is_test.get_untracked()).await {
                Ok(key) => {
                    outcome.try_set(None);
                    name.try_set(String::new());
                    made.try_set(Some(key));
                    team.read().await;
                }
                Err(error) => drop(outcome.try_set(Some(Outcome::Failed(error.to_string())))),
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <form class="settings-form" on:submit=submit>
            <div class="field">
                <label for="key-name">"Name"</label>
                <input
                    id="key-name"
                    type="text"
                    required
                    maxlength="100"
                    autocomplete="off"
                    placeholder="Nightly upload"
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </div>
            <div class="field">
                <label for="key-role">"Role"</label>
                <select
                    id="key-role"
                    on:change=move |event| {
                        if let Ok(chosen) = event_target_value(&event).parse() {
                            role.set(chosen);
                        }
                    }
                >
                    {KeyRole::ALL
                        .iter()
                        .map(|choice| view! { <option value=choice.as_str()>{choice.label()}</option> })
                        .collect_view()}
                </select>
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_test
                    on:change=move |event| is_test.set(event_target_checked(&event))
                />
                "Test tasks only"
            </label>
            <button type="submit" class="button" disabled=is_busy>"Make a key"</button>
            <p class="hint wide">{move || sentence(role.get().explanation())}</p>
        </form>
    }
}

#[component]
fn KeyTable(team: Team, outcome: RwSignal<Option<Outcome>>) -> impl IntoView {
    let is_empty = move || team.facts.with(|facts| facts.keys.is_empty());
    view! {
        <Show
            when=move || !is_empty()
            fallback=|| view! { <p class="none soft">"No keys yet."</p> }
        >
            <div class="settings-table" tabindex="0" role="group" aria-labelledby="keys-title">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Key"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col">"Made"</th>
                            <th scope="col">"Last used"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            let keys = team.facts.with(|facts| facts.keys.clone());
                            keys.into_iter().map(|key| view! { <KeyRow team key outcome /> }).collect_view()
                        }}
                    </tbody>
                </table>
            </div>
        </Show>
    }
}

#[component]
fn KeyRow(team: Team, key: ApiKey, outcome: RwSignal<Option<Outcome>>) -> impl IntoView {
    let zone = chosen_zone();
    let maker = key.created_by.clone().unwrap_or_default();
    let limit = match key.works_as {
        None => Some(format!("Off while {maker} is disabled")),
        Some(role) if role != key.role => Some(format!("Only reads: {maker} is no admin")),
        Some(_) => None,
    };
    let change = TeamChange::RevokeKey {
        api_key_id: key.api_key_id,
    };
    let revoked = format!("The key {} works no more.", key.name);
    let revoke = Callback::new(move |()| team.change(change.clone(), outcome, revoked.clone()));
    view! {
        <tr>
            <td>
                <strong>{key.name.clone()}</strong>
                {key.is_test.then(|| view! { <span class="tag">"test"</span> })}
            </td>
            <td><code>{key.prefix} "…"</code></td>
            <td><span title=key.role.explanation()>{key.role.label()}</span></td>
            <td>
                <TimeText at=key.created_at zone />
                <span class="soft block">
                    {key.created_by.map_or_else(|| "by command".to_owned(), |name| format!("by {name}"))}
                </span>
                {limit.map(|limit| view! { <span class="soft block">{limit}</span> })}
            </td>
            <td>
                {match key.last_used_at {
                    Some(at) => view! { <TimeText at zone /> }.into_any(),
                    None => view! { <span class="soft">"never"</span> }.into_any(),
                }}
            </td>
            <td class="end">
                <ConfirmButton
                    label="Revoke"
                    question="Really revoke?"
                    name=format!("Revoke {}", key.name)
                    on_confirm=revoke
                />
            </td>
        </tr>
    }
}
