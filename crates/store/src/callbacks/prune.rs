//! Forgetting callbacks that nobody asks for any more.

use sqlx::PgPool;

use crate::Result;

/// Deletes what was delivered 30 days ago or given up 90 days ago, with its tries; how many. What
/// the task says of its latest callback stays. Safe on several servers at once.
pub async fn prune(pool: &PgPool) -> Result<u64> {
    // Served by callback_by_finish.
    let deleted = sqlx::query!(
        r#"
        delete from callback
        where finished_at < now() - interval '30 days'
          and (state = 'delivered' or finished_at < now() - interval '90 days')
        "#,
    )
    .execute(pool)
    .await?
    .rows_affected();
    Ok(deleted)
}
