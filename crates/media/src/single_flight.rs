//! One piece of work for all who ask for the same thing at the same time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use crate::MediaError;

type Flight<V> = Shared<BoxFuture<'static, Result<V, MediaError>>>;

/// Work under way, by what it makes. It runs in its own task: whoever asked may leave, the others
/// still get it.
pub struct SingleFlight<K, V> {
    flights: Arc<Mutex<HashMap<K, Flight<V>>>>,
}

/// A clone shares the work under way.
impl<K, V> Clone for SingleFlight<K, V> {
    fn clone(&self) -> Self {
        Self {
            flights: Arc::clone(&self.flights),
        }
    }
}

impl<K, V> Default for SingleFlight<K, V> {
    fn default() -> Self {
        Self {
            flights: Arc::default(),
        }
    }
}

impl<K, V> SingleFlight<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Joins the work under way for `key`, or starts `work`.
    pub async fn run<W>(&self, key: K, work: W) -> Result<V, MediaError>
    where
        W: Future<Output = Result<V, MediaError>> + Send + 'static,
    {
        let flight = {
            let mut flights = lock(&self.flights);
            flights
                .entry(key.clone())
                .or_insert_with(|| self.start(key, work))
                .clone()
        };
        flight.await
    }

    fn start<W>(&self, key: K, work: W) -> Flight<V>
    where
        W: Future<Output = Result<V, MediaError>> + Send + 'static,
    {
        let landing = Landing {
            flights: Arc::clone(&self.flights),
            key,
        };
        let task = tokio::spawn(async move {
            let result = work.await;
            drop(landing);
            result
        });
        task.map(|joined| joined?).boxed().shared()
    }
}

/// Takes the work off the list when it ends, also when it panics.
struct Landing<K: Eq + Hash, V> {
    flights: Arc<Mutex<HashMap<K, Flight<V>>>>,
    key: K,
}

impl<K: Eq + Hash, V> Drop for Landing<K, V> {
    fn drop(&mut self) {
        lock(&self.flights).remove(&self.key);
    }
}

/// The map is whole between any two statements under the lock, so a panic elsewhere spoils nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn fifty_at_once_share_one_piece_of_work() {
        let flights = SingleFlight::<&str, usize>::default();
        let runs = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let runs = Arc::clone(&runs);
            flights.run("tile", async move {
                tokio::task::yield_now().await;
                Ok(runs.fetch_add(1, Ordering::SeqCst))
            })
        };
        let answers = futures::future::join_all((0..50).map(|_| ask())).await;
        assert!(answers.into_iter().all(|answer| answer.unwrap() == 0));
        assert_eq!(ask().await.unwrap(), 1, "finished work is not kept");
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error_and_can_be_tried_again() {
        let flights = SingleFlight::<&str, usize>::default();
        let broken = flights.run("tile", async { panic!("broken on purpose") });
        assert!(matches!(broken.await, Err(MediaError::Interrupted(_))));
        assert_eq!(flights.run("tile", async { Ok(7) }).await.unwrap(), 7);
    }
}
