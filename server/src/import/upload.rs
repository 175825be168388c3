//! `POST /import`: a task file in the body, streamed into the store; the answer streams how it goes.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::Viewer;
use app::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use domain::Role;
use domain::import_report::{ImportEvent, ImportReport};
use domain::project::clean_name;
use futures::{Stream, StreamExt, TryStreamExt};
use serde::Deserialize;
use store::import::WhenOneFails;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::io::{StreamReader, SyncIoBridge};
use transfer::import::{Files, Import, ImportError, Options};

/// Uploads that are taken in at once; each keeps a thread and a connection busy.
const AT_ONCE: usize = 4;

/// A progress line is sent at most so often.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/import", post(upload))
        // The body is never held; its own limit is a setting.
        .layer(DefaultBodyLimit::disable())
        .layer(Extension(Running(Arc::new(Semaphore::new(AT_ONCE)))))
}

#[derive(Clone)]
struct Running(Arc<Semaphore>);

#[derive(Debug, Deserialize)]
struct Asked {
    /// For records that name none.
    #[serde(default)]
    project: String,
    /// `1`: all records or none.
    #[serde(default)]
    atomic: u8,
}

async fn upload(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Extension(running): Extension<Running>,
    Query(asked): Query<Asked>,
    body: Body,
) -> Response {
    if !viewer.role.allows(Role::Admin) {
        let text = "importing needs the role Admin; ask an admin of the team\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    let Ok(permit) = Arc::clone(&running.0).try_acquire_owned() else {
        let text = format!("{AT_ONCE} imports are running already; try again in a minute\n");
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "60")],
            text,
        )
            .into_response();
    };
    let project = match asked.project.trim() {
        "" => None,
        name => match clean_name(name) {
            Ok(name) => Some(name.to_owned()),
            Err(problem) => {
                let text = format!("the project of tasks that name none: its {problem}\n");
                return (StatusCode::BAD_REQUEST, text).into_response();
            }
        },
    };
    let options = Options {
        scope: viewer.scope(),
        when_one_fails: if asked.atomic == 1 {
            WhenOneFails::TakeNothing
        } else {
            WhenOneFails::TakeTheRest
        },
        project,
    };
    let source = source(body, state.site.max_upload_bytes);
    let (sender, events) = mpsc::unbounded_channel();
    // If the reader of the answer leaves, its upload breaks off too, and with it the import.
    tokio::spawn(async move {
        run(state, options, source, sender).await;
        drop(permit);
    });
    (
        [
            (header::CONTENT_TYPE, "application/x-ndjson"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        Body::from_stream(lines(events)),
    )
        .into_response()
}

/// Imports and tells; the events end when it does.
async fn run(
    state: AppState,
    options: Options,
    source: impl io::Read + Send + 'static,
    events: mpsc::UnboundedSender<ImportEvent>,
) {
    let (blobs, pictures) = (state.media.blobs.clone(), state.media.pictures.clone());
    let mut import = match Import::start(&state.pool, blobs, pictures, options).await {
        Ok(import) => import,
        Err(error) => return tell(&events, stopped(&error, ImportReport::default())),
    };
    let mut last = Instant::now();
    let told = events.clone();
    let progress = move |bytes, report: &ImportReport| {
        if last.elapsed() >= PROGRESS_EVERY {
            last = Instant::now();
            let report = report.counts();
            tell(&told, ImportEvent::Progress { bytes, report });
        }
    };
    if let Err(error) = import.read(source, Files::none(), progress).await {
        let report = import.report().clone();
        return tell(&events, stopped(&error, report));
    }
    let end = match import.finish().await {
        Ok(report) => ImportEvent::Done { report },
        Err(error) => stopped(&error, ImportReport::default()),
    };
    tell(&events, end);
}

/// Nobody may listen any more; the import is what counts.
fn tell(events: &mpsc::UnboundedSender<ImportEvent>, event: ImportEvent) {
    drop(events.send(event));
}

fn stopped(error: &ImportError, report: ImportReport) -> ImportEvent {
    tracing::error!(%error, "an import stopped");
    if let ImportError::Keep { source, .. } = error
        && let Some(message) = source.refused_write()
    {
        return ImportEvent::Stopped {
            message: message.to_owned(),
            report,
        };
    }
    ImportEvent::Stopped {
        message: "the import stopped on the server, whose log has the details; import the file \
                  again, nothing is taken twice"
            .to_owned(),
        report,
    }
}

/// The body as a blocking reader that breaks off behind `limit` bytes.
fn source(body: Body, limit: u64) -> impl io::Read + Send + 'static {
    let mut left = limit;
    let chunks = body
        .into_data_stream()
        .map_err(io::Error::other)
        .map(move |chunk| {
            let chunk = chunk?;
            left = left.checked_sub(chunk.len() as u64).ok_or_else(|| {
                io::Error::other(format!(
                    "it has more than {} MiB; split it, pack it, or raise --max-upload-mib",
                    limit >> 20
                ))
            })?;
            Ok::<Bytes, io::Error>(chunk)
        });
    SyncIoBridge::new(StreamReader::new(Box::pin(chunks)))
}

fn lines(
    events: mpsc::UnboundedReceiver<ImportEvent>,
) -> impl Stream<Item = serde_json::Result<String>> {
    futures::stream::unfold(events, async |mut events| {
        let event = events.recv().await?;
        let line = serde_json::to_string(&event).map(|line| line + "\n");
        Some((line, events))
    })
}
