//! `/v1/task/{task_id}`: one task, read and changed.

use app::state::AppState;
use axum::extract::{RawQuery, State};
use domain::audit::Judgement;
use domain::record::{MAX_NAME_BYTES, TaskView, WholeTask, task_view};
use domain::{KeyRole, TaskId};
use store::audits::{Expected, judge};
use store::task_changes::{self, AfterCancel};
use store::{Scope, off_worker};

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::error::{ApiError, Result};
use super::openapi::{Conflict, Missing, schema};
use super::path::Task;

/// Labelers see a reason; a program need not give one.
const NO_REASON: &str = "Rejected without a comment.";

/// The task as it is now.
pub async fn answer(state: &AppState, scope: Scope, task_id: TaskId) -> Result<Answer> {
    let task = store::task_detail::whole(&state.pool, scope, task_id).await?;
    Ok(Answer(view(task, TaskView::default()).await?))
}

/// A task as the API shows it.
pub async fn view(task: WholeTask, view: TaskView) -> Result<String> {
    let responses: usize = task.responses.iter().map(String::len).sum();
    let bytes = task.uploaded.len() + responses;
    Ok(off_worker(bytes, move |_| task_view(&task, view)).await??)
}

/// The task as it is now.
#[utoipa::path(
    get,
    path = "/task/{id_or_type}",
    operation_id = "getTask",
    tag = "Tasks",
    params(("id_or_type" = schema::Id, Path, description = "The task's id")),
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing),
)]
pub async fn read(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    answer(&state, caller.scope(), task_id).await
}

/// Gives a task up that is pending.
#[utoipa::path(
    post,
    path = "/task/{task_id}/cancel",
    operation_id = "cancelTask",
    tag = "Tasks",
    params(
        ("task_id" = schema::Id, Path),
        ("clear_unique_id" = Option<bool>, Query, description = "Frees its `unique_id` for another"),
    ),
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing, Conflict),
)]
pub async fn cancel(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
    RawQuery(query): RawQuery,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let then = after_cancel(&query.unwrap_or_default())?;
    let scope = caller.scope();
    task_changes::cancel_one(&state.pool, scope, caller.actor(), task_id, then).await?;
    answer(&state, scope, task_id).await
}

fn after_cancel(query: &str) -> Result<AfterCancel> {
    let mut then = AfterCancel::KeepUniqueId;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        then = match (&*name, &*value.to_ascii_lowercase()) {
            ("clear_unique_id", "true" | "1") => AfterCancel::ClearUniqueId,
            ("clear_unique_id", "false" | "0" | "") => AfterCancel::KeepUniqueId,
            ("clear_unique_id", _) => {
                return Err(ApiError::invalid(format!(
                    "`clear_unique_id` is `{value}`; say true or false"
                )));
            }
            _ => {
                return Err(ApiError::invalid(format!(
                    "`{name}` is no parameter here; use clear_unique_id"
                )));
            }
        };
    }
    Ok(then)
}

/// Judges a completed task.
#[utoipa::path(
    post,
    path = "/task/{task_id}/audit",
    operation_id = "auditTask",
    tag = "Tasks",
    params(("task_id" = schema::Id, Path)),
    request_body = schema::NewAudit,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing, Conflict),
)]
pub async fn audit(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let mut fields = body.fields()?;
    fields.require("accepted", "true or false");
    let accepted = fields.flag("accepted");
    let comments = fields.text("comments").unwrap_or_default();
    fields.finish()?;
    let judgement = match accepted {
        Some(false) if comments.trim().is_empty() => Judgement::Reject {
            reason: NO_REASON.to_owned(),
        },
        Some(false) => Judgement::Reject { reason: comments },
        _ => Judgement::Accept { comment: comments },
    };
    let scope = caller.scope();
    judge(
        &state.pool,
        scope,
        caller.actor(),
        task_id,
        Expected::Present,
        &judgement,
    )
    .await?;
    answer(&state, scope, task_id).await
}

/// Names a task by an id of the caller's.
#[utoipa::path(
    post,
    path = "/task/{task_id}/unique_id",
    operation_id = "setUniqueId",
    tag = "Tasks",
    params(("task_id" = schema::Id, Path)),
    request_body = schema::UniqueId,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing, Conflict),
)]
pub async fn set_unique_id(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let mut fields = body.fields()?;
    let unique_id = fields.required_name("unique_id", MAX_NAME_BYTES);
    fields.finish()?;
    let scope = caller.scope();
    let new = Some(unique_id.as_str());
    task_changes::set_unique_id(&state.pool, scope, caller.actor(), task_id, new).await?;
    answer(&state, scope, task_id).await
}

/// Takes the caller's id from a task.
#[utoipa::path(
    delete,
    path = "/task/{task_id}/unique_id",
    operation_id = "clearUniqueId",
    tag = "Tasks",
    params(("task_id" = schema::Id, Path)),
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing),
)]
pub async fn clear_unique_id(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let scope = caller.scope();
    task_changes::set_unique_id(&state.pool, scope, caller.actor(), task_id, None).await?;
    answer(&state, scope, task_id).await
}

/// Replaces the metadata.
#[utoipa::path(
    post,
    path = "/task/{task_id}/setMetadata",
    operation_id = "setTaskMetadata",
    tag = "Tasks",
    params(("task_id" = schema::Id, Path)),
    request_body = Object,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing),
)]
pub async fn set_metadata(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let metadata = body.sound_object()?;
    let scope = caller.scope();
    task_changes::set_metadata(&state.pool, scope, caller.actor(), task_id, metadata).await?;
    answer(&state, scope, task_id).await
}

/// Replaces the tags.
#[utoipa::path(
    post,
    path = "/task/{task_id}/tags",
    operation_id = "setTags",
    tag = "Tasks",
    params(("task_id" = schema::Id, Path)),
    request_body = Vec<String>,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing),
)]
pub async fn set_tags(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let tags = body.texts()?;
    let scope = caller.scope();
    task_changes::set_tags(&state.pool, scope, caller.actor(), task_id, &tags).await?;
    answer(&state, scope, task_id).await
}

/// Adds tags.
#[utoipa::path(
    put,
    path = "/task/{task_id}/tags",
    operation_id = "addTags",
    tag = "Tasks",
    params(("task_id" = schema::Id, Path)),
    request_body = Vec<String>,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing),
)]
pub async fn add_tags(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let tags = body.texts()?;
    let scope = caller.scope();
    let seq = task_changes::seq_of(&state.pool, scope, task_id).await?;
    if !tags.is_empty() {
        task_changes::add_tags(&state.pool, scope, caller.actor(), &[seq], &tags).await?;
    }
    answer(&state, scope, task_id).await
}

/// Takes tags away.
#[utoipa::path(
    delete,
    path = "/task/{task_id}/tags",
    operation_id = "removeTags",
    tag = "Tasks",
    params(("task_id" = schema::Id, Path)),
    request_body = Vec<String>,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing),
)]
pub async fn remove_tags(
    State(state): State<AppState>,
    caller: Caller,
    Task(task_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let tags = body.texts()?;
    let scope = caller.scope();
    let seq = task_changes::seq_of(&state.pool, scope, task_id).await?;
    if !tags.is_empty() {
        task_changes::remove_tags(&state.pool, scope, caller.actor(), &[seq], &tags).await?;
    }
    answer(&state, scope, task_id).await
}
