//! `/login`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::field::Field;
use super::form_before::{FailedForm, form_before};

/// A plain form: it works before, and without, the wasm.
#[component]
pub fn LoginPage() -> impl IntoView {
    let before = Resource::new_blocking(|| (), |()| form_before());
    view! {
        <Title text="Log in" />
        <main id="main" class="entrance">
            <Suspense>
                {move || Suspend::new(async move {
                    let before = before.await.unwrap_or_default();
                    view! { <LoginForm before /> }
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn LoginForm(before: FailedForm) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let action = match query.get("next") {
        Some(next) => {
            let query = ParamsMap::from_iter([("next", next)]);
            format!("/login{}", query.to_query_string())
        }
        None => "/login".to_owned(),
    };
    let link_is_spent = query.get("link").is_some() && before.problem.is_none();
    let knows_email = !before.email.is_empty();
    view! {
        <form class="card entrance-form" method="post" action=action>
            <h1>"Log in"</h1>
            {link_is_spent
                .then(|| {
                    view! {
                        <p class="notice warn" role="status">
                            "That login link was used already or is too old. Ask for a new one, or log in with your password."
                        </p>
                    }
                })}
            {before.problem.map(|problem| view! { <p class="notice bad" role="alert">{problem}</p> })}
            <Field
                id="email"
                label="Email"
                kind="email"
                autocomplete="username"
                value=before.email
                is_first=!knows_email
            />
            <Field
                id="password"
                label="Password"
                kind="password"
                autocomplete="current-password"
                is_first=knows_email
            />
            <button class="button primary" type="submit">"Log in"</button>
            <details class="entrance-help">
                <summary>"No account, or password forgotten?"</summary>
                <p>"An admin of your team can invite you by a link."</p>
                <p>
                    "Whoever runs this server can set a new password, "
                    <code>"server user password --email YOU"</code> ", or print a login link, "
                    <code>"server login-link --email YOU"</code> "."
                </p>
            </details>
        </form>
    }
}
