//! `/v1/files`: files for tasks to name.

use app::pictures::describe;
use app::state::AppState;
use axum::body::Body as ResponseBody;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::rejection::PathRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::KeyRole;
use domain::annotations::MAX_URL_BYTES;
use domain::record::{MAX_NAME_BYTES, time_text};
use futures::StreamExt;
use media::{BlobId, MediaError, StoredBlob};
use serde_json::json;
use store::attachments::FileInfo;
use store::files::{FileId, NewFile};

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::error::{ApiError, Result};
use super::openapi::{DiskFull, Missing, schema};
use super::path::unreadable;

/// Bytes of a field that is no file.
const MAX_TEXT_BYTES: usize = 4096;

/// What a program says of a file.
#[derive(Debug, Default)]
struct Told {
    project: Option<String>,
    reference_id: Option<String>,
    display_name: Option<String>,
}

/// Keeps a file.
#[utoipa::path(
    post,
    path = "/files/upload",
    operation_id = "uploadFile",
    tag = "Files",
    request_body(content = schema::NewFile, content_type = "multipart/form-data"),
    responses((status = 200, description = "The file", body = schema::StoredFile), Missing, DiskFull),
)]
pub async fn upload(
    State(state): State<AppState>,
    caller: Caller,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let mut multipart = multipart.map_err(|_| {
        ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the header `Content-Type` is not multipart/form-data; send the file as its field `file`",
        )
    })?;
    let mut told = Told::default();
    let mut stored = None;
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "file" => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let blob = keep(&state, field).await?;
                stored = Some((blob, name));
            }
            "project_name" => told.project = text(field, "project_name").await?,
            "reference_id" => told.reference_id = text(field, "reference_id").await?,
            "display_name" => told.display_name = text(field, "display_name").await?,
            name => {
                return Err(ApiError::invalid(format!(
                    "`{name}` is no field here; use file, project_name, reference_id, display_name"
                )));
            }
        }
    }
    let Some((blob, name)) = stored else {
        return Err(ApiError::invalid(
            "`file` is missing; send the file as this field of multipart/form-data",
        ));
    };
    answer(&state, &caller, blob, told, &name).await
}

/// Fetches a file and keeps it.
#[utoipa::path(
    post,
    path = "/files/import",
    operation_id = "importFile",
    tag = "Files",
    request_body = schema::FileImport,
    responses((status = 200, description = "The file", body = schema::StoredFile), Missing, DiskFull),
)]
pub async fn import(State(state): State<AppState>, caller: Caller, body: Body) -> Result<Answer> {
    caller.may(KeyRole::Write)?;
    let mut fields = body.fields()?;
    let url = fields.required_name("file_url", MAX_URL_BYTES);
    let told = Told {
        project: fields.name("project_name", MAX_NAME_BYTES),
        reference_id: fields.name("reference_id", MAX_NAME_BYTES),
        display_name: fields.name("display_name", MAX_NAME_BYTES),
    };
    fields.finish()?;
    let blob = state.media.fetcher.fetch(&url).await.map_err(|error| {
        let status = match &error {
            MediaError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            MediaError::Store(_) | MediaError::Source(_) | MediaError::Interrupted(_) => {
                return internal(error);
            }
            _ => StatusCode::BAD_REQUEST,
        };
        ApiError::new(status, format!("`file_url`: {error}"))
    })?;
    let path = url.split(['?', '#']).next().unwrap_or(&url);
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    answer(&state, &caller, blob, told, &name).await
}

/// The bytes of a file, for those of the team who hold a key.
#[utoipa::path(
    get,
    path = "/files/{file_id}/{name}",
    operation_id = "getFile",
    tag = "Files",
    params(
        ("file_id" = schema::Id, Path),
        ("name" = String, Path, description = "Any"),
    ),
    responses((status = 200, description = "Its bytes", body = Vec<u8>, content_type = "*/*"), Missing),
)]
pub async fn read(
    State(state): State<AppState>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response> {
    caller.may(KeyRole::Read)?;
    let Path((file_id, _)) = path.map_err(|_| unreadable())?;
    let missing = || store::Error::NotFound {
        what: "file",
        name: file_id.clone(),
    };
    let id: FileId = file_id.parse().map_err(|_| missing())?;
    let file = store::files::find(&state.pool, caller.scope(), id).await?;
    let read = state
        .media
        .blobs
        .read(BlobId::from_bytes(file.sha256), None)
        .await
        .map_err(internal)?;
    let mut response = Response::new(ResponseBody::from_stream(read.stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, read.size.into());
    let mime = HeaderValue::from_str(&file.mime)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, mime);
    Ok(response)
}

/// The file behind an address of ours.
pub fn own_file(state: &AppState, url: &str) -> Option<FileId> {
    let rest = url.strip_prefix(&state.site.base_url)?;
    let rest = rest.strip_prefix("/v1/files/")?;
    rest.split('/').next()?.parse().ok()
}

async fn keep(state: &AppState, field: Field<'_>) -> Result<StoredBlob> {
    let limit = state.site.max_upload_bytes;
    let mut left = limit;
    let chunks = field.map(move |chunk| {
        let chunk = chunk.map_err(|error| Broken::Upload(broken(error)))?;
        left = left.checked_sub(chunk.len() as u64).ok_or_else(|| {
            Broken::Upload(ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!(
                    "`file` has more than {} MiB; make it smaller, or raise --max-upload-mib",
                    limit >> 20
                ),
            ))
        })?;
        Ok::<_, Broken>(chunk)
    });
    state
        .media
        .blobs
        .put_stream(chunks)
        .await
        .map_err(|error| match error {
            Broken::Upload(error) => error,
            Broken::Store(error) => internal(error),
        })
}

/// Why an upload was not kept.
enum Broken {
    Upload(ApiError),
    Store(MediaError),
}

impl From<MediaError> for Broken {
    fn from(error: MediaError) -> Self {
        Self::Store(error)
    }
}

async fn text(mut field: Field<'_>, name: &str) -> Result<Option<String>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_TEXT_BYTES {
            return Err(ApiError::invalid(format!(
                "`{name}` has more than {MAX_TEXT_BYTES} bytes; shorten it"
            )));
        }
    }
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| ApiError::invalid(format!("`{name}` is not UTF-8; send it so")))?;
    Ok((!text.is_empty()).then_some(text))
}

fn broken(error: MultipartError) -> ApiError {
    ApiError::new(
        error.status(),
        format!("`body` is no whole multipart/form-data ({error}); send it again"),
    )
}

fn internal(error: MediaError) -> ApiError {
    tracing::error!(%error, "file");
    match error.refused_write() {
        Some(message) => ApiError::new(StatusCode::INSUFFICIENT_STORAGE, message),
        None => ApiError::internal(),
    }
}

async fn answer(
    state: &AppState,
    caller: &Caller,
    blob: StoredBlob,
    told: Told,
    file_name: &str,
) -> Result<Answer> {
    let file: FileInfo = describe(&state.media, blob.id, blob.size)
        .await
        .map_err(internal)?;
    let name = plain(file_name);
    let display_name = told
        .display_name
        .unwrap_or_else(|| file_name.replace('\0', ""));
    let new = NewFile {
        file: &file,
        display_name: &display_name,
        reference_id: told.reference_id.as_deref(),
        project: told.project.as_deref(),
    };
    let id = store::files::add(&state.pool, caller.scope(), new).await?;
    let answer = json!({
        "id": id.to_string(),
        "attachment_url": format!("{}/v1/files/{id}/{name}", state.site.base_url),
        "mime_type": file.mime,
        "size": file.size,
        "display_name": display_name,
        "reference_id": told.reference_id,
        "project_name": told.project,
        "created_at": time_text(chrono::Utc::now()),
    });
    Ok(Answer(answer.to_string()))
}

/// A file's name as it can stand in an address; its ending tells what it is.
fn plain(file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|char| match char {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => char,
            _ => '_',
        })
        .collect();
    let keep = plain.len().saturating_sub(100);
    match plain[keep..].trim_start_matches('.') {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}
