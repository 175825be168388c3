//! Makes sure that each connection is a session of PostgreSQL of its own.
//!
//! Prepared statements, `listen` and session locks live in a session. A pooler in transaction mode
//! (as of pgbouncer) gives each transaction whichever session is free, so that parameters of one
//! statement reach another one of the same name. That must not be left to luck, so every
//! connection is proved to keep its session, in one of two ways:
//!
//! - Without a pooler, the start-up options of a connection reach its session. pgbouncer refuses or
//!   drops them. They carry a mark, which each new connection is asked for.
//! - Behind a pooler, two more connections prove that it binds each to a session: one asks which
//!   session it has, and waits without a word; then the other lets PostgreSQL end that session. If
//!   the first one ends too, it had the session for itself. In transaction mode it stays, since a
//!   connection that has its answer has no session that could end. This is repeated for new
//!   connections.

use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::{Error, Result};

/// The option that carries the mark.
const MARK: &str = "tasklens.session";

/// What pgbouncer answers to start-up options that it does not know: `protocol_violation`.
const REFUSED_OPTION: &str = "08P01";

/// How long a connection for a check may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection is waited for whose session was ended. Less than a second, the least after
/// which poolers end idle connections themselves.
const PATIENCE: Duration = Duration::from_millis(900);

/// How long [`explain`] may take: who asks whether the server is ready does not wait for long.
const EXPLAIN_TIMEOUT: Duration = Duration::from_secs(4);

/// How often a busy machine may miss [`PATIENCE`].
const TRIES: u32 = 3;

const NO_SESSIONS: &str = "a connection pooler gives each transaction another session, and with it \
    the prepared statements, notifications and locks of others; set its pool_mode to session for \
    this database, or connect to PostgreSQL itself";

const PUT_BETWEEN: &str = "a connection pooler came between this server and PostgreSQL while the \
    server ran; restart the server, or connect it to PostgreSQL itself";

/// How new connections are checked.
#[derive(Debug)]
pub(crate) enum Check {
    /// There is no pooler: the session has this mark.
    Mark(String),
    /// There is one, which keeps sessions.
    Proof(Box<Proof>),
}

/// Finds out how these options reach PostgreSQL, and returns them as connections need them.
///
/// # Errors
/// [`Error::Pooler`] where connections have no sessions of their own.
pub(crate) async fn find(options: PgConnectOptions) -> Result<(PgConnectOptions, Check)> {
    let mark = format!("{:032x}", rand::random::<u128>());
    let marked = options.clone().options([(MARK, &mark)]);
    if has_mark(&marked, &mark).await? {
        return Ok((marked, Check::Mark(mark)));
    }
    // Another option that pgbouncer refuses; PostgreSQL's default is as exact.
    let plain = options.extra_float_digits(None);
    let proof = Proof::new(plain.clone());
    proof.since(Instant::now()).await?;
    Ok((plain, Check::Proof(Box::new(proof))))
}

/// What a pooler has to do with it that the database does not answer, if anything.
pub(crate) async fn explain(pool: &PgPool, error: sqlx::Error) -> Error {
    match timeout(EXPLAIN_TIMEOUT, check_again(&pool.connect_options())).await {
        Ok(Err(pooler @ Error::Pooler(_))) => pooler,
        _ => error.into(),
    }
}

/// Checks what [`find`] found out about the options of a pool.
async fn check_again(options: &PgConnectOptions) -> Result<()> {
    let mark = options.get_options().and_then(|text| {
        let (_, mark) = text.rsplit_once(MARK)?;
        mark.strip_prefix('=')
    });
    match mark {
        Some(mark) if has_mark(options, mark).await? => Ok(()),
        Some(_) => Err(Error::Pooler(PUT_BETWEEN)),
        None => Proof::new(options.clone()).since(Instant::now()).await,
    }
}

impl Check {
    /// Checks a connection that has just been opened.
    pub async fn new_connection(&self, connection: &mut PgConnection) -> Result<()> {
        match self {
            Self::Mark(mark) if carries(connection, mark).await? => Ok(()),
            Self::Mark(_) => Err(Error::Pooler(PUT_BETWEEN)),
            Self::Proof(proof) => {
                proof.since(Instant::now()).await?;
                // Of who had the session before, if the pooler is told not to reset it.
                sqlx::raw_sql("deallocate all").execute(connection).await?;
                Ok(())
            }
        }
    }
}

async fn has_mark(options: &PgConnectOptions, mark: &str) -> Result<bool> {
    let one = match pool_of_one(options).await {
        Ok(one) => one,
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(REFUSED_OPTION) => {
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    };
    let mut connection = one.acquire().await?.detach();
    let has_it = carries(&mut connection, mark).await?;
    connection.close().await?;
    Ok(has_it)
}

async fn carries(connection: &mut PgConnection, mark: &str) -> Result<bool> {
    let row = sqlx::raw_sql("select coalesce(current_setting('tasklens.session', true), '')")
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<String, _>(0)? == mark)
}

/// A pool, since it waits for a database that is just starting.
async fn pool_of_one(options: &PgConnectOptions) -> sqlx::Result<PgPool> {
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(CONNECT_TIMEOUT)
        .connect_with(options.clone())
        .await
}

/// The proof that a pooler keeps sessions, which can be given again.
#[derive(Debug)]
pub(crate) struct Proof {
    options: PgConnectOptions,
    /// When the last one was begun. One at a time: it takes a session from the pooler, which has
    /// only so many.
    begun: Mutex<Option<Instant>>,
}

impl Proof {
    fn new(options: PgConnectOptions) -> Self {
        Self {
            options,
            begun: Mutex::new(None),
        }
    }

    /// Gives it, unless it was given since then. Connections that are opened at once share one.
    async fn since(&self, opened: Instant) -> Result<()> {
        let mut begun = self.begun.lock().await;
        if begun.is_some_and(|begun| begun >= opened) {
            return Ok(());
        }
        let now = Instant::now();
        for _ in 0..TRIES {
            match self.end_a_session().await? {
                Ended::WithItsConnection => {
                    *begun = Some(now);
                    return Ok(());
                }
                Ended::Alone => {}
                Ended::WasShared => break,
            }
        }
        Err(Error::Pooler(NO_SESSIONS))
    }

    async fn end_a_session(&self) -> Result<Ended> {
        let one = pool_of_one(&self.options).await?;
        // A listener waits without sending anything, which a connection cannot.
        let mut owner = PgListener::connect_with(&one).await?;
        owner.eager_reconnect(false);
        let asked = format!(
            "select pg_backend_pid() -- tasklens {:032x}",
            rand::random::<u128>()
        );
        let row = sqlx::raw_sql(AssertSqlSafe(asked.clone()))
            .fetch_one(&mut owner)
            .await?;
        let pid: i32 = row.try_get(0)?;
        if !self.end_session(pid, &asked).await? {
            return Ok(Ended::WasShared);
        }
        let ended = timeout(PATIENCE, owner.try_recv()).await;
        Ok(match ended {
            Ok(Ok(None) | Err(sqlx::Error::Io(_))) => Ended::WithItsConnection,
            _ => Ended::Alone,
        })
    }

    /// Ends a session whose last statement is `asked`. None other is hit: it may belong to somebody
    /// else by now, which is answered with `false`.
    async fn end_session(&self, pid: i32, asked: &str) -> Result<bool> {
        let one = pool_of_one(&self.options).await?;
        let sql = format!(
            "select pg_terminate_backend(pid)
             from pg_stat_activity
             where pid = {pid}
               and (state = 'disabled' or state = 'idle' and query = '{asked}')"
        );
        let row = sqlx::raw_sql(AssertSqlSafe(sql))
            .fetch_optional(&one)
            .await?;
        one.close().await;
        row.map_or(Ok(false), |row| Ok(row.try_get(0)?))
    }
}

/// What became of a session that was to end.
enum Ended {
    /// It was the connection's own.
    WithItsConnection,
    Alone,
    /// Somebody else had it right after the connection.
    WasShared,
}
