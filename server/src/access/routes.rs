//! The addresses that plain forms and login links lead to.

use app::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{join, login};

/// Bytes of a form; far more than an address and a password take.
const FORM_LIMIT: usize = 16 << 10;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/login", post(login::log_in))
        .route("/login/link", get(login::follow_link))
        .route("/logout", post(login::log_out))
        .route("/invite/{token}", post(join::join))
        .route("/account/team", post(join::switch_team))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
}
