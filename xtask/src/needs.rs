//! What the machine needs besides cargo and a C compiler: installed where we may, else named.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::run::{check, output, program};

/// The standard library for the browser side.
pub fn wasm_target() -> anyhow::Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries =
        output(program("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(&libraries).is_dir() {
        return Ok(());
    }
    eprintln!("installing the compiler's target {TARGET}");
    check(program("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("the target {TARGET} is missing; run: rustup target add {TARGET}"))
}

/// The folder of PostgreSQL's programs: `initdb`, `postgres`, `psql`.
pub fn postgres() -> anyhow::Result<PathBuf> {
    if let Some(folder) = find_postgres() {
        return Ok(folder);
    }
    install(&["postgresql"], "PostgreSQL 15 or later is missing")?;
    find_postgres().context("PostgreSQL was installed, but `initdb` is not to be found")
}

fn find_postgres() -> Option<PathBuf> {
    newest_packaged_postgres()
        .or_else(|| on_path("initdb")?.parent().map(Path::to_owned))
        .or_else(|| {
            output(program("pg_config").arg("--bindir"))
                .ok()
                .map(PathBuf::from)
        })
        .filter(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// Debian and Ubuntu keep the programs of each major version aside from the path.
fn newest_packaged_postgres() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")))
}

/// Installs Debian packages where we are root on Debian or Ubuntu; else says what to do.
fn install(packages: &[&str], missing: &str) -> anyhow::Result<()> {
    let names = packages.join(" ");
    if !is_root() || on_path("apt-get").is_none() {
        bail!("{missing}; install it, on Debian or Ubuntu: sudo apt-get install {names}");
    }
    eprintln!("installing {names}");
    let apt = |arguments: &[&str]| {
        check(
            program("apt-get")
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .stdout(std::io::stderr()),
        )
    };
    apt(&["update", "-qq"])?;
    let mut arguments = vec!["install", "-qq", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments).with_context(|| missing.to_owned())
}

/// The program's file, where the path has it.
pub fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Whether we run as root, as whom PostgreSQL refuses to run.
pub fn is_root() -> bool {
    output(program("id").arg("-u")).is_ok_and(|id| id == "0")
}
