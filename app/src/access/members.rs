//! Who is in the team.

use domain::Role;
use domain::people::{Member, Powers};
use leptos::html;
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
    let powers = team
        .facts
        .with_untracked(|facts| facts.powers.get(&account_id).cloned())
        .unwrap_or_default();
    let ends = powers
        .in_words()
        .map(|ends| format!("This also ends {ends}."));
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
                <span class="soft block">{member.email.clone()}</span>
                {(!member.is_verified).then(|| view! { <span class="soft block">"address not verified"</span> })}
            </td>
            <td>
                {if is_admin {
                    view! { <RoleChoice team member=member.clone() powers outcome /> }.into_any()
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
                                detail=ends
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
    member: Member,
    powers: Powers,
    outcome: RwSignal<Option<Outcome>>,
) -> impl IntoView {
    let Member {
        account_id,
        name,
        role: present,
        ..
    } = member.clone();
    let label = format!("Role of {name}");
    let select = NodeRef::<html::Select>::new();
    let asks = RwSignal::new(None::<(Role, String)>);
    let give = {
        let name = name.clone();
        move |role: Role| {
            asks.set(None);
            let change = TeamChange::Role { account_id, role };
            team.change(change, outcome, format!("{name} is {} now.", role.label()));
        }
    };
    let choose = {
        let give = give.clone();
        move |event: leptos::ev::Event| {
            let Ok(role) = event_target_value(&event).parse::<Role>() else {
                return;
            };
            match consequence(&member, &powers, role) {
                Some(consequence) => asks.set(Some((role, consequence))),
                None => give(role),
            }
        }
    };
    let cancel = move |_| {
        asks.set(None);
        if let Some(select) = select.get_untracked() {
            select.set_value(present.as_str());
        }
    };
    view! {
        <select aria-label=label node_ref=select on:change=choose>
            {Role::ALL
                .iter()
                .map(|choice| {
                    view! {
                        <option
                            value=choice.as_str()
                            selected=*choice == present
                            title=choice.explanation()
                        >
                            {choice.label()}
                        </option>
                    }
                })
                .collect_view()}
        </select>
        <div role="status">
            {move || {
                asks.get()
                    .map(|(role, consequence)| {
                        let give = give.clone();
                        view! {
                            <p class="confirm-detail">{consequence}</p>
                            <button
                                type="button"
                                class="button small"
                                on:click=move |_| give(role)
                            >
                                {format!("Make {name} {}", role.label())}
                            </button>
                            <button type="button" class="button small quiet" on:click=cancel>
                                "Cancel"
                            </button>
                        }
                    })
            }}
        </div>
    }
}

/// What an admin should know before a member gets this role; `None` where nothing is lost or at risk.
fn consequence(member: &Member, powers: &Powers, role: Role) -> Option<String> {
    if role > member.role && !member.is_verified {
        return Some(format!(
            "Nobody verified that {} is the address of this person.",
            member.email
        ));
    }
    if role >= Role::Admin || member.role < Role::Admin {
        return None;
    }
    let keys = Powers {
        keys: powers.keys.clone(),
        ..Powers::default()
    };
    let invites = Powers {
        invites: powers.invites,
        ..Powers::default()
    };
    let only_read = keys
        .in_words()
        .map(|keys| format!("From now on, {keys} can only read."));
    let ends = invites
        .in_words()
        .map(|invites| format!("This also ends {invites}."));
    let sentences: Vec<String> = only_read.into_iter().chain(ends).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Member, Powers, Role, consequence};

    fn member(role: Role, is_verified: bool) -> Member {
        Member {
            account_id: 1,
            name: "Ana".to_owned(),
            email: "ana@example.com".to_owned(),
            role,
            joined_at: DateTime::default(),
            last_seen_at: None,
            is_disabled: false,
            is_verified,
        }
    }

    #[test]
    fn a_role_asks_first_where_something_ends_or_an_address_is_not_verified() {
        let powers = Powers {
            keys: vec!["Nightly".to_owned()],
            invites: 2,
            ..Powers::default()
        };
        let admin = member(Role::Admin, true);
        assert_eq!(
            consequence(&admin, &powers, Role::Viewer).as_deref(),
            Some("From now on, the API key “Nightly” can only read. This also ends 2 invites.")
        );
        assert_eq!(consequence(&admin, &Powers::default(), Role::Viewer), None);
        let auditor = member(Role::Auditor, false);
        let asked = consequence(&auditor, &powers, Role::Admin).unwrap();
        assert!(asked.contains("ana@example.com"), "{asked}");
        assert_eq!(consequence(&auditor, &powers, Role::Viewer), None);
        assert_eq!(
            consequence(&member(Role::Auditor, true), &powers, Role::Admin),
            None
        );
    }
}
