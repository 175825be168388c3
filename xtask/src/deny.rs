//! `cargo xtask deny`: what the dependencies are known for.

use std::path::PathBuf;

use anyhow::{Context, ensure};

use crate::run::{cargo, check, program};
use crate::workspace;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Take the advisories from this clone of github.com/rustsec/advisory-db, not from there
    #[arg(long, value_name = "DIR", env = "TASKLENS_ADVISORY_DB")]
    advisories: Option<PathBuf>,
}

/// The version of cargo-deny that `deny.toml` is written for.
const VERSION: &str = "0.20.2";

/// Where cargo-deny fetches advisories from.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// Checks advisories, licenses and bans by `deny.toml`.
pub fn deny(arguments: &Arguments) -> anyhow::Result<()> {
    let mut deny = program(installed()?);
    deny.args(["--log-level", "error"])
        .args(["check", "advisories", "licenses", "bans"]);
    if let Some(folder) = &arguments.advisories {
        let folder = folder
            .canonicalize()
            .with_context(|| format!("{} is not there", folder.display()))?;
        // cargo-deny fetches by git, which then goes to the folder.
        deny.env("GIT_CONFIG_COUNT", "1")
            .env(
                "GIT_CONFIG_KEY_0",
                format!("url.file://{}.insteadOf", folder.display()),
            )
            .env("GIT_CONFIG_VALUE_0", ADVISORIES);
    }
    check(&mut deny)
}

/// cargo-deny in a folder of ours, installed where it is missing.
fn installed() -> anyhow::Result<PathBuf> {
    let root = workspace::target()
        .join("tools")
        .join(format!("cargo-deny-{VERSION}"));
    let file = root.join("bin/cargo-deny");
    if !file.exists() {
        eprintln!("installing cargo-deny {VERSION}");
        check(
            cargo(&["install", "--locked", "--version", VERSION, "cargo-deny"])
                .arg("--root")
                .arg(&root),
        )?;
        ensure!(file.exists(), "{} was not installed", file.display());
    }
    Ok(file)
}
