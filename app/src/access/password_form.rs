//! Changing the password.

use domain::people::MIN_PASSWORD_CHARS;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::change_my_password;
use super::said::{Outcome, Said};

/// Asks for the present password, where there is one, and the new one.
#[component]
pub fn PasswordForm(
    /// For password managers.
    email: String,
    has_password: bool,
) -> impl IntoView {
    let has_password = RwSignal::new(has_password);
    let present = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let outcome = RwSignal::new(None);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        spawn_local(async move {
            let result = change_my_password(present.get_untracked(), new.get_untracked()).await;
            if result.is_ok() {
                present.try_set(String::new());
                new.try_set(String::new());
                has_password.try_set(true);
            }
            outcome.try_set(Some(Outcome::of(result, |()| {
                "The new password holds. You are logged out everywhere else.".to_owned()
            })));
            is_busy.try_set(false);
        });
    };
    view! {
        <section class="card" aria-labelledby="password-title">
            <header>
                <h2 id="password-title">"Password"</h2>
                <p class="soft">
                    {move || {
                        if has_password.get() {
                            "A new one logs you out everywhere else."
                        } else {
                            "You have none yet: you came by a link."
                        }
                    }}
                </p>
            </header>
            <form class="settings-form" on:submit=submit>
                <input type="hidden" name="username" autocomplete="username" value=email />
                <Show when=move || has_password.get()>
                    <div class="field">
                        <label for="present-password">"Present password"</label>
                        <input
                            id="present-password"
                            type="password"
                            autocomplete="current-password"
                            required
                            prop:value=present
                            on:input=move |event| present.set(event_target_value(&event))
                        />
                    </div>
                </Show>
                <div class="field">
                    <label for="new-password">"New password"</label>
                    <input
                        id="new-password"
                        type="password"
                        autocomplete="new-password"
                        required
                        minlength=MIN_PASSWORD_CHARS.to_string()
                        placeholder=format!("{MIN_PASSWORD_CHARS} characters or more")
                        prop:value=new
                        on:input=move |event| new.set(event_target_value(&event))
                    />
                </div>
                <button type="submit" class="button" disabled=is_busy>"Change password"</button>
            </form>
            <Said outcome />
        </section>
    }
}
