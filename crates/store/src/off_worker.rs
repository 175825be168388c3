//! Work that keeps a processor busy, away from the threads that answer requests.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::{Error, Result};

/// Inputs up to this size are worked on at once, in about a millisecond: handing them over would
/// cost as much.
const SMALL_BYTES: usize = 64 << 10;

/// The most bytes of inputs that wait for a processor or have one. Beyond, callers are asked to come
/// back, since each input is memory.
const MAX_WAITING_BYTES: usize = 512 << 20;

/// One permit a processor: more threads would not be faster.
static PROCESSORS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let processors = available_parallelism().map_or(2, usize::from);
    Arc::new(Semaphore::new(processors))
});

static WAITING_BYTES: AtomicUsize = AtomicUsize::new(0);

/// Tells work that nobody waits for its result any more.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Whether the request that asked for the work has ended. Work of several steps asks between
    /// them.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Sets the flag when the future that waits for the work is dropped.
struct StopOnDrop(Stop);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// The share of [`MAX_WAITING_BYTES`] that an input takes until its work has ended.
struct Waiting(usize);

impl Waiting {
    fn take(bytes: usize) -> Result<Self> {
        let before = WAITING_BYTES.fetch_add(bytes, Ordering::Relaxed);
        let waiting = Self(bytes);
        // A single input always fits.
        if before > 0 && before + bytes > MAX_WAITING_BYTES {
            return Err(Error::Busy);
        }
        Ok(waiting)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING_BYTES.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// Does work whose time grows with an input of `bytes` bytes; beyond [`SMALL_BYTES`] on a thread of
/// its own, as many at once as there are processors. Work that has not begun ends with its request;
/// work that has begun is told by [`Stop`].
///
/// # Errors
/// [`Error::Busy`] where too much waits already.
///
/// # Panics
/// Where the work does.
pub async fn off_worker<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce(&Stop) -> T + Send + 'static,
) -> Result<T> {
    let stop = Stop::default();
    if bytes <= SMALL_BYTES {
        return Ok(work(&stop));
    }
    let waiting = Waiting::take(bytes)?;
    let _stop_on_drop = StopOnDrop(stop.clone());
    // The semaphore is never closed.
    let Ok(permit) = Arc::clone(&PROCESSORS).acquire_owned().await else {
        return Err(Error::Busy);
    };
    let done = spawn_blocking(move || {
        let result = work(&stop);
        drop((permit, waiting));
        result
    });
    match done.await {
        Ok(result) => Ok(result),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The server ends.
            Err(_) => Err(Error::Busy),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const LARGE: usize = SMALL_BYTES + 1;

    #[tokio::test]
    async fn large_inputs_leave_the_thread_that_answers_requests() {
        let here = std::thread::current().id();
        let thread = |bytes| off_worker(bytes, |_| std::thread::current().id());
        assert_eq!(thread(SMALL_BYTES).await.unwrap(), here);
        assert_ne!(thread(LARGE).await.unwrap(), here);
    }

    #[tokio::test]
    async fn work_is_told_when_its_request_has_ended() {
        let (started, has_started) = mpsc::channel();
        let (ended, has_ended) = mpsc::channel();
        let request = tokio::spawn(off_worker(LARGE, move |stop| {
            started.send(()).unwrap();
            while !stop.is_set() {
                std::thread::yield_now();
            }
            ended.send(()).unwrap();
        }));
        spawn_blocking(move || has_started.recv().unwrap())
            .await
            .unwrap();
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        spawn_blocking(move || has_ended.recv().unwrap())
            .await
            .unwrap();
    }
}
