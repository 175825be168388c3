//! A bounded place for work on pixels, off the threads that answer requests.

use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::MediaError;

const MIB: u64 = 1 << 20;

/// As many slots as cores, and one budget of memory for all of them.
#[derive(Debug, Clone)]
pub struct Workbench {
    slots: Arc<Semaphore>,
    /// Permits of a MiB.
    memory: Arc<Semaphore>,
    memory_mib: u32,
}

/// A slot on the bench, held from before the file is read until the work is done.
pub struct Slot {
    _slot: OwnedSemaphorePermit,
    bench: Workbench,
}

impl Workbench {
    pub fn new(memory_bytes: u64) -> Self {
        let memory_mib = u32::try_from(memory_bytes.div_ceil(MIB)).unwrap_or(u32::MAX);
        // tokio's semaphores count to 2⁶¹ on 64-bit machines and to 2²⁹ on 32-bit ones.
        let memory_mib = memory_mib.min(1 << 28);
        Self {
            slots: Arc::new(Semaphore::new(
                available_parallelism().map_or(2, Into::into),
            )),
            memory: Arc::new(Semaphore::new(memory_mib as usize)),
            memory_mib,
        }
    }

    /// Waits for a slot.
    pub async fn slot(&self) -> Result<Slot, MediaError> {
        Ok(Slot {
            _slot: acquire(&self.slots, 1).await?,
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
        let mib = u32::try_from(memory_bytes.div_ceil(MIB)).unwrap_or(u32::MAX);
        let memory = acquire(&self.bench.memory, mib.min(self.bench.memory_mib)).await?;
        let held = (self, memory);
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(held);
            result
        })
        .await?
    }
}

async fn acquire(permits: &Arc<Semaphore>, count: u32) -> Result<OwnedSemaphorePermit, MediaError> {
    let permit = Arc::clone(permits).acquire_many_owned(count).await;
    permit.map_err(|closed| MediaError::Interrupted(closed.to_string()))
}
