//! `cargo xtask dist`: the release, one file.

use std::fs;

use anyhow::ensure;

use crate::run::{cargo, check};
use crate::site::{self, Profile};
use crate::workspace;

/// What a browser may have to fetch, by brotli, before the Tasks tab answers to clicks.
const FIRST_LOAD_BYTES: u64 = 400_000;

/// Builds the server with the site and the migrations inside, and says how large things are.
pub fn dist() -> anyhow::Result<()> {
    site::build(Profile::Release)?;
    check(&mut cargo(&["build", "--package", "server", "--release"]))?;
    let binary = workspace::target().join("release/server");
    println!("{:<24}{:>12}{:>14}", "", "bytes", "brotli");
    let mut first_load = 0;
    for site::Size {
        name,
        bytes,
        packed,
        is_first_load,
    } in site::sizes()?
    {
        let mark = if is_first_load { " *" } else { "" };
        println!("{name:<24}{bytes:>12}{packed:>14}{mark}");
        if is_first_load {
            first_load += packed;
        }
    }
    println!("first load of /tasks (*): {first_load} bytes of wasm, script and style");
    ensure!(
        first_load <= FIRST_LOAD_BYTES,
        "the first load may have {FIRST_LOAD_BYTES} bytes; put what readers come to later into a part"
    );
    println!(
        "{}: {} MiB",
        binary.display(),
        fs::metadata(&binary)?.len() >> 20
    );
    Ok(())
}
