//! `POST /v1/task/{type}`

use app::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::indexed::MAX_KEY_BYTES;
use domain::record::{CallNames, TaskRecord, fill_in};
use domain::{KeyRole, TaskType};
use serde_json::value::RawValue;
use store::import::{FileState, IncomingFile};
use store::task_creation::{IdempotencyKey, NewTask, create as create_task, home};
use store::{Scope, off_worker};

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::error::{ApiError, Result};
use super::openapi::{Conflict, schema};
use super::path::Name;
use super::{files, task};

/// Makes a task.
#[utoipa::path(
    post,
    path = "/task/{id_or_type}",
    operation_id = "createTask",
    tag = "Tasks",
    params(
        ("id_or_type" = schema::TypeWord, Path, description = "The type"),
        ("Idempotency-Key" = Option<String>, Header, description = "A call repeated with it makes one task"),
    ),
    request_body = schema::NewTask,
    responses((status = 200, description = "The task as it is now", body = schema::Task), Conflict),
)]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Name(task_type): Name,
    headers: HeaderMap,
    body: Body,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let scope = caller.scope();
    let task_type: TaskType = task_type
        .parse()
        .map_err(|error| ApiError::invalid(format!("the task type {error}")))?;
    let key = idempotency_key(&headers)?;
    let bytes = body.len();
    let (body, names) = off_worker(bytes, move |_| {
        let names = CallNames::read(body.object());
        (body, names)
    })
    .await?;
    let names = names?;
    let home = home(
        &state.pool,
        scope,
        names.project.as_deref(),
        names.batch.as_deref(),
    )
    .await?;
    let params = home.params.clone();
    let (sent, read) = off_worker(bytes + params.len(), move |_| {
        let read = read(task_type, body.object(), &params);
        (body, read)
    })
    .await?;
    let (record, body) = read?;
    let key = key.map(|key| IdempotencyKey {
        key,
        sent: sent.object(),
    });
    let new = NewTask {
        files: incoming_files(&state, scope, &record).await?,
        record,
        body,
        home,
    };
    let made = create_task(&state.pool, scope, new, key).await?;
    task::answer(&state, scope, made.task_id()).await
}

/// The task that a body makes with what its project fills in, and that body.
fn read(task_type: TaskType, sent: &str, params: &str) -> Result<(TaskRecord, Box<RawValue>)> {
    let body = RawValue::from_string(fill_in(sent, params)?)?;
    let record = TaskRecord::of_call(task_type, &body)?;
    Ok((record, body))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim);
    key.filter(|key| !key.is_empty() && key.len() <= MAX_KEY_BYTES)
        .map(Some)
        .ok_or_else(|| {
            ApiError::invalid(format!(
                "the header `Idempotency-Key` is not usable; send 1 to {MAX_KEY_BYTES} plain \
                 characters"
            ))
        })
}

/// The files that a task names: those of our own are here already, others are fetched when
/// somebody first looks.
async fn incoming_files(
    state: &AppState,
    scope: Scope,
    record: &TaskRecord,
) -> Result<Vec<IncomingFile>> {
    let mut incoming = Vec::new();
    for file in &record.attachments {
        let state = match files::own_file(state, &file.url) {
            Some(file_id) => match store::files::find(&state.pool, scope, file_id).await {
                Ok(blob) => FileState::Stored(blob),
                Err(store::Error::NotFound { .. }) => {
                    return Err(ApiError::new(
                        StatusCode::BAD_REQUEST,
                        format!(
                            "`attachment` is `{}`, a file that this team does not have; upload it \
                             with POST /v1/files/upload",
                            file.url
                        ),
                    ));
                }
                Err(error) => return Err(error.into()),
            },
            None => FileState::Remote,
        };
        incoming.push(IncomingFile {
            url: file.url.clone(),
            state,
        });
    }
    Ok(incoming)
}
