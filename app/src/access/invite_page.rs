//! `/invite/{token}`

use domain::people::{InviteOffer, MIN_PASSWORD_CHARS};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;

use super::calls::offer_of_invite;
use super::field::Field;
use super::form_before::{FailedForm, form_before};
use crate::viewer::{Viewer, current_viewer};

/// Who is logged in joins with their account, anybody else makes one. Plain forms.
#[component]
pub fn InvitePage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    let asked = token.clone();
    let found = Resource::new_blocking(
        || (),
        move |()| {
            let token = asked.clone();
            async move {
                let offer = offer_of_invite(token).await?;
                Ok::<_, crate::AppError>((offer, current_viewer().await?, form_before().await?))
            }
        },
    );
    view! {
        <Title text="Invite" />
        <main id="main" class="entrance">
            <Suspense>
                {move || {
                    let token = token.clone();
                    Suspend::new(async move {
                        match found.await {
                            Ok((Some(offer), Some(viewer), _)) if is_for_another(&offer, &viewer) => {
                                view! { <ForAnother offer viewer /> }.into_any()
                            }
                            Ok((Some(offer), Some(viewer), before)) => {
                                view! { <JoinAs token offer viewer before /> }.into_any()
                            }
                            Ok((Some(offer), None, before)) => {
                                view! { <JoinAsNew token offer before /> }.into_any()
                            }
                            Ok((None, _, _)) => view! { <Gone /> }.into_any(),
                            Err(error) => {
                                view! { <p class="notice bad" role="alert">{error.to_string()}</p> }
                                    .into_any()
                            }
                        }
                    })
                }}
            </Suspense>
        </main>
    }
}

fn is_for_another(offer: &InviteOffer, viewer: &Viewer) -> bool {
    offer
        .email
        .as_ref()
        .is_some_and(|email| *email != viewer.email)
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <div class="card entrance-form">
            <h1>"This invite works no more"</h1>
            <p>"It was used, taken back, or is more than a week old. Ask who sent it for another."</p>
            <a class="button" href="/login">"Log in"</a>
        </div>
    }
}

#[component]
fn Offer(offer: InviteOffer) -> impl IntoView {
    view! {
        <h1>"Join " {offer.team_name}</h1>
        <p class="soft">
            {offer.invited_by} " invites you as " <strong>{offer.role.label()}</strong> ": "
            {offer.role.explanation()} "."
        </p>
    }
}

/// Who is logged in has another address than the invite.
#[component]
fn ForAnother(offer: InviteOffer, viewer: Viewer) -> impl IntoView {
    let invited = offer.email.clone();
    view! {
        <form class="card entrance-form" method="post" action="/logout">
            <Offer offer />
            <p class="notice warn" role="status">
                "This invite is for " {invited} ". You are logged in as " {viewer.email} "."
            </p>
            <button class="button primary" type="submit">"Log out"</button>
            <p class="hint">"Then follow the link again."</p>
        </form>
    }
}

#[component]
fn JoinAs(token: String, offer: InviteOffer, viewer: Viewer, before: FailedForm) -> impl IntoView {
    view! {
        <form class="card entrance-form" method="post" action=format!("/invite/{token}")>
            <Offer offer />
            {before.problem.map(|problem| view! { <p class="notice bad" role="alert">{problem}</p> })}
            <button class="button primary" type="submit">"Join as " {viewer.name}</button>
            <p class="hint">"You are logged in as " {viewer.email} "."</p>
        </form>
    }
}

#[component]
fn JoinAsNew(token: String, offer: InviteOffer, before: FailedForm) -> impl IntoView {
    let here = format!("/invite/{token}");
    let login = ParamsMap::from_iter([("next", here.clone())]).to_query_string();
    let is_bound = offer.email.is_some();
    let (email, email_hint) = match &offer.email {
        Some(email) => (email.clone(), "The invite is for this address."),
        None => (before.email.clone(), "You will log in with it."),
    };
    view! {
        <form class="card entrance-form" method="post" action=here>
            <Offer offer />
            {before.problem.map(|problem| view! { <p class="notice bad" role="alert">{problem}</p> })}
            <Field id="name" label="Your name" autocomplete="name" value=before.name is_first=true />
            <Field
                id="email"
                label="Email"
                kind="email"
                autocomplete="username"
                value=email
                is_readonly=is_bound
                hint=email_hint
            />
            <Field
                id="password"
                label="Password"
                kind="password"
                autocomplete="new-password"
                min_chars=MIN_PASSWORD_CHARS
                hint=format!("At least {MIN_PASSWORD_CHARS} characters.")
            />
            <button class="button primary" type="submit">"Join"</button>
            <p class="hint">
                "You have an account here? " <a href=format!("/login{login}")>"Log in to join with it"</a>
            </p>
        </form>
    }
}
