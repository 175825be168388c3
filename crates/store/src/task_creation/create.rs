//! One new task, all or nothing.

use domain::TaskId;
use domain::record::TaskRecord;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};

use super::home::Home;
use crate::database::begin;
use crate::import::{Incoming, IncomingFile, insert_one};
use crate::new_id::new_id;
use crate::row::unreadable;
use crate::{Error, Result, Scope};

/// A task to be made.
#[derive(Debug)]
pub struct NewTask {
    pub record: TaskRecord,
    /// The call's body, with what the project filled in.
    pub body: Box<RawValue>,
    pub home: Home,
    /// Every file that the call names, each address once.
    pub files: Vec<IncomingFile>,
}

/// A name that a client gives its call, so that a repeated one makes no second task.
#[derive(Debug, Clone, Copy)]
pub struct IdempotencyKey<'a> {
    pub key: &'a str,
    /// The call's body as it was sent.
    pub sent: &'a str,
}

/// What a call made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    Now(TaskId),
    /// By an earlier call with the same key and the same body.
    Before(TaskId),
}

impl Created {
    pub const fn task_id(self) -> TaskId {
        match self {
            Self::Now(task_id) | Self::Before(task_id) => task_id,
        }
    }
}

/// Makes a task.
///
/// # Errors
/// [`Error::Duplicate`] where another task of the team and mode has the unique id, or another call
/// the idempotency key.
pub async fn create(
    pool: &PgPool,
    scope: Scope,
    new: NewTask,
    key: Option<IdempotencyKey<'_>>,
) -> Result<Created> {
    let task_id = new_id();
    let mut tx = begin(pool).await?;
    if let Some(key) = key
        && let Some(before) = claim_key(&mut tx, scope, key, new.record.task_type, task_id).await?
    {
        return Ok(Created::Before(before));
    }
    let unique_id = new.record.unique_id.clone();
    let incoming = Incoming {
        line: 1,
        task_id,
        record: new.record,
        raw: new.body,
        files: new.files,
    };
    let is_new = insert_one(
        &mut tx,
        scope,
        (new.home.project_id, new.home.batch_id),
        incoming,
    )
    .await?;
    if !is_new {
        return Err(Error::Duplicate {
            what: "a task with the unique_id",
            name: unique_id.unwrap_or_default(),
        });
    }
    tx.commit().await?;
    Ok(Created::Now(task_id))
}

/// Takes the key for a new task, or answers with the task that it was taken for. Of two calls at
/// once, one waits here until the other has made its task, or failed to.
async fn claim_key(
    tx: &mut PgConnection,
    scope: Scope,
    key: IdempotencyKey<'_>,
    task_type: domain::TaskType,
    task_id: TaskId,
) -> Result<Option<TaskId>> {
    let call = Sha256::new()
        .chain_update(task_type.as_str())
        .chain_update("\n")
        .chain_update(key.sent)
        .finalize();
    // Primary key of `idempotent_creation`.
    let taken = sqlx::query!(
        r#"
        insert into idempotent_creation (team_id, is_test, key, call_sha256, task_id)
        values ($1, $2, $3, $4, $5)
        on conflict do nothing
        "#,
        scope.team_id,
        scope.is_test,
        key.key,
        call.as_slice(),
        task_id.as_bytes(),
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if taken == 1 {
        return Ok(None);
    }
    let before = sqlx::query!(
        r#"
        select call_sha256, task_id as "task_id: Vec<u8>"
        from idempotent_creation
        where team_id = $1
          and is_test = $2
          and key = $3
        "#,
        scope.team_id,
        scope.is_test,
        key.key,
    )
    .fetch_one(tx)
    .await?;
    if before.call_sha256 != call.as_slice() {
        return Err(Error::Duplicate {
            what: "another call with the Idempotency-Key",
            name: key.key.to_owned(),
        });
    }
    let bytes = before
        .task_id
        .try_into()
        .map_err(|_| unreadable("task_id"))?;
    Ok(Some(TaskId::from_bytes(bytes)))
}

/// Forgets idempotency keys of more than a day ago; nobody repeats a call that late.
pub async fn forget_old_keys(pool: &PgPool) -> Result<()> {
    // Served by idempotent_creation_by_age.
    sqlx::query!("delete from idempotent_creation where created_at < now() - interval '24 hours'")
        .execute(pool)
        .await?;
    Ok(())
}
