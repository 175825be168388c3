//! An honest client that asks `/healthz` while a server is attacked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::ground::Server;
use crate::raw;

/// Pause between two requests.
const PAUSE: Duration = Duration::from_millis(20);

/// A request that takes longer is given up and counts as this long.
const LIMIT: Duration = Duration::from_secs(20);

/// What a request to `/healthz` may take while a server is attacked.
pub const HEALTHZ_BOUND: Duration = Duration::from_millis(250);

pub struct Watch {
    is_over: Arc<AtomicBool>,
    slowest: JoinHandle<Duration>,
}

impl Watch {
    pub fn begin(server: &Server) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (over, address) = (Arc::clone(&is_over), server.address);
        let slowest = tokio::spawn(async move {
            let mut slowest = Duration::ZERO;
            while !over.load(Ordering::Relaxed) {
                let answer = raw::get(address, "/healthz", &[], LIMIT).await;
                let took = if answer.status == Some(200) {
                    answer.took
                } else {
                    LIMIT
                };
                slowest = slowest.max(took);
                tokio::time::sleep(PAUSE).await;
            }
            slowest
        });
        Self { is_over, slowest }
    }

    /// The slowest answer since it began.
    pub async fn end(self) -> anyhow::Result<Duration> {
        self.is_over.store(true, Ordering::Relaxed);
        Ok(self.slowest.await?)
    }
}
