//! The rows that new tasks are made of, inserted for many tasks at once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::TaskId;
use domain::audit::AuditAction;
use domain::record::{Settled, search_text, settle};
use sqlx::PgConnection;

use super::audits::{TaskAudits, insert_audits};
use super::incoming::{BlobRow, FileState, Incoming};
use super::names::Names;
use crate::{Error, Result, Scope};

/// Inserts those tasks that are new, and answers with their arrival numbers.
pub(super) async fn insert_tasks(
    tx: &mut PgConnection,
    scope: Scope,
    names: &Names,
    chunk: &[&Incoming],
) -> Result<HashMap<TaskId, i64>> {
    fn column<T>(chunk: &[&Incoming], of: impl Fn(&Incoming) -> T) -> Vec<T> {
        chunk.iter().copied().map(of).collect()
    }
    let now = Utc::now();
    // Both unique constraints, on the task id and on the unique id, make a row be left out.
    let rows = sqlx::query!(
        r#"
        insert into task (
            team_id, is_test, task_id, task_type, status, review_status, project_id, batch_id,
            created_at, updated_at, completed_at, unique_id, tags, response_version,
            annotation_count, has_image, priority)
        select $1, $2, task_id, task_type, status, review_status, project_id, batch_id,
               created_at, updated_at, completed_at, unique_id,
               array(select json_array_elements_text(tags::json)), response_version,
               annotation_count, has_image, priority
        from unnest(
            $3::bytea[], $4::smallint[], $5::smallint[], $6::smallint[], $7::int[], $8::int[],
            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[],
            $14::int[], $15::int[], $16::boolean[],
            $17::smallint[]
        ) with ordinality as new (
            task_id, task_type, status, review_status, project_id, batch_id,
            created_at, updated_at, completed_at, unique_id, tags,
            response_version, annotation_count, has_image, priority, place)
        order by place
        on conflict do nothing
        returning seq, task_id as "task_id: Vec<u8>"
        "#,
        scope.team_id,
        scope.is_test,
        &column(chunk, |new| new.task_id.as_bytes().to_vec()),
        &column(chunk, |new| new.record.task_type.code()),
        &column(chunk, |new| new.record.status.code()),
        &column(chunk, |new| new.record.review_status.code()),
        &column(chunk, |new| names.project_id(&new.record)) as _,
        &column(chunk, |new| names.batch_id(&new.record)) as _,
        &column(chunk, |new| new.created_at(now)),
        &column(chunk, |new| new.updated_at(now)),
        &column(chunk, |new| new.completed_at(now)) as _,
        &column(chunk, |new| new.record.unique_id.clone()) as _,
        &column(chunk, |new| serde_json::Value::from(
            new.record.tags.clone()
        )
        .to_string()),
        &column(chunk, |new| new.record.responses.len() as i32),
        &column(chunk, |new| new.record.annotation_count) as _,
        &column(chunk, |new| new.record.cover_image.is_some()),
        &column(chunk, |new| new.record.priority),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let bytes: Result<[u8; 12], _> = row.task_id.try_into();
            let bytes = bytes.map_err(|_| Error::Database(sqlx::Error::RowNotFound))?;
            Ok((TaskId::from_bytes(bytes), row.seq))
        })
        .collect()
}

/// Inserts all that belongs to new tasks, by their arrival numbers.
pub(super) async fn insert_parts(tx: &mut PgConnection, added: &[(i64, &Incoming)]) -> Result<()> {
    if added.is_empty() {
        return Ok(());
    }
    insert_documents(tx, added).await?;
    let settled: Vec<Vec<Settled>> = added
        .iter()
        .map(|(_, new)| {
            let responses = new.record.responses.len() as i32;
            settle(&new.record.audits, new.record.status, responses)
        })
        .collect();
    insert_responses(tx, added, &settled).await?;
    let audits: Vec<TaskAudits<'_>> = added
        .iter()
        .zip(&settled)
        .map(|((seq, new), settled)| TaskAudits {
            seq: *seq,
            audits: &new.record.audits,
            settled,
            had: Vec::new(),
        })
        .collect();
    insert_audits(tx, &audits).await?;
    insert_files(tx, added).await
}

/// The uploads, and what the free text search looks through.
async fn insert_documents(tx: &mut PgConnection, added: &[(i64, &Incoming)]) -> Result<()> {
    let seq: Vec<i64> = added.iter().map(|(seq, _)| *seq).collect();
    let uploaded: Vec<&str> = added.iter().map(|(_, new)| new.raw.get()).collect();
    let form: Vec<&str> = added
        .iter()
        .map(|(_, new)| new.record.form.as_str())
        .collect();
    let callback_url: Vec<Option<&str>> = added
        .iter()
        .map(|(_, new)| new.record.callback_url.as_deref())
        .collect();
    let text: Vec<String> = added
        .iter()
        .map(|(_, new)| {
            let record = &new.record;
            search_text(new.task_id, record.unique_id.as_deref(), &record.metadata)
        })
        .collect();
    // In one statement: a creation call waits for each.
    sqlx::query!(
        r#"
        with new as (
            select *
            from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
                as new (seq, uploaded, form, callback_url, text)
        ), documents as (
            insert into task_document (seq, uploaded, form, callback_url)
            select seq, uploaded::json, form, callback_url
            from new
        )
        insert into task_search (seq, text)
        select seq, text
        from new
        "#,
        &seq,
        &uploaded as _,
        &form as _,
        &callback_url as _,
        &text,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_responses(
    tx: &mut PgConnection,
    added: &[(i64, &Incoming)],
    settled: &[Vec<Settled>],
) -> Result<()> {
    let now = Utc::now();
    let (mut seqs, mut versions, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    let (mut origins, mut times) = (Vec::new(), Vec::new());
    for ((seq, new), settled) in added.iter().zip(settled) {
        for (index, body) in new.record.responses.iter().enumerate() {
            let version = index as i32 + 1;
            let (origin, made_at) = origin(new, settled, version, now);
            seqs.push(*seq);
            versions.push(version);
            bodies.push(body.get());
            origins.push(origin);
            times.push(made_at);
        }
    }
    if seqs.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        insert into response (seq, version, body, origin, made_at)
        select seq, version, body::json, origin, made_at
        from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::timestamptz[])
            as new (seq, version, body, origin, made_at)
        "#,
        &seqs,
        &versions,
        &bodies as _,
        &origins as _,
        &times,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Where a response came from and when. Records don't say the time of replaced ones: such a one
/// was there at the latest when somebody audited it.
pub(super) fn origin(
    new: &Incoming,
    settled: &[Settled],
    version: i32,
    now: DateTime<Utc>,
) -> (&'static str, DateTime<Utc>) {
    let audits = || new.record.audits.iter().zip(settled);
    let fix = audits().find(|(audit, settled)| {
        audit.action == AuditAction::Fix && settled.after.response == version
    });
    if let Some((fix, _)) = fix {
        return ("fix", fix.at);
    }
    let is_current = version as usize == new.record.responses.len();
    let audited = audits().find(|(_, settled)| settled.before.response == version);
    let made_at = match audited {
        Some((audit, _)) if !is_current => audit.at,
        _ => new.completed_at(now).unwrap_or_else(|| new.updated_at(now)),
    };
    ("import", made_at)
}

async fn insert_files(tx: &mut PgConnection, added: &[(i64, &Incoming)]) -> Result<()> {
    let files = || {
        added
            .iter()
            .flat_map(|(seq, new)| new.files.iter().map(move |file| (*seq, new, file)))
    };
    let mut blobs: Vec<&BlobRow> = files()
        .filter_map(|(_, _, file)| match &file.state {
            FileState::Stored(blob) => Some(blob),
            FileState::Missing(_) | FileState::Remote => None,
        })
        .collect();
    // In one order: imports that bring the same files wait for each other in one direction.
    blobs.sort_unstable_by_key(|blob| blob.sha256);
    blobs.dedup_by_key(|blob| blob.sha256);
    insert_blobs(tx, &blobs).await?;

    let seqs: Vec<i64> = files().map(|(seq, _, _)| seq).collect();
    if seqs.is_empty() {
        return Ok(());
    }
    let urls: Vec<&str> = files().map(|(_, _, file)| file.url.as_str()).collect();
    let covers: Vec<bool> = files()
        .map(|(_, new, file)| new.record.cover_image.as_deref() == Some(&file.url))
        .collect();
    let hashes: Vec<Option<&[u8]>> = files()
        .map(|(_, _, file)| match &file.state {
            FileState::Stored(blob) => Some(blob.sha256.as_slice()),
            FileState::Missing(_) | FileState::Remote => None,
        })
        .collect();
    let problems: Vec<Option<&str>> = files()
        .map(|(_, _, file)| match &file.state {
            FileState::Missing(problem) => Some(problem.as_str()),
            FileState::Stored(_) | FileState::Remote => None,
        })
        .collect();
    sqlx::query!(
        r#"
        insert into attachment (seq, url, is_cover, sha256, problem)
        select seq, url, is_cover, sha256, problem
        from unnest($1::bigint[], $2::text[], $3::boolean[], $4::bytea[], $5::text[])
            as new (seq, url, is_cover, sha256, problem)
        "#,
        &seqs,
        &urls as _,
        &covers,
        &hashes as _,
        &problems as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_blobs(tx: &mut PgConnection, blobs: &[&BlobRow]) -> Result<()> {
    if blobs.is_empty() {
        return Ok(());
    }
    let hashes: Vec<&[u8]> = blobs.iter().map(|blob| blob.sha256.as_slice()).collect();
    let sizes: Vec<i64> = blobs.iter().map(|blob| blob.size).collect();
    let mimes: Vec<&str> = blobs.iter().map(|blob| blob.mime.as_str()).collect();
    let widths: Vec<Option<i32>> = blobs.iter().map(|blob| Some(blob.pixels?.0)).collect();
    let heights: Vec<Option<i32>> = blobs.iter().map(|blob| Some(blob.pixels?.1)).collect();
    sqlx::query!(
        r#"
        insert into blob (sha256, size, mime, width, height)
        select sha256, size, mime, width, height
        from unnest($1::bytea[], $2::bigint[], $3::text[], $4::int[], $5::int[])
            as new (sha256, size, mime, width, height)
        on conflict (sha256) do nothing
        "#,
        &hashes as _,
        &sizes,
        &mimes as _,
        &widths as _,
        &heights as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}
