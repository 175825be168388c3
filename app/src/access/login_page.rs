//! `/login`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::login_try::failed_login;

/// A plain form: it works before, and without, the wasm.
#[component]
pub fn LoginPage() -> impl IntoView {
    let failed = Resource::new_blocking(|| (), |()| failed_login());
    view! {
        <Title text="Log in" />
        <main id="main" class="entrance">
            <Suspense>
                {move || Suspend::new(async move {
                    let failed = failed.await.ok().flatten();
                    let (email, problem) = failed
                        .map(|failed| (failed.email, Some(failed.problem)))
                        .unwrap_or_default();
                    view! { <LoginForm email problem /> }
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn LoginForm(email: String, problem: Option<String>) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let action = match query.get("next") {
        Some(next) => format!(
            "/login{}",
            leptos_router::params::ParamsMap::from_iter([("next", next)]).to_query_string()
        ),
        None => "/login".to_owned(),
    };
    let link_is_spent = query.get("link").is_some() && problem.is_none();
    let has_problem = problem.is_some();
    let has_email = !email.is_empty();
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
            {problem
                .map(|problem| view! { <p class="notice bad" role="alert" id="login-problem">{problem}</p> })}
            <div class="field">
                <label for="email">"Email"</label>
                <input
                    id="email"
                    name="email"
                    type="email"
                    autocomplete="username"
                    required
                    autofocus=!has_email
                    value=email
                    aria-describedby=has_problem.then_some("login-problem")
                />
            </div>
            <div class="field">
                <label for="password">"Password"</label>
                <input
                    id="password"
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                    autofocus=has_email
                    aria-describedby=has_problem.then_some("login-problem")
                />
            </div>
            <button class="button primary" type="submit">"Log in"</button>
            <details class="entrance-help">
                <summary>"No password, or forgotten?"</summary>
                <p>
                    "An admin of your team can invite you by a link. Whoever runs this server can print a login link: "
                    <code>"server login-link --email you@example.com"</code>
                </p>
            </details>
        </form>
    }
}
