//! A bounded place for work on pixels, off the threads that answer requests.

use std::thread::available_parallelism;

use fair::{FairLimit, Full, Permit, Share};

use crate::{Asker, MediaError};

const MIB: u64 = 1 << 20;

/// A slot for each core and one more, and one budget of memory for all of them. One asker's work may
/// keep all cores busy, and not the slot beside; nor all of the memory, unless a single piece of work
/// needs it. Clones share all.
#[derive(Clone)]
pub struct Workbench {
    slots: FairLimit<Asker>,
    slots_each: u64,
    /// Places of a MiB.
    memory: FairLimit<Asker>,
    memory_each: u64,
    asker: Asker,
}

/// A slot on the bench, held from before the file is read until the work is done.
pub struct Slot {
    slot: Permit<Asker>,
    bench: Workbench,
}

impl Workbench {
    pub fn new(memory_bytes: u64) -> Self {
        let cores = available_parallelism().map_or(2, |cores| cores.get() as u64);
        let memory = memory_bytes.div_ceil(MIB);
        Self {
            slots: FairLimit::new(cores + 1),
            slots_each: cores,
            memory: FairLimit::new(memory),
            memory_each: memory * 3 / 4,
            asker: Asker::Nobody,
        }
    }

    /// The same bench, for this asker's work.
    #[must_use]
    pub fn on_behalf_of(&self, asker: Asker) -> Self {
        Self {
            asker,
            ..self.clone()
        }
    }

    /// Waits for a slot.
    pub async fn slot(&self) -> Result<Slot, MediaError> {
        let share = Share::new(self.asker, self.slots_each);
        Ok(Slot {
            slot: self.slots.take(1, vec![share]).await.map_err(full)?,
            bench: self.clone(),
        })
    }
}

impl Slot {
    /// Runs `work` on a blocking thread once `memory_bytes` are free. The slot and the memory are
    /// held until `work` ends, also when nobody waits for it any more.
    pub async fn run<T, W>(self, memory_bytes: u64, work: W) -> Result<T, MediaError>
    where
        T: Send + 'static,
        W: FnOnce() -> Result<T, MediaError> + Send + 'static,
    {
        let Self { slot, bench } = self;
        let share = Share::new(bench.asker, bench.memory_each);
        let mib = memory_bytes.div_ceil(MIB);
        let memory = bench.memory.take(mib, vec![share]).await.map_err(full)?;
        let held = (slot, memory);
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(held);
            result
        })
        .await?
    }
}

fn full(full: Full<Asker>) -> MediaError {
    MediaError::TooManyWaiting(full.to_string())
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn one_asker_keeps_all_cores_busy_and_another_finds_a_slot() {
        let bench = Workbench::new(100 * MIB);
        let first = bench.on_behalf_of(Asker::Number(1));
        let mut held = Vec::new();
        for _ in 0..bench.slots_each {
            held.push(first.slot().await.unwrap());
        }
        let mut beyond = Box::pin(first.slot());
        let waits =
            std::future::poll_fn(|context| Poll::Ready(beyond.as_mut().poll(context).is_pending()));
        assert!(waits.await);
        bench.on_behalf_of(Asker::Number(2)).slot().await.unwrap();
    }

    #[tokio::test]
    async fn one_asker_leaves_memory_to_others() {
        let bench = Workbench::new(100 * MIB);
        let (first, second) = (Asker::Number(1), Asker::Number(2));
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let slot = bench.on_behalf_of(first).slot().await.unwrap();
        let long = tokio::spawn(slot.run(75 * MIB, move || {
            // Until the test ends or says so.
            let _ = stopped.recv();
            Ok(())
        }));
        while bench.memory.taken() == 0 {
            tokio::task::yield_now().await;
        }
        // The second asker's work begins and ends beside it, though the first one wants more.
        let more = tokio::spawn({
            let bench = bench.on_behalf_of(first);
            async move { bench.slot().await?.run(MIB, || Ok(())).await }
        });
        let slot = bench.on_behalf_of(second).slot().await.unwrap();
        slot.run(25 * MIB, || Ok(())).await.unwrap();
        assert!(!more.is_finished(), "beyond its share");
        drop(stop);
        long.await.unwrap().unwrap();
        more.await.unwrap().unwrap();
    }
}
