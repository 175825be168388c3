//! `cargo xtask dist`: the release, one file.

use std::fs;

use crate::run::{cargo, check};
use crate::site::{self, Profile};
use crate::workspace;

/// Builds the server with the site and the migrations inside, and says how large things are.
pub fn dist() -> anyhow::Result<()> {
    site::build(Profile::Release)?;
    check(&mut cargo(&["build", "--package", "server", "--release"]))?;
    let binary = workspace::target().join("release/server");
    println!("{:<14}{:>12}{:>14}", "", "bytes", "brotli");
    let mut on_the_wire = 0;
    for (name, whole, packed) in site::sizes()? {
        println!("{name:<14}{whole:>12}{packed:>14}");
        if name != "favicon.svg" {
            on_the_wire += packed;
        }
    }
    println!(
        "first load: {} KiB of wasm, script and style",
        on_the_wire.div_ceil(1024)
    );
    println!(
        "{}: {} MiB",
        binary.display(),
        fs::metadata(&binary)?.len() >> 20
    );
    Ok(())
}
