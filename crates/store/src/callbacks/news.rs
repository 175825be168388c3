//! Hearing of callbacks that wait.

use sqlx::PgPool;
use sqlx::postgres::PgListener;

use super::queue::CHANNEL;
use crate::Result;

/// A connection that hears when callbacks are queued, by any server.
#[derive(Debug)]
pub struct News(PgListener);

impl News {
    pub async fn listen(pool: &PgPool) -> Result<Self> {
        let mut connection = PgListener::connect_with(pool).await?;
        connection.listen(CHANNEL).await?;
        Ok(Self(connection))
    }

    /// Waits for the next one; also returns where the connection was lost and is there again.
    pub async fn next(&mut self) -> Result<()> {
        self.0.try_recv().await?;
        Ok(())
    }
}
