//! Why an attachment cannot be kept, read or shown.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use crate::BlobId;

/// Everything that goes wrong with an attachment. The message says what is wrong, with which URL or
/// size, and what helps; it is meant to be shown in the picture's place.
///
/// Cloneable, because everyone who waits for the same picture gets the same answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MediaError {
    #[error("there is no file {0} in the attachment store; import or fetch the attachment again")]
    NotFound(BlobId),

    #[error("bytes {asked} were asked of a file of {size} bytes; ask for a range inside it")]
    RangeOutside { asked: String, size: u64 },

    #[error("{what} has more than {limit} bytes; make it smaller or raise the limit on bytes")]
    TooLarge { what: String, limit: u64 },

    #[error(
        "the picture is {width} × {height} pixels, more than {limit_pixels} pixels or \
         {limit_bytes} bytes of memory allow; make it smaller or raise the limit on pictures"
    )]
    TooManyPixels {
        width: u32,
        height: u32,
        limit_pixels: u64,
        limit_bytes: u64,
    },

    /// The file claims to be a picture and is not a whole one.
    #[error("the picture cannot be read: {what}; upload it again")]
    Undecodable { what: String },

    /// The file is no lidar frame, or a broken one; the text says what is wrong at which byte.
    #[error("the point cloud cannot be read: {what}")]
    NotACloud { what: String },

    /// The file is no answer with labels of points; the text names the field.
    #[error("{what}")]
    NoLabels { what: String },

    #[error("no picture can be made of {mime}; open the original instead")]
    NotAPicture { mime: &'static str },

    #[error("`{url}` cannot be fetched: {why}")]
    InvalidUrl { url: String, why: String },

    #[error(
        "`{url}` leads to {address}, which is not a public address; if it is yours, add the host or \
         its network to --allow-hosts"
    )]
    ForbiddenHost { url: String, address: String },

    #[error("`{url}` answered with HTTP status {status}; {remedy}", remedy = status_remedy(*status))]
    Fetch { url: String, status: u16 },

    #[error("`{url}` redirects more than {limit} times; link to where the file is")]
    TooManyRedirects { url: String, limit: usize },

    #[error("`{url}` was not there within {after:?}; try again, or raise the time limit")]
    TimedOut { url: String, after: Duration },

    /// No connection, or one that broke before the last byte.
    #[error("`{url}` could not be read to its end ({why}); try again when the host is up")]
    Unreachable { url: String, why: String },

    #[error("the attachment could not be read: {0}")]
    Source(#[source] Arc<std::io::Error>),

    #[error("the attachment store failed: {0}; check its disk or bucket")]
    Store(#[source] Arc<object_store::Error>),

    /// A task of ours stopped early: the server is shutting down, or there is a bug.
    #[error("the work on the attachment stopped early ({0}); try again")]
    Interrupted(String),
}

fn status_remedy(status: u16) -> &'static str {
    match status {
        401 | 403 => "check that the link still grants access",
        404 | 410 => "check the link, or upload the file again",
        429 | 500..=599 => "try again later",
        _ => "check the link",
    }
}

impl MediaError {
    /// What helps where the disk took no more, or the folder may not be written: something for
    /// whoever runs the server, not for who sent a file.
    pub fn refused_write(&self) -> Option<&'static str> {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = match self {
            Self::Source(error) => Some(error.as_ref()),
            Self::Store(error) => Some(error.as_ref()),
            _ => None,
        };
        while let Some(error) = cause {
            let kind = error.downcast_ref().map(std::io::Error::kind);
            match kind {
                Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
                    return Some(
                        "the server's disk is full; ask whoever runs it to make room, then try again",
                    );
                }
                Some(ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => {
                    return Some(
                        "the server may not write to its data folder; ask whoever runs it to \
                         check who owns it, then try again",
                    );
                }
                _ => cause = error.source(),
            }
        }
        None
    }

    pub(crate) fn not_a_cloud(what: impl ToString) -> Self {
        Self::NotACloud {
            what: what.to_string(),
        }
    }

    pub(crate) fn undecodable(what: impl ToString) -> Self {
        Self::Undecodable {
            what: what.to_string(),
        }
    }
}

impl From<object_store::Error> for MediaError {
    fn from(error: object_store::Error) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl From<std::io::Error> for MediaError {
    fn from(error: std::io::Error) -> Self {
        Self::Source(Arc::new(error))
    }
}

impl From<tokio::task::JoinError> for MediaError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Interrupted(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, Write};

    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_broken_file() {
        let full = std::fs::File::create("/dev/full").unwrap().write_all(b"x");
        let full = MediaError::from(full.unwrap_err());
        assert!(full.refused_write().unwrap().contains("disk is full"));
        let broken = MediaError::from(Error::other("broken"));
        assert_eq!(broken.refused_write(), None);
    }

    #[tokio::test]
    async fn a_folder_that_may_not_be_written_is_told_through_the_store() {
        // Nobody can make files there, not even root.
        let blobs = crate::BlobStore::in_folder(std::path::Path::new("/sys")).unwrap();
        let error = blobs.put_bytes("x".into()).await.unwrap_err();
        let told = error.refused_write();
        assert!(
            told.unwrap_or_default().contains("may not write"),
            "{error:?}"
        );
    }
}
