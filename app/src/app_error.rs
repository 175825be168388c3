//! What a page is told when a server function cannot do what it was asked.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, Encodes};
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
    /// The request has more than this address takes.
    #[error("{0}")]
    TooLarge(String),
    /// The server has too much to do.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// The request did not reach the server, or its answer did not reach us.
    #[error("the server does not answer ({0}); check the connection and try again")]
    Unreachable(String),
    /// The server is there, and its database is not.
    #[error("the database does not answer; try again in a moment")]
    Unavailable,
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
            ServerFnErrorErr::Deserialization(reason) if reason == TOO_LARGE => {
                Self::TooLarge("the request is too large; send less at a time".to_owned())
            }
            ServerFnErrorErr::Args(reason)
            | ServerFnErrorErr::MissingArg(reason)
            | ServerFnErrorErr::Deserialization(reason) => Self::Invalid(reason),
            _ => Self::Internal,
        }
    }

    /// The body of the answer to a call that failed, which gets the error's status.
    fn ser(&self) -> Bytes {
        #[cfg(feature = "ssr")]
        if !is_led_back() {
            self.set_page_status();
        }
        JsonEncoding::encode(&self.cut()).unwrap_or_default()
    }
}

/// What axum's limit of a body says (`http_body_util::LengthLimitError`).
const TOO_LARGE: &str = "length limit exceeded";

/// The longest message, in characters: what is beyond repeats what was sent.
const MAX_MESSAGE_CHARS: usize = 2000;

impl AppError {
    /// The error with no more than the beginning of a long message.
    fn cut(&self) -> Self {
        let cut = |message: &str| domain::record::cut_to(message, MAX_MESSAGE_CHARS);
        match self {
            Self::Forbidden(message) => Self::Forbidden(cut(message)),
            Self::NotFound(message) => Self::NotFound(cut(message)),
            Self::Invalid(message) => Self::Invalid(cut(message)),
            Self::Conflict(message) => Self::Conflict(cut(message)),
            other => other.clone(),
        }
    }
}

/// Whether a form without script made the call: it is led back to its page, which needs the status.
#[cfg(feature = "ssr")]
fn is_led_back() -> bool {
    use axum::http::header::ACCEPT;
    use axum::http::request::Parts;

    leptos::prelude::use_context::<Parts>().is_some_and(|parts| {
        let accepted = parts.headers.get(ACCEPT);
        accepted.is_some_and(|accepted| {
            accepted
                .to_str()
                .is_ok_and(|kinds| kinds.contains("text/html"))
        })
    })
}

#[cfg(feature = "ssr")]
impl From<store::Error> for AppError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound { .. } => Self::NotFound(error.to_string()),
            store::Error::Invalid(_) | store::Error::Duplicate { .. } => {
                Self::Invalid(error.to_string())
            }
            store::Error::Forbidden(_) => Self::Forbidden(error.to_string()),
            store::Error::Conflict { .. } | store::Error::Stale { .. } => {
                Self::Conflict(error.to_string())
            }
            store::Error::Busy => Self::Busy,
            error if error.is_unavailable() => {
                tracing::error!(%error, "store");
                Self::Unavailable
            }
            store::Error::Database(_) | store::Error::Migration(_) | store::Error::Pooler(_) => {
                tracing::error!(%error, "store");
                Self::Internal
            }
        }
    }
}

impl AppError {
    /// Gives the page that shows the error, or the answer to the call that failed, its status, where the
    /// server makes it.
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
                Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
                Self::Conflict(_) => StatusCode::CONFLICT,
                Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
                Self::Unavailable | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
                Self::Unreachable(_) | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            });
        }
    }
}
