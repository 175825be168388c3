//! What of Scale's API is about its own workforce, and not here.

use axum::http::StatusCode;

use super::error::ApiError;

pub async fn studio() -> ApiError {
    not_enabled("Studio (assignments, groups and batch priorities of labelers)")
}

pub async fn quality() -> ApiError {
    not_enabled("Quality work (evaluation and training tasks, Quality Labs)")
}

pub fn not_enabled(what: &str) -> ApiError {
    ApiError::new(
        StatusCode::PAYMENT_REQUIRED,
        format!(
            "{what} is not enabled: Tasklens has no workforce of its own; labelers and models take \
             tasks through /v1/work"
        ),
    )
}
