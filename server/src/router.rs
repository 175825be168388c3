//! Every address the server answers, and what stands around them all.

use std::any::Any;

use app::state::AppState;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Extension, Router};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::connections::answer_too_slow;
use crate::data_folder::DataFolder;
use crate::pages::pages;
use crate::request_log::log_request;
use crate::security_headers::add_security_headers;
use crate::{access, api, events, export, health, import, pictures, site, task_files};

/// Bytes of a request to a page or server function; a corrected response may be this large.
pub const BODY_LIMIT: usize = 32 << 20;

/// The whole site. Layers run from the last to the first.
pub fn router(state: AppState) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    Router::new()
        .merge(pages(&state))
        .merge(task_files::routes())
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .merge(pictures::routes())
        .route("/events", get(events::events))
        .merge(export::routes())
        .merge(import::routes())
        .merge(access::routes())
        // What stands above is for people; below is what needs to know nobody.
        .layer(from_fn_with_state(state.clone(), access::know_viewer))
        .layer(from_fn_with_state(
            state.clone(),
            access::refuse_foreign_changes,
        ))
        .nest("/v1", api::routes(&state))
        // Nesting leaves this one address out.
        .route("/v1/", any(api::nothing))
        .route("/pkg/{version}/{name}", get(site::pkg))
        .route("/pkg/{name}", get(site::plain_pkg))
        .route("/favicon.svg", get(site::favicon))
        .route("/healthz", get(health::healthz))
        .route(
            "/readyz",
            get(health::readyz).layer(Extension(DataFolder::new(state.site.data_dir.clone()))),
        )
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(answer_too_slow))
        .layer(from_fn(add_security_headers))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(log_request))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .with_state(state)
}

/// The panic's message is for the log, not for who asked.
fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(message, "a request panicked");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "something went wrong on the server; its log has the details\n",
    )
        .into_response()
}
