//! Files that are not here yet.

use sqlx::PgPool;

use crate::{Result, Scope};

/// The most that are told at a time: each page looks through all files that are not here.
const PAGE: i64 = 10_000;

/// A file whose bytes nobody has fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// As tasks spell it.
    pub url: String,
    /// The tasks that name it, by their arrival numbers.
    pub seqs: Vec<i64>,
}

/// Files of tasks that were copied here, not yet fetched, each once, in the order of their URLs;
/// those behind `after`.
pub async fn absent(pool: &PgPool, scope: Scope, after: &str) -> Result<Vec<Absent>> {
    // No index has the files of a team in the order of their URLs: what is copied is joined by
    // primary keys, and the first of them kept.
    let files = sqlx::query_as!(
        Absent,
        r#"
        select attachment.url, array_agg(attachment.seq) as "seqs!"
        from attachment
        join pulled_task using (seq)
        join task using (seq)
        where attachment.url > $3
          and attachment.sha256 is null
          and attachment.problem is null
          and task.team_id = $1
          and task.is_test = $2
        group by attachment.url
        order by attachment.url
        limit $4
        "#,
        scope.team_id,
        scope.is_test,
        after,
        PAGE,
    )
    .fetch_all(pool)
    .await?;
    Ok(files)
}
