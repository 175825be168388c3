//! Why a request of the API fails, as JSON.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::record::{FieldProblem, cut_to};
use serde_json::json;

/// The longest message, in characters: what is beyond repeats what was sent.
const MAX_MESSAGE_CHARS: usize = 4000;

/// Answered as `{"status_code": N, "error": "…"}`, which clients read (`scaleapi` 2.18.4,
/// `scaleapi/api.py`).
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    message: String,
    /// For how long it is no use to ask again.
    wait: Option<Duration>,
}

pub type Result<T, E = ApiError> = std::result::Result<T, E>;

impl ApiError {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: cut_to(&message.into(), MAX_MESSAGE_CHARS),
            wait: None,
        }
    }

    pub fn too_many(wait: Duration) -> Self {
        let message = format!(
            "the key asks too often; wait for {} s, or ask whoever runs the server for a higher \
             --api-per-minute",
            seconds(wait)
        );
        Self {
            wait: Some(wait),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, message)
        }
    }

    /// With how long it is no use to ask again.
    #[must_use]
    pub fn wait(self, wait: Duration) -> Self {
        Self {
            wait: Some(wait),
            ..self
        }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// What the log says in full is not for who asked.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "something went wrong on the server; its log has the details",
        )
    }
}

impl From<FieldProblem> for ApiError {
    fn from(problem: FieldProblem) -> Self {
        Self::invalid(problem.to_string())
    }
}

impl From<Vec<FieldProblem>> for ApiError {
    fn from(problems: Vec<FieldProblem>) -> Self {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Self::invalid(problems.join("; "))
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        let status = match &error {
            store::Error::NotFound { .. } => StatusCode::NOT_FOUND,
            store::Error::Invalid(_) => StatusCode::BAD_REQUEST,
            store::Error::Forbidden(_) => StatusCode::FORBIDDEN,
            store::Error::Duplicate { .. }
            | store::Error::Conflict { .. }
            | store::Error::Stale { .. } => StatusCode::CONFLICT,
            store::Error::Busy => {
                return Self {
                    wait: Some(Duration::from_secs(1)),
                    ..Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
                };
            }
            error if error.is_unavailable() => {
                tracing::error!(%error, "api");
                return Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the database does not answer; try again in a moment",
                );
            }
            error => {
                tracing::error!(%error, "api");
                return Self::internal();
            }
        };
        Self::new(status, error.to_string())
    }
}

impl From<serde_json::Error> for ApiError {
    /// What is stored is JSON, and what is sent was checked before.
    fn from(error: serde_json::Error) -> Self {
        tracing::error!(%error, "stored JSON cannot be read");
        Self::internal()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({"status_code": self.status.as_u16(), "error": self.message});
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            // Asked for `Basic`, a browser would prompt for a key and then send it along with
            // whatever other sites make it ask. Programs send theirs unasked.
            let asked = HeaderValue::from_static(r#"Bearer realm="Tasklens API""#);
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, asked);
        }
        if let Some(wait) = self.wait {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds(wait).into());
        }
        response
    }
}

/// Whole seconds, not too few.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs_f64().ceil() as u64
}
