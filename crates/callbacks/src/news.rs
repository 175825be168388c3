//! Hears that callbacks wait.

use std::sync::Arc;
use std::time::Duration;

use store::PgPool;
use store::callbacks::News;
use tokio::sync::Notify;

/// How long to wait before a database that went away is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// Notifies whenever another callback may wait, for as long as somebody listens. What is missed
/// while the database is away is found by time.
pub async fn hear(pool: PgPool, heard: Arc<Notify>) {
    loop {
        match News::listen(&pool).await {
            Ok(mut news) => {
                while news.next().await.is_ok() {
                    heard.notify_one();
                }
            }
            Err(error) => tracing::warn!(%error, "news of callbacks cannot be heard; trying again"),
        }
        heard.notify_one();
        tokio::time::sleep(RETRY).await;
    }
}
