//! Builds the folder.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use super::{compress, script, style};
use crate::run::{cargo, check};
use crate::{needs, workspace};

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

/// Builds `pkg/tasklens.{wasm,js,css}` and `favicon.svg`; in a release each with its `.br`.
pub fn build(profile: Profile) -> anyhow::Result<()> {
    needs::wasm_target()?;
    let package = folder().join("pkg");
    fs::create_dir_all(&package)?;
    script::build(&compile(profile)?, &package)?;
    build_style()?;
    compress::compress(&files(), profile)
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
    check(&mut cargo(&[
        "build",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        name,
    ]))?;
    Ok(workspace::target()
        .join("wasm32-unknown-unknown")
        .join(results)
        .join("frontend.wasm"))
}

fn files() -> [PathBuf; 4] {
    [
        "pkg/tasklens.wasm",
        "pkg/tasklens.js",
        "pkg/tasklens.css",
        "favicon.svg",
    ]
    .map(|name| folder().join(name))
}

/// Name, bytes and bytes over the wire of each file of a release.
pub fn sizes() -> anyhow::Result<Vec<(String, u64, u64)>> {
    files()
        .iter()
        .map(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let whole = fs::metadata(file)?.len();
            let packed = fs::metadata(compress::beside(file))?.len();
            Ok((name.into_owned(), whole, packed))
        })
        .collect()
}
