//! What can go wrong while writing a sample set.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("cannot write `{}`: {source}; check that the folder exists and has space", path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot encode `{path}`: {source}")]
    Encode {
        path: String,
        source: image::ImageError,
    },
    #[error("`tasks` is {0}; ask for at least {min}, so that every kind of task appears", min = crate::generate::FEWEST_TASKS)]
    TooFew(usize),
}

pub type Result<T> = std::result::Result<T, SampleError>;
