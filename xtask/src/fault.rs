//! `cargo xtask fault`: servers are killed while callbacks are sent.

use std::path::Path;

use crate::cluster::{Cluster, Worth};
use crate::demo::built;
use crate::run::{cargo, check, program};
use crate::{stop, workspace};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Tasks that are completed
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    tasks: u32,
    /// Servers that are killed meanwhile
    #[arg(long, value_name = "N", default_value_t = 10)]
    kills: u32,
    /// Optimised code, which takes longer to be built
    #[arg(long)]
    release: bool,
}

/// Made anew for each run.
const DATABASE: &str = "fault";

pub fn fault(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
    let folder = if arguments.release {
        check(&mut cargo(&["build", "--package", "server", "--release"]))?;
        "release"
    } else {
        check(&mut cargo(&[
            "build",
            "--workspace",
            "--exclude",
            "frontend",
            "--bins",
        ]))?;
        "debug"
    };
    let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
    run(&cluster, &built(folder), arguments.tasks, arguments.kills)
}

/// Completes tasks and kills servers; an error where a callback does not arrive as it should.
pub fn run(cluster: &Cluster, server: &Path, tasks: u32, kills: u32) -> anyhow::Result<()> {
    cluster.query(
        "postgres",
        &format!("drop database if exists {DATABASE} with (force)"),
    )?;
    cluster.create_database(DATABASE)?;
    // The selection of packages is the tests': it gives the same features, so that nothing is compiled
    // twice.
    check(&mut cargo(&[
        "build",
        "--workspace",
        "--exclude",
        "frontend",
        "--example",
        "fault",
    ]))?;
    check(
        program(workspace::target().join("debug/examples/fault"))
            .arg("--server")
            .arg(server)
            .args(["--tasks", &tasks.to_string(), "--kills", &kills.to_string()])
            .env("DATABASE_URL", cluster.url(DATABASE)),
    )
}
