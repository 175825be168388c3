//! Files that are not here yet.

use sqlx::PgPool;

use crate::{Result, Scope};

/// The most that are told at a time.
const PAGE: i64 = 200;

/// A file of a task whose bytes nobody has fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    pub seq: i64,
    /// As the task spells it.
    pub url: String,
}

/// Files of tasks that were copied here, not yet fetched, in the order of their tasks; those behind
/// `after`.
pub async fn absent(pool: &PgPool, scope: Scope, after: Option<&Absent>) -> Result<Vec<Absent>> {
    let (seq, url) = after.map_or((0, ""), |after| (after.seq, after.url.as_str()));
    // Primary keys, from `attachment` to the others.
    let files = sqlx::query_as!(
        Absent,
        "
        select attachment.seq, attachment.url
        from attachment
        join pulled_task using (seq)
        join task using (seq)
        where (attachment.seq, attachment.url) > ($3, $4)
          and attachment.sha256 is null
          and attachment.problem is null
          and task.team_id = $1
          and task.is_test = $2
        order by attachment.seq, attachment.url
        limit $5
        ",
        scope.team_id,
        scope.is_test,
        seq,
        url,
        PAGE,
    )
    .fetch_all(pool)
    .await?;
    Ok(files)
}
