//! What became of the plain form that this page answers.

use serde::{Deserialize, Serialize};

use crate::AppError;

/// A login or a joining that failed, for the form to show again. The server puts it into the
/// extensions of the request that renders the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedForm {
    pub email: String,
    pub name: String,
    pub problem: Option<String>,
}

/// The failed form that this page answers; an empty one if it answers none.
#[leptos::server]
pub async fn form_before() -> Result<FailedForm, AppError> {
    let found = leptos_axum::extract::<axum::Extension<FailedForm>>().await;
    Ok(found
        .map(|axum::Extension(failed)| failed)
        .unwrap_or_default())
}
