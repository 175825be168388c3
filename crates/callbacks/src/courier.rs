//! Takes what is due, for as long as a server runs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::callback::Schedule;
use store::PgPool;
use store::callbacks::{Next, seconds_to_next};
use tokio::sync::Notify;
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::deliver::deliver;
use crate::due::Due;
use crate::news::hear;
use crate::sender::Sender;
use crate::tally::Tally;

/// How fast callbacks are sent.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub schedule: Schedule,
    /// Callbacks that are being sent at a time.
    pub concurrent: usize,
    /// The most of them that are one team's: a receiver that is slow does not hold up the others.
    pub per_team: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            schedule: Schedule::default(),
            concurrent: 32,
            per_team: 16,
        }
    }
}

/// The longest time without a look, should news get lost.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// How long to wait before a database that does not answer is asked again.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// The shortest time between looks that find nothing.
const PAUSE: Duration = Duration::from_millis(200);

/// Sends the callbacks of all teams.
#[derive(Debug)]
pub struct Courier {
    pool: PgPool,
    sender: Sender,
    pace: Pace,
    sending: JoinSet<Option<Ended>>,
    /// Whose callbacks are being sent.
    teams: HashMap<Id, i32>,
    tally: Tally,
}

/// What may be taken next.
#[derive(Debug)]
struct Room {
    limit: usize,
    /// Teams that have enough on its way.
    busy_teams: Vec<i32>,
}

/// A try that ended and was noted.
#[derive(Debug)]
struct Ended {
    next: Next,
    took: Duration,
}

impl Courier {
    pub fn new(pool: PgPool, sender: Sender, pace: Pace) -> Self {
        Self {
            pool,
            sender,
            pace,
            sending: JoinSet::new(),
            teams: HashMap::new(),
            tally: Tally::default(),
        }
    }

    /// Sends until `stop`, then waits for what is on its way. What it does not live to see end is
    /// sent again, by another server or the next start.
    pub async fn run(mut self, stop: CancellationToken) {
        let heard = Arc::new(Notify::new());
        let hearing = tokio::spawn(hear(self.pool.clone(), Arc::clone(&heard)));
        while !stop.is_cancelled() {
            let wait = self.send_due().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "callbacks wait until the database answers");
                AFTER_FAILURE
            });
            self.tally.tell();
            let has_room = self.sending.len() < self.pace.concurrent;
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = self.sending.join_next_with_id() => self.note(ended),
                () = heard.notified(), if has_room => {}
                () = tokio::time::sleep(wait), if has_room => {}
            }
            while let Some(ended) = self.sending.try_join_next_with_id() {
                self.note(ended);
            }
        }
        hearing.abort();
        while let Some(ended) = self.sending.join_next_with_id().await {
            self.note(ended);
        }
        self.tally.tell_now();
    }

    /// Takes what is due and begins to send it; answers with how long to wait for more.
    async fn send_due(&mut self) -> store::Result<Duration> {
        loop {
            let Room { limit, busy_teams } = self.room();
            if limit == 0 {
                return Ok(LOOK_EVERY);
            }
            let taken_at = Instant::now();
            let taken = Due::take(&self.pool, limit, self.lease(), &busy_teams).await?;
            if taken.is_empty() {
                let seconds = seconds_to_next(&self.pool).await?;
                let wait = seconds.map_or(LOOK_EVERY, |seconds| {
                    // What waits already is of a busy team, or in another server's hands.
                    Duration::try_from_secs_f64(seconds).unwrap_or_default()
                });
                return Ok(wait.clamp(PAUSE, LOOK_EVERY));
            }
            for due in taken {
                self.begin(due, taken_at);
            }
        }
    }

    fn room(&self) -> Room {
        let mut counts: HashMap<i32, usize> = HashMap::new();
        for team_id in self.teams.values() {
            *counts.entry(*team_id).or_default() += 1;
        }
        let (mut fullest, mut busy_teams) = (0, Vec::new());
        for (team_id, count) in counts {
            if count >= self.pace.per_team {
                busy_teams.push(team_id);
            } else {
                fullest = fullest.max(count);
            }
        }
        let free = self.pace.concurrent.saturating_sub(self.sending.len());
        // All that is taken next may be the fullest team's.
        let limit = free.min(self.pace.per_team.saturating_sub(fullest));
        Room { limit, busy_teams }
    }

    fn begin(&mut self, due: Due, taken_at: Instant) {
        let team_id = due.team_id();
        let (pool, sender) = (self.pool.clone(), self.sender.clone());
        let schedule = self.pace.schedule;
        // Before another server may begin anew, so that what this one sends cannot arrive behind
        // what comes later.
        let until = taken_at + self.lease();
        let handle = self.sending.spawn(async move {
            let trying = deliver(&pool, &sender, schedule, &due);
            match tokio::time::timeout_at(until.into(), trying).await {
                Ok(Ok(next)) => Some(Ended {
                    next,
                    took: taken_at.elapsed(),
                }),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "how a callback ended cannot be noted; it is sent again");
                    None
                }
                Err(_) => {
                    tracing::warn!(delivery = due.delivery_id(), "a callback took too long; it is sent again");
                    None
                }
            }
        });
        self.teams.insert(handle.id(), team_id);
    }

    /// How long a callback is this server's: a try, and its reading and noting beside.
    fn lease(&self) -> Duration {
        self.sender.timeout().mul_f64(1.5) + Duration::from_secs(2)
    }

    fn note(&mut self, ended: Result<(Id, Option<Ended>), JoinError>) {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        self.teams.remove(&id);
        match ended {
            Ok((_, Some(ended))) => self.tally.add(ended.next, ended.took),
            Ok((_, None)) => {}
            Err(error) => tracing::error!(%error, "sending a callback panicked; it is sent again"),
        }
    }
}
