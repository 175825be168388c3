//! A task with every response it ever had, as it is given out.

use domain::TaskId;
use domain::record::{AuditStep, Form, RecordAudit, WholeTask};
use domain::task_detail::{AuditEntry, Happening, HistoryEntry};
use sqlx::PgPool;

use super::load::load;
use crate::row::unreadable;
use crate::{Result, Scope};

/// Loads all that [`domain::record::whole_task`] writes.
///
/// # Errors
/// [`crate::Error::NotFound`], also for a task of another team.
pub async fn whole(pool: &PgPool, scope: Scope, task_id: TaskId) -> Result<WholeTask> {
    let detail = load(pool, scope, task_id).await?.detail;
    // Primary key of `task_document`.
    let document = sqlx::query!(
        r#"select uploaded::text as "uploaded!", form from task_document where seq = $1"#,
        detail.row.seq,
    )
    .fetch_one(pool)
    .await?;
    // Primary key of `response`; those that came after `load` belong to a later state of the task.
    let responses = sqlx::query_scalar!(
        r#"
        select body::text as "body!"
        from response
        where seq = $1
          and version <= $2
        order by version
        "#,
        detail.row.seq,
        detail.row.response_version,
    )
    .fetch_all(pool)
    .await?;
    let form: Form = document.form.parse().map_err(|_| unreadable("form"))?;
    Ok(WholeTask {
        row: detail.row,
        is_test: scope.is_test,
        form,
        uploaded: document.uploaded,
        responses,
        audits: detail.history.into_iter().filter_map(audit).collect(),
    })
}

fn audit(entry: HistoryEntry) -> Option<RecordAudit> {
    let HistoryEntry {
        at,
        by,
        what: Happening::Audited(audit),
    } = entry
    else {
        return None;
    };
    let AuditEntry {
        action,
        comment,
        before,
        after,
        response_before,
        response_after,
        ..
    } = audit;
    Some(RecordAudit {
        at,
        by,
        action,
        comment,
        before: Some(AuditStep {
            status: before.status,
            review_status: before.review_status,
            response: response_before,
        }),
        after: Some(AuditStep {
            status: after.status,
            review_status: after.review_status,
            response: response_after,
        }),
    })
}
