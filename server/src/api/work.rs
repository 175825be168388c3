//! `/v1/work`: the labelers' side, for annotation tools and models.

use app::state::AppState;
use axum::extract::State;
use domain::KeyRole;
use domain::record::{MAX_NAME_BYTES, TaskView, time_text};
use domain::work::{Claim, lease_seconds};
use serde_json::json;
use store::{off_worker, work};

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::error::Result;
use super::openapi::{Conflict, Missing, schema};
use super::path::Task;
use super::task;

/// Answers `{"claimed": [{"lease_id", "expires_at", "task"}]}`, empty where nothing waits.
#[utoipa::path(
    post,
    path = "/work/claim",
    operation_id = "claimTasks",
    tag = "Work",
    request_body = schema::Claim,
    responses((status = 200, description = "None where nothing waits", body = schema::ClaimedTasks)),
)]
pub async fn claim(State(state): State<AppState>, caller: Caller, body: Body) -> Result<Answer> {
    caller.may(KeyRole::Work)?;
    let wanted = Claim::read(body.fields()?)?;
    let claimed = work::claim(&state.pool, caller.holder(), &wanted).await?;
    let mut texts = Vec::with_capacity(claimed.len());
    for claimed in claimed {
        texts.push(format!(
            r#"{{"lease_id":"{}","expires_at":{},"task":{}}}"#,
            claimed.lease_id,
            json!(time_text(claimed.expires_at)),
            task::view(claimed.task, TaskView::default()).await?,
        ));
    }
    Ok(Answer(format!(r#"{{"claimed":[{}]}}"#, texts.join(","))))
}

/// In the path of what follows stands the lease, whose id looks like a task's.
#[utoipa::path(
    post,
    path = "/work/{lease_id}/heartbeat",
    operation_id = "holdLease",
    tag = "Work",
    params(("lease_id" = schema::Id, Path)),
    request_body = schema::Heartbeat,
    responses((status = 200, description = "The lease", body = schema::Lease), Missing),
)]
pub async fn heartbeat(
    State(state): State<AppState>,
    caller: Caller,
    Task(lease_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Work)?;
    let mut fields = body.fields()?;
    let seconds = lease_seconds(&mut fields);
    fields.finish()?;
    let until = work::heartbeat(&state.pool, caller.scope(), lease_id, seconds).await?;
    let answer = json!({"lease_id": lease_id, "expires_at": time_text(until)});
    Ok(Answer(answer.to_string()))
}

/// Completes a task.
#[utoipa::path(
    post,
    path = "/work/{lease_id}/submit",
    operation_id = "submitWork",
    tag = "Work",
    params(("lease_id" = schema::Id, Path)),
    request_body = schema::Submission,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing, Conflict),
)]
pub async fn submit(
    State(state): State<AppState>,
    caller: Caller,
    Task(lease_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Work)?;
    let response = off_worker(body.len(), move |_| response(&body)).await??;
    let task_id = work::submit(&state.pool, caller.holder(), lease_id, &response).await?;
    task::answer(&state, caller.scope(), task_id).await
}

/// The text of the response in a body.
fn response(body: &Body) -> Result<String> {
    let mut fields = body.fields()?;
    fields.require("response", "the task's response, an object");
    let response = fields
        .object_text("response")
        .unwrap_or_default()
        .to_owned();
    fields.finish()?;
    Ok(response)
}

/// Says that a task cannot be done.
#[utoipa::path(
    post,
    path = "/work/{lease_id}/error",
    operation_id = "failWork",
    tag = "Work",
    params(("lease_id" = schema::Id, Path)),
    request_body = schema::WorkError,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing, Conflict),
)]
pub async fn error(
    State(state): State<AppState>,
    caller: Caller,
    Task(lease_id): Task,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Work)?;
    let mut fields = body.fields()?;
    let reason = fields.required_name("error", MAX_NAME_BYTES);
    fields.finish()?;
    let scope = caller.scope();
    let task_id = work::fail(&state.pool, scope, lease_id, &reason).await?;
    task::answer(&state, scope, task_id).await
}

/// Gives a task back.
#[utoipa::path(
    post,
    path = "/work/{lease_id}/release",
    operation_id = "releaseWork",
    tag = "Work",
    params(("lease_id" = schema::Id, Path)),
    responses((status = 200, description = "The task as it is now", body = schema::Task), Missing, Conflict),
)]
pub async fn release(
    State(state): State<AppState>,
    caller: Caller,
    Task(lease_id): Task,
) -> Result<Answer> {
    caller.may(KeyRole::Work)?;
    let scope = caller.scope();
    let task_id = work::release(&state.pool, scope, lease_id).await?;
    task::answer(&state, scope, task_id).await
}
