//! `cargo xtask bench`: how fast the task list is, beside the bare SQL and in a browser, and how fast
//! point clouds are read.

use crate::cluster::{Cluster, Worth};
use crate::run::{cargo, check};
use crate::{stop, test, workspace};

use super::clouds;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Tasks in the list
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    tasks: usize,
    /// Times that each question is asked
    #[arg(long, value_name = "N", default_value_t = 101)]
    rounds: usize,
    /// Measure only this part
    #[arg(long)]
    only: Option<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The task list, beside the bare SQL and in a browser
    List,
    /// Reading point clouds, and drawing them beside three.js
    Clouds,
}

/// Measures optimised code; the list on a cluster of its own, whose tasks are kept for the next run.
pub fn bench(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
    let takes = |part| arguments.only.is_none_or(|only| only == part);
    if takes(Part::List) {
        list(arguments)?;
    }
    if takes(Part::Clouds) {
        clouds::formats()?;
        clouds::frames()?;
    }
    Ok(())
}

fn list(arguments: &Arguments) -> anyhow::Result<()> {
    let cluster = Cluster::start(&workspace::target().join("bench-pg"), Worth::Throwaway)?;
    check(
        cargo(&[
            "run",
            "--release",
            "--package",
            "store",
            "--example",
            "bench",
            "--",
        ])
        .args([arguments.tasks, arguments.rounds].map(|number| number.to_string()))
        .env("DATABASE_URL", cluster.url("postgres")),
    )?;
    // The example's names.
    let many = format!("tasklens_bench_{}", arguments.tasks);
    test::bench(&cluster, &many, "Bench")
}
