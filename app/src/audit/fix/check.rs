//! Whether a fixed response can be saved.

use domain::TaskId;
use domain::response_check::check_response;
use store::attachments::drawing_source;
use store::{PgPool, Scope, off_worker};

use crate::AppError;

/// The check that saving makes again, whoever asks: the first error refuses the response.
pub async fn refuse_errors(
    pool: &PgPool,
    scope: Scope,
    task_id: TaskId,
    response: &str,
) -> Result<(), AppError> {
    let source = drawing_source(pool, scope, task_id).await?;
    let response = response.to_owned();
    let findings = off_worker(response.len() + source.bytes, move |_| {
        check_response(source.task_type, &source.params, &response, None)
    })
    .await?;
    match findings.first_error() {
        Some(finding) => Err(AppError::Invalid(format!(
            "the response cannot be saved: {finding}"
        ))),
        None => Ok(()),
    }
}
