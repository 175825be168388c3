//! Whether the process runs, and whether it can work.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use store::PgPool;

use crate::data_folder::DataFolder;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers too, and files can be kept; else 503, so that a balancer asks another server.
pub async fn readyz(
    State(pool): State<PgPool>,
    Extension(folder): Extension<DataFolder>,
) -> (StatusCode, &'static str) {
    if let Err(error) = store::ping(&pool).await {
        tracing::error!(%error, "not ready");
        let why = match error {
            store::Error::Pooler(why) => why,
            _ => "the database does not answer\n",
        };
        return (StatusCode::SERVICE_UNAVAILABLE, why);
    }
    if !folder.can_be_written().await {
        let why = "the data folder cannot be written: its disk is full, or it is read-only\n";
        return (StatusCode::SERVICE_UNAVAILABLE, why);
    }
    (StatusCode::OK, "ok\n")
}
