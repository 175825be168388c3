//! `POST /login`, `GET /login/link`, `POST /logout`

use app::access::{FailedForm, local_path, sentence};
use app::state::AppState;
use app::viewer::{ClientAddress, CurrentSession};
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use store::accounts::{self, Attempt};

use super::cookie;
use super::forms::{form_again, origin};

#[derive(Deserialize)]
pub struct LoginForm {
    email: String,
    password: String,
}

#[derive(Deserialize)]
pub struct Leading {
    next: Option<String>,
}

/// Sets the cookie and leads on; or shows the form again, with what was wrong.
pub async fn log_in(
    State(state): State<AppState>,
    Extension(from): Extension<ClientAddress>,
    headers: HeaderMap,
    Query(leading): Query<Leading>,
    Form(form): Form<LoginForm>,
) -> Response {
    let attempt = accounts::log_in(
        &state.pool,
        &form.email,
        &form.password,
        &origin(&headers, from),
    )
    .await;
    let (status, problem, retry_after_s) = match attempt {
        Ok(Attempt::LoggedIn(logged_in)) => {
            let cookies = cookie::keep(&logged_in, state.site.is_https());
            let next = Redirect::to(local_path(leading.next.as_deref()));
            return (cookies, next).into_response();
        }
        Ok(Attempt::Wrong) => (
            StatusCode::UNAUTHORIZED,
            "Email or password is wrong.".to_owned(),
            None,
        ),
        Ok(Attempt::Refused(reason)) => (StatusCode::FORBIDDEN, sentence(&reason), None),
        Ok(Attempt::TooMany { retry_after_s }) => (
            StatusCode::TOO_MANY_REQUESTS,
            too_many(retry_after_s),
            Some(retry_after_s),
        ),
        Ok(Attempt::Busy { retry_after_s }) => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many people log in just now. Try again in a few seconds.".to_owned(),
            Some(retry_after_s),
        ),
        Err(error) => {
            tracing::error!(%error, "login");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "The server cannot check passwords now; try again in a moment.".to_owned(),
                None,
            )
        }
    };
    let failed = FailedForm {
        email: form.email,
        problem: Some(problem),
        ..FailedForm::default()
    };
    let mut page = form_again(
        &state,
        address(leading.next.as_deref()),
        status,
        failed,
        None,
    )
    .await;
    if let Some(seconds) = retry_after_s {
        page.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    page
}

fn too_many(retry_after_s: u32) -> String {
    match retry_after_s.div_ceil(60) {
        1 => "Too many wrong logins. Try again in a minute.".to_owned(),
        minutes => format!("Too many wrong logins. Try again in {minutes} minutes."),
    }
}

/// Where the form was sent to, so that the page that shows it again is the same to the browser.
fn address(next: Option<&str>) -> String {
    let Some(next) = next else {
        return "/login".to_owned();
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", next);
    format!("/login?{}", query.finish())
}

#[derive(Deserialize)]
pub struct Link {
    token: String,
    next: Option<String>,
}

/// Logs in by a link that an operator printed. The one GET that changes something: the link is the
/// permission, it works once, and it must work from a terminal's click.
pub async fn follow_link(
    State(state): State<AppState>,
    session: Option<Extension<CurrentSession>>,
    Extension(from): Extension<ClientAddress>,
    method: Method,
    headers: HeaderMap,
    Query(link): Query<Link>,
) -> Response {
    let unkept = [(CACHE_CONTROL, "no-store")];
    if method == Method::HEAD {
        // Somebody asks whether there is an answer; that must not use the link up.
        return unkept.into_response();
    }
    if is_ahead_of_click(&headers) {
        return (StatusCode::SERVICE_UNAVAILABLE, unkept).into_response();
    }
    let next = local_path(link.next.as_deref());
    match accounts::log_in_by_link(&state.pool, &link.token, &origin(&headers, from)).await {
        Ok(Some(logged_in)) => {
            let cookies = cookie::keep(&logged_in, state.site.is_https());
            (cookies, Redirect::to(next)).into_response()
        }
        Ok(None) if session.is_some() => Redirect::to(next).into_response(),
        Ok(None) => Redirect::to("/login?link=spent").into_response(),
        Err(error) => {
            tracing::error!(%error, "login link");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Whether a browser loads an address that nobody has followed yet, and may never: as it says by the
/// header of the standard, or by those of older ones.
fn is_ahead_of_click(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .any(|purpose| {
            let purpose = purpose.to_ascii_lowercase();
            ["prefetch", "prerender", "preview"]
                .iter()
                .any(|guess| purpose.contains(guess))
        })
}

pub async fn log_out(
    State(state): State<AppState>,
    session: Option<Extension<CurrentSession>>,
) -> Response {
    if let Some(Extension(CurrentSession(hash))) = session
        && let Err(error) = accounts::end_session(&state.pool, &hash).await
    {
        tracing::error!(%error, "logout");
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "you are still logged in: the database does not answer; try again in a moment\n",
        )
            .into_response();
    }
    let cookie = cookie::forget(state.site.is_https());
    ([(SET_COOKIE, cookie)], Redirect::to("/login")).into_response()
}
