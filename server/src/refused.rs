//! Why a request for a file is refused, as HTTP.

use app::pictures::PictureError;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::TaskId;
use media::MediaError;

/// An answer without a file: `{"error": why}`.
pub struct Refused(pub StatusCode, pub String);

/// The task that a path names.
pub fn task_id(text: &str) -> Result<TaskId, Refused> {
    text.parse().map_err(|error: domain::ids::InvalidTaskId| {
        Refused(StatusCode::BAD_REQUEST, error.to_string())
    })
}

impl From<PictureError> for Refused {
    fn from(error: PictureError) -> Self {
        let status = match error {
            PictureError::Store(error) => return error.into(),
            PictureError::Media {
                error: MediaError::RangeOutside { .. },
                ..
            } => StatusCode::RANGE_NOT_SATISFIABLE,
            PictureError::Missing { .. } | PictureError::Media { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        };
        Self(status, error.to_string())
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        let status = match &error {
            store::Error::NotFound { .. } => StatusCode::NOT_FOUND,
            store::Error::Invalid(_) => StatusCode::BAD_REQUEST,
            store::Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
            error => {
                tracing::error!(%error, "file");
                return Self::internal();
            }
        };
        Self(status, error.to_string())
    }
}

impl Refused {
    /// What the log says in full is not for who asked.
    pub fn internal() -> Self {
        Self(
            StatusCode::INTERNAL_SERVER_ERROR,
            "something went wrong on the server; its log has the details".to_owned(),
        )
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(serde_json::json!({ "error": self.1 }))).into_response()
    }
}
