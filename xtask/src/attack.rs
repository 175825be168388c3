//! `cargo xtask attack`: the server under attack, with a table of how it fared.

use std::path::Path;
use std::process::Command;

use clap::ValueEnum;

use crate::cluster::{Cluster, Worth};
use crate::demo::built;
use crate::run::{cargo, check, program};
use crate::{stop, workspace};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How the server is built: figures are those of a release
    #[arg(long, value_name = "PROFILE", default_value = "release")]
    profile: Profile,
    /// Run this attack alone (may be given several times)
    #[arg(long, value_name = "ATTACK")]
    only: Vec<Attack>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Profile {
    Debug,
    Release,
}

/// As the program of the attacks names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Attack {
    /// Small requests that make much work
    Tags,
    /// Memory that stays
    Memory,
    /// Requests that never end
    SlowHeads,
    /// One team that takes all places
    Shares,
    /// Strangers who lock people out
    Login,
}

/// Made anew for each run.
const DATABASE: &str = "attack";

/// Open files of the attacker: 2,200 connections, and some to ask meanwhile.
const OPEN_FILES: u32 = 4096;

/// Attacks a server on a cluster of its own; an error where a bound is missed.
pub fn attack(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
    let folder = build(arguments.profile)?;
    let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
    cluster.query(
        "postgres",
        &format!("drop database if exists {DATABASE} with (force)"),
    )?;
    cluster.create_database(DATABASE)?;
    let file = workspace::target().join(folder).join("examples/attack");
    let mut attacks = with_open_files(&file);
    attacks
        .arg("--server")
        .arg(built(folder))
        .env("DATABASE_URL", cluster.url(DATABASE));
    for only in &arguments.only {
        if let Some(value) = only.to_possible_value() {
            attacks.arg("--only").arg(value.get_name());
        }
    }
    check(&mut attacks)
}

/// Builds the server and the attacks; the folder that they are in.
fn build(profile: Profile) -> anyhow::Result<&'static str> {
    // Both selections of packages are ones that other commands build with: they give the same
    // features, so that nothing is compiled twice.
    let (folder, selection) = match profile {
        Profile::Debug => ("debug", ["--workspace", "--exclude", "frontend"]),
        Profile::Release => ("release", ["--package", "server", "--release"]),
    };
    let what = ["--bins", "--example", "attack"];
    check(cargo(&["build"]).args(selection).args(what))?;
    Ok(folder)
}

/// A program that may open as many files as it needs: login shells give 1,024.
fn with_open_files(file: &Path) -> Command {
    let mut command = program("sh");
    command
        .arg("-c")
        .arg(format!("ulimit -S -n {OPEN_FILES} && exec \"$0\" \"$@\""))
        .arg(file);
    command
}
