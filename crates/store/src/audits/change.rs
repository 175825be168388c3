//! Writes the outcome of audits: the tasks' new columns, a row of history for each, and callbacks.

use chrono::{DateTime, Utc};
use domain::TaskId;
use domain::audit::{AuditAction, RejectPolicy, TaskState};
use domain::callback::{CallbackEvent, TaskMoment, callback_event};
use sqlx::PgConnection;

use crate::callbacks::queue;
use crate::row::state;
use crate::{Actor, Result, Scope};

/// A task that this transaction has locked, so that nobody else changes it meanwhile.
#[derive(Debug, Clone)]
pub(super) struct LockedTask {
    pub seq: i64,
    pub task_id: TaskId,
    pub version: i32,
    pub policy: RejectPolicy,
    pub columns: Columns,
}

/// The columns of a task that audits change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub state: TaskState,
    pub response_version: i32,
    pub annotation_count: Option<i32>,
    pub completed_at: Option<DateTime<Utc>>,
}

impl Columns {
    const fn moment(&self) -> TaskMoment {
        TaskMoment {
            state: self.state,
            response_version: self.response_version,
        }
    }
}

/// A task before and after an audit.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub seq: i64,
    pub before: Columns,
    pub after: Columns,
    /// The audit that this one takes back.
    pub undoes: Option<i64>,
}

/// Who changes tasks, how and in which bulk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub by: Actor<'a>,
    pub action: AuditAction,
    pub comment: &'a str,
    pub bulk_id: Option<i64>,
}

/// Locks those of `seqs` that are in the scope, in the order of `seq`: two bulk changes that meet
/// wait for each other instead of blocking each other for good.
pub(super) async fn lock(
    tx: &mut PgConnection,
    scope: Scope,
    seqs: &[i64],
) -> Result<Vec<LockedTask>> {
    // Primary key of `task`.
    let rows = sqlx::query!(
        r#"
        select task.seq, task.task_id as "task_id: [u8; 12]", task.version, task.status, task.review_status,
               task.response_version, task.annotation_count, task.completed_at,
               coalesce(project.requeue_rejected, true) as "requeue_rejected!"
        from task
        left join project using (project_id)
        where task.seq = any($1)
          and task.team_id = $2
          and task.is_test = $3
        order by task.seq
        for no key update of task
        "#,
        seqs,
        scope.team_id,
        scope.is_test,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(LockedTask {
                seq: row.seq,
                task_id: TaskId::from_bytes(row.task_id),
                version: row.version,
                policy: if row.requeue_rejected {
                    RejectPolicy::Requeue
                } else {
                    RejectPolicy::Keep
                },
                columns: Columns {
                    state: state(row.status, row.review_status)?,
                    response_version: row.response_version,
                    annotation_count: row.annotation_count,
                    completed_at: row.completed_at,
                },
            })
        })
        .collect()
}

/// Writes all changes with a few statements, however many they are. Answers with the audits' ids, in
/// the order of `changes`, which is that of `seq` without repetition.
pub(super) async fn record(
    tx: &mut PgConnection,
    changes: &[Change],
    entry: Entry<'_>,
) -> Result<Vec<i64>> {
    fn column<T>(changes: &[Change], of: impl Fn(&Change) -> T) -> Vec<T> {
        changes.iter().map(of).collect()
    }
    let seq = column(changes, |change| change.seq);
    let status_after = column(changes, |change| change.after.state.status.code());
    let review_after = column(changes, |change| change.after.state.review_status.code());
    let response_after = column(changes, |change| change.after.response_version);

    // Primary key of `task`.
    sqlx::query!(
        r#"
        update task
        set status = new.status,
            review_status = new.review_status,
            response_version = new.response_version,
            annotation_count = new.annotation_count,
            completed_at = new.completed_at,
            version = version + 1,
            updated_at = clock_timestamp()
        from unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::int[], $5::int[], $6::timestamptz[])
            as new (seq, status, review_status, response_version, annotation_count, completed_at)
        where task.seq = new.seq
        "#,
        &seq,
        &status_after,
        &review_after,
        &response_after,
        &column(changes, |change| change.after.annotation_count) as _,
        &column(changes, |change| change.after.completed_at) as _,
    )
    .execute(&mut *tx)
    .await?;

    let ids = sqlx::query_scalar!(
        r#"
        insert into audit (
            seq, at, account_id, author, action, comment, bulk_id,
            status_before, status_after, review_before, review_after,
            response_before, response_after, completed_before, undoes)
        select new.seq, clock_timestamp(), $1, $14, $2, $3, $4,
               new.status_before, new.status_after, new.review_before, new.review_after,
               new.response_before, new.response_after, new.completed_before, new.undoes
        from unnest(
            $5::bigint[], $6::smallint[], $7::smallint[], $8::smallint[], $9::smallint[],
            $10::int[], $11::int[], $12::timestamptz[], $13::bigint[]
        ) as new (seq, status_before, status_after, review_before, review_after,
                  response_before, response_after, completed_before, undoes)
        order by new.seq
        returning audit_id
        "#,
        entry.by.account_id(),
        entry.action.as_str(),
        entry.comment,
        entry.bulk_id,
        &seq,
        &column(changes, |change| change.before.state.status.code()),
        &status_after,
        &column(changes, |change| change.before.state.review_status.code()),
        &review_after,
        &column(changes, |change| change.before.response_version),
        &response_after,
        &column(changes, |change| change.before.completed_at) as _,
        &column(changes, |change| change.undoes) as _,
        entry.by.author(),
    )
    .fetch_all(&mut *tx)
    .await?;
    let told: Vec<(i64, CallbackEvent)> = changes
        .iter()
        .filter_map(|change| {
            let event = callback_event(change.before.moment(), change.after.moment())?;
            Some((change.seq, event))
        })
        .collect();
    queue(tx, &told).await?;
    Ok(ids)
}
