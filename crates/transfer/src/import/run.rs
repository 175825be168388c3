//! An import of one or more files, from their bytes to a report.

use std::io::Read;

use domain::annotations::AttachmentRole;
use domain::import_report::{ImportProblem, ImportReport};
use domain::project::clean_name;
use domain::record::TaskRecord;
use media::{BlobStore, Pictures};
use store::import::{FileState, Importer, Incoming, IncomingFile, WhenOneDiffers, WhenOneFails};
use store::{PgPool, Scope};

use super::error::Result;
use super::files::Files;
use super::keep::Keeper;
use super::reading::{Chunk, ParsedTask, Reading};

/// Files that cannot be had are listed up to this many, so that they leave room for records.
const LISTED_FILES: usize = 100;

/// Into which tasks, and how.
#[derive(Debug, Clone)]
pub struct Options {
    pub scope: Scope,
    pub when_one_fails: WhenOneFails,
    /// For records that name no project.
    pub project: Option<String>,
}

/// An import under way. Holds a few MiB of records however large the files are.
pub struct Import {
    importer: Importer,
    project: Option<String>,
    blobs: BlobStore,
    pictures: Pictures,
    listed_files: usize,
}

impl Import {
    pub async fn start(
        pool: &PgPool,
        blobs: BlobStore,
        pictures: Pictures,
        options: Options,
    ) -> Result<Self> {
        let project = match &options.project {
            Some(name) => Some(clean_name(name)?.to_owned()),
            None => None,
        };
        Ok(Self {
            importer: Importer::start(pool, options.scope, options.when_one_fails).await?,
            project,
            blobs,
            pictures,
            listed_files: 0,
        })
    }

    /// The same, where tasks follow the source that they come from.
    #[must_use]
    pub fn following(self) -> Self {
        Self {
            importer: self.importer.when_one_differs(WhenOneDiffers::Follow),
            ..self
        }
    }

    /// What happened so far.
    pub const fn report(&self) -> &ImportReport {
        &self.importer.report
    }

    /// Takes a file in. `progress` is told, after each chunk, how many bytes of `source` are read
    /// and what came of them.
    ///
    /// # Errors
    /// Where the import as a whole cannot go on. What is wrong in the file is in the report.
    pub async fn read(
        &mut self,
        source: impl Read + Send + 'static,
        files: Files,
        mut progress: impl FnMut(u64, &ImportReport),
    ) -> Result<()> {
        let mut keeper = Keeper::new(self.blobs.clone(), self.pictures.clone(), files);
        let mut reading = Reading::start(source);
        while let Some(chunk) = reading.chunks.recv().await {
            self.take(&mut keeper, chunk).await?;
            progress(reading.bytes(), self.report());
        }
        reading.thread.await?;
        Ok(())
    }

    /// Ends the import. Where all or nothing was asked for and something was wrong, nothing of it
    /// remains but files that no task names.
    pub async fn finish(self) -> Result<ImportReport> {
        Ok(self.importer.finish().await?)
    }

    async fn take(&mut self, keeper: &mut Keeper, chunk: Chunk) -> Result<()> {
        let Chunk { tasks, bad, .. } = chunk;
        let listed = self.importer.report.problems.len();
        for problems in bad {
            self.importer.report.fail(problems);
        }
        let ids: Vec<_> = tasks.iter().map(|task| task.task_id).collect();
        let known = self.importer.known(&ids).await?;
        let new = tasks.iter().filter(|task| !known.contains(&task.task_id));
        let files = new.flat_map(|task| &task.record.attachments);
        let urls = files.map(|file| file.url.clone()).collect();
        keeper.keep(urls).await?;

        let mut incoming = Vec::with_capacity(tasks.len());
        for task in tasks {
            let is_known = known.contains(&task.task_id);
            let photos = if is_known {
                Vec::new()
            } else {
                photos(keeper, &task.record).await?
            };
            let task = self.incoming(keeper, task, photos);
            if !is_known {
                self.list_missing(&task);
            }
            incoming.push(task);
        }
        self.importer.take(incoming).await?;
        // The chunk's problems come from several places; readers go through the file.
        self.importer.report.problems[listed..].sort_by_key(|problem| problem.line);
        Ok(())
    }

    /// `photos` are files that the task's lidar frames name.
    fn incoming(&self, keeper: &Keeper, task: ParsedTask, photos: Vec<String>) -> Incoming {
        let ParsedTask {
            line,
            task_id,
            mut record,
            raw,
        } = task;
        if record.project.is_none() {
            record.project.clone_from(&self.project);
        }
        let named = record.attachments.iter().map(|file| file.url.clone());
        let files = named.chain(photos).map(|url| IncomingFile {
            state: keeper.state(&url),
            url,
        });
        Incoming {
            line,
            task_id,
            files: files.collect(),
            record,
            raw,
        }
    }

    fn list_missing(&mut self, task: &Incoming) {
        for file in &task.files {
            let FileState::Missing(why) = &file.state else {
                continue;
            };
            if self.listed_files == LISTED_FILES {
                return;
            }
            self.listed_files += 1;
            self.importer.report.list(ImportProblem {
                line: Some(task.line),
                task_id: Some(task.task_id),
                field: None,
                message: format!("the file `{}` {why}", file.url),
            });
        }
    }
}

/// Keeps the photos that the task's lidar frames name, and returns their addresses: new ones only.
async fn photos(keeper: &mut Keeper, record: &TaskRecord) -> Result<Vec<String>> {
    let frames = record
        .attachments
        .iter()
        .filter(|file| file.role == AttachmentRole::LidarFrame);
    let mut photos = keeper.photos(frames.map(|file| file.url.as_str())).await?;
    photos.sort_unstable();
    photos.dedup();
    photos.retain(|url| record.attachments.iter().all(|file| file.url != *url));
    keeper.keep(photos.iter().cloned().collect()).await?;
    Ok(photos)
}
