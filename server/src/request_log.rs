//! One line of the log for each request.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

/// Logs method, path, status and milliseconds until the answer began. Never the query string, and
/// not the end of an invite's path: both may hold tokens.
pub async fn log_request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        path = shown_path(request.uri().path()),
    );
    async move {
        let response = next.run(request).await;
        tracing::info!(
            status = response.status().as_u16(),
            ms = started.elapsed().as_secs_f32() * 1e3,
            "answered"
        );
        response
    }
    .instrument(span)
    .await
}

fn shown_path(path: &str) -> &str {
    if path.starts_with("/invite/") {
        "/invite/…"
    } else {
        path
    }
}
