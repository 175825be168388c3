//! `GET /export?…` and `POST /export`: tasks as a file, streamed.

use app::Viewer;
use app::state::AppState;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use domain::export::ExportRequest;
use transfer::export::{Export, ExportError};

use super::reader::{Patience, pieces};
use crate::body_limits::API_CALL;
use crate::places::Places;
use crate::refused::Refused;

/// Exports that run at once: each holds a connection to the database for as long as its reader
/// takes, and pages need some too. A team has half of them at most, so that others find places, and a
/// person one beside the one that they wait for.
const AT_ONCE: u64 = 6;
const EACH_TEAM: u64 = 3;
const EACH_PERSON: u64 = 2;

/// Tasks of the whole export, for a progress bar.
const TOTAL: HeaderName = HeaderName::from_static("x-total");

pub fn routes() -> Router<AppState> {
    routes_with(Patience::default())
}

/// The same, waiting otherwise for readers.
pub(super) fn routes_with(patience: Patience) -> Router<AppState> {
    let places = Places::new("exports", AT_ONCE, EACH_TEAM, EACH_PERSON);
    Router::new()
        .route("/export", get(matching).post(selected))
        .layer(DefaultBodyLimit::max(API_CALL))
        .layer(Extension(Exports { places, patience }))
}

#[derive(Clone)]
struct Exports {
    places: Places,
    patience: Patience,
}

/// All that a link shows.
async fn matching(
    State(state): State<AppState>,
    viewer: Extension<Viewer>,
    exports: Extension<Exports>,
    RawQuery(query): RawQuery,
) -> Response {
    match ExportRequest::parse(&query.unwrap_or_default()) {
        Ok(request) => download(&state, &viewer, &exports, &request).await,
        Err(broken) => (StatusCode::BAD_REQUEST, format!("{broken}\n")).into_response(),
    }
}

/// A selection, which may be longer than an address.
async fn selected(
    State(state): State<AppState>,
    viewer: Extension<Viewer>,
    exports: Extension<Exports>,
    Json(request): Json<ExportRequest>,
) -> Response {
    download(&state, &viewer, &exports, &request).await
}

async fn download(
    state: &AppState,
    viewer: &Viewer,
    exports: &Exports,
    request: &ExportRequest,
) -> Response {
    let place = match exports.places.take(viewer) {
        Ok(place) => place,
        Err(none) => return none.into_response(),
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
            let body = Body::from_stream(pieces(export, place, exports.patience));
            (headers, [(header::CONTENT_DISPOSITION, disposition)], body).into_response()
        }
        Err(ExportError::Store(error)) => Refused::from(error).into_response(),
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
