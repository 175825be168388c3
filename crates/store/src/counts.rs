//! Keeps the counts small.

use domain::TaskStatus;
use sqlx::{PgConnection, PgPool};

use crate::Result;
use crate::database::begin;

/// Who holds it folds, or looks at what was folded; of two servers that would, the other passes.
const FOLD_LOCK: i64 = 0x7461_736b_666f_6c64;

/// How many changes one fold takes at most, so that its transaction stays short.
const FOLDED: i64 = 50_000;

/// Keeps others from folding until the transaction ends; whether it is this one's turn.
pub(crate) async fn hold(tx: &mut PgConnection) -> Result<bool> {
    let is_ours = sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock($1) as "is_ours!""#,
        FOLD_LOCK
    )
    .fetch_one(tx)
    .await?;
    Ok(is_ours)
}

/// Folds what the triggers noted into the counts; answers with how many notes were folded, 0 also
/// while another server does it. Readers add up notes and counts in one snapshot, so to them
/// nothing changes. Batches whose callbacks this may concern are marked.
pub async fn fold(pool: &PgPool) -> Result<u64> {
    let mut tx = begin(pool).await?;
    if !hold(&mut tx).await? {
        return Ok(0);
    }
    // Notes are taken as they lie, in no order; the counts and what is known of batches are found by
    // their primary keys.
    let tasks = sqlx::query_scalar!(
        r#"
        with taken as (
            delete from task_count_delta
            where ctid = any(array(select ctid from task_count_delta limit $1))
            returning *
        ), totals as (
            insert into task_count as count
            select team_id, is_test, project_key, batch_key, task_type, status, review_status, sum(n)
            from taken
            group by 1, 2, 3, 4, 5, 6, 7
            having sum(n) <> 0
            on conflict (team_id, is_test, project_key, batch_key, task_type, status, review_status)
            do update set n = count.n + excluded.n
        ), days as (
            insert into task_count_daily as count
            select team_id, is_test, created_day, project_key, batch_key, task_type, status,
                   review_status, sum(n)
            from taken
            group by 1, 2, 3, 4, 5, 6, 7, 8
            having sum(n) <> 0
            on conflict (team_id, is_test, created_day, project_key, batch_key, task_type, status,
                         review_status)
            do update set n = count.n + excluded.n
        ), batches as (
            update batch_callback
            set stage = 'changed'
            from (
                select batch_key, is_test, bool_or(n > 0 and status = any($2)) as is_pending_again
                from taken
                where batch_key <> 0
                group by 1, 2
            ) as noted
            where batch_callback.batch_id = noted.batch_key
              and batch_callback.is_test = noted.is_test
              and (stage = 'open' or stage = 'told' and is_pending_again)
        )
        select count(*) as "n!"
        from taken
        "#,
        FOLDED,
        &[TaskStatus::Queued.code(), TaskStatus::InProgress.code()],
    )
    .fetch_one(&mut *tx)
    .await?;
    let tags = sqlx::query_scalar!(
        r#"
        with taken as (
            delete from task_tag_count_delta
            where ctid = any(array(select ctid from task_tag_count_delta limit $1))
            returning *
        ), totals as (
            insert into task_tag_count as count
            select team_id, is_test, tag, project_key, batch_key, task_type, status, review_status,
                   sum(n)
            from taken
            group by 1, 2, 3, 4, 5, 6, 7, 8
            having sum(n) <> 0
            on conflict (team_id, is_test, tag, project_key, batch_key, task_type, status,
                         review_status)
            do update set n = count.n + excluded.n
        )
        select count(*) as "n!"
        from taken
        "#,
        FOLDED,
    )
    .fetch_one(&mut *tx)
    .await?;
    if tasks + tags > 0 {
        drop_zeros(&mut tx).await?;
    }
    tx.commit().await?;
    Ok((tasks + tags).cast_unsigned())
}

/// Combinations that no task has any more.
async fn drop_zeros(tx: &mut PgConnection) -> Result<()> {
    // Served by task_count_zero, task_count_daily_zero and task_tag_count_zero, which are empty
    // but for what this fold left.
    sqlx::query!("delete from task_count where n = 0")
        .execute(&mut *tx)
        .await?;
    sqlx::query!("delete from task_count_daily where n = 0")
        .execute(&mut *tx)
        .await?;
    sqlx::query!("delete from task_tag_count where n = 0")
        .execute(&mut *tx)
        .await?;
    Ok(())
}
