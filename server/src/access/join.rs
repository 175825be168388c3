//! `POST /invite/{token}`, `POST /account/team`

use app::access::{FailedForm, sentence};
use app::state::AppState;
use app::viewer::{ClientAddress, CurrentSession, Viewer};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use store::accounts::{self, LoggedIn, Newcomer};

use super::cookie;
use super::forms::{form_again, origin};

/// Empty from who is logged in already.
#[derive(Deserialize)]
pub struct JoinForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Joins the invite's team: with the account that is logged in, else with a new one.
pub async fn join(
    State(state): State<AppState>,
    viewer: Option<Extension<Viewer>>,
    session: Option<Extension<CurrentSession>>,
    Extension(from): Extension<ClientAddress>,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(form): Form<JoinForm>,
) -> Response {
    let viewer = viewer.map(|Extension(viewer)| viewer);
    let joined = match (&viewer, session) {
        (Some(viewer), Some(Extension(session))) => join_as(&state, &token, viewer, session)
            .await
            .map(|()| None),
        _ => join_as_new(&state, &token, &form, &headers, from)
            .await
            .map(Some),
    };
    let error = match joined {
        Ok(None) => return Redirect::to("/tasks").into_response(),
        Ok(Some(logged_in)) => {
            let cookies = cookie::keep(&logged_in, state.site.is_https());
            return (cookies, Redirect::to("/tasks")).into_response();
        }
        Err(error) => error,
    };
    let (status, problem) = match error {
        store::Error::Invalid(reason) => (StatusCode::UNPROCESSABLE_ENTITY, sentence(&reason)),
        error => {
            tracing::error!(%error, "joining by invite");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "You have not joined: the database does not answer. Try again in a moment."
                    .to_owned(),
            )
        }
    };
    let failed = FailedForm {
        email: form.email,
        name: form.name,
        problem: Some(problem),
    };
    form_again(&state, format!("/invite/{token}"), status, failed, viewer).await
}

/// Joins, and works in the new team from here on.
async fn join_as(
    state: &AppState,
    token: &str,
    viewer: &Viewer,
    CurrentSession(hash): CurrentSession,
) -> store::Result<()> {
    let team_id = accounts::join_as(&state.pool, token, viewer.account_id).await?;
    accounts::switch_team(&state.pool, &hash, team_id).await
}

async fn join_as_new(
    state: &AppState,
    token: &str,
    form: &JoinForm,
    headers: &HeaderMap,
    from: ClientAddress,
) -> store::Result<LoggedIn> {
    let newcomer = Newcomer {
        email: &form.email,
        name: &form.name,
        password: &form.password,
    };
    let account_id = accounts::join_as_new(&state.pool, token, newcomer).await?;
    accounts::begin_session(&state.pool, account_id, &origin(headers, from)).await
}

#[derive(Deserialize)]
pub struct TeamForm {
    team_id: i32,
}

/// Turns the session to another team of the person.
pub async fn switch_team(
    State(state): State<AppState>,
    Extension(CurrentSession(hash)): Extension<CurrentSession>,
    Form(TeamForm { team_id }): Form<TeamForm>,
) -> Response {
    match accounts::switch_team(&state.pool, &hash, team_id).await {
        Ok(()) => Redirect::to("/tasks").into_response(),
        Err(store::Error::Invalid(reason)) => (StatusCode::FORBIDDEN, reason).into_response(),
        Err(error) => {
            tracing::error!(%error, "switching the team");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
