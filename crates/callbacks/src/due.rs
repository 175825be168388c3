//! What is to be sent: of tasks, and of batches.

use std::fmt;
use std::time::Duration;

use domain::callback::{BATCH_EVENT, batch_callback_body, callback_body};
use store::callbacks::batches::{self, batch_then};
use store::callbacks::{self, Credentials, DueClaim, Next, Place, Tried, task_then};
use store::{PgPool, Result};

/// A callback in this server's hands.
#[derive(Debug)]
pub enum Due {
    Task(callbacks::Taken),
    Batch(batches::Taken),
}

/// What a callback tells, as it stands now.
#[derive(Debug)]
pub struct Letter {
    pub about: About,
    /// JSON, or why there is none.
    pub body: Result<String, String>,
}

/// What a callback is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// By its id.
    Task(String),
    /// By its name.
    Batch(String),
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Task(task_id) => write!(f, "task {task_id}"),
            Self::Batch(name) => write!(f, "batch {name}"),
        }
    }
}

impl Due {
    /// Takes callbacks of a claim whose time has come. Those of batches are few and come first: a long
    /// line of tasks does not hold them up.
    pub async fn take(pool: &PgPool, lease: Duration, mut claim: DueClaim) -> Result<Vec<Self>> {
        let of_batches = batches::take(pool, lease, &claim).await?;
        claim.limit -= of_batches.len() as i64;
        let of_tasks = callbacks::take(pool, lease, &claim).await?;
        let of_batches = of_batches.into_iter().map(Self::Batch);
        Ok(of_batches
            .chain(of_tasks.into_iter().map(Self::Task))
            .collect())
    }

    pub const fn team_id(&self) -> i32 {
        match self {
            Self::Task(taken) => taken.scope.team_id,
            Self::Batch(taken) => taken.scope.team_id,
        }
    }

    /// Which receiver it goes to.
    pub const fn place(&self) -> &Place {
        match self {
            Self::Task(taken) => &taken.place,
            Self::Batch(taken) => &taken.place,
        }
    }

    /// Which try this is, counted from 1.
    pub const fn number(&self) -> i32 {
        match self {
            Self::Task(taken) => taken.number,
            Self::Batch(taken) => taken.number,
        }
    }

    /// Stays the same over all tries.
    pub fn delivery_id(&self) -> &str {
        match self {
            Self::Task(taken) => &taken.delivery_id,
            Self::Batch(taken) => &taken.delivery_id,
        }
    }

    /// The word of the header.
    pub const fn event(&self) -> &'static str {
        match self {
            Self::Task(taken) => taken.event.as_str(),
            Self::Batch(_) => BATCH_EVENT,
        }
    }

    /// What its address may be told beside the body.
    pub async fn credentials(&self, pool: &PgPool) -> Result<Credentials> {
        let scope = match self {
            Self::Task(taken) => taken.scope,
            Self::Batch(taken) => taken.scope,
        };
        callbacks::credentials(pool, scope, self.address().unwrap_or_default()).await
    }

    /// Where it goes; none where the address was taken away.
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::Task(taken) => taken.address.as_deref(),
            Self::Batch(taken) => Some(&taken.address),
        }
    }

    /// What it is about, in a word.
    pub const fn noun(&self) -> &'static str {
        match self {
            Self::Task(_) => "task",
            Self::Batch(_) => "batch",
        }
    }

    /// What it tells; none where what it is about is gone.
    pub async fn letter(&self, pool: &PgPool) -> Result<Option<Letter>> {
        let letter = match self {
            Self::Task(taken) => task_then(pool, taken).await?.map(|task| Letter {
                about: About::Task(task.row.task_id.to_string()),
                body: callback_body(&task).map_err(|error| error.to_string()),
            }),
            Self::Batch(taken) => batch_then(pool, taken).await?.map(|batch| Letter {
                body: Ok(batch_callback_body(&batch, taken.scope.is_test)),
                about: About::Batch(batch.name),
            }),
        };
        Ok(letter)
    }

    /// Notes how a try ended.
    pub async fn finish(&self, pool: &PgPool, tried: &Tried, next: Next) -> Result<()> {
        match self {
            Self::Task(taken) => callbacks::finish(pool, taken, tried, next).await,
            Self::Batch(taken) => batches::finish(pool, taken, tried, next).await,
        }
    }
}
