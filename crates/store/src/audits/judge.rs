//! One verdict on one task.

use std::collections::HashMap;

use domain::audit::{self, Judgement, TaskState};
use domain::json_text::check_size;
use domain::{TaskId, annotation_count};
use sqlx::{PgConnection, PgPool};

use super::change::{Change, Columns, Entry, LockedTask, lock, record};
use crate::database::begin;
use crate::{Actor, Error, Result, Scope, off_worker};

/// What a verdict, or taking one back, made of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    pub audit_id: i64,
    /// The task's version from now on.
    pub version: i32,
    pub state: TaskState,
    /// The number of the current response.
    pub response_version: i32,
}

/// Which state of a task a verdict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The one that the judge looked at.
    Version(i32),
    /// Whatever it is when the verdict comes.
    Present,
}

impl From<i32> for Expected {
    fn from(version: i32) -> Self {
        Self::Version(version)
    }
}

/// Judges a task as it was at the expected version. The same verdict again on [`Expected::Present`], by
/// a program that did not hear of its success, changes nothing.
///
/// # Errors
/// [`Error::Conflict`] where the task has changed since, [`Error::Invalid`] where it cannot be
/// judged so, [`Error::Forbidden`] where the key that judges submitted the response itself.
pub async fn judge(
    pool: &PgPool,
    scope: Scope,
    by: impl Into<Actor<'_>>,
    task_id: TaskId,
    expected: impl Into<Expected>,
    judgement: &Judgement,
) -> Result<Judged> {
    let by = by.into();
    let expected = expected.into();
    let fixed_count = fixed_count(judgement).await?;
    let mut tx = begin(pool).await?;
    let task = lock_one(&mut tx, scope, task_id).await?;
    if expected != Expected::Present && expected != Expected::Version(task.version) {
        return Err(Error::Conflict { task_id });
    }
    refuse_own_work(&mut tx, scope, &task, by).await?;
    let state = audit::judge(task.columns.state, judgement, task.policy)
        .map_err(|error| Error::Invalid(error.to_string()))?;
    if expected == Expected::Present
        && state == task.columns.state
        && let Some(audit_id) = given_before(&mut tx, &[task.seq], by, judgement)
            .await?
            .remove(&task.seq)
    {
        return Ok(Judged {
            audit_id,
            version: task.version,
            state,
            response_version: task.columns.response_version,
        });
    }
    let after = match judgement {
        Judgement::Fix { response, .. } => {
            let annotation_count = fixed_count.transpose()?.flatten();
            let number = add_response(&mut tx, task.seq, response, by.account_id()).await?;
            Columns {
                state,
                response_version: number,
                annotation_count,
                ..task.columns
            }
        }
        _ => judged_columns(&task, state),
    };
    let change = Change {
        seq: task.seq,
        before: task.columns,
        after,
        undoes: None,
    };
    let entry = Entry {
        by,
        action: judgement.action(),
        comment: judgement.comment(),
        bulk_id: None,
    };
    let audit_id = record_one(&mut tx, change, entry).await?;
    tx.commit().await?;
    Ok(Judged {
        audit_id,
        version: task.version + 1,
        state: after.state,
        response_version: after.response_version,
    })
}

/// A key does not audit the response that it submitted, whatever its role: nobody else would have
/// looked at it.
async fn refuse_own_work(
    tx: &mut PgConnection,
    scope: Scope,
    task: &LockedTask,
    by: Actor<'_>,
) -> Result<()> {
    let Actor::Key { api_key_id, name } = by else {
        return Ok(());
    };
    // Primary key of `response`; of one that does not say which key it was, the author's name does,
    // by api_key_by_team, where no other key of the team has it.
    let is_own = sqlx::query_scalar!(
        r#"
        select exists (
            select from response
            where seq = $1
              and version = $2
              and (api_key_id = $3
                   or api_key_id is null
                      and (author = 'API key ' || $4 or right(author, length($4) + 13) = ', by API key ' || $4)
                      and not exists (
                          select from api_key as other
                          where other.team_id = $5
                            and other.name = $4
                            and other.api_key_id <> $3))
        ) as "is_own!"
        "#,
        task.seq,
        task.columns.response_version,
        api_key_id,
        name,
        scope.team_id,
    )
    .fetch_one(tx)
    .await?;
    if is_own {
        return Err(Error::Forbidden(format!(
            "the key `{name}` submitted the response of task {} itself; audit it with another key, or \
             have a person do it",
            task.task_id
        )));
    }
    Ok(())
}

/// Of these tasks, those whose last audit is this very verdict, each with that audit. A fix brings a
/// response, and is none.
pub(super) async fn given_before(
    tx: &mut PgConnection,
    seqs: &[i64],
    by: Actor<'_>,
    judgement: &Judgement,
) -> Result<HashMap<i64, i64>> {
    if seqs.is_empty() || matches!(judgement, Judgement::Fix { .. }) {
        return Ok(HashMap::new());
    }
    // The last entry of audit_by_task, for each task.
    let given = sqlx::query!(
        r#"
        select last.seq as "seq!", last.audit_id as "audit_id!"
        from unnest($1::bigint[]) as asked (seq)
        cross join lateral (
            select seq, audit_id, action, comment, account_id, author
            from audit
            where audit.seq = asked.seq
            order by audit_id desc
            limit 1
        ) as last
        where last.action = $2
          and last.comment = $3
          and last.account_id is not distinct from $4
          and last.author is not distinct from $5
        "#,
        seqs,
        judgement.action().as_str(),
        judgement.comment(),
        by.account_id(),
        by.author(),
    )
    .fetch_all(tx)
    .await?;
    Ok(given
        .into_iter()
        .map(|row| (row.seq, row.audit_id))
        .collect())
}

/// The columns of `task` in its new state, where the response stays. A task that is queued again
/// is not completed any more.
pub(super) fn judged_columns(task: &LockedTask, state: TaskState) -> Columns {
    Columns {
        state,
        completed_at: task
            .columns
            .completed_at
            .filter(|_| state.status.is_completed()),
        ..task.columns
    }
}

pub(super) async fn record_one(
    tx: &mut PgConnection,
    change: Change,
    entry: Entry<'_>,
) -> Result<i64> {
    let ids = record(tx, &[change], entry).await?;
    ids.first()
        .copied()
        .ok_or(Error::Database(sqlx::Error::RowNotFound))
}

async fn lock_one(tx: &mut PgConnection, scope: Scope, task_id: TaskId) -> Result<LockedTask> {
    let missing = || Error::NotFound {
        what: "task",
        name: task_id.to_string(),
    };
    // The unique index on (team_id, task_id).
    let seq = sqlx::query_scalar!(
        "select seq from task where team_id = $1 and is_test = $2 and task_id = $3",
        scope.team_id,
        scope.is_test,
        task_id.as_bytes(),
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(missing)?;
    lock(tx, scope, &[seq]).await?.pop().ok_or_else(missing)
}

/// Appends a response of a locked task; the ones before stay. Answers with its number.
async fn add_response(
    tx: &mut PgConnection,
    seq: i64,
    response: &str,
    account_id: Option<i32>,
) -> Result<i32> {
    // Primary key of `response`.
    let number = sqlx::query_scalar!(
        r#"
        insert into response (seq, version, body, origin, made_at, made_by)
        select $1, coalesce(max(version), 0) + 1, $2::text::json, 'fix', clock_timestamp(), $3
        from response
        where seq = $1
        returning version
        "#,
        seq,
        response,
        account_id,
    )
    .fetch_one(tx)
    .await?;
    Ok(number)
}

/// How many annotations a fix has, or why its response cannot be kept; read before a connection is
/// taken.
async fn fixed_count(judgement: &Judgement) -> Result<Option<Result<Option<i32>>>> {
    let Judgement::Fix { response, .. } = judgement else {
        return Ok(None);
    };
    let response = response.clone();
    off_worker(response.len(), move |_| {
        Some(check_response(&response).map(|()| annotation_count(&response)))
    })
    .await
}

/// A response is a JSON object; what is in it is the business of the task's type.
pub(crate) fn check_response(response: &str) -> Result<()> {
    check_size(response).map_err(|error| Error::Invalid(format!("`response` {error}")))?;
    let parsed: Result<serde::de::IgnoredAny, _> = serde_json::from_str(response);
    match parsed {
        Err(error) => Err(Error::Invalid(format!(
            "`response` is not JSON: {error}; correct it there"
        ))),
        Ok(_) if !response.trim_start().starts_with('{') => Err(Error::Invalid(
            "`response` is not a JSON object; write it as {…}".to_owned(),
        )),
        Ok(_) => Ok(()),
    }
}
