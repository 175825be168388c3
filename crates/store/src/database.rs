//! The connection pool and the schema.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgPool, Postgres, Transaction};

use crate::pooler::{self, Check};
use crate::{Error, Result};

/// The largest pool a server opens unless told otherwise.
const MAX_CONNECTIONS: u32 = 20;

/// Behind a pooler: pgbouncer has 20 sessions for a database unless told otherwise, and one is left
/// for its check.
const MAX_POOLED_CONNECTIONS: u32 = 18;

/// Connections behind a pooler are opened anew so often, and so checked again: its mode may be
/// changed while they are open.
const POOLED_LIFETIME: Duration = Duration::from_mins(1);

/// A connection that was not used for so long may be broken.
const IDLE: Duration = Duration::from_secs(1);

/// Opens a pool on `url` (`postgres://user@host/database`).
///
/// # Errors
/// [`Error::Pooler`] where a pooler stands between that gives connections no sessions of their own.
pub async fn connect(url: &str) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url)?.application_name("tasklens");
    let (options, check) = pooler::find(options).await?;
    let pool = PgPoolOptions::new();
    let pool = match check {
        Check::Mark(_) => pool.max_connections(MAX_CONNECTIONS),
        Check::Proof(_) => pool
            .max_connections(MAX_POOLED_CONNECTIONS)
            .max_lifetime(POOLED_LIFETIME),
    };
    let check = Arc::new(check);
    let pool = pool
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(move |connection, _| {
            let check = Arc::clone(&check);
            Box::pin(async move {
                let checked = check.new_connection(connection).await;
                checked.map_err(|error| sqlx::Error::Configuration(Box::new(error)))
            })
        })
        // A connection that was just used is there still; asking each time costs every query.
        .test_before_acquire(false)
        .before_acquire(|connection, used| {
            Box::pin(async move {
                if used.idle_for > IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Brings the schema up to date. Several servers may start at once: one migrates, the others wait.
pub async fn migrate(pool: &PgPool) -> Result<()> {
    sqlx::migrate!("./migrations")
        .run(pool)
        .await
        .map_err(Error::Migration)
}

/// Begins a transaction. Whoever asked may go away meanwhile, as a browser that leaves ends what is done
/// for it; `sqlx` would then give the connection back with its transaction open, for the next one to write
/// into. So it is begun in a task of its own, which ends it if nobody waits any more.
pub(crate) async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    #[expect(clippy::disallowed_methods, reason = "this is what all others call")]
    let begun = tokio::spawn(async move { pool.begin().await }).await;
    begun
        .map_err(|_| sqlx::Error::WorkerCrashed)?
        .map_err(Error::from)
}

/// Asks the database for a sign of life.
///
/// # Errors
/// [`Error::Pooler`] where a pooler is the reason that there is none.
pub async fn ping(pool: &PgPool) -> Result<()> {
    match sqlx::query("select 1").execute(pool).await {
        Ok(_) => Ok(()),
        Err(error) => Err(pooler::explain(pool, error).await),
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use sqlx::Row;

    use super::*;

    /// Asks the future `times` for a result, then drops it; whether it had one.
    async fn leave_after<F: Future>(times: usize, future: F) -> bool {
        let mut future = pin!(future);
        for _ in 0..times {
            let is_ready =
                poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await;
            if is_ready {
                return true;
            }
            tokio::task::yield_now().await;
        }
        false
    }

    /// A pool of one connection, which waits there.
    async fn pool_of_one(pool: &PgPool) -> PgPool {
        PgPoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_with((*pool.connect_options()).clone())
            .await
            .unwrap()
    }

    /// Whether the connection came back with a transaction open: then the two times are not the same.
    async fn is_open(one: &PgPool) -> bool {
        let row = sqlx::raw_sql("select now() <> statement_timestamp()")
            .fetch_one(one)
            .await
            .unwrap();
        row.get(0)
    }

    #[sqlx::test]
    async fn who_leaves_while_a_transaction_begins_leaves_none_open(pool: PgPool) {
        for times in 0..20 {
            let one = pool_of_one(&pool).await;
            while one.num_idle() == 0 {
                tokio::task::yield_now().await;
            }
            // With one look, it is asked for and not yet answered.
            leave_after(times, begin(&one)).await;
            assert!(!is_open(&one).await, "left after {times} looks");
        }
    }
}
