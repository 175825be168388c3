//! What becomes of a task that somebody held.

use domain::annotations::{is_storable, response_attachments};
use domain::audit::TaskState;
use domain::callback::{TaskMoment, callback_event};
use domain::json_text::check_size;
use domain::record::{MAX_FILES, RawFields};
use domain::{ReviewStatus, Step, TaskId, TaskStatus, TaskType, annotation_count};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::lease::{LeaseId, Leased, end};
use crate::accounts::KeyHolder;
use crate::callbacks::queue;
use crate::database::begin;
use crate::row::unreadable;
use crate::task_changes::refresh_search;
use crate::{Error, Result, Scope, off_worker};

/// Completes a task with a response, the text of a JSON object, which is kept as it is spelled. The
/// same answer again, by a program that did not hear of its success, changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where the lease is over: somebody else may have the task by now.
pub async fn submit(
    pool: &PgPool,
    holder: &KeyHolder,
    lease_id: LeaseId,
    response: &str,
) -> Result<TaskId> {
    let scope = holder.scope;
    let owned = response.to_owned();
    let (parsed, count) = off_worker(response.len(), move |_| read(&owned)).await??;
    let mut tx = begin(pool).await?;
    let task = match end(&mut tx, scope, lease_id).await {
        Err(Error::NotFound { what, name }) => {
            return answered(&mut tx, scope, lease_id, response)
                .await?
                .ok_or(Error::NotFound { what, name });
        }
        ended => ended?,
    };
    let status = apply(Step::completion(task.moment.response_version), &task)?;
    let version = add_response(&mut tx, &task, holder, lease_id, response).await?;
    // Primary key of `task`.
    let task_type = sqlx::query_scalar!(
        r#"
        update task
        set status = $2,
            review_status = $3,
            response_version = $4,
            annotation_count = $5,
            completed_at = clock_timestamp(),
            version = version + 1,
            updated_at = clock_timestamp()
        where seq = $1
        returning task_type
        "#,
        task.seq,
        status.code(),
        ReviewStatus::Pending.code(),
        version,
        count,
    )
    .fetch_one(&mut *tx)
    .await?;
    let task_type = TaskType::from_code(task_type).ok_or_else(|| unreadable("task_type"))?;
    add_files(&mut tx, task.seq, task_type, &parsed).await?;
    let state = TaskState {
        status,
        review_status: ReviewStatus::Pending,
    };
    tell(&mut tx, &task, state, version).await?;
    tx.commit().await?;
    Ok(task.task_id)
}

/// The response as a value, and how many annotations it has.
fn read(response: &str) -> Result<(Value, Option<i32>)> {
    check_size(response).map_err(|error| Error::Invalid(format!("`response` {error}")))?;
    let parsed = serde_json::from_str(response)
        .map_err(|error| Error::Invalid(format!("`response` is not JSON: {error}; correct it")))?;
    Ok((parsed, annotation_count(response)))
}

/// Says that a task cannot be done, and why.
pub async fn fail(pool: &PgPool, scope: Scope, lease_id: LeaseId, reason: &str) -> Result<TaskId> {
    let mut tx = begin(pool).await?;
    let task = end(&mut tx, scope, lease_id).await?;
    let status = apply(Step::Fail, &task)?;
    // Primary keys. The document is read here, since PostgreSQL cannot look into one that has U+0000
    // inside.
    let uploaded = sqlx::query_scalar!(
        r#"select uploaded::text as "uploaded!" from task_document where seq = $1"#,
        task.seq,
    )
    .fetch_optional(&mut *tx)
    .await?;
    sqlx::query!(
        r#"
        update task
        set status = $2,
            unique_id = case when $3 then null else unique_id end,
            version = version + 1,
            updated_at = clock_timestamp()
        where seq = $1
        "#,
        task.seq,
        status.code(),
        uploaded.as_deref().is_some_and(clears_unique_id),
    )
    .execute(&mut *tx)
    .await?;
    refresh_search(&mut tx, task.seq, task.task_id).await?;
    let detail = Value::from(reason).to_string();
    note(&mut tx, &task, "error_reported", Some(&detail)).await?;
    let state = TaskState {
        status,
        ..task.moment.state
    };
    tell(&mut tx, &task, state, task.moment.response_version).await?;
    tx.commit().await?;
    Ok(task.task_id)
}

/// Whether who made the task asked for its unique id back in case of an error.
fn clears_unique_id(uploaded: &str) -> bool {
    RawFields::parse(uploaded).is_ok_and(|fields| {
        let field = fields.get("clear_unique_id_on_error");
        field.is_some_and(|field| matches!(field.get(), "true" | r#""true""#))
    })
}

/// Gives a task back to the queue.
pub async fn release(pool: &PgPool, scope: Scope, lease_id: LeaseId) -> Result<TaskId> {
    let mut tx = begin(pool).await?;
    let task = end(&mut tx, scope, lease_id).await?;
    let status = apply(Step::Release, &task)?;
    // Primary key of `task`.
    sqlx::query!(
        r#"
        update task
        set status = $2,
            version = version + 1,
            updated_at = clock_timestamp()
        where seq = $1
        "#,
        task.seq,
        status.code(),
    )
    .execute(&mut *tx)
    .await?;
    note(&mut tx, &task, "released", None).await?;
    tx.commit().await?;
    Ok(task.task_id)
}

fn apply(step: Step, task: &Leased) -> Result<TaskStatus> {
    step.apply(task.moment.state.status)
        .map_err(|error| Error::Invalid(error.to_string()))
}

/// Calls back, where what became of the task does.
async fn tell(
    tx: &mut PgConnection,
    task: &Leased,
    state: TaskState,
    response_version: i32,
) -> Result<()> {
    let after = TaskMoment {
        state,
        response_version,
    };
    match callback_event(task.moment, after) {
        Some(event) => queue(tx, &[(task.seq, event)]).await.map(drop),
        None => Ok(()),
    }
}

/// The task that this lease has completed with this very response.
async fn answered(
    tx: &mut PgConnection,
    scope: Scope,
    lease_id: LeaseId,
    response: &str,
) -> Result<Option<TaskId>> {
    // Served by response_by_lease.
    let found = sqlx::query_scalar!(
        r#"
        select task.task_id as "task_id: [u8; 12]"
        from response
        join task using (seq)
        where response.lease_id = $1
          and response.body::text = $2
          and task.team_id = $3
          and task.is_test = $4
        "#,
        lease_id.as_bytes(),
        response,
        scope.team_id,
        scope.is_test,
    )
    .fetch_optional(tx)
    .await?;
    Ok(found.map(TaskId::from_bytes))
}

async fn add_response(
    tx: &mut PgConnection,
    task: &Leased,
    holder: &KeyHolder,
    lease_id: LeaseId,
    response: &str,
) -> Result<i32> {
    // Primary key of `response`.
    let version = sqlx::query_scalar!(
        r#"
        insert into response (seq, version, body, origin, made_at, author, lease_id, api_key_id)
        select $1, coalesce(max(version), 0) + 1, $2::text::json, 'labeler', clock_timestamp(), $3,
               $4, $5
        from response
        where seq = $1
        returning version
        "#,
        task.seq,
        response,
        task.author,
        lease_id.as_bytes(),
        holder.api_key_id,
    )
    .fetch_one(tx)
    .await?;
    Ok(version)
}

/// The files that a response names are fetched when somebody first looks.
async fn add_files(
    tx: &mut PgConnection,
    seq: i64,
    task_type: TaskType,
    response: &Value,
) -> Result<()> {
    let urls: Vec<String> = response_attachments(task_type, response)
        .into_iter()
        .map(|file| file.url)
        .filter(|url| is_storable(url))
        .collect();
    if urls.len() > MAX_FILES {
        return Err(Error::Invalid(format!(
            "`response` names {} files; name at most {MAX_FILES}",
            urls.len()
        )));
    }
    sqlx::query!(
        r#"
        insert into attachment (seq, url)
        select distinct $1::bigint, url
        from unnest($2::text[]) as url
        on conflict do nothing
        "#,
        seq,
        &urls,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn note(
    tx: &mut PgConnection,
    task: &Leased,
    kind: &str,
    detail: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into task_event (seq, at, author, kind, detail)
        values ($1, clock_timestamp(), $2, $3, $4::text::json)
        "#,
        task.seq,
        task.author,
        kind,
        detail,
    )
    .execute(tx)
    .await?;
    Ok(())
}
