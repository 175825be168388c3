//! The keys that callbacks carry and are signed with.

use domain::callback::{CallbackKey, KeyPurpose};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::{CallbackChange, make_callback_key};
use super::team::Shown;
use crate::access::{ConfirmButton, OnceShown, Outcome, chosen_zone};
use crate::task_page::TimeText;

/// A new key, while it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Made {
    purpose: KeyPurpose,
    is_test: bool,
    secret: String,
}

/// The keys without their secrets, with buttons that make new ones; a new one is shown once.
#[component]
pub(super) fn Keys(shown: Shown) -> impl IntoView {
    let made = RwSignal::new(None::<Made>);
    let keys = Memo::new(move |_| shown.facts.with(|facts| facts.keys.clone()));
    view! {
        {move || made.get().map(|key| view! { <MadeKey key made keys /> })}
        <div class="settings-table" tabindex="0" role="group" aria-label="Callback keys">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Key"</th>
                        <th scope="col">"Ends with"</th>
                        <th scope="col">"Made"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        keys.get().into_iter().map(|key| view! { <KeyRow shown key made /> }).collect_view()
                    }}
                </tbody>
            </table>
        </div>
        <p class="hint callback-hint">
            "The signing key signs every callback and is never sent. The sent key goes along only to the
            addresses below."
        </p>
    }
}

#[component]
fn KeyRow(shown: Shown, key: CallbackKey, made: RwSignal<Option<Made>>) -> impl IntoView {
    let zone = chosen_zone();
    let CallbackKey {
        purpose, is_test, ..
    } = key;
    let name = name(purpose, is_test);
    let make = Callback::new(move |()| {
        spawn_local(async move {
            match make_callback_key(purpose, is_test).await {
                Ok(secret) => {
                    shown.outcome.try_set(None);
                    made.try_set(Some(Made {
                        purpose,
                        is_test,
                        secret,
                    }));
                    shown.read().await;
                }
                Err(error) => {
                    let failed = Outcome::Failed(error.to_string());
                    shown.outcome.try_set(Some(failed));
                }
            }
        });
    });
    let end = Callback::new(move |()| {
        let change = CallbackChange::EndOldKey { purpose, is_test };
        shown.change(change, "The old key has ended.");
    });
    let question = if key.old_until.is_some() {
        "Replace the newer one?"
    } else {
        "Make a new key?"
    };
    view! {
        <tr>
            <td>
                <strong>{purpose.label()}</strong>
                {is_test.then(|| view! { <span class="tag">"test"</span> })}
                <code class="soft block">{purpose.header()}</code>
            </td>
            <td><code>"…" {key.tail}</code></td>
            <td>
                {match key.shown_at {
                    Some(at) => view! { <TimeText at zone /> }.into_any(),
                    None => view! { <span class="soft">"not shown yet"</span> }.into_any(),
                }}
                {key
                    .old_until
                    .map(|at| {
                        view! { <span class="soft block">"old key valid until " <TimeText at zone /></span> }
                    })}
            </td>
            <td class="end">
                {key
                    .old_until
                    .map(|_| {
                        view! {
                            <ConfirmButton
                                label="End old key"
                                question="Really end it?"
                                name=format!("End the old {name}")
                                on_confirm=end
                            />
                        }
                    })}
                <ConfirmButton label="New key" question name=format!("New {name}") on_confirm=make />
            </td>
        </tr>
    }
}

/// The new key in a field of its own, and what to do with it.
#[component]
fn MadeKey(key: Made, made: RwSignal<Option<Made>>, keys: Memo<Vec<CallbackKey>>) -> impl IntoView {
    let (purpose, is_test) = (key.purpose, key.is_test);
    let has_old = keys.with_untracked(|keys| {
        let same = |key: &&CallbackKey| key.purpose == purpose && key.is_test == is_test;
        keys.iter()
            .find(same)
            .is_some_and(|key| key.old_until.is_some())
    });
    let label = match (purpose, is_test) {
        (KeyPurpose::Auth, false) => "New sent key",
        (KeyPurpose::Auth, true) => "New sent key of test tasks",
        (KeyPurpose::Signature, false) => "New signing key",
        (KeyPurpose::Signature, true) => "New signing key of test tasks",
    };
    let hint = if has_old {
        format!(
            "Give it to your receivers; it is shown only now. Until the old key ends, {} is still the \
             old one's, and {} is this one's.",
            purpose.header(),
            purpose.new_header(),
        )
    } else {
        "Give it to your receivers; it is shown only now.".to_owned()
    };
    view! {
        <OnceShown label hint value=key.secret on_close=Callback::new(move |()| made.set(None)) />
    }
}

fn name(purpose: KeyPurpose, is_test: bool) -> String {
    let mode = if is_test { " of test tasks" } else { "" };
    format!("{}{mode}", purpose.label().to_lowercase())
}
