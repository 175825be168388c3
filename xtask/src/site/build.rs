//! Builds the folder.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use super::{compress, script, style};
use crate::run::{cargo, check};
use crate::{needs, workspace};

/// What the browser's module is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// Which zones it knows, a variable that chrono-tz reads as it is built: of any other, which is
/// Local, it asks the browser.
pub const ZONES: (&str, &str) = ("CHRONO_TZ_TIMEZONE_FILTER", "(UTC|America/Los_Angeles)");

/// How much time the build spends on speed and size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Compiled quickly; large, not compressed, for this machine's browser.
    Dev,
    /// Optimised and compressed, for the wire.
    Release,
}

/// The folder that the server reads (a debug build) or embeds (a release), which knows no other.
fn folder() -> PathBuf {
    workspace::root().join("target/site")
}

/// Builds the scripts and parts of `pkg` (see [`script::build`]), `pkg/tasklens.css` and
/// `favicon.svg`; in a release each with its `.br`.
pub fn build(profile: Profile) -> anyhow::Result<()> {
    needs::wasm_target()?;
    let package = folder().join("pkg");
    fs::create_dir_all(&package)?;
    script::build(&compile(profile)?, &package, profile)?;
    build_style()?;
    compress::compress(&files()?, profile)
}

/// Builds the parts that need no compiler.
pub fn build_style() -> anyhow::Result<()> {
    let source = workspace::root().join("style");
    let folder = folder();
    fs::create_dir_all(folder.join("pkg"))?;
    fs::write(
        folder.join("pkg/tasklens.css"),
        style::joined(&source.join("main.css"))?,
    )?;
    fs::copy(source.join("favicon.svg"), folder.join("favicon.svg")).context("the icon")?;
    Ok(())
}

/// The compiled module, before its bindings are written.
fn compile(profile: Profile) -> anyhow::Result<PathBuf> {
    let (name, results) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Release => ("wasm-release", "wasm-release"),
    };
    check(
        cargo(&["build", "--package", "frontend", "--target", TARGET])
            .args(["--profile", name])
            .envs([ZONES]),
    )?;
    Ok(workspace::target()
        .join(TARGET)
        .join(results)
        .join("frontend.wasm"))
}

/// What the server compresses at no request: everything but the list of parts, which it reads.
fn files() -> anyhow::Result<Vec<PathBuf>> {
    let mut files = vec![folder().join("favicon.svg")];
    for entry in fs::read_dir(folder().join("pkg"))? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("wasm" | "js" | "css")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A file of a release.
pub struct Size {
    pub name: String,
    pub bytes: u64,
    /// Over the wire, by brotli.
    pub packed: u64,
    /// Whether the Tasks tab needs it to come alive.
    pub is_first_load: bool,
}

/// The files of a release.
pub fn sizes() -> anyhow::Result<Vec<Size>> {
    files()?
        .iter()
        .map(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            Ok(Size {
                bytes: fs::metadata(file)?.len(),
                packed: fs::metadata(compress::beside(file))?.len(),
                is_first_load: name.starts_with("tasklens.") || name == "parts.js",
                name: name.into_owned(),
            })
        })
        .collect()
}
