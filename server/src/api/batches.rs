//! `/v1/batches`

use app::state::AppState;
use axum::extract::{RawQuery, State};
use domain::KeyRole;
use domain::annotations::MAX_URL_BYTES;
use domain::api::BatchesQuery;
use domain::batch::{BatchView, batch_progress, batch_view};
use domain::callback::Address;
use domain::record::{MAX_NAME_BYTES, object};
use store::batches::{self, NewBatch};

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::error::{ApiError, Result};
use super::openapi::{Conflict, Missing, schema};
use super::path::Name;

/// A page of batches, newest first.
#[utoipa::path(
    get,
    path = "/batches",
    operation_id = "listBatches",
    tag = "Batches",
    params(schema::BatchesParams),
    responses((status = 200, description = "A page", body = schema::BatchPage)),
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    let query = BatchesQuery::parse(&query.unwrap_or_default())?;
    let page = batches::list(&state.pool, caller.scope(), &query).await?;
    let view = if query.is_detailed {
        BatchView::Counted
    } else {
        BatchView::Brief
    };
    let docs: Vec<String> = page
        .batches
        .iter()
        .map(|batch| batch_view(batch, view))
        .collect();
    let behind = i64::from(query.offset) + page.batches.len() as i64;
    Ok(Answer(format!(
        r#"{{"docs":[{docs}],"totalDocs":{total},"limit":{limit},"offset":{offset},"has_more":{more}}}"#,
        docs = docs.join(","),
        total = page.total,
        limit = query.limit,
        offset = query.offset,
        more = behind < page.total && !page.batches.is_empty(),
    )))
}

/// A batch.
#[utoipa::path(
    get,
    path = "/batches/{name}",
    operation_id = "getBatch",
    tag = "Batches",
    params(("name" = String, Path, description = "Percent-encoded; slashes as `%2F`")),
    responses((status = 200, description = "The batch", body = schema::Batch), Missing),
)]
pub async fn read(
    State(state): State<AppState>,
    caller: Caller,
    Name(name): Name,
) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    answer(&state, &caller, &name).await
}

/// How far a batch is.
#[utoipa::path(
    get,
    path = "/batches/{name}/status",
    operation_id = "getBatchStatus",
    tag = "Batches",
    params(("name" = String, Path, description = "Percent-encoded; slashes as `%2F`")),
    responses((status = 200, description = "Its tasks, counted", body = schema::BatchCounts), Missing),
)]
pub async fn status(
    State(state): State<AppState>,
    caller: Caller,
    Name(name): Name,
) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    let batch = batches::find(&state.pool, caller.scope(), &name).await?;
    let progress = batch_progress(&batch);
    let fields = progress.iter().map(|(name, text)| (*name, &**text));
    Ok(Answer(object(fields)))
}

/// Makes a batch, whose tasks wait until it is finalized.
#[utoipa::path(
    post,
    path = "/batches",
    operation_id = "createBatch",
    tag = "Batches",
    request_body = schema::NewBatch,
    responses((status = 200, description = "The batch", body = schema::Batch), Missing, Conflict),
)]
pub async fn create(State(state): State<AppState>, caller: Caller, body: Body) -> Result<Answer> {
    caller.may(KeyRole::Admin)?;
    let mut fields = body.fields()?;
    let project = fields.required_name("project", MAX_NAME_BYTES);
    let name = fields.required_name("name", MAX_NAME_BYTES);
    let callback = fields.name("callback", MAX_URL_BYTES).unwrap_or_default();
    let metadata = fields.object_text("metadata").unwrap_or("{}");
    let is_calibration = fields.flag("calibration_batch").unwrap_or_default();
    let is_self_label = fields.flag("self_label_batch").unwrap_or_default();
    fields.finish()?;
    check_callback(&callback)?;
    let new = NewBatch {
        name: &name,
        project: &project,
        callback: &callback,
        metadata,
        is_calibration,
        is_self_label,
    };
    batches::create(&state.pool, caller.scope(), new).await?;
    answer(&state, &caller, &name).await
}

/// An empty one counts as none.
fn check_callback(callback: &str) -> Result<()> {
    if !callback.is_empty() {
        callback
            .parse::<Address>()
            .map_err(|error| ApiError::invalid(format!("`callback`: {error}")))?;
    }
    Ok(())
}

/// Gives a batch's tasks to labelers.
#[utoipa::path(
    post,
    path = "/batches/{name}/finalize",
    operation_id = "finalizeBatch",
    tag = "Batches",
    params(("name" = String, Path, description = "Percent-encoded; slashes as `%2F`")),
    responses((status = 200, description = "The batch", body = schema::Batch), Missing, Conflict),
)]
pub async fn finalize(
    State(state): State<AppState>,
    caller: Caller,
    Name(name): Name,
) -> Result<Answer> {
    caller.may(KeyRole::Admin)?;
    batches::finalize(&state.pool, caller.scope(), &name).await?;
    answer(&state, &caller, &name).await
}

/// Replaces the metadata.
#[utoipa::path(
    post,
    path = "/batches/{name}/setMetadata",
    operation_id = "setBatchMetadata",
    tag = "Batches",
    params(("name" = String, Path, description = "Percent-encoded; slashes as `%2F`")),
    request_body = Object,
    responses((status = 200, description = "The batch", body = schema::Batch), Missing),
)]
pub async fn set_metadata(
    State(state): State<AppState>,
    caller: Caller,
    Name(name): Name,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Admin)?;
    let metadata = body.sound_object()?;
    batches::set_metadata(&state.pool, caller.scope(), &name, metadata).await?;
    answer(&state, &caller, &name).await
}

async fn answer(state: &AppState, caller: &Caller, name: &str) -> Result<Answer> {
    let batch = batches::find(&state.pool, caller.scope(), name).await?;
    Ok(Answer(batch_view(&batch, BatchView::Counted)))
}
