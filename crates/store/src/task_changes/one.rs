//! Changes of one task, by its id.

use domain::TaskId;
use domain::record::{RawFields, search_text};
use domain::tag::clean_tags;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::cancel::cancel_in;
use crate::database::begin;
use crate::{Actor, Error, Result, Scope};

/// What becomes of the unique id of a task that is canceled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterCancel {
    KeepUniqueId,
    /// Another task may have it.
    ClearUniqueId,
}

/// Cancels a task.
///
/// # Errors
/// [`Error::Invalid`] where it is not pending any more.
pub async fn cancel_one(
    pool: &PgPool,
    scope: Scope,
    by: Actor<'_>,
    task_id: TaskId,
    then: AfterCancel,
) -> Result<()> {
    let mut tx = begin(pool).await?;
    let seq = lock(&mut tx, scope, task_id).await?;
    let chunk = cancel_in(&mut tx, scope, by, &[seq]).await?;
    if let Some(failure) = chunk.failed.into_iter().next() {
        return Err(Error::Invalid(failure.reason));
    }
    if then == AfterCancel::ClearUniqueId {
        write_unique_id(&mut tx, seq, by, None).await?;
        refresh_search(&mut tx, seq, task_id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Gives a task a unique id, or takes it away.
///
/// # Errors
/// [`Error::Duplicate`] where another task of the team has it.
pub async fn set_unique_id(
    pool: &PgPool,
    scope: Scope,
    by: Actor<'_>,
    task_id: TaskId,
    unique_id: Option<&str>,
) -> Result<()> {
    let mut tx = begin(pool).await?;
    let seq = lock(&mut tx, scope, task_id).await?;
    write_unique_id(&mut tx, seq, by, unique_id).await?;
    refresh_search(&mut tx, seq, task_id).await?;
    tx.commit().await?;
    Ok(())
}

/// Replaces a task's metadata; `metadata` is the text of a JSON object.
pub async fn set_metadata(
    pool: &PgPool,
    scope: Scope,
    by: Actor<'_>,
    task_id: TaskId,
    metadata: &str,
) -> Result<()> {
    let mut tx = begin(pool).await?;
    let seq = lock(&mut tx, scope, task_id).await?;
    // Primary keys.
    sqlx::query!(
        "update task_document set metadata = $2::text::json where seq = $1",
        seq,
        metadata,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update task set version = version + 1, updated_at = clock_timestamp() where seq = $1",
        seq,
    )
    .execute(&mut *tx)
    .await?;
    refresh_search(&mut tx, seq, task_id).await?;
    note(&mut tx, seq, by, "metadata_set", None).await?;
    tx.commit().await?;
    Ok(())
}

/// Replaces a task's tags; none takes all off.
pub async fn set_tags(
    pool: &PgPool,
    scope: Scope,
    by: Actor<'_>,
    task_id: TaskId,
    tags: &[String],
) -> Result<()> {
    let tags = if tags.iter().all(|tag| tag.trim().is_empty()) {
        Vec::new()
    } else {
        clean_tags(tags.iter().map(String::as_str))
            .map_err(|error| Error::Invalid(error.to_string()))?
    };
    let mut tx = begin(pool).await?;
    let seq = lock(&mut tx, scope, task_id).await?;
    // Primary key of `task`.
    let changed = sqlx::query!(
        r#"
        update task
        set tags = $2,
            version = version + 1,
            updated_at = clock_timestamp()
        where seq = $1
          and tags <> $2
        "#,
        seq,
        &tags,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if changed > 0 {
        let detail = Value::from(tags).to_string();
        note(&mut tx, seq, by, "tags_set", Some(&detail)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The arrival number of a task.
pub async fn seq_of(pool: &PgPool, scope: Scope, task_id: TaskId) -> Result<i64> {
    // The unique index on (team_id, task_id).
    sqlx::query_scalar!(
        "select seq from task where team_id = $1 and is_test = $2 and task_id = $3",
        scope.team_id,
        scope.is_test,
        task_id.as_bytes(),
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| missing(task_id))
}

fn missing(task_id: TaskId) -> Error {
    Error::NotFound {
        what: "task",
        name: task_id.to_string(),
    }
}

async fn lock(tx: &mut PgConnection, scope: Scope, task_id: TaskId) -> Result<i64> {
    // The unique index on (team_id, task_id).
    sqlx::query_scalar!(
        r#"
        select seq
        from task
        where team_id = $1
          and is_test = $2
          and task_id = $3
        for no key update
        "#,
        scope.team_id,
        scope.is_test,
        task_id.as_bytes(),
    )
    .fetch_optional(tx)
    .await?
    .ok_or_else(|| missing(task_id))
}

async fn write_unique_id(
    tx: &mut PgConnection,
    seq: i64,
    by: Actor<'_>,
    unique_id: Option<&str>,
) -> Result<()> {
    // Primary key of `task`; task_by_unique_id keeps it unique.
    let changed = sqlx::query!(
        r#"
        update task
        set unique_id = $2,
            version = version + 1,
            updated_at = clock_timestamp()
        where seq = $1
          and unique_id is distinct from $2
        "#,
        seq,
        unique_id,
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| in_use(error, unique_id))?
    .rows_affected();
    if changed == 0 {
        return Ok(());
    }
    match unique_id {
        Some(unique_id) => {
            let detail = Value::from(unique_id).to_string();
            note(tx, seq, by, "unique_id_set", Some(&detail)).await
        }
        None => note(tx, seq, by, "unique_id_cleared", None).await,
    }
}

fn in_use(error: sqlx::Error, unique_id: Option<&str>) -> Error {
    let is_taken = error
        .as_database_error()
        .is_some_and(|error| error.constraint() == Some("task_by_unique_id"));
    if is_taken {
        return Error::Duplicate {
            what: "a task with the unique_id",
            name: unique_id.unwrap_or_default().to_owned(),
        };
    }
    error.into()
}

async fn note(
    tx: &mut PgConnection,
    seq: i64,
    by: Actor<'_>,
    kind: &str,
    detail: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into task_event (seq, at, account_id, author, kind, detail)
        values ($1, clock_timestamp(), $2, $3, $4, $5::text::json)
        "#,
        seq,
        by.account_id(),
        by.author(),
        kind,
        detail,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets the free text search find what the task has now.
pub(crate) async fn refresh_search(tx: &mut PgConnection, seq: i64, task_id: TaskId) -> Result<()> {
    // Primary keys. The upload is read here, since PostgreSQL cannot look into one that has U+0000
    // inside.
    let row = sqlx::query!(
        r#"
        select task.unique_id, task_document.metadata::text as metadata,
               case when task_document.metadata is null then task_document.uploaded::text end as uploaded
        from task
        left join task_document using (seq)
        where task.seq = $1
        "#,
        seq,
    )
    .fetch_one(&mut *tx)
    .await?;
    let uploaded = || {
        let uploaded = row.uploaded.as_deref()?;
        let fields = RawFields::parse(uploaded).ok()?;
        Some(fields.get("metadata")?.get().to_owned())
    };
    let metadata: Value = row
        .metadata
        .clone()
        .or_else(uploaded)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let text = search_text(task_id, row.unique_id.as_deref(), &metadata);
    sqlx::query!(
        "insert into task_search (seq, text) values ($1, $2)
        on conflict (seq) do update set text = excluded.text",
        seq,
        text,
    )
    .execute(tx)
    .await?;
    Ok(())
}
