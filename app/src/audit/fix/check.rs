//! Whether a fixed response can be saved.

use domain::TaskId;
use domain::response_check::{Severity, check_response};
use store::attachments::drawing_source;
use store::{PgPool, Scope};

use crate::AppError;

/// The check that saving makes again, whoever asks: the first error refuses the response.
pub async fn refuse_errors(
    pool: &PgPool,
    scope: Scope,
    task_id: TaskId,
    response: &str,
) -> Result<(), AppError> {
    let source = drawing_source(pool, scope, task_id).await?;
    let error = check_response(source.task_type, &source.params, response, None)
        .into_iter()
        .find(|finding| finding.severity == Severity::Error);
    match error {
        Some(finding) => Err(AppError::Invalid(format!(
            "the response cannot be saved: {finding}"
        ))),
        None => Ok(()),
    }
}
