//! Why a copy cannot go on.

use domain::indexed::MAX_URL_BYTES;
use domain::record::cut;

use crate::import::ImportError;

/// Running the copy again goes on where it broke off.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    #[error(
        "`{}` is no address of an API, of up to {MAX_URL_BYTES} bytes; give one like \
         https://api.scale.com/v1",
        cut(.0)
    )]
    Address(String),
    /// Refused, and asking again would not help.
    #[error("{path} answered {status}: {message}")]
    Refused {
        path: String,
        status: u16,
        message: String,
    },
    /// It did not answer, several times.
    #[error("{path} does not answer ({why}); run the same command again, it goes on from there")]
    Away { path: String, why: String },
    #[error("{path} answered what cannot be read: {why}")]
    Unreadable { path: String, why: String },
    #[error("{path} answers with more than {limit} bytes, which is more than is read at a time")]
    TooLong { path: String, limit: usize },
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

pub type Result<T, E = PullError> = std::result::Result<T, E>;
