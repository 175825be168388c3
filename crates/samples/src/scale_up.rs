//! Many more tasks over the same files, for benchmarks.

use serde_json::Value;

use crate::error::{Result, SampleError};
use crate::folder::Folder;
use crate::generate::{FEWEST_TASKS, Options, Records};
use crate::stock::Stock;

/// `options.tasks` records (100,000 and more) like those of a set, each as long as there; their
/// media, those of the standard set, are written into `out`. Made one by one as they are asked for.
///
/// # Errors
/// If a file cannot be written, or `tasks` is too small for every kind to appear.
pub fn scale_up(out: &std::path::Path, options: &Options) -> Result<ScaleUp> {
    if options.tasks < FEWEST_TASKS {
        return Err(SampleError::TooFew(options.tasks));
    }
    let stock = Stock::make(&Folder::create(out)?, options.seed, options.tasks.min(2000))?;
    Ok(ScaleUp {
        stock,
        records: Records::plan(options),
    })
}

/// The files of a large set, ready to make its tasks.
#[derive(Debug, Clone)]
pub struct ScaleUp {
    stock: Stock,
    records: Records,
}

impl ScaleUp {
    /// The tasks, oldest first; the same each time.
    pub fn records(&self) -> impl Iterator<Item = Value> + '_ {
        (0..self.records.count()).map(|index| self.record(index))
    }

    /// The task at `index`, below `options.tasks`; several threads may make tasks at once.
    pub fn record(&self, index: usize) -> Value {
        self.records.get(&self.stock, index)
    }
}
