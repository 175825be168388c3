//! Why an import cannot go on.

use domain::record::FieldProblem;

/// What is wrong with a record is in the report; these end the whole import.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Store(#[from] store::Error),
    /// What is asked for by who starts the import, such as the project of tasks that name none.
    #[error("the project of tasks that name none cannot be taken: its {0}")]
    Project(#[from] FieldProblem),
    /// A file of a task could not be kept.
    #[error("`{url}` cannot be kept: {source}")]
    Keep {
        url: String,
        source: media::MediaError,
    },
    /// A task of ours stopped early: the server is shutting down, or there is a bug.
    #[error("reading stopped early ({0}); import the file again, nothing is taken twice")]
    Interrupted(#[from] tokio::task::JoinError),
}

pub type Result<T, E = ImportError> = std::result::Result<T, E>;
