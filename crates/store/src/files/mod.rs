//! Files that programs upload, for tasks to name.

use domain::TaskId;
use sqlx::PgPool;

use crate::attachments::FileInfo;
use crate::database::begin;
use crate::import::BlobRow;
use crate::{Error, Result, Scope};

/// A file's id looks like a task's.
pub type FileId = TaskId;

/// A file whose bytes are kept.
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    pub file: &'a FileInfo,
    pub display_name: &'a str,
    /// As the program calls it.
    pub reference_id: Option<&'a str>,
    pub project: Option<&'a str>,
}

/// Notes that a file belongs to the team.
///
/// # Errors
/// [`Error::Invalid`] where the team does not have the project.
pub async fn add(pool: &PgPool, scope: Scope, new: NewFile<'_>) -> Result<FileId> {
    let project_id = match new.project {
        Some(name) => Some(project_id(pool, scope, name).await?),
        None => None,
    };
    let file_id = crate::new_id::new_id();
    let mut tx = begin(pool).await?;
    sqlx::query!(
        "
        insert into blob (sha256, size, mime, width, height)
        values ($1, $2, $3, $4, $5)
        on conflict (sha256) do nothing
        ",
        new.file.sha256.as_slice(),
        new.file.size,
        new.file.mime,
        new.file.pixels.map(|pixels| pixels.0),
        new.file.pixels.map(|pixels| pixels.1),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        r#"
        insert into uploaded_file (
            file_id, team_id, is_test, sha256, display_name, reference_id, project_id)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        file_id.as_bytes(),
        scope.team_id,
        scope.is_test,
        new.file.sha256.as_slice(),
        new.display_name,
        new.reference_id,
        project_id,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(file_id)
}

/// The file of the team with this id.
///
/// # Errors
/// [`Error::NotFound`], also for one of another team.
pub async fn find(pool: &PgPool, scope: Scope, file_id: FileId) -> Result<BlobRow> {
    // Primary keys.
    let row = sqlx::query!(
        r#"
        select blob.sha256 as "sha256: [u8; 32]", blob.size, blob.mime, blob.width, blob.height
        from uploaded_file
        join blob using (sha256)
        where uploaded_file.file_id = $1
          and uploaded_file.team_id = $2
          and uploaded_file.is_test = $3
        "#,
        file_id.as_bytes(),
        scope.team_id,
        scope.is_test,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "file",
        name: file_id.to_string(),
    })?;
    Ok(BlobRow {
        sha256: row.sha256,
        size: row.size,
        mime: row.mime,
        pixels: row.width.zip(row.height),
    })
}

async fn project_id(pool: &PgPool, scope: Scope, name: &str) -> Result<i32> {
    // The unique index on (team_id, name).
    sqlx::query_scalar!(
        r#"
        select project_id
        from project
        where team_id = $1
          and name = $2
          and (not is_test or $3)
        "#,
        scope.team_id,
        name,
        scope.is_test,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| {
        Error::Invalid(format!(
            "`project_name` is `{name}`, which the team does not have; create it with POST \
             /v1/projects, or leave it out"
        ))
    })
}
