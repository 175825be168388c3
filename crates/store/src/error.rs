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
    /// Whoever asks may not do this; the message says who may.
    #[error("{0}")]
    Forbidden(String),
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
    Database(#[source] sqlx::Error),
    /// A pooler between takes away what a session keeps; the message names the remedy.
    #[error("{0}")]
    Pooler(&'static str),
    #[error("the database schema cannot be brought up to date: {0}")]
    Migration(sqlx::migrate::MigrateError),
}

/// SQLSTATEs of a text that PostgreSQL cannot keep: with U+0000, also where JSON escapes it.
const UNKEEPABLE_TEXT: [&str; 2] = ["22021", "22P05"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        if code.is_some_and(|code| UNKEEPABLE_TEXT.contains(&&*code)) {
            return Self::Invalid(
                "a text contains the character U+0000, which cannot be kept; remove it".to_owned(),
            );
        }
        Self::Database(error)
    }
}

impl Error {
    /// Whether the database cannot be reached, is starting, stopping or too busy: later it may be
    /// otherwise.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Database(
                sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_),
            )
            | Self::Pooler(_) => true,
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| is_of_the_server(&code))
            }
            _ => false,
        }
    }

    /// Whether the database refuses what was to be written, as it would at any time.
    pub(crate) fn is_of_the_data(&self) -> bool {
        match self {
            Self::Invalid(_) => true,
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| is_of_data(&code))
            }
            _ => false,
        }
    }
}

/// PostgreSQL's codes, by its documentation's appendix A: class 08 (no connection), class 53 (no
/// resources left, as connections, memory or disk), 57P01 to 57P05 (stopped, crashed, starting, its
/// database dropped, idle for too long), 25006 (a standby, which takes no changes).
fn is_of_the_server(code: &str) -> bool {
    matches!(code.get(..2), Some("08" | "53")) || code.starts_with("57P0") || code == "25006"
}

/// Classes 22 (a value that its type cannot hold), 23 (a constraint), 54 (too large or too deep).
fn is_of_data(code: &str) -> bool {
    matches!(code.get(..2), Some("22" | "23" | "54"))
}

#[cfg(test)]
mod tests {
    use sqlx::PgPool;

    use super::Error;

    /// What PostgreSQL says with this code.
    async fn raised(pool: &PgPool, code: &str) -> Error {
        let sql = format!("do $$ begin raise exception using errcode = '{code}'; end $$");
        let raised = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(pool).await;
        raised.unwrap_err().into()
    }

    #[sqlx::test]
    async fn a_database_that_stops_or_starts_or_is_full_is_unavailable(pool: PgPool) {
        for code in [
            "57P01", "57P02", "57P03", "57P05", "53100", "53200", "53300", "08006", "08P01",
            "25006",
        ] {
            let error = raised(&pool, code).await;
            assert!(error.is_unavailable(), "{code}");
            assert!(!error.is_of_the_data(), "{code}");
        }
        for code in ["42P01", "XX000", "57014", "22003", "54000"] {
            assert!(!raised(&pool, code).await.is_unavailable(), "{code}");
        }
    }

    #[sqlx::test]
    async fn only_what_no_second_try_can_store_is_of_the_data(pool: PgPool) {
        for code in ["22P05", "22021", "22008", "54000", "54001", "23514"] {
            assert!(raised(&pool, code).await.is_of_the_data(), "{code}");
        }
        for code in ["40001", "40P01", "42601", "55P03"] {
            assert!(!raised(&pool, code).await.is_of_the_data(), "{code}");
        }
    }
}
