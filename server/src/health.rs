//! Whether the process runs, and whether it can work.

use axum::extract::State;
use axum::http::StatusCode;
use store::PgPool;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers too; else 503, so that a balancer asks another server.
pub async fn readyz(State(pool): State<PgPool>) -> (StatusCode, &'static str) {
    match store::ping(&pool).await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            let why = match error {
                store::Error::Pooler(why) => why,
                _ => "the database does not answer\n",
            };
            (StatusCode::SERVICE_UNAVAILABLE, why)
        }
    }
}
