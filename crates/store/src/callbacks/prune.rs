//! Forgetting callbacks that nobody asks for any more.

use sqlx::PgPool;

use crate::Result;
use crate::database::begin;

/// Deletes what was delivered 30 days ago or given up 90 days ago, with its tries; how many. What
/// the task says of its latest callback stays; a failure that is forgotten is listed no more. Safe on
/// several servers at once.
pub async fn prune(pool: &PgPool) -> Result<usize> {
    let mut tx = begin(pool).await?;
    // Served by callback_by_finish.
    let deleted = sqlx::query_scalar!(
        r#"
        delete from callback
        where finished_at < now() - interval '30 days'
          and (state = 'delivered' or finished_at < now() - interval '90 days')
        returning seq
        "#,
    )
    .fetch_all(&mut *tx)
    .await?;
    // Primary key of callback_line, and callback_by_task.
    sqlx::query!(
        r#"
        update callback_line
        set failed_at = null
        where seq = any($1)
          and failed_at is not null
          and not exists (select from callback where callback.seq = callback_line.seq)
        "#,
        &deleted,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(deleted.len())
}
