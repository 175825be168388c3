//! Every address of the API. What is not among them is answered in JSON as well.

use std::any::Any;

use app::state::AppState;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::caller::know_key;
use super::error::ApiError;
use super::rate::Rate;
use super::{batches, files, not_enabled, projects, task, task_creation, tasks, teams, work};

/// To be nested at `/v1`. Who asks is known by a key alone: no cookie counts here, so no other site
/// can make a browser ask.
pub fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        // GET reads by id, POST creates by type: the same place in the path.
        .route(
            "/task/{id_or_type}",
            get(task::read).post(task_creation::create),
        )
        .route("/task/{task_id}/cancel", post(task::cancel))
        .route("/task/{task_id}/audit", post(task::audit))
        .route(
            "/task/{task_id}/unique_id",
            post(task::set_unique_id).delete(task::clear_unique_id),
        )
        .route("/task/{task_id}/setMetadata", post(task::set_metadata))
        .route(
            "/task/{task_id}/tags",
            post(task::set_tags)
                .put(task::add_tags)
                .delete(task::remove_tags),
        )
        .route("/tasks", get(tasks::list))
        .route("/projects", get(projects::list).post(projects::create))
        .route("/projects/{name}", get(projects::read))
        .route("/projects/{name}/setParams", post(projects::set_params))
        .route("/projects/{name}/taskTemplates", get(projects::template))
        .route("/batches", get(batches::list).post(batches::create))
        .route("/batches/{name}", get(batches::read))
        .route("/batches/{name}/status", get(batches::status))
        .route("/batches/{name}/finalize", post(batches::finalize))
        .route("/batches/{name}/setMetadata", post(batches::set_metadata))
        .route("/files/import", post(files::import))
        .route("/files/{file_id}/{name}", get(files::read))
        .route("/teams", get(teams::list))
        .route("/teams/invite", post(teams::invite))
        .route("/teams/set_role", post(teams::set_role))
        .route("/work/claim", post(work::claim))
        .route("/work/{lease_id}/heartbeat", post(work::heartbeat))
        .route("/work/{lease_id}/submit", post(work::submit))
        .route("/work/{lease_id}/error", post(work::error))
        .route("/work/{lease_id}/release", post(work::release))
        .route("/studio/{*rest}", any(not_enabled::studio))
        .route("/evaluation_tasks/{*rest}", any(not_enabled::quality))
        .route("/training_tasks/{*rest}", any(not_enabled::quality))
        .route("/quality-labs/{*rest}", any(not_enabled::quality))
        .merge(files::upload_route())
        .method_not_allowed_fallback(wrong_method)
        .fallback(unknown)
        .layer(from_fn_with_state(
            (state.pool.clone(), Rate::new(state.site.api_per_minute)),
            know_key,
        ))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
}

/// What is answered where there is nothing, whoever asks.
pub async fn nothing() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "there is nothing at `/v1/`; begin with /v1/tasks or /v1/projects",
    )
}

async fn unknown(request: axum::extract::Request) -> ApiError {
    let path = request.uri().path();
    ApiError::new(
        StatusCode::NOT_FOUND,
        format!("there is nothing at `/v1{path}`; see the list of addresses in the documentation"),
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
