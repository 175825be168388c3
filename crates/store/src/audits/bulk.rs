//! Verdicts on many tasks, a chunk at a time: the caller sees how far it is and can stop between
//! chunks, and no transaction holds more than a chunk's locks.

use domain::audit::{self, Judgement, UNDO_WINDOW};
use domain::{BulkChunk, TaskFailure};
use sqlx::{PgConnection, PgPool};

use super::change::{Change, Entry, lock, record};
use super::judge::{given_before, judged_columns};
use super::undo::{made_audits, undo_locked};
use crate::database::begin;
use crate::{Error, Result, Scope};

/// How many audits [`undo_chunk`] takes back at a time.
const UNDO_CHUNK: i64 = 500;

/// Begins a bulk audit; its id goes with each chunk, and to [`undo_chunk`].
pub async fn start_bulk(pool: &PgPool, scope: Scope, account_id: i32) -> Result<i64> {
    let bulk_id = sqlx::query_scalar!(
        "insert into bulk_audit (team_id, is_test, account_id) values ($1, $2, $3) returning bulk_id",
        scope.team_id,
        scope.is_test,
        account_id,
    )
    .fetch_one(pool)
    .await?;
    Ok(bulk_id)
}

/// Judges the tasks numbered `seqs`, each on its own: one that cannot be judged so does not stop
/// the others. They are judged as they are now; who selects many has not looked at versions. A task
/// whose last audit is this very verdict stays as it is, and is neither done nor failed.
///
/// # Errors
/// [`Error::Invalid`] for a fix, which is one task's, or for words that will not do.
pub async fn judge_chunk(
    pool: &PgPool,
    scope: Scope,
    account_id: i32,
    bulk_id: i64,
    seqs: &[i64],
    judgement: &Judgement,
) -> Result<BulkChunk> {
    if let Judgement::Fix { .. } = judgement {
        return Err(Error::Invalid(
            "a fix replaces the response of one task; open the task to fix it".to_owned(),
        ));
    }
    audit::check_comment(judgement).map_err(|error| Error::Invalid(error.to_string()))?;
    let mut tx = begin(pool).await?;
    open_bulk(&mut tx, scope, account_id, bulk_id).await?;
    let mut changes = Vec::with_capacity(seqs.len());
    let mut failed = Vec::new();
    for task in lock(&mut tx, scope, seqs).await? {
        match audit::judge(task.columns.state, judgement, task.policy) {
            Ok(state) => changes.push(Change {
                seq: task.seq,
                before: task.columns,
                after: judged_columns(&task, state),
                undoes: None,
            }),
            Err(error) => failed.push(TaskFailure {
                task_id: task.task_id,
                reason: error.to_string(),
            }),
        }
    }
    let entry = Entry {
        by: account_id.into(),
        action: judgement.action(),
        comment: judgement.comment(),
        bulk_id: Some(bulk_id),
    };
    let same = changes
        .iter()
        .filter(|change| change.before.state == change.after.state);
    let same: Vec<i64> = same.map(|change| change.seq).collect();
    let given = given_before(&mut tx, &same, entry.by, judgement).await?;
    changes.retain(|change| !given.contains_key(&change.seq));
    record(&mut tx, &changes, entry).await?;
    tx.commit().await?;
    Ok(BulkChunk {
        done: changes.len(),
        failed,
    })
}

/// Takes the next audits of a bulk back; nothing done and nothing failed means that none are left.
/// The undo must begin in time; it may take as long as it needs.
pub async fn undo_chunk(
    pool: &PgPool,
    scope: Scope,
    account_id: i32,
    bulk_id: i64,
    after_audit: i64,
) -> Result<(BulkChunk, Option<i64>)> {
    let mut tx = begin(pool).await?;
    open_undo(&mut tx, scope, account_id, bulk_id).await?;
    // Index audit_by_bulk.
    let audits = sqlx::query!(
        r#"
        select audit_id, seq
        from audit
        where bulk_id = $1
          and audit_id > $2
        order by audit_id
        limit $3
        "#,
        bulk_id,
        after_audit,
        UNDO_CHUNK,
    )
    .fetch_all(&mut *tx)
    .await?;
    let last = audits.last().map(|audit| audit.audit_id);
    let seqs: Vec<_> = audits.iter().map(|audit| audit.seq).collect();
    let ids: Vec<_> = audits.iter().map(|audit| audit.audit_id).collect();
    let tasks = lock(&mut tx, scope, &seqs).await?;
    let made = made_audits(&mut tx, &ids, account_id).await?;
    let failed = undo_locked(&mut tx, &tasks, &made, account_id).await?;
    tx.commit().await?;
    let chunk = BulkChunk {
        done: made.len() - failed.len(),
        failed,
    };
    Ok((chunk, last))
}

/// Notes that a bulk goes on.
async fn open_bulk(
    tx: &mut PgConnection,
    scope: Scope,
    account_id: i32,
    bulk_id: i64,
) -> Result<()> {
    // Primary key of `bulk_audit`.
    let opened = sqlx::query!(
        r#"
        update bulk_audit
        set last_at = clock_timestamp()
        where bulk_id = $1
          and team_id = $2
          and is_test = $3
          and account_id = $4
          and undo_started_at is null
        "#,
        bulk_id,
        scope.team_id,
        scope.is_test,
        account_id,
    )
    .execute(tx)
    .await?
    .rows_affected();
    if opened == 0 {
        return Err(no_bulk(bulk_id));
    }
    Ok(())
}

/// Notes that a bulk is being taken back, if that begins in time.
async fn open_undo(
    tx: &mut PgConnection,
    scope: Scope,
    account_id: i32,
    bulk_id: i64,
) -> Result<()> {
    // Primary key of `bulk_audit`.
    let started = sqlx::query_scalar!(
        r#"
        update bulk_audit
        set undo_started_at = coalesce(undo_started_at, clock_timestamp())
        where bulk_id = $1
          and team_id = $2
          and is_test = $3
          and account_id = $4
        returning undo_started_at - last_at <= make_interval(secs => $5) as "in_time!"
        "#,
        bulk_id,
        scope.team_id,
        scope.is_test,
        account_id,
        UNDO_WINDOW.num_seconds() as f64,
    )
    .fetch_optional(tx)
    .await?;
    match started {
        Some(true) => Ok(()),
        Some(false) => Err(Error::Invalid(audit::UndoError::TooLate.to_string())),
        None => Err(no_bulk(bulk_id)),
    }
}

fn no_bulk(bulk_id: i64) -> Error {
    Error::NotFound {
        what: "bulk audit",
        name: bulk_id.to_string(),
    }
}
