//! How many requests the API answers, beside PostgreSQL alone: `cargo xtask bench`, or
//!
//! ```text
//! DATABASE_URL=postgres://… TASKLENS_API_URL=http://…/v1 cargo run --release --package server --example load
//! ```
//!
//! on a server that runs with that database, where it makes a team of its own. What PostgreSQL alone
//! does is the plainest statements that leave the same rows, or give the same answer.

mod creation;
mod listing;
mod place;
mod work;

use anyhow::Context;
use place::Place;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let variable = |name: &str| std::env::var(name).with_context(|| format!("{name} is not set"));
    let place = Place::make(&variable("DATABASE_URL")?, variable("TASKLENS_API_URL")?).await?;
    let (what, ours, alone) = ("", "Tasklens", "PostgreSQL alone");
    println!("{what:44} {ours:>10} {alone:>18}");
    for (workers, tasks) in [(1, 500), (100, 5000)] {
        let ours = creation::by_api(&place, workers, tasks).await?;
        let alone = creation::by_sql(&place, workers, tasks).await?;
        let what = format!("tasks created a second by {workers} at once");
        println!("{what:44} {ours:10.0} {alone:18.0}");
    }
    // As the database does by itself within a minute.
    sqlx::query("analyze").execute(&place.pool).await?;
    let (ours, alone) = listing::times(&place, 101).await?;
    let what = "a page of 100 tasks, milliseconds";
    println!("{what:44} {ours:10.1} {alone:18.1}");
    let done = work::all_once(&place, 200, 20_000).await?;
    println!("{done}");
    Ok(())
}
