//! Writing a whole sample set.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use domain::TaskStatus;
use serde_json::Value;

use crate::dice::Dice;
use crate::error::{Result, SampleError};
use crate::folder::Folder;
use crate::life::{self, Life};
use crate::parallel;
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

/// Tasks that one core writes at a time.
const CHUNK: usize = 50;

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
    let records = Records::plan(options);
    let chunks = parallel::each(options.tasks.div_ceil(CHUNK), |chunk| {
        let indices = chunk * CHUNK..((chunk + 1) * CHUNK).min(options.tasks);
        let lines = indices.map(|index| format!("{}\n", records.get(&stock, index)));
        Ok(lines.collect::<String>())
    })?;
    let lines = chunks.concat();
    folder.write("tasks.jsonl", lines.as_bytes())?;
    Ok(Summary {
        tasks: options.tasks,
        projects: plan::PROJECTS.len(),
        batches: records.batches(),
        photos: stock.shots.len(),
        bytes: lines.len() as u64,
    })
}

/// What happens to each task of a set; every record can be made for itself.
#[derive(Debug, Clone)]
pub(crate) struct Records {
    options: Options,
    lives: Vec<Life>,
    contents: Vec<(&'static Project, Content)>,
    odd: OddTasks,
}

impl Records {
    pub fn plan(options: &Options) -> Self {
        let (seed, count, now) = (options.seed, options.tasks, options.now);
        let times = life::creation_times(count, now, &mut Dice::new(seed, "times", 0));
        let lives = life::lives(&times, now, &mut Dice::new(seed, "lives", 0));
        let contents = plan::contents(count, &mut Dice::new(seed, "contents", 0));
        Self {
            options: *options,
            odd: OddTasks::choose(&lives, &contents),
            lives,
            contents,
        }
    }

    /// The task at a place in the order of creation, 0 being the oldest.
    pub fn get(&self, stock: &Stock, index: usize) -> Value {
        let mut dice = Dice::new(self.options.seed, "task", index);
        let (life, (project, content)) = (&self.lives[index], self.contents[index]);
        let (mut work, recipe) = stock.work(project, content, index, &mut dice);
        self.odd.alter(&mut work, index, stock, &mut dice);
        let draft = Draft {
            index,
            project,
            batch: &self.batch(index),
            life,
            work,
            recipe,
        };
        record(draft, &mut dice)
    }

    pub const fn count(&self) -> usize {
        self.options.tasks
    }

    fn batch(&self, index: usize) -> String {
        batch_of(
            self.contents[index].0,
            self.lives[index].created,
            self.options.now,
        )
    }

    fn batches(&self) -> usize {
        let names: BTreeSet<String> = (0..self.count()).map(|index| self.batch(index)).collect();
        names.len()
    }
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
#[derive(Debug, Clone)]
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
