//! Why a picture cannot be shown.

use media::MediaError;

/// Each message says what is wrong, with the address, and is fit to be shown in the picture's
/// place.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The task, or the file in it, does not exist for this team.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The bytes of the file could not be had when the task came in.
    #[error("`{url}`: {problem}")]
    Missing { url: String, problem: String },
    /// The bytes are here, or on another server, and no picture can be made of them.
    #[error("`{url}`: {error}")]
    Media { url: String, error: MediaError },
}
