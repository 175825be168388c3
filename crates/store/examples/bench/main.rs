//! How long the database and the store need for a list of many tasks: `cargo xtask bench`, or
//!
//! ```text
//! DATABASE_URL=postgres://… cargo run --release --package store --example bench -- [TASKS [ROUNDS]]
//! ```
//!
//! Makes a database `tasklens_bench_TASKS` on that server, once, with tasks of the size that the
//! sample set's have (100,000 unless told otherwise), and asks each question in turn, ROUNDS times
//! (101 unless told otherwise). Beside each stands the plainest query that answers it.

mod cases;
mod data;
mod table;

use std::error::Error;
use std::time::{Duration, Instant};

use cases::Case;
use store::PgPool;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let number = |place: usize, otherwise: usize| match std::env::args().nth(place) {
        Some(text) => text.parse().map_err(|_| format!("`{text}` is no number")),
        None => Ok(otherwise),
    };
    let (tasks, rounds) = (number(1, 100_000)?, number(2, 101)?.max(1));
    let url = std::env::var("DATABASE_URL")
        .map_err(|_| "DATABASE_URL is not set; name a PostgreSQL server to make a database on")?;
    let (pool, scope) = data::database(&url, tasks).await?;
    let cases = cases::cases(&pool, scope, tasks).await?;
    let mut times: Vec<Times> = cases.iter().map(|_| Times::default()).collect();
    // Questions take turns, so that a busy moment of the machine touches all alike.
    for round in 0..rounds + 3 {
        for (case, times) in cases.iter().zip(&mut times) {
            let ours = time(case.ask(&pool, scope)).await?;
            let plain = time(case.ask_plainly(&pool)).await?;
            // The first rounds only warm up.
            if round >= 3 {
                times.ours.push(ours);
                times.plain.push(plain);
            }
        }
    }
    for times in &mut times {
        times.ours.sort_unstable();
        times.plain.sort_unstable();
    }
    let answers = answers(&pool, scope, &cases).await?;
    table::print(tasks, rounds, &cases, &times, &answers);
    Ok(())
}

/// How long each round took, sorted in the end.
#[derive(Default)]
struct Times {
    ours: Vec<Duration>,
    plain: Vec<Duration>,
}

async fn time<T>(question: impl Future<Output = Outcome<T>>) -> Outcome<Duration> {
    let began = Instant::now();
    question.await?;
    Ok(began.elapsed())
}

/// What each question brings, so that nobody times an empty answer.
async fn answers(pool: &PgPool, scope: store::Scope, cases: &[Case]) -> Outcome<Vec<String>> {
    let mut answers = Vec::new();
    for case in cases {
        answers.push(case.ask(pool, scope).await?);
    }
    Ok(answers)
}
