//! What a page is told when a server function cannot do what it was asked.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Each variant is shown, or acted on, differently. Messages are fit to be read by people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    #[error("your session has ended; log in again")]
    NotLoggedIn,
    #[error("{0}")]
    Forbidden(String),
    #[error("{0}")]
    NotFound(String),
    #[error("{0}")]
    Invalid(String),
    /// Somebody else changed the same thing first.
    #[error("{0}")]
    Conflict(String),
    /// The request did not reach the server, or its answer did not reach us.
    #[error("the server does not answer ({0}); check the connection and try again")]
    Unreachable(String),
    #[error("something went wrong on the server; its log has the details")]
    Internal,
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(reason) | ServerFnErrorErr::Response(reason) => {
                Self::Unreachable(reason)
            }
            ServerFnErrorErr::Args(reason)
            | ServerFnErrorErr::MissingArg(reason)
            | ServerFnErrorErr::Deserialization(reason) => Self::Invalid(reason),
            _ => Self::Internal,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<store::Error> for AppError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound { .. } => Self::NotFound(error.to_string()),
            store::Error::Invalid(_) | store::Error::Duplicate { .. } => {
                Self::Invalid(error.to_string())
            }
            store::Error::Conflict { .. } | store::Error::Stale { .. } => {
                Self::Conflict(error.to_string())
            }
            store::Error::Database(_) | store::Error::Migration(_) => {
                tracing::error!(%error, "store");
                Self::Internal
            }
        }
    }
}

impl AppError {
    /// Gives the page that shows the error its status, where the server renders it.
    #[cfg_attr(
        not(feature = "ssr"),
        allow(
            clippy::unused_self,
            clippy::missing_const_for_fn,
            reason = "a browser has its page already"
        )
    )]
    pub fn set_page_status(&self) {
        #[cfg(feature = "ssr")]
        if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
            use axum::http::StatusCode;
            response.set_status(match self {
                Self::NotFound(_) => StatusCode::NOT_FOUND,
                Self::NotLoggedIn => StatusCode::UNAUTHORIZED,
                Self::Forbidden(_) => StatusCode::FORBIDDEN,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            });
        }
    }
}
