//! Where the sent key goes.

use domain::callback::CallbackOrigin;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::calls::CallbackChange;
use super::team::Shown;
use crate::access::{ConfirmButton, chosen_zone};
use crate::task_page::TimeText;

/// The addresses, and a form that allows another one.
#[component]
pub(super) fn Origins(shown: Shown) -> impl IntoView {
    let address = RwSignal::new(String::new());
    let is_test = RwSignal::new(false);
    let origins = Memo::new(move |_| shown.facts.with(|facts| facts.origins.clone()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let change = CallbackChange::AllowOrigin {
            address: address.get_untracked(),
            is_test: is_test.get_untracked(),
        };
        shown.change(change, "The sent key goes there from now on.");
        address.set(String::new());
    };
    view! {
        <form class="settings-form" on:submit=submit>
            <div class="field callback-url">
                <label for="callback-origin">"Send the key also to"</label>
                <input
                    id="callback-origin"
                    type="text"
                    inputmode="url"
                    autocomplete="off"
                    spellcheck="false"
                    required
                    maxlength="2000"
                    placeholder="https://"
                    prop:value=address
                    on:input=move |event| address.set(event_target_value(&event))
                    aria-describedby="callback-origin-hint"
                />
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_test
                    on:change=move |event| is_test.set(event_target_checked(&event))
                />
                "Test tasks"
            </label>
            <button type="submit" class="button">"Allow"</button>
            <p class="hint wide" id="callback-origin-hint">
                "An address stands for every path of its host. Others get signed callbacks without the key.
                What admins set for the team, a project or a batch is allowed at once."
            </p>
        </form>
        <Show
            when=move || origins.with(|origins| !origins.is_empty())
            fallback=|| view! { <p class="none soft">"The sent key goes nowhere yet."</p> }
        >
            <div class="settings-table" tabindex="0" role="group" aria-label="Addresses that get the sent key">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Address"</th>
                            <th scope="col">"Allowed"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            origins
                                .get()
                                .into_iter()
                                .map(|origin| view! { <OriginRow shown origin /> })
                                .collect_view()
                        }}
                    </tbody>
                </table>
            </div>
        </Show>
    }
}

#[component]
fn OriginRow(shown: Shown, origin: CallbackOrigin) -> impl IntoView {
    let zone = chosen_zone();
    let CallbackOrigin {
        origin,
        is_test,
        allowed_at,
    } = origin;
    let label = format!("Remove {origin}");
    let allow = {
        let address = origin.clone();
        move |_| {
            let change = CallbackChange::AllowOrigin {
                address: address.clone(),
                is_test,
            };
            shown.change(change, "The sent key goes there from now on.");
        }
    };
    let remove = {
        let origin = origin.clone();
        Callback::new(move |()| {
            let change = CallbackChange::RemoveOrigin {
                origin: origin.clone(),
                is_test,
            };
            shown.change(change, "The sent key no longer goes there.");
        })
    };
    let name = format!("Allow {origin}");
    view! {
        <tr>
            <td>
                <span class="mono">{origin}</span>
                {is_test.then(|| view! { <span class="tag">"test"</span> })}
            </td>
            <td>
                {match allowed_at {
                    Some(at) => view! { <TimeText at zone /> }.into_any(),
                    None => {
                        view! { <span class="soft">"not yet: gets only the key it knows"</span> }.into_any()
                    }
                }}
            </td>
            <td class="end">
                {allowed_at
                    .is_none()
                    .then(|| {
                        view! {
                            <button type="button" class="button small" aria-label=name on:click=allow>
                                "Allow"
                            </button>
                        }
                    })}
                <ConfirmButton label="Remove" question="Really remove?" name=label on_confirm=remove />
            </td>
        </tr>
    }
}
