//! What can go wrong in the store.

use domain::TaskId;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Each variant is a case that a caller can act on. Messages are fit to be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Also for what exists in another team: strangers must not learn that it does.
    #[error("there is no {what} `{name}` in this team")]
    NotFound { what: &'static str, name: String },
    /// The input breaks a rule; the message names the field, the value and the remedy.
    #[error("{0}")]
    Invalid(String),
    /// A name or id is in use.
    #[error("{what} `{name}` exists already; choose another name")]
    Duplicate { what: &'static str, name: String },
    /// The task changed since the version that the change was made against.
    #[error("task {task_id} was changed meanwhile; look at its present state and decide again")]
    Conflict { task_id: TaskId },
    /// The same, of something that people change as a whole.
    #[error("{what} `{name}` was changed meanwhile; look at its present state and decide again")]
    Stale { what: &'static str, name: String },
    /// Too much work waits for a processor.
    #[error("the server is busy; try again in a moment")]
    Busy,
    #[error("the database does not answer as expected: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the database schema cannot be brought up to date: {0}")]
    Migration(sqlx::migrate::MigrateError),
}

impl Error {
    /// Whether the database cannot be reached, or is too busy: later it may be otherwise.
    pub const fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Database(
                sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)
            )
        )
    }
}
