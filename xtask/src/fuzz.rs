//! `cargo xtask fuzz`: damaged lidar files, read until something breaks.

use crate::run::{cargo, check};
use crate::stop;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Seconds that each format is fuzzed
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    time: u64,
    /// Where the dice start; the same seed damages the same files
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Runs with the checks of a debug build: numbers that overflow are found, too.
pub fn fuzz(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
    let (seconds, seed) = (arguments.time.to_string(), arguments.seed.to_string());
    check(&mut cargo(&[
        "run",
        "--package",
        "pointcloud",
        "--example",
        "fuzz",
        "--",
        "--seconds",
        &seconds,
        "--seed",
        &seed,
    ]))
}
