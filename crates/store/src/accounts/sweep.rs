//! Removes what has expired.

use sqlx::PgPool;

use crate::Result;

/// Deletes ended sessions, old links, forgotten failures and browsers not seen for long. Safe to run at any time and on several
/// servers at once; nothing depends on it but the size of the tables.
pub async fn sweep(pool: &PgPool) -> Result<()> {
    sqlx::query!("delete from session where expires_at < now()")
        .execute(pool)
        .await?;
    sqlx::query!("delete from login_link where expires_at < now() - interval '7 days'")
        .execute(pool)
        .await?;
    sqlx::query!("delete from login_failure where at < now() - interval '1 day'")
        .execute(pool)
        .await?;
    // Whoever was away for half a year logs in like a stranger.
    sqlx::query!("delete from login_device where last_used_at < now() - interval '180 days'")
        .execute(pool)
        .await?;
    sqlx::query!("delete from login_network where last_used_at < now() - interval '180 days'")
        .execute(pool)
        .await?;
    Ok(())
}
