//! How large an export will be.

use domain::export::{ExportEstimate, ExportRequest};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::AppError;

/// How many tasks an export has, and about how many bytes.
#[server(input = Json)]
pub async fn estimate_export(request: ExportRequest) -> Result<ExportEstimate, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    transfer::export::estimate(&pool, viewer.scope(), &request)
        .await
        .map_err(|error| match error {
            transfer::export::ExportError::Store(error) => error.into(),
            error => {
                tracing::error!(%error, "estimate of an export");
                AppError::Internal
            }
        })
}
