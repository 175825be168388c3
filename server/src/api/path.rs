//! What a path names.

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::TaskId;

use super::error::{ApiError, Result};

/// A name, with its percent signs resolved: it may hold spaces, slashes and any letters.
#[derive(Debug)]
pub struct Name(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Path(name) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| unreadable())?;
        if name.contains('\0') {
            return Err(unreadable());
        }
        Ok(Self(name))
    }
}

/// A task by its id.
#[derive(Debug)]
pub struct Task(pub TaskId);

impl<S: Send + Sync> FromRequestParts<S> for Task {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Name(text) = Name::from_request_parts(parts, state).await?;
        text.parse()
            .map(Self)
            .map_err(|error: domain::ids::InvalidTaskId| {
                ApiError::new(StatusCode::NOT_FOUND, error.to_string())
            })
    }
}

pub fn unreadable() -> ApiError {
    ApiError::invalid("the path cannot be read; percent-encode names in it as UTF-8")
}
