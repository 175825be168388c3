//! What a client is told whose body came too slowly.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::AppError;
use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::server_fn::error::FromServerFnError;
use serde_json::json;

/// Why a body ended before its end.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly; check the connection and send it again")]
pub struct TooSlow;

/// Whether a request's body came too slowly; in the request's extensions.
#[derive(Debug, Clone, Default)]
pub struct WasTooSlow(Arc<AtomicBool>);

impl WasTooSlow {
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Answers 408 where a body came too slowly, whatever its handler made of half a body. An answer
/// that streams has begun before, and says itself what became of it.
pub async fn answer_too_slow(request: Request, next: Next) -> Response {
    let Some(was_too_slow) = request.extensions().get::<WasTooSlow>().cloned() else {
        return next.run(request).await;
    };
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if was_too_slow.get() {
        refusal(&path)
    } else {
        response
    }
}

/// In the form that callers of this address read.
fn refusal(path: &str) -> Response {
    let status = StatusCode::REQUEST_TIMEOUT;
    if path.starts_with("/v1/") {
        let body = json!({"status_code": status.as_u16(), "error": TooSlow.to_string()});
        return (status, Json(body)).into_response();
    }
    if path.starts_with("/api/") {
        let error = AppError::Unreachable(TooSlow.to_string()).ser();
        return (status, [(CONTENT_TYPE, "application/json")], error).into_response();
    }
    (status, format!("{TooSlow}\n")).into_response()
}
