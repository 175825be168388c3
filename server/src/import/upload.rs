//! `POST /import`: a task file in the body, streamed into the store; the answer streams how it goes.

use std::io;
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
use domain::import_report::{ImportEvent, ImportProblem, ImportReport};
use domain::project::clean_name;
use futures::{Stream, StreamExt, TryStreamExt};
use serde::Deserialize;
use store::import::WhenOneFails;
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};
use transfer::import::{Files, Import, ImportError, Options};

use super::spool::spooled;
use crate::places::Places;

/// Uploads that are taken in at once; each keeps a thread, and while it writes a connection busy. A team
/// has half of them at most, so that others find places.
const AT_ONCE: u64 = 6;
const EACH_TEAM: u64 = 3;
const EACH_PERSON: u64 = 2;

/// The longest that an upload may send nothing.
const SILENCE: Duration = Duration::from_mins(1);

/// A progress line is sent at most so often.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/import", post(upload))
        // The body is never held; its own limit is a setting.
        .layer(DefaultBodyLimit::disable())
        .layer(Extension(Places::new(
            "imports",
            AT_ONCE,
            EACH_TEAM,
            EACH_PERSON,
        )))
}

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
    Extension(places): Extension<Places>,
    Query(asked): Query<Asked>,
    body: Body,
) -> Response {
    if !viewer.role.allows(Role::Admin) {
        let text = "importing needs the role Admin; ask an admin of the team\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    let place = match places.take(&viewer) {
        Ok(place) => place,
        Err(none) => return none.into_response(),
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
    let chunks = chunks(body, state.site.max_upload_bytes);
    let (sender, events) = mpsc::unbounded_channel();
    // If the reader of the answer leaves, its upload breaks off too, and with it the import.
    tokio::spawn(async move {
        match options.when_one_fails {
            WhenOneFails::TakeTheRest => run(state, options, reader(chunks), sender).await,
            // All is written in one transaction, which must not wait for who sends.
            WhenOneFails::TakeNothing => {
                match spooled(chunks, state.site.data_dir.as_deref()).await {
                    Ok(file) => run(state, options, file, sender).await,
                    Err(error) => tell(&sender, broken(&error)),
                }
            }
        }
        drop(place);
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

/// An upload that did not come to its end, of which nothing was taken.
fn broken(error: &io::Error) -> ImportEvent {
    let mut report = ImportReport::default();
    report.fail([ImportProblem {
        line: None,
        task_id: None,
        field: None,
        message: format!("the file cannot be read: {error}"),
    }]);
    report.is_rolled_back = true;
    ImportEvent::Done { report }
}

/// The body, which breaks off behind `limit` bytes, and where nothing comes for [`SILENCE`].
fn chunks(body: Body, limit: u64) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let mut left = limit;
    let chunks = body.into_data_stream().map_err(io::Error::other);
    let patient = futures::stream::unfold(chunks, async |mut chunks| {
        let next = tokio::time::timeout(SILENCE, chunks.next()).await;
        let chunk = next.unwrap_or_else(|_| {
            let text = format!("nothing came for {SILENCE:?}; send it again");
            Some(Err(io::Error::new(io::ErrorKind::TimedOut, text)))
        })?;
        Some((chunk, chunks))
    });
    patient.map(move |chunk| {
        let chunk = chunk?;
        left = left.checked_sub(chunk.len() as u64).ok_or_else(|| {
            io::Error::other(format!(
                "it has more than {} MiB; split it, pack it, or raise --max-upload-mib",
                limit >> 20
            ))
        })?;
        Ok::<Bytes, io::Error>(chunk)
    })
}

/// What is sent, to be read on a thread that may wait.
fn reader(
    chunks: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> impl io::Read + Send + 'static {
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
