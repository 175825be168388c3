//! Records read and parsed on a thread of their own, while others are stored.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::TaskId;
use domain::import_report::ImportProblem;
use domain::record::TaskRecord;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::read::{ReadError, Record, Records};

/// A chunk is full with so many records, or so many bytes of them.
const CHUNK_RECORDS: usize = 250;
const CHUNK_BYTES: usize = 4 << 20;

/// What was read of a file, in its order.
#[derive(Default)]
pub(super) struct Chunk {
    pub tasks: Vec<ParsedTask>,
    /// The problems of records that cannot be taken.
    pub bad: Vec<Vec<ImportProblem>>,
    /// Bytes of records.
    size: usize,
}

pub(super) struct ParsedTask {
    pub line: u64,
    pub task_id: TaskId,
    pub record: TaskRecord,
    pub raw: Box<RawValue>,
}

/// A file being read; at most one chunk waits.
pub(super) struct Reading {
    pub chunks: mpsc::Receiver<Chunk>,
    /// Ends behind the last chunk; a panic must not look like the end of the file.
    pub thread: JoinHandle<()>,
    bytes: Arc<AtomicU64>,
}

impl Reading {
    pub fn start(source: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(AtomicU64::new(0));
        let source = Counted {
            source,
            bytes: Arc::clone(&bytes),
        };
        let (sender, chunks) = mpsc::channel(1);
        let thread = tokio::task::spawn_blocking(move || read(source, &sender));
        Self {
            chunks,
            thread,
            bytes,
        }
    }

    /// Bytes of the source read so far, packed as they came.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// Sends chunk by chunk, and stops when nobody waits for them any more.
fn read(source: impl Read + Send + 'static, sender: &mpsc::Sender<Chunk>) {
    let mut chunk = Chunk::default();
    let records = match Records::open(source) {
        Ok(records) => records,
        Err(error) => {
            chunk.bad.push(vec![read_problem(&ReadError::Io(error))]);
            // Nobody waits any more: nothing to tell.
            let _ = sender.blocking_send(chunk);
            return;
        }
    };
    for next in records {
        match next {
            Ok(record) => chunk.take(record),
            Err(error) => chunk.bad.push(vec![read_problem(&error)]),
        }
        if chunk.is_full() && sender.blocking_send(std::mem::take(&mut chunk)).is_err() {
            return;
        }
    }
    let _ = sender.blocking_send(chunk);
}

impl Chunk {
    fn take(&mut self, Record { line, raw }: Record) {
        self.size += raw.get().len();
        match TaskRecord::parse(&raw) {
            Ok(record) => self.tasks.push(ParsedTask {
                line,
                task_id: record.task_id.unwrap_or_else(|| derived_id(&raw)),
                record,
                raw,
            }),
            Err(problems) => {
                let task_id = task_id(&raw);
                self.bad.push(
                    problems
                        .into_iter()
                        .map(|problem| ImportProblem {
                            line: Some(line),
                            task_id,
                            field: Some(problem.field),
                            message: problem.message,
                        })
                        .collect(),
                );
            }
        }
    }

    fn is_full(&self) -> bool {
        self.tasks.len() + self.bad.len() >= CHUNK_RECORDS || self.size >= CHUNK_BYTES
    }
}

/// The same bytes get the same id, so that importing them again changes nothing.
fn derived_id(raw: &RawValue) -> TaskId {
    let mut id = [0; 12];
    id.copy_from_slice(&Sha256::digest(raw.get())[..12]);
    TaskId::from_bytes(id)
}

/// The id of a record in which something else is wrong.
fn task_id(raw: &RawValue) -> Option<TaskId> {
    let fields = domain::record::RawFields::parse(raw.get()).ok()?;
    serde_json::from_str(fields.get("task_id")?.get()).ok()
}

fn read_problem(error: &ReadError) -> ImportProblem {
    ImportProblem {
        line: error.line(),
        task_id: None,
        field: None,
        message: error.to_string(),
    }
}

struct Counted<R> {
    source: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
