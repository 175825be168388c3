//! One file of a task, by address or as its cover.

use domain::TaskId;
use sqlx::PgPool;

use crate::database::begin;
use crate::{Error, Result, Scope};

/// Which file of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which<'a> {
    /// The image that its tile shows.
    Cover,
    /// By the address as the task spells it.
    Url(&'a str),
}

/// A file that a task names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub seq: i64,
    /// As the task spells it.
    pub url: String,
    /// The file, once its bytes are stored.
    pub file: Option<FileInfo>,
    /// Why its bytes cannot be had.
    pub problem: Option<String>,
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    pub sha256: [u8; 32],
    /// Bytes.
    pub size: i64,
    pub mime: String,
    /// Width and height in pixels after EXIF orientation, for images.
    pub pixels: Option<(i32, i32)>,
}

/// Finds a file of a task of this team.
///
/// # Errors
/// [`Error::NotFound`] where the task is another team's, or names no such file.
pub async fn find(
    pool: &PgPool,
    scope: Scope,
    task_id: TaskId,
    which: Which<'_>,
) -> Result<Attached> {
    let (is_cover, url) = match which {
        Which::Cover => (true, ""),
        Which::Url(url) => (false, url),
    };
    // The unique index on (team_id, task_id), then `attachment_cover` or the primary key.
    let row = sqlx::query!(
        r#"
        select attachment.seq, attachment.url, attachment.problem,
               blob.sha256 as "sha256?", blob.size as "size?", blob.mime as "mime?",
               blob.width, blob.height
        from task
        join attachment on attachment.seq = task.seq
        left join blob on blob.sha256 = attachment.sha256
        where task.team_id = $1
          and task.is_test = $2
          and task.task_id = $3
          and (($4 and attachment.is_cover) or (not $4 and attachment.url = $5))
        "#,
        scope.team_id,
        scope.is_test,
        task_id.as_bytes().as_slice(),
        is_cover,
        url,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| match which {
        Which::Cover => Error::NotFound {
            what: "image of task",
            name: task_id.to_string(),
        },
        Which::Url(url) => Error::NotFound {
            what: "attachment",
            name: url.to_owned(),
        },
    })?;
    let file = match (row.sha256, row.size, row.mime) {
        (Some(sha256), Some(size), Some(mime)) => sha256.try_into().ok().map(|sha256| FileInfo {
            sha256,
            size,
            mime,
            pixels: row.width.zip(row.height),
        }),
        _ => None,
    };
    Ok(Attached {
        seq: row.seq,
        url: row.url,
        file,
        problem: row.problem,
    })
}

/// Notes that the bytes of a file that these tasks name are stored now.
pub async fn record_file(pool: &PgPool, seqs: &[i64], url: &str, file: &FileInfo) -> Result<()> {
    let mut tx = begin(pool).await?;
    sqlx::query!(
        "
        insert into blob (sha256, size, mime, width, height)
        values ($1, $2, $3, $4, $5)
        on conflict (sha256) do nothing
        ",
        file.sha256.as_slice(),
        file.size,
        file.mime,
        file.pixels.map(|pixels| pixels.0),
        file.pixels.map(|pixels| pixels.1),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update attachment set sha256 = $3, problem = null where seq = any($1) and url = $2",
        seqs,
        url,
        file.sha256.as_slice(),
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Notes files that a task names indirectly, as its lidar frames name photos. Those that are known
/// already stay as they are.
pub async fn name_files(
    pool: &PgPool,
    scope: Scope,
    task_id: TaskId,
    urls: &[String],
) -> Result<()> {
    // The unique index on (team_id, task_id).
    sqlx::query!(
        "
        insert into attachment (seq, url)
        select distinct task.seq, named.url
        from task, unnest($4::text[]) as named (url)
        where task.team_id = $1
          and task.is_test = $2
          and task.task_id = $3
          and named.url <> ''
        on conflict (seq, url) do nothing
        ",
        scope.team_id,
        scope.is_test,
        task_id.as_bytes().as_slice(),
        urls,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Notes why a file's bytes cannot be had.
pub async fn record_problem(pool: &PgPool, seq: i64, url: &str, problem: &str) -> Result<()> {
    sqlx::query!(
        "update attachment set problem = $3 where seq = $1 and url = $2 and sha256 is null",
        seq,
        url,
        problem,
    )
    .execute(pool)
    .await?;
    Ok(())
}
