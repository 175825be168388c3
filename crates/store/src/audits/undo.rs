//! Takes a verdict back.

use chrono::{DateTime, Utc};
use domain::TaskFailure;
use domain::audit::{self, AuditAction, Undoable};
use sqlx::{PgConnection, PgPool};

use super::change::{Change, Columns, Entry, LockedTask, lock, record};
use super::judge::{Judged, record_one};
use crate::database::begin;
use crate::row::state;
use crate::{Error, Result, Scope};

/// Takes an audit back: the task returns to the state it was in. An undone fix stays among the
/// responses, and the one it replaced comes back as the newest.
///
/// # Errors
/// [`Error::Invalid`] if it is too late, someone else's, or the task has changed since.
pub async fn undo(pool: &PgPool, scope: Scope, account_id: i32, audit_id: i64) -> Result<Judged> {
    let mut tx = begin(pool).await?;
    let missing = || Error::NotFound {
        what: "audit",
        name: audit_id.to_string(),
    };
    // Primary key of `audit`.
    let seq = sqlx::query_scalar!("select seq from audit where audit_id = $1", audit_id)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or_else(missing)?;
    let task = lock(&mut tx, scope, &[seq])
        .await?
        .pop()
        .ok_or_else(missing)?;
    let made = made_audits(&mut tx, &[audit_id], account_id)
        .await?
        .pop()
        .ok_or_else(missing)?;
    let now = sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#)
        .fetch_one(&mut *tx)
        .await?;
    let change = reversal(&mut tx, &task, &made, now).await?;
    let entry = Entry {
        by: account_id.into(),
        action: AuditAction::Undo,
        comment: "",
        bulk_id: None,
    };
    let after = change.after;
    let audit_id = record_one(&mut tx, change, entry).await?;
    tx.commit().await?;
    Ok(Judged {
        audit_id,
        version: task.version + 1,
        state: after.state,
        response_version: after.response_version,
    })
}

/// Takes audits back whose tasks are locked (and ordered by `seq`), each where it can be; answers
/// with the reasons for the rest.
pub(super) async fn undo_locked(
    tx: &mut PgConnection,
    tasks: &[LockedTask],
    made: &[MadeAudit],
    account_id: i32,
) -> Result<Vec<TaskFailure>> {
    let mut changes = Vec::with_capacity(made.len());
    let mut failed = Vec::new();
    for audit in made {
        let Ok(at) = tasks.binary_search_by_key(&audit.seq, |task| task.seq) else {
            continue;
        };
        let task = &tasks[at];
        // The window was checked for the bulk as a whole.
        match reversal(tx, task, audit, audit.undoable.at).await {
            Ok(change) => changes.push(change),
            Err(Error::Invalid(reason)) => failed.push(TaskFailure {
                task_id: task.task_id,
                reason,
            }),
            Err(error) => return Err(error),
        }
    }
    let entry = Entry {
        by: account_id.into(),
        action: AuditAction::Undo,
        comment: "",
        bulk_id: None,
    };
    record(tx, &changes, entry).await?;
    Ok(failed)
}

/// An audit, read so that it can be taken back.
pub(super) struct MadeAudit {
    audit_id: i64,
    seq: i64,
    undoable: Undoable,
    response_before: i32,
    completed_before: Option<DateTime<Utc>>,
}

/// Reads audits in the order of their tasks. Their tasks are locked, so no undo can slip between
/// this and what follows.
pub(super) async fn made_audits(
    tx: &mut PgConnection,
    audit_ids: &[i64],
    account_id: i32,
) -> Result<Vec<MadeAudit>> {
    // Primary key of `audit`, and the unique index on `undoes`.
    let rows = sqlx::query!(
        r#"
        select audit_id, seq, at, account_id, action,
               status_before, status_after, review_before, review_after,
               response_before, response_after, completed_before,
               exists (select from audit as later where later.undoes = audit.audit_id) as "is_undone!"
        from audit
        where audit_id = any($1)
        order by seq, audit_id
        "#,
        audit_ids,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(MadeAudit {
                audit_id: row.audit_id,
                seq: row.seq,
                undoable: Undoable {
                    at: row.at,
                    before: state(row.status_before, row.review_before)?,
                    after: state(row.status_after, row.review_after)?,
                    response_after: row.response_after,
                    is_own: row.account_id == Some(account_id),
                    is_undone: row.is_undone || row.action == AuditAction::Undo.as_str(),
                },
                response_before: row.response_before,
                completed_before: row.completed_before,
            })
        })
        .collect()
}

/// The change that takes `audit` back, and the response it brings back, if any.
async fn reversal(
    tx: &mut PgConnection,
    task: &LockedTask,
    audit: &MadeAudit,
    now: DateTime<Utc>,
) -> Result<Change> {
    let response_version = task.columns.response_version;
    let state = audit::undo(&audit.undoable, task.columns.state, response_version, now)
        .map_err(|error| Error::Invalid(error.to_string()))?;
    let mut after = Columns {
        state,
        completed_at: audit.completed_before,
        ..task.columns
    };
    if audit.response_before != response_version {
        after.response_version = restore_response(tx, task.seq, audit.response_before).await?;
        after.annotation_count = annotation_count_of(tx, task.seq, after.response_version).await?;
    }
    Ok(Change {
        seq: task.seq,
        before: task.columns,
        after,
        undoes: Some(audit.audit_id),
    })
}

/// Appends a copy of an earlier response; answers with its number, or 0 where there was none.
async fn restore_response(tx: &mut PgConnection, seq: i64, number: i32) -> Result<i32> {
    // Primary key of `response`.
    let restored = sqlx::query_scalar!(
        r#"
        insert into response (seq, version, body, origin, made_at, made_by, author, api_key_id)
        select seq, (select max(version) + 1 from response where seq = $1), body, 'undo',
               clock_timestamp(), made_by, author, api_key_id
        from response
        where seq = $1
          and version = $2
        returning version
        "#,
        seq,
        number,
    )
    .fetch_optional(tx)
    .await?;
    Ok(restored.unwrap_or_default())
}

async fn annotation_count_of(tx: &mut PgConnection, seq: i64, number: i32) -> Result<Option<i32>> {
    let body = sqlx::query_scalar!(
        r#"select body::text as "body!" from response where seq = $1 and version = $2"#,
        seq,
        number,
    )
    .fetch_optional(tx)
    .await?;
    Ok(body.as_deref().and_then(domain::annotation_count))
}
