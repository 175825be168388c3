//! Inviting by link.

use domain::Role;
use domain::people::INVITE_DAYS;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::account_page::chosen_zone;
use super::calls::{TeamChange, invite_somebody};
use super::confirm_button::ConfirmButton;
use super::said::{Outcome, Said};
use super::secret::OnceShown;
use super::sentence::sentence;
use super::team_page::Team;
use crate::task_page::TimeText;

#[component]
pub fn Invites(team: Team) -> impl IntoView {
    let outcome = RwSignal::new(None);
    let role = RwSignal::new(Role::Auditor);
    let email = RwSignal::new(String::new());
    let link = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        spawn_local(async move {
            let (role, address) = (role.get_untracked(), email.get_untracked());
            match invite_somebody(role, Some(address)).await {
                Ok(made) => {
                    outcome.try_set(None);
                    email.try_set(String::new());
                    link.try_set(Some(made));
                    team.read().await;
                }
                Err(error) => drop(outcome.try_set(Some(Outcome::Failed(error.to_string())))),
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <section class="card" aria-labelledby="invites-title">
            <header>
                <h2 id="invites-title">"Invites"</h2>
                <p class="soft">"A link lets one person in."</p>
            </header>
            <form class="settings-form" on:submit=submit>
                <div class="field">
                    <label for="invite-email">"Email (optional)"</label>
                    <input
                        id="invite-email"
                        type="email"
                        autocomplete="off"
                        maxlength="254"
                        placeholder="name@example.com"
                        aria-describedby="invite-email-hint"
                        prop:value=email
                        on:input=move |event| email.set(event_target_value(&event))
                    />
                </div>
                <div class="field">
                    <label for="invite-role">"Role"</label>
                    <select
                        id="invite-role"
                        on:change=move |event| {
                            if let Ok(chosen) = event_target_value(&event).parse() {
                                role.set(chosen);
                            }
                        }
                    >
                        {Role::ALL
                            .iter()
                            .map(|choice| {
                                view! {
                                    <option value=choice.as_str() selected=*choice == Role::Auditor>
                                        {choice.label()}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </div>
                <button type="submit" class="button" disabled=is_busy>"Make a link"</button>
                <p class="hint wide">{move || sentence(role.get().explanation())}</p>
                <p class="hint wide" id="invite-email-hint">
                    "With an email, only that address can use the link. Without one, anybody who has the link can join, and their address is not verified."
                </p>
            </form>
            {move || {
                link.get()
                    .map(|value| {
                        view! {
                            <OnceShown
                                label="Invite link"
                                hint=format!(
                                    "Send it to one person. It works once, within {INVITE_DAYS} days, and is shown only now.",
                                )
                                value
                                on_close=Callback::new(move |()| link.set(None))
                            />
                        }
                    })
            }}
            <Pending team outcome />
            <Said outcome />
        </section>
    }
}

#[component]
fn Pending(team: Team, outcome: RwSignal<Option<Outcome>>) -> impl IntoView {
    let zone = chosen_zone();
    view! {
        <ul class="settings-list">
            {move || {
                let invites = team.facts.with(|facts| facts.invites.clone());
                invites
                    .into_iter()
                    .map(|invite| {
                        let change = TeamChange::RevokeInvite { invite_id: invite.invite_id };
                        let revoke = Callback::new(move |()| {
                            team.change(change.clone(), outcome, "The link works no more.".to_owned());
                        });
                        view! {
                            <li>
                                <span class="grow">
                                    <strong>{invite.role.label()}</strong>
                                    <span class="soft">
                                        "for " {invite.email.clone().unwrap_or_else(|| "anybody".to_owned())}
                                        ", by " {invite.created_by} ", works until "
                                        <TimeText at=invite.expires_at zone />
                                    </span>
                                </span>
                                <ConfirmButton
                                    label="Take back"
                                    question="Really take back?"
                                    name=match &invite.email {
                                        Some(email) => format!("Take back the invite for {email}"),
                                        None => format!("Take back the invite as {}", invite.role.label()),
                                    }
                                    on_confirm=revoke
                                />
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}
