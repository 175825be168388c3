//! Sticks tags on tasks and takes them off.

use domain::BulkChunk;
use domain::tag::clean_tags;
use sqlx::PgPool;

use crate::{Actor, Error, Result, Scope};

/// Adds tags where they are missing; tasks that have them all stay unchanged.
pub async fn add_tags(
    pool: &PgPool,
    scope: Scope,
    by: impl Into<Actor<'_>>,
    seqs: &[i64],
    tags: &[String],
) -> Result<BulkChunk> {
    let by = by.into();
    let tags = cleaned(tags)?;
    // Primary key of `task`; in the order of `seq`, as all changes of many tasks lock.
    let changed = sqlx::query!(
        r#"
        with locked as (
            select seq
            from task
            where seq = any($1)
              and team_id = $2
              and is_test = $3
            order by seq
            for no key update
        ), changed as (
            update task
            set tags = tags || (
                    select array_agg(tag order by place)
                    from unnest($4::text[]) with ordinality as added (tag, place)
                    where tag <> all (task.tags)),
                version = version + 1,
                updated_at = clock_timestamp()
            from locked
            where task.seq = locked.seq
              and not tags @> $4
            returning task.seq
        )
        insert into task_event (seq, at, account_id, author, kind, detail)
        select seq, clock_timestamp(), $5, $6, 'tags_added', to_json($4::text[])
        from changed
        "#,
        seqs,
        scope.team_id,
        scope.is_test,
        &tags,
        by.account_id(),
        by.author(),
    )
    .execute(pool)
    .await?
    .rows_affected();
    Ok(BulkChunk {
        done: usize::try_from(changed).unwrap_or(usize::MAX),
        failed: Vec::new(),
    })
}

/// Removes tags where they are; tasks that have none of them stay unchanged.
pub async fn remove_tags(
    pool: &PgPool,
    scope: Scope,
    by: impl Into<Actor<'_>>,
    seqs: &[i64],
    tags: &[String],
) -> Result<BulkChunk> {
    let by = by.into();
    let tags = cleaned(tags)?;
    // Primary key of `task`; in the order of `seq`, as all changes of many tasks lock.
    let changed = sqlx::query!(
        r#"
        with locked as (
            select seq
            from task
            where seq = any($1)
              and team_id = $2
              and is_test = $3
            order by seq
            for no key update
        ), changed as (
            update task
            set tags = array(
                    select tag
                    from unnest(task.tags) with ordinality as kept (tag, place)
                    where tag <> all ($4::text[])
                    order by place),
                version = version + 1,
                updated_at = clock_timestamp()
            from locked
            where task.seq = locked.seq
              and tags && $4
            returning task.seq
        )
        insert into task_event (seq, at, account_id, author, kind, detail)
        select seq, clock_timestamp(), $5, $6, 'tags_removed', to_json($4::text[])
        from changed
        "#,
        seqs,
        scope.team_id,
        scope.is_test,
        &tags,
        by.account_id(),
        by.author(),
    )
    .execute(pool)
    .await?
    .rows_affected();
    Ok(BulkChunk {
        done: usize::try_from(changed).unwrap_or(usize::MAX),
        failed: Vec::new(),
    })
}

fn cleaned(tags: &[String]) -> Result<Vec<String>> {
    clean_tags(tags.iter().map(String::as_str)).map_err(|error| Error::Invalid(error.to_string()))
}
