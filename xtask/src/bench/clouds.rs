//! Point clouds: how fast formats are read, and how fast the viewer draws beside three.js.

use std::fs;
use std::path::PathBuf;

use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, check, program};
use crate::site::TARGET;
use crate::{needs, workspace};

/// Prints how fast each format is read, beside Python on the same files.
pub fn formats() -> anyhow::Result<()> {
    let folder = workspace::target().join("bench-formats");
    fs::create_dir_all(&folder)?;
    let python = needs::bench_packages()?;
    let script = |name: &str| {
        let mut command = program(&python);
        command
            .arg(workspace::root().join("end2end/bench").join(name))
            .arg(&folder);
        command
    };
    check(&mut script("make_clouds.py"))?;
    check(
        cargo(&[
            "run",
            "--release",
            "--package",
            "pointcloud",
            "--example",
            "speed",
        ])
        .env("TASKLENS_SPEED_FOLDER", &folder),
    )?;
    check(&mut script("formats.py"))
}

/// Prints how long frames take in Chromium, ours and those of three.js in turns.
pub fn frames() -> anyhow::Result<()> {
    let module = module()?;
    let chromium = needs::chromium()?;
    needs::end2end_packages()?;
    check(
        program("node")
            .arg("bench/frames.mjs")
            .current_dir(workspace::root().join("end2end"))
            .env("TASKLENS_CHROMIUM", chromium)
            .env("TASKLENS_FRAMES", module),
    )
}

/// The folder of the viewer's module and its bindings.
fn module() -> anyhow::Result<PathBuf> {
    needs::wasm_target()?;
    check(
        cargo(&["build", "--package", "viewer", "--example", "frames"]).args([
            "--target",
            TARGET,
            "--profile",
            "wasm-release",
        ]),
    )?;
    let built = workspace::target()
        .join(TARGET)
        .join("wasm-release/examples/frames.wasm");
    let folder = workspace::target().join("bench-frames");
    Bindgen::new()
        .input_path(built)
        .out_name("frames")
        .web(true)?
        .typescript(false)
        .generate(&folder)?;
    Ok(folder)
}
