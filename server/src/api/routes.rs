//! Every address of the API, each with what its handler says of itself for the document. What is not
//! among them is answered in JSON as well.

use std::any::Any;

use app::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use domain::KeyRole;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::caller::{know_key, need_role};
use super::error::ApiError;
use super::rate::Rate;
use super::{
    batches, files, not_enabled, openapi, projects, task, task_creation, tasks, teams, work,
};
use crate::body_limits::{API_CALL, PROJECT_PARAMS, limit};
use crate::router::BODY_LIMIT;

/// To be nested at `/v1`. Who asks is known by a key alone: no cookie counts here, so no other site
/// can make a browser ask.
pub fn routes(state: &AppState) -> Router<AppState> {
    let (routes, document) = OpenApiRouter::with_openapi(openapi::document())
        .merge(needing(KeyRole::Read, reading()))
        .merge(needing(KeyRole::Write, writing()))
        .merge(needing(KeyRole::Work, working()))
        .merge(needing(KeyRole::Admin, managing()))
        .split_for_parts();
    let open = openapi::routes(document).method_not_allowed_fallback(wrong_method);
    routes
        .route("/studio/{*rest}", any(not_enabled::studio))
        .route("/evaluation_tasks/{*rest}", any(not_enabled::quality))
        .route("/training_tasks/{*rest}", any(not_enabled::quality))
        .route("/quality-labs/{*rest}", any(not_enabled::quality))
        .method_not_allowed_fallback(wrong_method)
        .fallback(unknown)
        .layer(from_fn_with_state(API_CALL, limit))
        .layer(from_fn_with_state(
            (state.pool.clone(), Rate::new(state.site.api_per_minute)),
            know_key,
        ))
        // What stands above needs a key.
        .merge(open)
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
}

/// Asks what a key's role must allow before a handler reads the body; each handler asks again.
fn needing(role: KeyRole, routes: OpenApiRouter<AppState>) -> OpenApiRouter<AppState> {
    routes.route_layer(from_fn_with_state(role, need_role))
}

fn reading() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        // GET reads by id, POST creates by type: the same place in the path.
        .routes(routes!(task::read))
        .routes(routes!(tasks::list))
        .routes(routes!(projects::list))
        .routes(routes!(projects::read))
        .routes(routes!(projects::template))
        .routes(routes!(batches::list))
        .routes(routes!(batches::read))
        .routes(routes!(batches::status))
        .routes(routes!(files::read))
        .routes(routes!(teams::list))
}

fn writing() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(task_creation::create).layer(from_fn_with_state(BODY_LIMIT, limit)))
        .routes(routes!(task::cancel))
        .routes(routes!(task::audit))
        .routes(routes!(task::set_unique_id, task::clear_unique_id))
        .routes(routes!(task::set_metadata))
        .routes(routes!(task::set_tags, task::add_tags, task::remove_tags))
        // The upload's own limit is a setting; its body is never held.
        .routes(routes!(files::upload).layer(DefaultBodyLimit::disable()))
        .routes(routes!(files::import))
}

fn working() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(work::claim))
        .routes(routes!(work::heartbeat))
        .routes(routes!(work::submit).layer(from_fn_with_state(BODY_LIMIT, limit)))
        .routes(routes!(work::error))
        .routes(routes!(work::release))
}

fn managing() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(projects::create).layer(from_fn_with_state(PROJECT_PARAMS, limit)))
        .routes(routes!(projects::set_params).layer(from_fn_with_state(PROJECT_PARAMS, limit)))
        .routes(routes!(batches::create))
        .routes(routes!(batches::finalize))
        .routes(routes!(batches::set_metadata))
        .routes(routes!(teams::invite))
        .routes(routes!(teams::set_role))
}

/// What is answered where there is nothing, whoever asks.
pub async fn nothing() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "there is nothing at `/v1/`; begin with /v1/tasks or /v1/projects",
    )
}

pub async fn unknown(request: axum::extract::Request) -> ApiError {
    let path = request.uri().path();
    ApiError::new(
        StatusCode::NOT_FOUND,
        format!("there is nothing at `/v1{path}`; see /v1/docs for all addresses"),
    )
}

async fn wrong_method(request: axum::extract::Request) -> ApiError {
    let (method, path) = (request.method(), request.uri().path());
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("`/v1{path}` does not take {method}; the header Allow lists what it takes"),
    )
}

/// The panic's message is for the log, not for who asked.
fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(message, "a request of the API panicked");
    ApiError::internal().into_response()
}
