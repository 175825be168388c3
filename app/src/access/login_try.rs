//! What became of the login that this page answers.

use serde::{Deserialize, Serialize};

use crate::AppError;

/// A login that failed, for the form to show again. The server puts it into the extensions of the
/// request that renders the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginTry {
    pub email: String,
    pub problem: String,
}

/// The failed login that this page answers, if it answers one.
#[leptos::server]
pub async fn failed_login() -> Result<Option<LoginTry>, AppError> {
    let found = leptos_axum::extract::<axum::Extension<LoginTry>>().await;
    Ok(found.ok().map(|axum::Extension(failed)| failed))
}
