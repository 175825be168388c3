//! A number of places, and who holds them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::queue::{Queue, Waiter};

/// The most that one holder may hold of the places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share<K> {
    pub holder: K,
    pub most: u64,
}

impl<K> Share<K> {
    pub const fn new(holder: K, most: u64) -> Self {
        Self { holder, most }
    }
}

/// Why no place is given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Full<K> {
    /// This holder has as many places as it may.
    #[error("its own {most} places are taken")]
    Share { holder: K, most: u64 },
    /// All places are taken.
    #[error("all {most} places are taken")]
    All { most: u64 },
    /// So many of this holder's requests wait already.
    #[error("{waiting} wait already")]
    Queue { holder: K, waiting: usize },
}

/// Hands out places, each of which belongs to one or more holders at once, such as a team and a
/// person of it. Clones share the places.
///
/// ```
/// use fair::{FairLimit, Full, Share};
///
/// let exports = FairLimit::new(6);
/// let first = exports.try_take(&[Share::new("Street", 1)]).unwrap();
/// assert!(matches!(exports.try_take(&[Share::new("Street", 1)]), Err(Full::Share { .. })));
/// let other = exports.try_take(&[Share::new("Harbour", 1)]).unwrap();
/// drop((first, other));
/// ```
pub struct FairLimit<K: Holder> {
    places: Arc<Mutex<Places<K>>>,
    /// Requests of one holder that may wait.
    waiting: usize,
}

/// What can hold places.
pub trait Holder: Clone + Eq + Hash + Send + 'static {}

impl<K: Clone + Eq + Hash + Send + 'static> Holder for K {}

struct Places<K: Holder> {
    most: u64,
    taken: u64,
    /// Only of those who hold any.
    by_holder: HashMap<K, u64>,
    queue: Queue<K>,
}

/// Places that are held until this is dropped.
pub struct Permit<K: Holder> {
    places: Arc<Mutex<Places<K>>>,
    holders: Vec<K>,
    weight: u64,
}

impl<K: Holder> Clone for FairLimit<K> {
    fn clone(&self) -> Self {
        Self {
            places: Arc::clone(&self.places),
            waiting: self.waiting,
        }
    }
}

/// Requests of one holder that wait unless told otherwise: more than a page of pictures asks for at
/// once, few enough that each one's turn comes before its reader leaves.
const WAITING: usize = 500;

impl<K: Holder> FairLimit<K> {
    /// So many places in all.
    pub fn new(most: u64) -> Self {
        Self {
            places: Arc::new(Mutex::new(Places {
                most,
                taken: 0,
                by_holder: HashMap::new(),
                queue: Queue::default(),
            })),
            waiting: WAITING,
        }
    }

    /// With another number of requests of one holder that may wait.
    #[must_use]
    pub fn with_waiting(self, waiting: usize) -> Self {
        Self { waiting, ..self }
    }

    /// Takes a place now, or says whose share is used up.
    ///
    /// # Errors
    /// [`Full::Share`] with the first holder that has no place left, else [`Full::All`].
    pub fn try_take(&self, shares: &[Share<K>]) -> Result<Permit<K>, Full<K>> {
        let mut places = lock(&self.places);
        if let Some(share) = shares.iter().find(|share| !places.has_share(share, 1)) {
            return Err(Full::Share {
                holder: share.holder.clone(),
                most: share.most,
            });
        }
        if places.taken >= places.most {
            return Err(Full::All { most: places.most });
        }
        Ok(self.permit(&mut places, 1, shares))
    }

    /// Waits for `weight` places. Of those who wait, whose first holder holds the fewest places comes
    /// first, and of equals the one that waits longest; who is beyond their own share is passed by.
    /// A single request may have more than its holder's share while that holds nothing else.
    ///
    /// # Errors
    /// [`Full::Queue`] where too many requests of the first holder wait already.
    #[allow(
        clippy::missing_panics_doc,
        reason = "whoever takes a waiter out of the queue gives it its places"
    )]
    pub async fn take(&self, weight: u64, shares: Vec<Share<K>>) -> Result<Permit<K>, Full<K>> {
        let (turn, mut mine) = oneshot::channel();
        let ticket = {
            let mut places = lock(&self.places);
            let weight = weight.min(places.most);
            if let Some(first) = shares.first() {
                let waiting = places.queue.of(&first.holder);
                if waiting >= self.waiting {
                    return Err(Full::Queue {
                        holder: first.holder.clone(),
                        waiting,
                    });
                }
            }
            let id = places.queue.push(weight, shares, turn);
            Ticket { limit: self, id }
        };
        self.give();
        let permit = (&mut mine).await;
        drop(ticket);
        // Whoever takes a waiter out of the queue gives it its places.
        Ok(permit.expect("a waiter in the queue is given its places"))
    }

    /// Places that are taken now.
    pub fn taken(&self) -> u64 {
        lock(&self.places).taken
    }

    /// Whether nobody holds a place or waits for one.
    pub fn is_unused(&self) -> bool {
        let places = lock(&self.places);
        places.taken == 0 && places.by_holder.is_empty() && places.queue.is_empty()
    }

    fn permit(&self, places: &mut Places<K>, weight: u64, shares: &[Share<K>]) -> Permit<K> {
        let holders: Vec<K> = shares.iter().map(|share| share.holder.clone()).collect();
        places.taken += weight;
        for holder in &holders {
            *places.by_holder.entry(holder.clone()).or_default() += weight;
        }
        Permit {
            places: Arc::clone(&self.places),
            holders,
            weight,
        }
    }

    /// Gives free places to those who wait.
    fn give(&self) {
        loop {
            let (permit, turn) = {
                let mut places = lock(&self.places);
                let Some(waiter) = places.next() else {
                    return;
                };
                let permit = self.permit(&mut places, waiter.weight, &waiter.shares);
                (permit, waiter.turn)
            };
            // Who does not wait any more drops it, outside the lock.
            drop(turn.send(permit));
        }
    }
}

impl<K: Holder> Places<K> {
    fn held(&self, holder: &K) -> u64 {
        self.by_holder.get(holder).copied().unwrap_or_default()
    }

    fn has_share(&self, share: &Share<K>, weight: u64) -> bool {
        let held = self.held(&share.holder);
        held + weight <= share.most || (held == 0 && share.most > 0)
    }

    /// Takes the waiter whose turn it is out of the queue, if there is room. Where there is too little
    /// for it nobody overtakes it, so that whoever needs many places gets them.
    fn next(&mut self) -> Option<Waiter<K>> {
        let next = self.queue.best(|waiter| {
            let shares = &waiter.shares;
            let fits = shares
                .iter()
                .all(|share| self.has_share(share, waiter.weight));
            fits.then(|| shares.first().map_or(0, |share| self.held(&share.holder)))
        })?;
        if self.taken + self.queue.weight(next) > self.most {
            return None;
        }
        self.queue.remove(next)
    }
}

impl<K: Holder> Drop for Permit<K> {
    fn drop(&mut self) {
        {
            let mut places = lock(&self.places);
            places.taken -= self.weight;
            for holder in &self.holders {
                if let Some(held) = places.by_holder.get_mut(holder) {
                    *held -= self.weight;
                    if *held == 0 {
                        places.by_holder.remove(holder);
                    }
                }
            }
        }
        FairLimit {
            places: Arc::clone(&self.places),
            waiting: 0,
        }
        .give();
    }
}

/// Leaves the queue when whoever waits goes away.
struct Ticket<'a, K: Holder> {
    limit: &'a FairLimit<K>,
    id: u64,
}

impl<K: Holder> Drop for Ticket<'_, K> {
    fn drop(&mut self) {
        let left = lock(&self.limit.places).queue.leave(self.id);
        // The one who left may have kept others from overtaking it.
        if left {
            self.limit.give();
        }
    }
}

/// The counts are whole between any two statements under the lock, so a panic elsewhere spoils
/// nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Poll;

    use super::*;

    fn team(name: &'static str) -> [Share<&'static str>; 1] {
        [Share::new(name, 2)]
    }

    /// What the future has by now.
    async fn by_now<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
        let poll = std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context)));
        match poll.await {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }

    async fn is_done<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
        by_now(future).await.is_some()
    }

    #[test]
    fn a_holder_gets_its_share_and_others_find_places() {
        let limit = FairLimit::new(3);
        let first = limit.try_take(&team("street")).unwrap();
        let _second = limit.try_take(&team("street")).unwrap();
        let refused = limit.try_take(&team("street")).err();
        assert!(matches!(
            refused,
            Some(Full::Share {
                holder: "street",
                most: 2
            })
        ));
        let _third = limit.try_take(&team("harbour")).unwrap();
        let refused = limit.try_take(&team("harbour")).err();
        assert_eq!(refused, Some(Full::All { most: 3 }));
        drop(first);
        limit.try_take(&team("harbour")).unwrap();
    }

    #[test]
    fn each_of_several_holders_has_its_own_share() {
        let limit = FairLimit::new(9);
        let shares = |person| [Share::new("street", 3), Share::new(person, 2)];
        let _held = [
            limit.try_take(&shares("ana")).unwrap(),
            limit.try_take(&shares("ana")).unwrap(),
        ];
        let refused = limit.try_take(&shares("ana")).err();
        assert!(matches!(refused, Some(Full::Share { holder: "ana", .. })));
        let _last = limit.try_take(&shares("ben")).unwrap();
        let refused = limit.try_take(&shares("ben")).err();
        assert!(matches!(
            refused,
            Some(Full::Share {
                holder: "street",
                ..
            })
        ));
    }

    #[test]
    fn nothing_is_remembered_of_who_holds_nothing() {
        let limit = FairLimit::new(2);
        drop(limit.try_take(&team("street")).unwrap());
        assert!(limit.is_unused());
    }

    #[tokio::test]
    async fn who_holds_fewest_comes_first_however_many_others_wait() {
        let limit = FairLimit::new(2);
        let held = [
            limit.take(1, team("street").into()).await.unwrap(),
            limit.take(1, team("street").into()).await.unwrap(),
        ];
        let mut waiting: Vec<_> = (0..50)
            .map(|_| Box::pin(limit.take(1, team("street").into())))
            .collect();
        for waiting in &mut waiting {
            assert!(!is_done(waiting.as_mut()).await);
        }
        let mut other = pin!(limit.take(1, team("harbour").into()));
        assert!(!is_done(other.as_mut()).await);
        let [first, _second] = held;
        drop(first);
        let _other = by_now(other.as_mut()).await.expect("before the 50");
        assert!(!is_done(waiting[0].as_mut()).await);
    }

    #[tokio::test]
    async fn who_is_beyond_their_share_keeps_nobody_waiting() {
        let limit = FairLimit::new(3);
        let _held = [
            limit.take(1, team("street").into()).await.unwrap(),
            limit.take(1, team("street").into()).await.unwrap(),
        ];
        let mut third = pin!(limit.take(1, team("street").into()));
        assert!(!is_done(third.as_mut()).await);
        limit.take(1, team("harbour").into()).await.unwrap();
    }

    #[tokio::test]
    async fn who_needs_many_places_is_not_overtaken_for_ever() {
        let limit = FairLimit::new(4);
        let small = limit.take(1, team("street").into()).await.unwrap();
        let mut large = Box::pin(limit.take(9, team("harbour").into()));
        assert!(!is_done(large.as_mut()).await);
        let mut later = pin!(limit.take(1, team("market").into()));
        assert!(!is_done(later.as_mut()).await, "it would fit, and waits");
        drop(small);
        let large = large.await.unwrap();
        assert_eq!(limit.taken(), 4, "of 9, as many as there are");
        drop(large);
        later.await.unwrap();
    }

    #[tokio::test]
    async fn who_stops_waiting_leaves_no_place_taken() {
        let limit = FairLimit::new(1);
        let held = limit.take(1, team("street").into()).await.unwrap();
        {
            let mut waiting = pin!(limit.take(1, team("harbour").into()));
            assert!(!is_done(waiting.as_mut()).await);
        }
        let mut given = Box::pin(limit.take(1, team("harbour").into()));
        assert!(!is_done(given.as_mut()).await);
        drop(held);
        // The place is on its way to someone who does not look any more.
        drop(given);
        assert!(limit.is_unused());
    }

    #[tokio::test]
    async fn too_many_who_wait_are_told_so() {
        let limit = FairLimit::new(1).with_waiting(1);
        let _held = limit.take(1, team("street").into()).await.unwrap();
        let mut waiting = pin!(limit.take(1, team("street").into()));
        assert!(!is_done(waiting.as_mut()).await);
        let refused = limit.take(1, team("street").into()).await.err();
        assert!(matches!(refused, Some(Full::Queue { waiting: 1, .. })));
        let mut other = pin!(limit.take(1, team("harbour").into()));
        assert!(!is_done(other.as_mut()).await, "others may wait");
    }
}
