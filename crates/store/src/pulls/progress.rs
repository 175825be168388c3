//! How far the copy of a source is.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{Result, Scope};

/// The last copy of a source, or the one under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// It asks for what changed since then; `None` for all.
    pub since: Option<DateTime<Utc>>,
    /// By the source's clock.
    pub started_at: DateTime<Utc>,
    /// Where it goes on, if it broke off behind the first page.
    pub next_token: Option<String>,
    pub is_finished: bool,
}

/// The last copy of `source` into this team's tasks.
pub async fn find(pool: &PgPool, scope: Scope, source: &str) -> Result<Option<Pull>> {
    // Primary key.
    let row = sqlx::query!(
        r#"
        select since, started_at, next_token, finished_at is not null as "is_finished!"
        from pull
        where team_id = $1
          and is_test = $2
          and source = $3
        "#,
        scope.team_id,
        scope.is_test,
        source,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Pull {
        since: row.since,
        started_at: row.started_at,
        next_token: row.next_token,
        is_finished: row.is_finished,
    }))
}

/// Begins a copy.
pub async fn start(
    pool: &PgPool,
    scope: Scope,
    source: &str,
    since: Option<DateTime<Utc>>,
    started_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "
        insert into pull (team_id, is_test, source, since, started_at)
        values ($1, $2, $3, $4, $5)
        on conflict (team_id, is_test, source) do update
        set since = $4,
            started_at = $5,
            next_token = null,
            finished_at = null
        ",
        scope.team_id,
        scope.is_test,
        source,
        since,
        started_at,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Notes that all pages before the one behind `next_token` are taken in.
pub async fn go_on(pool: &PgPool, scope: Scope, source: &str, next_token: &str) -> Result<()> {
    // Primary key.
    sqlx::query!(
        "
        update pull
        set next_token = $4
        where team_id = $1
          and is_test = $2
          and source = $3
        ",
        scope.team_id,
        scope.is_test,
        source,
        next_token,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Notes that the last page is taken in.
pub async fn finish(pool: &PgPool, scope: Scope, source: &str) -> Result<()> {
    // Primary key.
    sqlx::query!(
        "
        update pull
        set next_token = null,
            finished_at = now()
        where team_id = $1
          and is_test = $2
          and source = $3
        ",
        scope.team_id,
        scope.is_test,
        source,
    )
    .execute(pool)
    .await?;
    Ok(())
}
