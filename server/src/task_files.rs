//! `/tasks/{task_id}/….json`: the JSON of tasks, for who may see the task.

use app::Viewer;
use app::state::AppState;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::routing::get;
use axum::{Extension, Router};
use domain::TaskId;
use domain::record::whole_task;
use serde::Deserialize;
use store::off_worker;

use crate::refused::{Refused, task_id};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/tasks/{task_id}/uploaded.json", get(uploaded))
        .route("/tasks/{task_id}/task.json", get(whole))
        .route("/tasks/{task_id}/responses/{number}", get(response))
}

#[derive(Deserialize)]
struct FileQuery {
    /// `0`: shown in the browser; else saved to disk.
    download: Option<String>,
}

type JsonFile = (HeaderMap, String);

/// The task exactly as it was uploaded, byte for byte.
async fn uploaded(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Path(task): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<JsonFile, Refused> {
    let task_id = task_id(&task)?;
    let text = store::task_detail::uploaded(&state.pool, viewer.scope(), task_id).await?;
    Ok((headers(&query, &format!("{task_id}.json")), text))
}

/// The task as it is now, with its response and all earlier ones; what is in it is spelled as it
/// came.
async fn whole(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Path(task): Path<String>,
    Query(query): Query<FileQuery>,
) -> Result<JsonFile, Refused> {
    let task_id = task_id(&task)?;
    let text = whole_text(&state, &viewer, task_id).await?;
    let name = format!("{task_id}-with-response.json");
    Ok((headers(&query, &name), text))
}

async fn whole_text(state: &AppState, viewer: &Viewer, task_id: TaskId) -> Result<String, Refused> {
    let task = store::task_detail::whole(&state.pool, viewer.scope(), task_id).await?;
    let responses: usize = task.responses.iter().map(String::len).sum();
    let bytes = task.uploaded.len() + responses;
    let text = off_worker(bytes, move |_| whole_task(&task)).await?;
    text.map_err(|error| {
        tracing::error!(%error, %task_id, "the stored upload is no JSON object");
        Refused::internal()
    })
}

/// One of the task's responses; the first has number 1.
async fn response(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Path((task, number)): Path<(String, String)>,
    Query(query): Query<FileQuery>,
) -> Result<JsonFile, Refused> {
    let task_id = task_id(&task)?;
    let number: i32 = number.parse().map_err(|_| {
        let message = format!("`{number}` is no number of a response; the first has 1");
        Refused(StatusCode::BAD_REQUEST, message)
    })?;
    let text = store::task_detail::response(&state.pool, viewer.scope(), task_id, number).await?;
    let name = format!("{task_id}-response-{number}.json");
    Ok((headers(&query, &name), text))
}

/// `name` is plain ASCII.
fn headers(query: &FileQuery, name: &str) -> HeaderMap {
    let disposition = match query.download.as_deref() {
        Some("0") => "inline",
        _ => "attachment",
    };
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("{disposition}; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers
}

#[cfg(test)]
mod tests;
