//! Tells who watches that tasks of their team came or changed, or that powers of their account ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgNotification};
use tokio::sync::watch;

use crate::{Result, Scope};

/// The channel of the trigger `announce_tasks`.
const TASKS: &str = "tasks";
/// The channel of the function `announce_account`.
const ACCOUNTS: &str = "accounts";

/// How long to wait before a database that went away is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// One connection that listens for all who watch on this server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Listener {
    watched: Arc<Mutex<Watched>>,
}

/// Where the watchers of each subject hear of changes; `None` once the server stops.
type Watched = Option<HashMap<Subject, watch::Sender<()>>>;

/// What can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Tasks(Scope),
    /// The powers of one account: a session of theirs ended, they left a team, they were disabled.
    Account(i32),
}

/// Hears of changes to one subject. Changes that come in quick succession may be told
/// as one, none is lost.
#[derive(Debug)]
pub struct Changes(watch::Receiver<()>);

impl Changes {
    /// Waits for the next change; `false` when there will be none, since the server stops.
    pub async fn next(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

impl Listener {
    /// Begins to listen. The task behind it ends with the pool.
    ///
    /// # Errors
    /// If the database cannot be reached now; later it may come and go.
    pub async fn start(pool: &PgPool) -> Result<Self> {
        let mut connection = PgListener::connect_with(pool).await?;
        connection.listen_all([TASKS, ACCOUNTS]).await?;
        let listener = Self {
            watched: Arc::new(Mutex::new(Some(HashMap::new()))),
        };
        tokio::spawn(listener.clone().listen(connection));
        Ok(listener)
    }

    /// From now on, the changes of one scope.
    pub fn watch(&self, scope: Scope) -> Changes {
        self.subscribe(Subject::Tasks(scope))
    }

    /// From now on, whenever powers of an account may have ended.
    pub fn watch_account(&self, account_id: i32) -> Changes {
        self.subscribe(Subject::Account(account_id))
    }

    fn subscribe(&self, subject: Subject) -> Changes {
        let mut watched = self.lock();
        let receiver = match watched.as_mut() {
            Some(subjects) => subjects
                .entry(subject)
                .or_insert_with(|| watch::channel(()).0)
                .subscribe(),
            // Its sender is gone at once, so that it ends.
            None => watch::channel(()).1,
        };
        Changes(receiver)
    }

    /// Ends all watching, so that a server which stops does not wait for streams of events.
    pub fn close(&self) {
        self.lock().take();
    }

    async fn listen(self, mut connection: PgListener) {
        loop {
            match connection.try_recv().await {
                Ok(Some(notification)) => match subject(&notification) {
                    Some(subject) => self.tell(subject),
                    None => self.tell_all(),
                },
                // The connection was lost and is there again: what happened meanwhile nobody knows.
                Ok(None) => self.tell_all(),
                Err(sqlx::Error::PoolClosed) => return self.close(),
                Err(error) => {
                    tracing::warn!(%error, "news of tasks cannot be heard; trying again");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    fn tell(&self, subject: Subject) {
        let mut watched = self.lock();
        let Some(subjects) = watched.as_mut() else {
            return;
        };
        if let Some(sender) = subjects.get(&subject)
            && sender.send(()).is_err()
        {
            // Nobody watches it any more.
            subjects.remove(&subject);
        }
    }

    fn tell_all(&self) {
        if let Some(subjects) = self.lock().as_mut() {
            subjects.retain(|_, sender| sender.send(()).is_ok());
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Watched> {
        // What is inside is whole between any two statements.
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads `TEAM:IS_TEST`, or an account's id.
fn subject(notification: &PgNotification) -> Option<Subject> {
    let payload = notification.payload();
    if notification.channel() == ACCOUNTS {
        return Some(Subject::Account(payload.parse().ok()?));
    }
    let (team_id, is_test) = payload.split_once(':')?;
    Some(Subject::Tasks(Scope {
        team_id: team_id.parse().ok()?,
        is_test: is_test.parse().ok()?,
    }))
}
