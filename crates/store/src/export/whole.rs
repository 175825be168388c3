//! A whole task as the database gives it.

use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::record::{AuditStep, Form, RecordAudit, WholeTask};
use serde::Deserialize;
use sqlx::FromRow;

use crate::Result;
use crate::row::{state, unreadable};
use crate::task_list::row_record::RowRecord;

/// Columns behind those of a row: primary keys of `task_document` and `response`, then
/// `audit_by_task`.
pub(super) const COLUMNS: &str = r",
       task.is_test,
       coalesce((select form from task_document where task_document.seq = task.seq), 'record') as form,
       coalesce((select uploaded::text from task_document where task_document.seq = task.seq), '{}') as uploaded,
       array(select body::text from response where response.seq = task.seq order by version) as responses,
       (select coalesce(json_agg(json_build_object(
                   'at', at, 'by', coalesce(account.name, author), 'action', action, 'comment', comment,
                   'before', json_build_array(status_before, review_before, response_before),
                   'after', json_build_array(status_after, review_after, response_after)
               ) order by audit_id), '[]')::text
        from audit
        left join account using (account_id)
        where audit.seq = task.seq) as audits";

#[derive(FromRow)]
pub(super) struct WholeRecord {
    #[sqlx(flatten)]
    row: RowRecord,
    is_test: bool,
    form: String,
    uploaded: String,
    responses: Vec<String>,
    audits: String,
}

#[derive(Deserialize)]
struct AuditRecord {
    at: DateTime<Utc>,
    by: Option<String>,
    action: AuditAction,
    comment: String,
    before: Step,
    after: Step,
}

/// Status, audit status and number of the response.
type Step = (i16, i16, i32);

impl WholeRecord {
    /// Bytes, about.
    pub fn size(&self) -> usize {
        let responses: usize = self.responses.iter().map(String::len).sum();
        self.uploaded.len() + responses + self.audits.len()
    }

    pub fn into_whole(self) -> Result<WholeTask> {
        let audits: Vec<AuditRecord> =
            serde_json::from_str(&self.audits).map_err(|_| unreadable("audit"))?;
        let audits = audits.into_iter().map(|audit| {
            Ok(RecordAudit {
                at: audit.at,
                by: audit.by,
                action: audit.action,
                comment: audit.comment,
                before: Some(step(audit.before)?),
                after: Some(step(audit.after)?),
            })
        });
        Ok(WholeTask {
            row: self.row.into_row()?,
            is_test: self.is_test,
            form: self.form.parse::<Form>().map_err(|_| unreadable("form"))?,
            uploaded: self.uploaded,
            responses: self.responses,
            audits: audits.collect::<Result<_>>()?,
        })
    }
}

fn step((status, review_status, response): Step) -> Result<AuditStep> {
    let state = state(status, review_status)?;
    Ok(AuditStep {
        status: state.status,
        review_status: state.review_status,
        response,
    })
}
