//! Writing a whole sample set.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use domain::TaskStatus;
use serde_json::Value;

use crate::dice::Dice;
use crate::error::{Result, SampleError};
use crate::folder::Folder;
use crate::life::{self, Life};
use crate::plan::{self, Content, Project};
use crate::record::{Draft, record};
use crate::stock::Stock;
use crate::work::{self, Work};

/// Every content and every standing appears from here on.
pub const FEWEST_TASKS: usize = 40;
/// A JPEG that breaks off in the middle of its header.
pub const BROKEN_IMAGE: &str = "media/images/broken_upload.jpg";
/// A name under which there is no file.
pub const MISSING_IMAGE: &str = "media/images/deleted_by_retention.jpg";

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub seed: u64,
    /// How many tasks, 40 or more.
    pub tasks: usize,
    /// The present of the set; its day sets all times but those of the youngest tasks.
    pub now: DateTime<Utc>,
}

impl Options {
    /// The sample set that the product ships: 2,000 tasks.
    pub const fn standard(now: DateTime<Utc>) -> Self {
        Self {
            seed: 20_260_403,
            tasks: 2000,
            now,
        }
    }
}

/// What was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub tasks: usize,
    pub projects: usize,
    pub batches: usize,
    pub photos: usize,
    /// Of `tasks.jsonl`.
    pub bytes: u64,
}

/// Writes `tasks.jsonl` (a task record a line) and `media/` into a folder, which it creates. Tasks
/// name files by their path inside the folder. The same options give the same bytes.
///
/// # Errors
/// If a file cannot be written, or `tasks` is too small for every kind to appear.
pub fn generate(out: &Path, options: &Options) -> Result<Summary> {
    if options.tasks < FEWEST_TASKS {
        return Err(SampleError::TooFew(options.tasks));
    }
    let folder = Folder::create(out)?;
    let stock = Stock::make(&folder, options.seed, options.tasks)?;
    let path = folder.path("tasks.jsonl");
    let failed = |source| SampleError::Write {
        path: path.clone(),
        source,
    };
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).map_err(failed)?);
    let mut batches = BTreeSet::new();
    let mut bytes = 0;
    for task in records(&stock, options) {
        batches.insert(task["batch"].as_str().unwrap_or_default().to_owned());
        let line = format!("{task}\n");
        bytes += line.len() as u64;
        file.write_all(line.as_bytes()).map_err(failed)?;
    }
    file.flush().map_err(failed)?;
    Ok(Summary {
        tasks: options.tasks,
        projects: plan::PROJECTS.len(),
        batches: batches.len(),
        photos: stock.shots.len(),
        bytes,
    })
}

/// The tasks of a set over files that are there, oldest first.
pub(crate) fn records<'a>(stock: &'a Stock, options: &Options) -> impl Iterator<Item = Value> + 'a {
    let seed = options.seed;
    let count = options.tasks;
    let times = life::creation_times(count, options.now, &mut Dice::new(seed, "times", 0));
    let lives = life::lives(&times, options.now, &mut Dice::new(seed, "lives", 0));
    let contents = plan::contents(count, &mut Dice::new(seed, "contents", 0));
    let odd = OddTasks::choose(&lives, &contents);
    let now = options.now;
    lives
        .into_iter()
        .zip(contents)
        .enumerate()
        .map(move |(index, (life, (project, content)))| {
            let mut dice = Dice::new(seed, "task", index);
            let (mut work, recipe) = stock.work(project, content, index, &mut dice);
            odd.alter(&mut work, index, stock, &mut dice);
            let batch = batch_of(project, life.created, now);
            record(
                Draft {
                    index,
                    project,
                    batch: &batch,
                    life: &life,
                    work,
                    recipe,
                },
                &mut dice,
            )
        })
}

/// A project's batches follow each other through the months; each has its stretch of time.
fn batch_of(project: &Project, created: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let today = now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    let start = today - Duration::days(life::DAYS);
    let length = Duration::days(life::DAYS + 2) / project.batches as i32;
    let place = ((created - start).num_minutes() / length.num_minutes().max(1))
        .clamp(0, project.batches as i64 - 1);
    plan::batch_name(project, place as usize, start + length * place as i32)
}

/// The few tasks that every team has and nobody plans.
struct OddTasks {
    dense: Vec<usize>,
    huge: Option<usize>,
    missing: Vec<usize>,
    broken: Option<usize>,
}

impl OddTasks {
    fn choose(lives: &[Life], contents: &[(&Project, Content)]) -> Self {
        let mixed = |status: TaskStatus| {
            lives
                .iter()
                .zip(contents)
                .enumerate()
                .filter(move |(_, (life, (_, content)))| {
                    life.status == status && life.prior == 0 && *content == Content::Mixed
                })
                .map(|(index, _)| index)
        };
        let completed: Vec<usize> = mixed(TaskStatus::Completed).collect();
        let large = completed.iter().copied().skip(1).step_by(97);
        Self {
            huge: completed.first().copied(),
            dense: large.take(5).collect(),
            missing: completed
                .iter()
                .copied()
                .skip(3)
                .step_by(211)
                .take(3)
                .collect(),
            broken: mixed(TaskStatus::Queued).next(),
        }
    }

    fn alter(&self, work: &mut Work, index: usize, stock: &Stock, dice: &mut Dice) {
        if self.huge == Some(index) {
            *work = work::huge(stock.large(), dice);
        } else if self.dense.contains(&index) {
            *work = work::dense(stock.street(index), dice);
        } else if self.missing.contains(&index) {
            work.params["attachment"] = MISSING_IMAGE.into();
        } else if self.broken == Some(index) {
            work.params["attachment"] = BROKEN_IMAGE.into();
        }
    }
}
