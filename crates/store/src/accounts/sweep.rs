//! Removes what has expired.

use sqlx::PgPool;

use crate::Result;

/// Deletes ended sessions, old links and forgotten failures. Safe to run at any time and on several
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
    Ok(())
}
