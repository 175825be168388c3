//! Tells who watches that tasks of their team came or changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;

use crate::{Result, Scope};

/// The channel of the trigger `announce_tasks`.
const CHANNEL: &str = "tasks";

/// How long to wait before a database that went away is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// One connection that listens for all who watch on this server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Listener {
    watched: Arc<Mutex<Watched>>,
}

/// Where the watchers of each team hear of changes; `None` once the server stops.
type Watched = Option<HashMap<Scope, watch::Sender<()>>>;

/// Hears of changes to the tasks of one scope. Changes that come in quick succession may be told
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
        connection.listen(CHANNEL).await?;
        let listener = Self {
            watched: Arc::new(Mutex::new(Some(HashMap::new()))),
        };
        tokio::spawn(listener.clone().listen(connection));
        Ok(listener)
    }

    /// From now on, the changes of one scope.
    pub fn watch(&self, scope: Scope) -> Changes {
        let mut watched = self.lock();
        let receiver = match watched.as_mut() {
            Some(scopes) => scopes
                .entry(scope)
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
                Ok(Some(notification)) => match scope(notification.payload()) {
                    Some(scope) => self.tell(scope),
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

    fn tell(&self, scope: Scope) {
        let mut watched = self.lock();
        let Some(scopes) = watched.as_mut() else {
            return;
        };
        if let Some(sender) = scopes.get(&scope)
            && sender.send(()).is_err()
        {
            // Nobody watches this team any more.
            scopes.remove(&scope);
        }
    }

    fn tell_all(&self) {
        if let Some(scopes) = self.lock().as_mut() {
            scopes.retain(|_, sender| sender.send(()).is_ok());
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Watched> {
        // What is inside is whole between any two statements.
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads `TEAM:IS_TEST`.
fn scope(payload: &str) -> Option<Scope> {
    let (team_id, is_test) = payload.split_once(':')?;
    Some(Scope {
        team_id: team_id.parse().ok()?,
        is_test: is_test.parse().ok()?,
    })
}
