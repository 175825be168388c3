//! Those who wait for places, in the order they came.

use std::collections::VecDeque;

use tokio::sync::oneshot;

use crate::Share;
use crate::limit::{Holder, Permit};

/// A request that waits.
pub struct Waiter<K: Holder> {
    id: u64,
    pub weight: u64,
    /// The first one's holder is whose turn it is.
    pub shares: Vec<Share<K>>,
    pub turn: oneshot::Sender<Permit<K>>,
}

pub struct Queue<K: Holder> {
    waiters: VecDeque<Waiter<K>>,
    next_id: u64,
}

impl<K: Holder> Default for Queue<K> {
    fn default() -> Self {
        Self {
            waiters: VecDeque::new(),
            next_id: 0,
        }
    }
}

impl<K: Holder> Queue<K> {
    pub fn is_empty(&self) -> bool {
        self.waiters.is_empty()
    }

    /// How many requests of this holder wait.
    pub fn of(&self, holder: &K) -> usize {
        let firsts = self
            .waiters
            .iter()
            .filter_map(|waiter| waiter.shares.first());
        firsts.filter(|share| share.holder == *holder).count()
    }

    /// Puts a request at the end and names it.
    pub fn push(
        &mut self,
        weight: u64,
        shares: Vec<Share<K>>,
        turn: oneshot::Sender<Permit<K>>,
    ) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.waiters.push_back(Waiter {
            id,
            weight,
            shares,
            turn,
        });
        id
    }

    /// Where the request with the lowest rank is, of equals the first; those without a rank are passed
    /// by.
    pub fn best(&self, rank: impl Fn(&Waiter<K>) -> Option<u64>) -> Option<usize> {
        let ranked = self.waiters.iter().enumerate();
        ranked
            .filter_map(|(at, waiter)| Some((rank(waiter)?, at)))
            .min()
            .map(|(_, at)| at)
    }

    pub fn weight(&self, at: usize) -> u64 {
        self.waiters[at].weight
    }

    pub fn remove(&mut self, at: usize) -> Option<Waiter<K>> {
        self.waiters.remove(at)
    }

    /// Takes a request out; whether it waited still.
    pub fn leave(&mut self, id: u64) -> bool {
        let at = self.waiters.iter().position(|waiter| waiter.id == id);
        at.and_then(|at| self.waiters.remove(at)).is_some()
    }
}
