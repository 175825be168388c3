//! How long a task is held.

use chrono::{DateTime, Utc};
use domain::callback::TaskMoment;
use domain::{Step, TaskId, TaskStatus};
use sqlx::{PgConnection, PgPool};

use crate::row::state;
use crate::{Error, Result, Scope};

/// A lease's id looks like a task's.
pub type LeaseId = TaskId;

/// A task that this transaction has locked, and who answers for it.
pub(super) struct Leased {
    pub seq: i64,
    pub task_id: TaskId,
    /// As it is before whatever comes now.
    pub moment: TaskMoment,
    /// How histories name who works on it.
    pub author: String,
}

/// Holds a task for so many seconds from now on; until when.
///
/// # Errors
/// [`Error::NotFound`] where the lease is over.
pub async fn heartbeat(
    pool: &PgPool,
    scope: Scope,
    lease_id: LeaseId,
    seconds: i32,
) -> Result<DateTime<Utc>> {
    // The unique index on lease_id, then the primary key of `task`.
    sqlx::query_scalar!(
        r#"
        update lease
        set expires_at = clock_timestamp() + make_interval(secs => $4)
        from task
        where lease.lease_id = $1
          and task.seq = lease.seq
          and task.team_id = $2
          and task.is_test = $3
        returning expires_at
        "#,
        lease_id.as_bytes(),
        scope.team_id,
        scope.is_test,
        f64::from(seconds),
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| over(lease_id))
}

/// Ends a lease and gives its task to the caller's transaction.
pub(super) async fn end(tx: &mut PgConnection, scope: Scope, lease_id: LeaseId) -> Result<Leased> {
    // The unique index on lease_id, then primary keys. The task is locked before the lease goes, as
    // everywhere.
    let row = sqlx::query!(
        r#"
        select task.seq, task.task_id as "task_id: [u8; 12]", task.status, task.review_status,
               task.response_version, lease.worker, api_key.name as key_name
        from lease
        join task using (seq)
        join api_key using (api_key_id)
        where lease.lease_id = $1
          and task.team_id = $2
          and task.is_test = $3
        for no key update of task
        "#,
        lease_id.as_bytes(),
        scope.team_id,
        scope.is_test,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| over(lease_id))?;
    let ended = sqlx::query!(
        "delete from lease where seq = $1 and lease_id = $2",
        row.seq,
        lease_id.as_bytes(),
    )
    .execute(tx)
    .await?
    .rows_affected();
    if ended == 0 {
        return Err(over(lease_id));
    }
    Ok(Leased {
        seq: row.seq,
        task_id: TaskId::from_bytes(row.task_id),
        moment: TaskMoment {
            state: state(row.status, row.review_status)?,
            response_version: row.response_version,
        },
        author: match row.worker.as_str() {
            "" => format!("API key {}", row.key_name),
            worker => format!("{worker}, by API key {}", row.key_name),
        },
    })
}

fn over(lease_id: LeaseId) -> Error {
    Error::NotFound {
        what: "lease (any more)",
        name: lease_id.to_string(),
    }
}

/// Tasks that go back at a time.
const AT_A_TIME: i64 = 1000;

/// Puts the tasks whose leases are over back into the queue; how many.
pub async fn requeue_lost(pool: &PgPool) -> Result<u64> {
    let queued = Step::Release
        .apply(TaskStatus::InProgress)
        .map_err(|error| Error::Invalid(error.to_string()))?;
    // Served by lease_by_expiry. What another server is just putting back is passed by; a lease
    // that was prolonged meanwhile stays.
    let lost = sqlx::query!(
        r#"
        with late as materialized (
            select task.seq
            from lease
            join task using (seq)
            where lease.expires_at < clock_timestamp()
            order by task.seq
            limit $1
            for no key update of task skip locked
        ), ended as (
            delete from lease
            using late
            where lease.seq = late.seq
              and lease.expires_at < clock_timestamp()
            returning lease.seq, lease.worker
        ), changed as (
            update task
            set status = $3,
                version = version + 1,
                updated_at = clock_timestamp()
            from ended
            where task.seq = ended.seq
              and task.status = $2
            returning task.seq
        )
        insert into task_event (seq, at, kind, detail)
        select ended.seq, clock_timestamp(), 'lease_lost', json_build_object('worker', ended.worker)
        from ended
        join changed using (seq)
        "#,
        AT_A_TIME,
        TaskStatus::InProgress.code(),
        queued.code(),
    )
    .execute(pool)
    .await?
    .rows_affected();
    Ok(lost)
}
