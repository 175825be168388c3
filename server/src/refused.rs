//! Why a request for a file is refused, as HTTP.

use app::pictures::PictureError;
use axum::Json;
use axum::http::{StatusCode, header};
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
        if let PictureError::Media { url, error } = &error
            && let Some(message) = error.refused_write()
        {
            tracing::error!(%error, url, "file");
            return Self(StatusCode::INSUFFICIENT_STORAGE, message.to_owned());
        }
        let status = match error {
            PictureError::Store(error) => return error.into(),
            PictureError::Media {
                error: MediaError::RangeOutside { .. },
                ..
            } => StatusCode::RANGE_NOT_SATISFIABLE,
            PictureError::Media {
                error: MediaError::TooManyWaiting(_),
                ..
            } => StatusCode::TOO_MANY_REQUESTS,
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
            error if error.is_unavailable() => {
                tracing::error!(%error, "file");
                return Self(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the database does not answer; try again in a moment".to_owned(),
                );
            }
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
        let body = Json(serde_json::json!({ "error": self.1 }));
        if self.0 == StatusCode::TOO_MANY_REQUESTS {
            return (self.0, [(header::RETRY_AFTER, "60")], body).into_response();
        }
        (self.0, body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use app::AppError;
    use axum::http::StatusCode;
    use store::PgPool;

    use super::Refused;

    /// What the store says when PostgreSQL answers with this code.
    async fn raised(pool: &PgPool, code: &str) -> store::Error {
        let sql = format!("do $$ begin raise exception using errcode = '{code}'; end $$");
        let raised = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(pool).await;
        raised.unwrap_err().into()
    }

    #[sqlx::test(migrations = false)]
    async fn a_database_that_stops_starts_or_is_full_is_unavailable_to_files_and_pages(
        pool: PgPool,
    ) {
        for code in ["57P01", "57P02", "57P03", "53300", "08006"] {
            let file = Refused::from(raised(&pool, code).await);
            assert_eq!(file.0, StatusCode::SERVICE_UNAVAILABLE, "{code}");
            let page = AppError::from(raised(&pool, code).await);
            assert_eq!(page, AppError::Unavailable, "{code}");
        }
        let file = Refused::from(raised(&pool, "42P01").await);
        assert_eq!(file.0, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(
            AppError::from(raised(&pool, "42P01").await),
            AppError::Internal
        );
    }
}
