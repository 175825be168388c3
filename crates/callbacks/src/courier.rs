//! Takes what is due, for as long as a server runs.

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
use crate::lanes::{Lane, Lanes, Traffic};
use crate::news::hear;
use crate::sender::Sender;
use crate::tally::Tally;

/// How fast callbacks are sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    pub schedule: Schedule,
    pub lanes: Lanes,
}

/// The longest time without a look, should news get lost.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// How long to wait before a database that does not answer is asked again.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// The shortest time between looks that find nothing.
const PAUSE: Duration = Duration::from_millis(200);

/// How often slow receivers are looked after.
const SLOW_LOOK_EVERY: Duration = Duration::from_millis(200);

/// Sends the callbacks of all teams.
#[derive(Debug)]
pub struct Courier {
    pool: PgPool,
    sender: Sender,
    pace: Pace,
    sending: JoinSet<Option<Ended>>,
    traffic: Traffic,
    looked_at_slow: Instant,
    tally: Tally,
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
            traffic: Traffic::default(),
            looked_at_slow: Instant::now(),
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
            let now = Instant::now();
            let has_room = self
                .traffic
                .claim(Lane::Fast, &self.pace.lanes, now)
                .is_some();
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = self.sending.join_next_with_id() => self.note(ended),
                () = heard.notified(), if has_room => {}
                () = tokio::time::sleep(wait) => {}
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
        let lanes = self.pace.lanes;
        while self.take(Lane::Fast).await? {}
        if self.looked_at_slow.elapsed() >= SLOW_LOOK_EVERY {
            self.looked_at_slow = Instant::now();
            while self.take(Lane::Slow).await? {}
        }
        let seconds = seconds_to_next(&self.pool).await?;
        let wait = seconds.map_or(LOOK_EVERY, |seconds| {
            // What waits already is of a busy team or receiver, or in another server's hands.
            Duration::try_from_secs_f64(seconds).unwrap_or_default()
        });
        let slower = self.traffic.next_to_be_slow(&lanes, Instant::now());
        Ok(wait
            .min(slower.unwrap_or(LOOK_EVERY))
            .clamp(PAUSE, LOOK_EVERY))
    }

    /// Takes what is due for a lane and begins to send it; whether there may be more.
    async fn take(&mut self, lane: Lane) -> store::Result<bool> {
        let taken_at = Instant::now();
        let Some(claim) = self.traffic.claim(lane, &self.pace.lanes, taken_at) else {
            return Ok(false);
        };
        let taken = Due::take(&self.pool, self.lease(), claim).await?;
        let is_any = !taken.is_empty();
        for due in taken {
            self.begin(due, lane, taken_at);
        }
        Ok(is_any)
    }

    fn begin(&mut self, due: Due, lane: Lane, taken_at: Instant) {
        let (team_id, place) = (due.team_id(), due.place().clone());
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
        self.traffic
            .begin(handle.id(), team_id, place, lane, Instant::now());
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
        let next = match &ended {
            Ok((_, Some(ended))) => Some(ended.next),
            _ => None,
        };
        self.traffic.end(id, next, &self.pace.lanes, Instant::now());
        match ended {
            Ok((_, Some(ended))) => self.tally.add(ended.next, ended.took),
            Ok((_, None)) => {}
            Err(error) => tracing::error!(%error, "sending a callback panicked; it is sent again"),
        }
    }
}
