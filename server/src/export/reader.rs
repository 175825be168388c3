//! An export beside its reader, who must keep reading.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use axum::body::Bytes;
use futures::Stream;
use tokio::time::Instant;
use transfer::export::{Export, ExportError};

use crate::places::Place;

/// What a reader takes at a time: small enough that a slow link takes one within [`Patience::silence`].
const PIECE_BYTES: usize = 64 << 10;

/// How long an export waits for its reader: each holds a connection to the database, with a snapshot
/// that keeps old rows.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// The longest that a reader may take nothing.
    pub silence: Duration,
    /// Bytes a second that a reader takes on average while it is waited for, from `grace` on.
    pub least_speed: u64,
    /// How long a reader is waited for in all before its speed is looked at.
    pub grace: Duration,
}

impl Default for Patience {
    /// 30 s, and 16 KiB/s from the first minute on: the slowest link that anybody would wait for.
    fn default() -> Self {
        Self {
            silence: Duration::from_secs(30),
            least_speed: 16 << 10,
            grace: Duration::from_mins(1),
        }
    }
}

/// Why a download breaks off.
#[derive(Debug, thiserror::Error)]
pub enum BrokeOff {
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error("nothing was read for {0:?}")]
    Unread(Duration),
    #[error("it was read slower than {0} bytes a second")]
    TooSlow(u64),
}

/// The bytes of an export, in pieces. An error ends the stream without the chunk that says "this was
/// all", so that no browser takes what it has for a whole file. Where the reader takes nothing for too
/// long, its connection to the database and its place are freed at once, though the stream is still
/// there.
pub fn pieces(
    export: Export,
    place: Place,
    patience: Patience,
) -> impl Stream<Item = Result<Bytes, BrokeOff>> {
    let shelf = Arc::new(Shelf::new(Running {
        export,
        _place: place,
        rest: Bytes::new(),
        sent: 0,
        waited: Duration::ZERO,
    }));
    tokio::spawn(watch(Arc::downgrade(&shelf), patience.silence));
    futures::stream::unfold(Some(shelf), move |shelf| async move {
        let shelf = shelf?;
        match next(&shelf, patience).await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some(shelf))),
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(%error, "an export broke off");
                Some((Err(error), None))
            }
        }
    })
}

async fn next(shelf: &Shelf, patience: Patience) -> Result<Option<Bytes>, BrokeOff> {
    let mut running = shelf.take().ok_or(BrokeOff::Unread(patience.silence))?;
    let (sent, seconds) = (running.sent as f64, running.waited.as_secs_f64());
    if running.waited > patience.grace && sent < patience.least_speed as f64 * seconds {
        return Err(BrokeOff::TooSlow(patience.least_speed));
    }
    if running.rest.is_empty() {
        match running.export.next().await? {
            Some(bytes) => running.rest = bytes,
            None => return Ok(None),
        }
    }
    let length = running.rest.len().min(PIECE_BYTES);
    let piece = running.rest.split_to(length);
    running.sent += length as u64;
    shelf.put(running);
    Ok(Some(piece))
}

/// An export whose reader is waited for or that reads from the database.
struct Running {
    export: Export,
    _place: Place,
    /// What was read from the database and not sent.
    rest: Bytes,
    /// In bytes.
    sent: u64,
    /// How long its reader was waited for, in all.
    waited: Duration,
}

/// Where an export is while its reader is waited for.
struct Shelf(Mutex<Waiting>);

struct Waiting {
    since: Instant,
    /// None while the reader is served, and once it was given up.
    running: Option<Running>,
}

impl Shelf {
    fn new(running: Running) -> Self {
        Self(Mutex::new(Waiting {
            since: Instant::now(),
            running: Some(running),
        }))
    }

    fn put(&self, running: Running) {
        let mut waiting = self.lock();
        waiting.since = Instant::now();
        waiting.running = Some(running);
    }

    fn take(&self) -> Option<Running> {
        let mut waiting = self.lock();
        let mut running = waiting.running.take()?;
        running.waited += waiting.since.elapsed();
        Some(running)
    }

    /// Ends an export whose reader took nothing for `silence`; otherwise says when to look again.
    fn look(&self, silence: Duration) -> Option<Instant> {
        let mut waiting = self.lock();
        let until = waiting.since + silence;
        if waiting.running.is_none() {
            return Some(Instant::now() + silence);
        }
        if Instant::now() < until {
            return Some(until);
        }
        drop(waiting.running.take());
        None
    }

    /// What is in it is whole between any two statements under the lock.
    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks whether the reader still reads, for as long as there is one.
async fn watch(shelf: Weak<Shelf>, silence: Duration) {
    let mut next = Instant::now() + silence;
    loop {
        tokio::time::sleep_until(next).await;
        let Some(looked) = shelf.upgrade().and_then(|shelf| shelf.look(silence)) else {
            return;
        };
        next = looked;
    }
}
