//! An export, from the database to bytes of a file.

use bytes::Bytes;
use domain::export::{ExportEstimate, ExportForm, ExportFormat, ExportRequest};
use domain::task_list::{Direction, Sort};
use store::export::Parts;
use store::{PgPool, Scope};

use super::encoder::Encoder;

/// Why an export breaks off. What was written until then is no whole file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("a task cannot be written: {0}")]
    Write(#[from] std::io::Error),
    #[error("the export stopped early ({0}); try again")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// The tasks of a request as the bytes of a file, as all of them were when it was opened. Holds a
/// few MiB however many they are.
pub struct Export {
    tasks: store::export::Export,
    /// `None` once the file is whole.
    encoder: Option<Encoder>,
    /// Tasks written so far.
    pub written: u64,
}

impl Export {
    pub async fn open(
        pool: &PgPool,
        scope: Scope,
        request: &ExportRequest,
    ) -> Result<Self, ExportError> {
        let ExportRequest {
            selection,
            sort,
            form,
        } = request;
        let parts = parts(form);
        Ok(Self {
            tasks: store::export::Export::open(pool, scope, selection, *sort, parts).await?,
            encoder: Some(Encoder::new(form.clone())),
            written: 0,
        })
    }

    /// Tasks of the whole export.
    pub const fn total(&self) -> u64 {
        self.tasks.total
    }

    /// The next bytes of the file; `None` once it is whole.
    ///
    /// # Errors
    /// The file cannot be made whole any more.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ExportError> {
        while let Some(mut encoder) = self.encoder.take() {
            let Some(tasks) = self.tasks.next().await? else {
                return Ok(Some(encoder.end()?.into()));
            };
            self.written += tasks.len() as u64;
            // Packing and writing JSON is work that would hold up other requests.
            let (encoder, bytes) = tokio::task::spawn_blocking(move || {
                encoder.push(&tasks)?;
                let bytes = encoder.take();
                Ok::<_, ExportError>((encoder, bytes))
            })
            .await??;
            self.encoder = Some(encoder);
            if !bytes.is_empty() {
                return Ok(Some(bytes.into()));
            }
        }
        Ok(None)
    }
}

const fn parts(form: &ExportForm) -> Parts {
    match form.format {
        ExportFormat::Csv => Parts::Row,
        ExportFormat::Json | ExportFormat::Jsonl => Parts::Whole,
    }
}

/// How large the file of a request would be, by the first tasks of the list and its last ones.
pub async fn estimate(
    pool: &PgPool,
    scope: Scope,
    request: &ExportRequest,
) -> Result<ExportEstimate, ExportError> {
    let ExportRequest {
        selection,
        sort,
        form,
    } = request;
    let mut encoder = Encoder::new(form.clone());
    let (mut seen, mut total) = (0, 0);
    for direction in [Direction::Descending, Direction::Ascending] {
        let sort = Sort { direction, ..*sort };
        let mut tasks =
            store::export::Export::open(pool, scope, selection, sort, parts(form)).await?;
        total = tasks.total;
        for _ in 0..2 {
            let Some(some) = tasks.next().await? else {
                break;
            };
            seen += some.len() as u64;
            encoder.push(&some)?;
        }
    }
    let bytes = encoder.end()?.len() as u64;
    Ok(ExportEstimate {
        tasks: total,
        bytes: if seen == 0 {
            bytes
        } else {
            u64::try_from(u128::from(bytes) * u128::from(total) / u128::from(seen))
                .unwrap_or(u64::MAX)
        },
    })
}
