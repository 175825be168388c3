//! A whole task as the database gives it.

use chrono::{DateTime, Utc};
use domain::TaskId;
use domain::audit::AuditAction;
use domain::callback::CallbackOutcome;
use domain::record::{AuditStep, Form, RecordAudit, WholeTask};
use serde::Deserialize;
use sqlx::{FromRow, PgPool};

use crate::row::{state, unreadable};
use crate::task_list::conditions::Sql;
use crate::task_list::row_record::{COLUMNS as ROW_COLUMNS, RowRecord};
use crate::{Result, Scope};

/// Columns behind those of a row: primary keys of `task_document`, `response` and `callback_line`,
/// and `audit_by_task`.
pub(super) const COLUMNS: &str = r",
       task.is_test,
       coalesce((select form from task_document where task_document.seq = task.seq), 'record') as form,
       coalesce((select uploaded::text from task_document where task_document.seq = task.seq), '{}') as uploaded,
       (select metadata::text from task_document where task_document.seq = task.seq) as metadata,
       array(select body::text from response where response.seq = task.seq order by version) as responses,
       (select coalesce(json_agg(json_build_object(
                   'at', at, 'by', coalesce(account.name, author), 'action', action, 'comment', comment,
                   'before', json_build_array(status_before, review_before, response_before),
                   'after', json_build_array(status_after, review_after, response_after)
               ) order by audit_id), '[]')::text
        from audit
        left join account using (account_id)
        where audit.seq = task.seq) as audits,
       (select succeeded from callback_line where callback_line.seq = task.seq) as callback_succeeded,
       (select finished_at from callback_line where callback_line.seq = task.seq) as callback_at";

/// How much of each task is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    Whole,
    /// Without `params` and responses; what is left of the upload are its other fields.
    Shallow,
}

const UPLOADED: &str = "coalesce((select uploaded::text from task_document where task_document.seq = task.seq), '{}') as uploaded";
const RESPONSES: &str = "array(select body::text from response where response.seq = task.seq order by version) as responses";

/// The fields of an upload that a shallow reading keeps, each with its text. PostgreSQL cannot look into
/// one with U+0000 or half a surrogate pair inside, which is read whole.
const SHALLOW_UPLOADED: &str = r"coalesce((
           select case
                   when strpos(uploaded::text, '\u0000') > 0
                       or strpos(uploaded::text, '\ud') > 0
                       or strpos(uploaded::text, '\uD') > 0 then uploaded::text
                   else (select json_object_agg(field.key, field.value)::text
                         from json_each(task_document.uploaded) as field
                         where field.key in ('metadata', 'instruction', 'callback_url', 'priority',
                                             'clear_unique_id_on_error', 'project', 'batch', 'tags',
                                             'unique_id'))
                  end
           from task_document
           where task_document.seq = task.seq), '{}') as uploaded";

/// Tasks by their arrival numbers, in the order of these.
pub(crate) async fn whole_by_seq(
    pool: &PgPool,
    scope: Scope,
    seqs: &[i64],
    depth: Depth,
) -> Result<Vec<WholeTask>> {
    // Primary keys.
    let mut sql = selection(depth);
    sql.push("\nfrom unnest(")
        .push_bind(seqs.to_vec())
        .push(") with ordinality as wanted (seq, place)\njoin task using (seq)")
        .push(NAMES);
    push_scope(&mut sql, scope);
    sql.push("\norder by place");
    let records: Vec<WholeRecord> = sql.build_query_as().fetch_all(pool).await?;
    records.into_iter().map(WholeRecord::into_whole).collect()
}

/// The task with this id.
pub(crate) async fn whole_by_id(
    pool: &PgPool,
    scope: Scope,
    task_id: TaskId,
) -> Result<Option<WholeTask>> {
    // The unique index on (team_id, task_id), then primary keys.
    let mut sql = selection(Depth::Whole);
    sql.push("\nfrom task").push(NAMES);
    push_scope(&mut sql, scope);
    sql.push(" and task.task_id = ")
        .push_bind(task_id.as_bytes().to_vec());
    let record: Option<WholeRecord> = sql.build_query_as().fetch_optional(pool).await?;
    record.map(WholeRecord::into_whole).transpose()
}

const NAMES: &str = "
left join project on project.project_id = task.project_id
left join batch on batch.batch_id = task.batch_id";

fn selection(depth: Depth) -> Sql {
    let mut sql = Sql::new("select ");
    sql.push(ROW_COLUMNS);
    match depth {
        Depth::Whole => sql.push(COLUMNS),
        Depth::Shallow => sql.push(
            COLUMNS
                .replace(UPLOADED, SHALLOW_UPLOADED)
                .replace(RESPONSES, "'{}'::text[] as responses"),
        ),
    };
    sql
}

fn push_scope(sql: &mut Sql, scope: Scope) {
    sql.push("\nwhere task.team_id = ")
        .push_bind(scope.team_id)
        .push(" and task.is_test = ")
        .push_bind(scope.is_test);
}

#[derive(FromRow)]
pub(super) struct WholeRecord {
    #[sqlx(flatten)]
    row: RowRecord,
    is_test: bool,
    form: String,
    uploaded: String,
    metadata: Option<String>,
    responses: Vec<String>,
    audits: String,
    callback_succeeded: Option<bool>,
    callback_at: Option<DateTime<Utc>>,
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
            metadata: self.metadata,
            responses: self.responses,
            audits: audits.collect::<Result<_>>()?,
            callback: self
                .callback_succeeded
                .zip(self.callback_at)
                .map(|(succeeded, at)| CallbackOutcome { succeeded, at }),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shallow_reading_replaces_what_is_deep() {
        assert!(COLUMNS.contains(UPLOADED) && COLUMNS.contains(RESPONSES));
    }
}
