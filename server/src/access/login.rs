//! `POST /login`, `GET /login/link`, `POST /logout`

use app::access::{LoginTry, local_path};
use app::state::AppState;
use app::viewer::{ClientAddress, CurrentSession};
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use serde::Deserialize;
use store::accounts::{self, Attempt};

use super::cookie;
use crate::pages;

/// Bytes of a login form; far more than an address and a password take.
const FORM_LIMIT: usize = 16 << 10;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/login", post(log_in))
        .route("/login/link", get(follow_link))
        .route("/logout", post(log_out))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
}

#[derive(Deserialize)]
struct LoginForm {
    email: String,
    password: String,
}

#[derive(Deserialize)]
struct Leading {
    next: Option<String>,
}

/// Sets the cookie and leads on; or shows the form again, with what was wrong.
async fn log_in(
    State(state): State<AppState>,
    Extension(ClientAddress(from)): Extension<ClientAddress>,
    Query(leading): Query<Leading>,
    Form(form): Form<LoginForm>,
) -> Response {
    let attempt = accounts::log_in(&state.pool, &form.email, &form.password, &from).await;
    let (status, problem, retry_after_s) = match attempt {
        Ok(Attempt::LoggedIn(token)) => {
            let cookie = cookie::keep(token.as_str(), state.site.is_https());
            let next = Redirect::to(local_path(leading.next.as_deref()));
            return ([(SET_COOKIE, cookie)], next).into_response();
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
        Err(error) => {
            tracing::error!(%error, "login");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "The server cannot check passwords now; try again in a moment.".to_owned(),
                None,
            )
        }
    };
    let failed = LoginTry {
        email: form.email,
        problem,
    };
    let mut page = form_again(&state, leading.next.as_deref(), failed).await;
    *page.status_mut() = status;
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

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

/// The login page, at the address that the form was sent to.
async fn form_again(state: &AppState, next: Option<&str>, failed: LoginTry) -> Response {
    let mut address = "/login".to_owned();
    if let Some(next) = next {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("next", next);
        address = format!("/login?{}", query.finish());
    }
    let mut request = Request::new(Body::empty());
    match address.parse() {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    }
    request.extensions_mut().insert(failed);
    pages::render(state, request).await
}

#[derive(Deserialize)]
struct Link {
    token: String,
    next: Option<String>,
}

/// Logs in by a link that an operator printed. The one GET that changes something: the link is the
/// permission, it works once, and it must work from a terminal's click.
async fn follow_link(
    State(state): State<AppState>,
    session: Option<Extension<CurrentSession>>,
    headers: HeaderMap,
    Query(link): Query<Link>,
) -> Response {
    let is_guess_of_browser = headers
        .get("sec-purpose")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|purpose| purpose.contains("prefetch"));
    if is_guess_of_browser {
        // Loaded ahead of the click; that would use the link up.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let next = local_path(link.next.as_deref());
    match session_by_link(&state, &link.token).await {
        Ok(Some(token)) => {
            let cookie = cookie::keep(token.as_str(), state.site.is_https());
            ([(SET_COOKIE, cookie)], Redirect::to(next)).into_response()
        }
        Ok(None) if session.is_some() => Redirect::to(next).into_response(),
        Ok(None) => Redirect::to("/login?link=spent").into_response(),
        Err(error) => {
            tracing::error!(%error, "login link");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn session_by_link(state: &AppState, token: &str) -> store::Result<Option<accounts::Token>> {
    match accounts::use_login_link(&state.pool, token).await? {
        Some(account_id) => accounts::begin_session(&state.pool, account_id)
            .await
            .map(Some),
        None => Ok(None),
    }
}

async fn log_out(
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
