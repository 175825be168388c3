//! Random tasks in the database, random filters over them, and what a filter means, told again in
//! plain Rust.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use domain::task_list::filter::MIN_TEXT_CHARS;
use domain::task_list::{CubeCell, Direction, Facets, Sort, SortField, TaskFilter, TaskRow};
use domain::{ReviewStatus, TaskId, TaskStatus, TaskType, TimeRange};
use rand::prelude::*;
use sqlx::PgPool;
use store::Scope;

/// Small, so that values repeat and ties happen.
const PROJECTS: [&str; 5] = ["day", "Night", "été", "dusk", "empty"];
const TAGS: [&str; 4] = ["urgent", "rain", "100%_sure", "x"];
const WORDS: [&str; 5] = ["front_left", "100%", "back\\slash", "Zürich", "abc"];
pub const TYPES: [TaskType; 3] = [
    TaskType::ImageAnnotation,
    TaskType::LidarAnnotation,
    TaskType::Categorization,
];

/// A task as the oracle knows it.
#[derive(Debug, Clone)]
pub struct Known {
    pub row: TaskRow,
    pub text: String,
}

pub async fn team(pool: &PgPool, name: &str) -> i32 {
    let team_id: i32 = sqlx::query_scalar("insert into team (name) values ($1) returning team_id")
        .bind(name)
        .fetch_one(pool)
        .await
        .unwrap();
    for project in PROJECTS {
        sqlx::query("insert into project (team_id, name) values ($1, $2)")
            .bind(team_id)
            .bind(project)
            .execute(pool)
            .await
            .unwrap();
    }
    for batch in 0..8 {
        sqlx::query("insert into batch (team_id, name) values ($1, $2)")
            .bind(team_id)
            .bind(format!("batch {batch}"))
            .execute(pool)
            .await
            .unwrap();
    }
    team_id
}

pub fn start() -> DateTime<Utc> {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

/// An instant of ten days, on a coarse grid so that ties and midnights happen.
fn instant(rng: &mut StdRng) -> DateTime<Utc> {
    let hours = if rng.random_bool(0.2) { 24 } else { 3 };
    start() + Duration::hours(hours * rng.random_range(0..240 / hours))
}

pub fn random_task(rng: &mut StdRng) -> Known {
    let status = *TaskStatus::ALL.choose(rng).unwrap();
    let created_at = instant(rng);
    let completed_at = status
        .is_completed()
        .then(|| created_at + Duration::hours(rng.random_range(0..50)));
    let review_status = if status.is_completed() {
        *ReviewStatus::ALL[1..].choose(rng).unwrap()
    } else {
        ReviewStatus::NotReady
    };
    let task_id = TaskId::from_bytes(rng.random());
    let word = WORDS.choose(rng).unwrap().to_lowercase();
    Known {
        text: format!("{task_id}\n{word}"),
        row: TaskRow {
            seq: 0,
            task_id,
            task_type: *TYPES.choose(rng).unwrap(),
            status,
            review_status,
            project: rng
                .random_bool(0.8)
                .then(|| (*PROJECTS[..4].choose(rng).unwrap()).to_owned()),
            batch: rng
                .random_bool(0.7)
                .then(|| format!("batch {}", rng.random_range(0..7))),
            unique_id: None,
            tags: TAGS
                .iter()
                .filter(|_| rng.random_bool(0.2))
                .map(|tag| (*tag).to_owned())
                .collect(),
            created_at,
            updated_at: completed_at.unwrap_or(created_at)
                + Duration::hours(rng.random_range(0..3)),
            completed_at,
            response_version: 0,
            annotation_count: None,
            has_image: false,
        },
    }
}

/// Puts the task in and gives it its arrival number.
pub async fn insert(pool: &PgPool, scope: Scope, mut known: Known) -> Known {
    let row = &mut known.row;
    row.seq = sqlx::query_scalar(
        "insert into task (task_id, team_id, is_test, task_type, status, review_status, project_id,
                           batch_id, created_at, updated_at, completed_at, tags)
         values ($1, $2, $3, $4, $5, $6,
                 (select project_id from project where team_id = $2 and name = $7),
                 (select batch_id from batch where team_id = $2 and name = $8),
                 $9, $10, $11, $12)
         returning seq",
    )
    .bind(row.task_id.as_bytes().as_slice())
    .bind(scope.team_id)
    .bind(scope.is_test)
    .bind(row.task_type.code())
    .bind(row.status.code())
    .bind(row.review_status.code())
    .bind(&row.project)
    .bind(&row.batch)
    .bind(row.created_at)
    .bind(row.updated_at)
    .bind(row.completed_at)
    .bind(&row.tags)
    .fetch_one(pool)
    .await
    .unwrap();
    sqlx::query("insert into task_search (seq, text) values ($1, $2)")
        .bind(row.seq)
        .bind(&known.text)
        .execute(pool)
        .await
        .unwrap();
    known
}

/// Tasks of one scope, among tasks of its test mode and of another team.
pub async fn some_tasks(pool: &PgPool, rng: &mut StdRng, count: usize) -> (Scope, Vec<Known>) {
    let scope = Scope::live(team(pool, "ours").await);
    let strangers = Scope::live(team(pool, "theirs").await);
    let mut tasks = Vec::new();
    for _ in 0..count {
        tasks.push(insert(pool, scope, random_task(rng)).await);
        insert(pool, Scope::test(scope.team_id), random_task(rng)).await;
        insert(pool, strangers, random_task(rng)).await;
    }
    (scope, tasks)
}

fn some<T: Clone>(rng: &mut StdRng, chance: f64, all: &[T]) -> Vec<T> {
    if !rng.random_bool(chance) {
        return Vec::new();
    }
    let count = rng.random_range(1..=3.min(all.len()));
    all.choose_multiple(rng, count).cloned().collect()
}

fn range(rng: &mut StdRng, chance: f64) -> TimeRange {
    if !rng.random_bool(chance) {
        return TimeRange::default();
    }
    let end = |rng: &mut StdRng| rng.random_bool(0.7).then(|| instant(rng));
    TimeRange {
        from: end(rng),
        to: end(rng),
    }
}

/// Filters by some of everything, also by names that do not exist.
pub fn random_filter(rng: &mut StdRng) -> TaskFilter {
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let chance = *[0.0, 0.2, 0.5].choose(rng).unwrap();
    TaskFilter {
        status: some(rng, chance, TaskStatus::ALL),
        review_status: some(rng, chance * 0.5, ReviewStatus::ALL),
        task_type: some(rng, chance, &TYPES),
        project: some(
            rng,
            chance,
            &names(&["day", "Night", "été", "dusk", "nowhere", ""]),
        ),
        batch: some(
            rng,
            chance,
            &names(&["batch 1", "batch 2", "batch 3", "no batch", ""]),
        ),
        tag: some(rng, chance * 0.3, &names(&TAGS)),
        created: range(rng, chance),
        completed: range(rng, chance * 0.3),
        updated: range(rng, chance * 0.3),
        text: if rng.random_bool(chance * 0.3) {
            (*["front", "0%", "00%", "K\\S", "k\\s", "ZÜR", "f_o", ""]
                .choose(rng)
                .unwrap())
            .to_owned()
        } else {
            String::new()
        },
    }
}

pub fn random_sort(rng: &mut StdRng) -> Sort {
    Sort {
        field: *SortField::ALL.choose(rng).unwrap(),
        direction: *[Direction::Ascending, Direction::Descending]
            .choose(rng)
            .unwrap(),
    }
}

/// Whether the filter's fields that are not counted by let the task through.
fn matches_beyond_counts(filter: &TaskFilter, known: &Known) -> bool {
    let row = &known.row;
    let text = filter.text.to_lowercase();
    filter.created.contains(row.created_at)
        && filter.updated.contains(row.updated_at)
        && (filter.completed.is_open()
            || row
                .completed_at
                .is_some_and(|at| filter.completed.contains(at)))
        && (filter.tag.is_empty() || filter.tag.iter().any(|tag| row.tags.contains(tag)))
        && (text.chars().count() < MIN_TEXT_CHARS || known.text.contains(&text))
}

fn allows<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}

pub fn matches(filter: &TaskFilter, known: &Known) -> bool {
    let row = &known.row;
    allows(&filter.status, &row.status)
        && allows(&filter.review_status, &row.review_status)
        && allows(&filter.task_type, &row.task_type)
        && allows(&filter.project, &row.project.clone().unwrap_or_default())
        && allows(&filter.batch, &row.batch.clone().unwrap_or_default())
        && matches_beyond_counts(filter, known)
}

/// What the list shows, in its order.
pub fn listed(tasks: &[Known], filter: &TaskFilter, sort: Sort) -> Vec<TaskRow> {
    let mut rows: Vec<TaskRow> = tasks
        .iter()
        .filter(|known| matches(filter, known))
        .map(|known| known.row.clone())
        .collect();
    let descending = sort.direction == Direction::Descending;
    rows.sort_by(|a, b| {
        let newest_first = (b.created_at, b.seq).cmp(&(a.created_at, a.seq));
        let by_time = |order: std::cmp::Ordering| {
            let order = order.then(newest_first.reverse());
            if descending { order.reverse() } else { order }
        };
        let by_group = |order: std::cmp::Ordering| {
            if descending { order.reverse() } else { order }.then(newest_first)
        };
        match sort.field {
            SortField::Created => by_time(std::cmp::Ordering::Equal),
            SortField::Updated => by_time(a.updated_at.cmp(&b.updated_at)),
            SortField::Completed => by_time(a.completed_at.cmp(&b.completed_at)),
            SortField::Status => by_group(a.status.code().cmp(&b.status.code())),
            SortField::Project => by_group(a.project.cmp(&b.project)),
        }
    });
    rows
}

/// One cell a task, for the domain's own folding.
fn cells(tasks: &[Known], filter: &TaskFilter) -> Vec<CubeCell> {
    tasks
        .iter()
        .filter(|known| matches_beyond_counts(filter, known))
        .map(|Known { row, .. }| CubeCell {
            status: row.status,
            review_status: row.review_status,
            task_type: row.task_type,
            project: row.project.clone().unwrap_or_default().into(),
            in_batch: allows(&filter.batch, &row.batch.clone().unwrap_or_default()),
            count: 1,
        })
        .collect()
}

/// The counts that counting one by one gives.
pub fn counted(tasks: &[Known], filter: &TaskFilter) -> Facets {
    let any_batch = TaskFilter {
        batch: Vec::new(),
        ..filter.clone()
    };
    let mut batches: HashMap<String, i64> = HashMap::new();
    for known in tasks.iter().filter(|known| matches(&any_batch, known)) {
        let batch = known.row.batch.clone().unwrap_or_default();
        *batches.entry(batch).or_default() += 1;
    }
    let any_tag = TaskFilter {
        tag: Vec::new(),
        ..filter.clone()
    };
    let tags = TAGS
        .iter()
        .map(|tag| {
            let with_tag = |known: &&Known| known.row.tags.iter().any(|own| own == tag);
            let count = tasks
                .iter()
                .filter(|known| matches(&any_tag, known))
                .filter(with_tag)
                .count();
            ((*tag).to_owned(), count as i64)
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    Facets::fold(&cells(tasks, filter), filter)
        .with_batches(batches.into_iter().collect(), filter)
        .with_tags(tags, filter)
}
