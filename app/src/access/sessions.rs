//! Where the viewer is logged in.

use domain::people::{OpenSession, browser_name};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::account_page::chosen_zone;
use super::calls::end_my_other_sessions;
use super::confirm_button::ConfirmButton;
use super::said::{Outcome, Said};
use crate::task_page::TimeText;

#[component]
pub fn Sessions(sessions: Vec<OpenSession>) -> impl IntoView {
    let sessions = RwSignal::new(sessions);
    let outcome = RwSignal::new(None);
    let has_others = move || sessions.with(|all| all.len() > 1);
    let end_others = Callback::new(move |()| {
        spawn_local(async move {
            let result = end_my_other_sessions().await;
            if result.is_ok() {
                sessions.try_update(|all| all.retain(|session| session.is_this_one));
            }
            outcome.try_set(Some(Outcome::of(result, |ended| match ended {
                1 => "One other session has ended.".to_owned(),
                ended => format!("{ended} other sessions have ended."),
            })));
        });
    });
    let zone = chosen_zone();
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <header>
                <h2 id="sessions-title">"Where you are logged in"</h2>
                <Show when=has_others>
                    <ConfirmButton
                        label="Log out everywhere else"
                        question="Really log out everywhere else?"
                        name="Log out everywhere else".to_owned()
                        on_confirm=end_others
                    />
                </Show>
            </header>
            <ul class="settings-list">
                {move || {
                    sessions
                        .get()
                        .into_iter()
                        .map(|session| {
                            view! {
                                <li>
                                    <span class="grow">
                                        <strong title=session.user_agent.clone()>
                                            {browser_name(&session.user_agent)}
                                        </strong>
                                        <span class="soft">
                                            "since " <TimeText at=session.began_at zone /> " from "
                                            {session.address}
                                        </span>
                                    </span>
                                    <span class="soft">
                                        {if session.is_this_one {
                                            view! { "This browser" }.into_any()
                                        } else {
                                            view! { "last seen " <TimeText at=session.last_seen_at zone /> }
                                                .into_any()
                                        }}
                                    </span>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <Said outcome />
        </section>
    }
}
