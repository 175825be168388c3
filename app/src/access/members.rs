//! Who is in the team.

use domain::Role;
use domain::people::Member;
use leptos::prelude::*;

use super::account_page::chosen_zone;
use super::calls::TeamChange;
use super::confirm_button::ConfirmButton;
use super::said::{Outcome, Said};
use super::team_page::Team;
use crate::task_page::TimeText;

#[component]
pub fn Members(team: Team) -> impl IntoView {
    let outcome = RwSignal::new(None);
    let is_admin = team
        .facts
        .with_untracked(|facts| facts.viewer.role.allows(Role::Admin));
    view! {
        <section class="card" aria-labelledby="members-title">
            <header>
                <h2 id="members-title">"Members"</h2>
            </header>
            <div class="settings-table" tabindex="0" role="group" aria-labelledby="members-title">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col">"Joined"</th>
                            <th scope="col">"Last seen"</th>
                            {is_admin
                                .then(|| {
                                    view! { <th scope="col"><span class="visually-hidden">"Actions"</span></th> }
                                })}
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            let members = team.facts.with(|facts| facts.members.clone());
                            members
                                .into_iter()
                                .map(|member| view! { <MemberRow team member is_admin outcome /> })
                                .collect_view()
                        }}
                    </tbody>
                </table>
            </div>
            <Said outcome />
        </section>
    }
}

#[component]
fn MemberRow(
    team: Team,
    member: Member,
    is_admin: bool,
    outcome: RwSignal<Option<Outcome>>,
) -> impl IntoView {
    let zone = chosen_zone();
    let account_id = member.account_id;
    let is_me = team
        .facts
        .with_untracked(|facts| facts.viewer.account_id == account_id);
    let name = member.name.clone();
    let removed = format!("{name} is out of the team.");
    let remove = Callback::new(move |()| {
        let change = TeamChange::Remove { account_id };
        team.change(change, outcome, removed.clone());
    });
    view! {
        <tr>
            <td>
                <strong>{member.name.clone()}</strong>
                {is_me.then_some(" (you)")}
                {member.is_disabled.then(|| view! { <span class="tag">"disabled"</span> })}
                <span class="soft block">{member.email}</span>
            </td>
            <td>
                {if is_admin {
                    view! { <RoleChoice team account_id name=name.clone() role=member.role outcome /> }.into_any()
                } else {
                    view! { <span title=member.role.explanation()>{member.role.label()}</span> }.into_any()
                }}
            </td>
            <td><TimeText at=member.joined_at zone /></td>
            <td>
                {match member.last_seen_at {
                    Some(at) => view! { <TimeText at zone /> }.into_any(),
                    None => view! { <span class="soft">"not logged in"</span> }.into_any(),
                }}
            </td>
            {is_admin
                .then(|| {
                    view! {
                        <td class="end">
                            <ConfirmButton
                                label="Remove"
                                question="Really remove?"
                                name=format!("Remove {name}")
                                on_confirm=remove
                            />
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn RoleChoice(
    team: Team,
    account_id: i32,
    name: String,
    role: Role,
    outcome: RwSignal<Option<Outcome>>,
) -> impl IntoView {
    let label = format!("Role of {name}");
    let choose = move |event: leptos::ev::Event| {
        let Ok(role) = event_target_value(&event).parse::<Role>() else {
            return;
        };
        let change = TeamChange::Role { account_id, role };
        team.change(change, outcome, format!("{name} is {} now.", role.label()));
    };
    view! {
        <select aria-label=label on:change=choose>
            {Role::ALL
                .iter()
                .map(|choice| {
                    view! {
                        <option
                            value=choice.as_str()
                            selected=*choice == role
                            title=choice.explanation()
                        >
                            {choice.label()}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}
