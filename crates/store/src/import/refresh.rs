//! Tasks that follow another server's: what changed there changes here, as long as nobody changed
//! them here.

use chrono::{DateTime, Utc};
use domain::record::{AuditStep, Settled, search_text, settle};
use sqlx::PgConnection;

use super::audits::{TaskAudits, insert_audits};
use super::incoming::Incoming;
use super::names::Names;
use super::rows::origin;
use crate::{Result, Scope};

/// What became of a record whose task is here with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refreshed {
    /// The task is as the record now.
    Done,
    /// It is none that follows, or was changed here.
    Left,
    /// Another task has the record's unique id.
    Clash,
}

/// Notes that new tasks follow.
pub(super) async fn follow(tx: &mut PgConnection, seqs: &[i64]) -> Result<()> {
    // Primary keys.
    sqlx::query!(
        "
        insert into pulled_task (seq, version)
        select seq, version
        from task
        where seq = any($1)
        ",
        seqs,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Brings a task to what its record says. Responses and audits are added, none is overwritten; the
/// upload is the new record.
pub(super) async fn refresh(
    tx: &mut PgConnection,
    scope: Scope,
    names: &Names,
    incoming: &Incoming,
) -> Result<Refreshed> {
    // The unique index on (team_id, task_id), then the primary key of pulled_task.
    let seq = sqlx::query_scalar!(
        r#"
        select task.seq
        from task
        join pulled_task on pulled_task.seq = task.seq and pulled_task.version = task.version
        where task.team_id = $1
          and task.is_test = $2
          and task.task_id = $3
        for update of task
        "#,
        scope.team_id,
        scope.is_test,
        incoming.task_id.as_bytes().as_slice(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(seq) = seq else {
        return Ok(Refreshed::Left);
    };
    if has_other_owner(tx, scope, seq, incoming).await? {
        return Ok(Refreshed::Clash);
    }
    let now = Utc::now();
    let record = &incoming.record;
    let told = record.responses.len() as i32;
    let mut settled = settle(&record.audits, record.status, told);
    let numbers = add_responses(tx, seq, incoming, &settled, now).await?;
    for audit in &mut settled {
        numbers.put_right(&mut audit.before);
        numbers.put_right(&mut audit.after);
    }
    add_audits(tx, seq, incoming, &settled).await?;
    update_task(tx, seq, names, incoming, numbers.last(told), now).await?;
    update_document(tx, seq, incoming).await?;
    add_files(tx, seq, incoming).await?;
    Ok(Refreshed::Done)
}

async fn has_other_owner(
    tx: &mut PgConnection,
    scope: Scope,
    seq: i64,
    incoming: &Incoming,
) -> Result<bool> {
    // Served by task_by_unique_id.
    let found = sqlx::query_scalar!(
        r#"
        select exists (
            select from task
            where team_id = $1
              and is_test = $2
              and unique_id = $3
              and seq <> $4
        ) as "exists!"
        "#,
        scope.team_id,
        scope.is_test,
        incoming.record.unique_id,
        seq,
    )
    .fetch_one(tx)
    .await?;
    Ok(found)
}

/// What number a response of a record has here, where earlier records brought others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbers {
    /// The first so many are the same here.
    same: i32,
    /// What the numbers of the others grow by.
    shift: i32,
}

impl Numbers {
    const fn here(self, number: i32) -> i32 {
        if number > self.same {
            number + self.shift
        } else {
            number
        }
    }

    /// That of the last response here, after a record that tells `told` of them.
    const fn last(self, told: i32) -> i32 {
        told + self.shift
    }

    const fn put_right(self, step: &mut AuditStep) {
        step.response = self.here(step.response);
    }
}

/// Adds the responses that are new, and answers with the numbers that all have here. `settled` is
/// of the record's audits.
async fn add_responses(
    tx: &mut PgConnection,
    seq: i64,
    incoming: &Incoming,
    settled: &[Settled],
    now: DateTime<Utc>,
) -> Result<Numbers> {
    // Primary key of `response`.
    let had = sqlx::query_scalar!(
        r#"select body::text as "body!" from response where seq = $1 order by version"#,
        seq,
    )
    .fetch_all(&mut *tx)
    .await?;
    let told = &incoming.record.responses;
    let mut same = had
        .iter()
        .zip(told)
        .take_while(|(had, told)| had.as_str() == told.get())
        .count();
    let last = told.last().map(|last| last.get());
    if same == told.len() && had.last().map(String::as_str) != last {
        // The last response is one that was here before others: it counts again.
        same = same.saturating_sub(1);
    }
    let numbers = Numbers {
        same: same as i32,
        shift: (had.len() - same) as i32,
    };
    for (number, body) in (1..).zip(told).skip(same) {
        let (origin, made_at) = origin(incoming, settled, number, now);
        sqlx::query!(
            "
            insert into response (seq, version, body, origin, made_at)
            values ($1, $2, $3::text::json, $4, $5)
            ",
            seq,
            numbers.here(number),
            body.get(),
            origin,
            made_at,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(numbers)
}

/// Adds the audits that are new: the source's list only grows.
async fn add_audits(
    tx: &mut PgConnection,
    seq: i64,
    incoming: &Incoming,
    settled: &[Settled],
) -> Result<()> {
    // Index audit_by_task.
    let had = sqlx::query_scalar!(
        "select audit_id from audit where seq = $1 order by audit_id",
        seq
    )
    .fetch_all(&mut *tx)
    .await?;
    let audits = TaskAudits {
        seq,
        audits: &incoming.record.audits,
        settled,
        had,
    };
    insert_audits(tx, &[audits]).await
}

async fn update_task(
    tx: &mut PgConnection,
    seq: i64,
    names: &Names,
    incoming: &Incoming,
    responses: i32,
    now: DateTime<Utc>,
) -> Result<()> {
    let record = &incoming.record;
    // Primary keys.
    sqlx::query!(
        "
        with refreshed as (
            update task
            set status = $2,
                review_status = $3,
                project_id = $4,
                batch_id = $5,
                updated_at = $6,
                completed_at = $7,
                unique_id = $8,
                tags = $9,
                response_version = $10,
                annotation_count = $11,
                has_image = $12,
                priority = $13,
                version = version + 1
            where seq = $1
            returning seq, version
        )
        update pulled_task
        set version = refreshed.version
        from refreshed
        where pulled_task.seq = refreshed.seq
        ",
        seq,
        record.status.code(),
        record.review_status.code(),
        names.project_id(record),
        names.batch_id(record),
        incoming.updated_at(now),
        incoming.completed_at(now),
        record.unique_id,
        &record.tags,
        responses,
        record.annotation_count,
        record.cover_image.is_some(),
        record.priority,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn update_document(tx: &mut PgConnection, seq: i64, incoming: &Incoming) -> Result<()> {
    let record = &incoming.record;
    // Primary keys.
    sqlx::query!(
        "
        update task_document
        set uploaded = $2::text::json,
            form = $3,
            callback_url = $4,
            metadata = null
        where seq = $1
        ",
        seq,
        incoming.raw.get(),
        record.form.as_str(),
        record.callback_url.as_deref(),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update task_search set text = $2 where seq = $1",
        seq,
        search_text(
            incoming.task_id,
            record.unique_id.as_deref(),
            &record.metadata
        ),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Adds the files that are new; bytes that are here stay.
async fn add_files(tx: &mut PgConnection, seq: i64, incoming: &Incoming) -> Result<()> {
    let urls: Vec<&str> = incoming
        .files
        .iter()
        .map(|file| file.url.as_str())
        .collect();
    let cover = incoming.record.cover_image.as_deref();
    // Served by attachment_cover: before another file becomes the cover.
    sqlx::query!(
        "
        update attachment
        set is_cover = false
        where seq = $1
          and is_cover
          and url is distinct from $2
        ",
        seq,
        cover,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "
        insert into attachment (seq, url, is_cover)
        select $1, url, url is not distinct from $3
        from unnest($2::text[]) as new (url)
        on conflict (seq, url) do update
        set is_cover = excluded.is_cover
        ",
        seq,
        &urls as _,
        cover,
    )
    .execute(tx)
    .await?;
    Ok(())
}
