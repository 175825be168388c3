//! `cargo xtask bench`: how fast the task list is, beside the bare SQL and in a browser, and how fast
//! point clouds are read.

use crate::cluster::{Cluster, Worth};
use crate::run::{cargo, check};
use crate::{stop, test, workspace};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Tasks in the list
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    tasks: usize,
    /// Times that each question is asked
    #[arg(long, value_name = "N", default_value_t = 101)]
    rounds: usize,
}

/// Measures optimised code on a cluster of its own, whose tasks are kept for the next run.
pub fn bench(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
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
    check(&mut cargo(&[
        "run",
        "--release",
        "--package",
        "pointcloud",
        "--example",
        "speed",
    ]))?;
    // The example's names.
    let many = format!("tasklens_bench_{}", arguments.tasks);
    test::bench(&cluster, &many, "Bench")
}
