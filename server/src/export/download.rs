//! `GET /export?…` and `POST /export`: tasks as a file, streamed.

use std::sync::Arc;

use app::Viewer;
use app::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use domain::export::ExportRequest;
use futures::Stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use transfer::export::{Export, ExportError};

use crate::body_limits::API_CALL;

/// Exports that run at once: each holds a connection to the database for as long as its reader
/// takes, and pages need some too.
const AT_ONCE: usize = 6;

/// Tasks of the whole export, for a progress bar.
const TOTAL: HeaderName = HeaderName::from_static("x-total");

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/export", get(matching).post(selected))
        .layer(DefaultBodyLimit::max(API_CALL))
        .layer(Extension(Running(Arc::new(Semaphore::new(AT_ONCE)))))
}

#[derive(Clone)]
struct Running(Arc<Semaphore>);

/// All that a link shows.
async fn matching(
    State(state): State<AppState>,
    viewer: Extension<Viewer>,
    running: Extension<Running>,
    RawQuery(query): RawQuery,
) -> Response {
    match ExportRequest::parse(&query.unwrap_or_default()) {
        Ok(request) => download(&state, &viewer, &running, &request).await,
        Err(broken) => (StatusCode::BAD_REQUEST, format!("{broken}\n")).into_response(),
    }
}

/// A selection, which may be longer than an address.
async fn selected(
    State(state): State<AppState>,
    viewer: Extension<Viewer>,
    running: Extension<Running>,
    Json(request): Json<ExportRequest>,
) -> Response {
    download(&state, &viewer, &running, &request).await
}

async fn download(
    state: &AppState,
    viewer: &Viewer,
    running: &Running,
    request: &ExportRequest,
) -> Response {
    let Ok(permit) = Arc::clone(&running.0).try_acquire_owned() else {
        let text = format!("{AT_ONCE} exports are running already; try again in a minute\n");
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "60")],
            text,
        )
            .into_response();
    };
    match Export::open(&state.pool, viewer.scope(), request).await {
        Ok(export) => {
            let name = format!(
                "tasks-{}{}",
                chrono::Utc::now().format("%Y-%m-%d-%H%M"),
                request.form.ending()
            );
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static(request.form.mime()),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (TOTAL, export.total().into()),
            ];
            let disposition = format!("attachment; filename=\"{name}\"");
            let body = Body::from_stream(bytes(export, permit));
            (headers, [(header::CONTENT_DISPOSITION, disposition)], body).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "export");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "the export failed; try again\n",
            )
                .into_response()
        }
    }
}

/// An error ends the stream without the chunk that says "this was all", so that no browser takes
/// what it has for a whole file.
fn bytes(
    export: Export,
    permit: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Bytes, ExportError>> {
    futures::stream::unfold(Some((export, permit)), async |state| {
        let (mut export, permit) = state?;
        match export.next().await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some((export, permit)))),
            Ok(None) => None,
            Err(error) => {
                tracing::error!(%error, "an export broke off");
                Some((Err(error), None))
            }
        }
    })
}
