//! What the machine needs besides cargo and a C compiler: installed where we may, else named.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::run::{check, output, program};
use crate::workspace;

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

/// The pooler that the API is tested behind. Debian keeps it where root alone looks for programs.
pub fn pgbouncer() -> anyhow::Result<()> {
    let is_there = || on_path("pgbouncer").is_some() || Path::new("/usr/sbin/pgbouncer").is_file();
    if is_there() {
        return Ok(());
    }
    install(&["pgbouncer"], "pgbouncer is missing")
}

/// A Chromium to test with.
pub fn chromium() -> anyhow::Result<PathBuf> {
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .find_map(|name| on_path(name))
    };
    if let Some(file) = std::env::var_os("TASKLENS_CHROMIUM")
        .map(PathBuf::from)
        .or_else(find)
    {
        return Ok(file);
    }
    install(&["chromium"], "Chromium is missing")?;
    find().context("Chromium was installed, but is not to be found")
}

/// Playwright's test runner, in `end2end/node_modules`.
pub fn end2end_packages() -> anyhow::Result<()> {
    if on_path("npm").is_none() || on_path("npx").is_none() {
        install(&["nodejs", "npm"], "Node.js 20 or later is missing")?;
    }
    let folder = workspace::root().join("end2end");
    let changed = |name: &str| {
        std::fs::metadata(folder.join(name))
            .and_then(|file| file.modified())
            .ok()
    };
    if changed("node_modules/.package-lock.json") >= changed("package-lock.json") {
        return Ok(());
    }
    eprintln!("installing what the browser tests need");
    check(
        program("npm")
            .args(["ci", "--no-fund", "--no-audit"])
            .current_dir(folder)
            // The system's Chromium is used.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )
}

/// A Python with the packages of `end2end/sdk/requirements.txt`, in an environment of its own.
pub fn sdk_packages() -> anyhow::Result<PathBuf> {
    python_packages("end2end/sdk/requirements.txt", "sdk-python")
}

/// A Python with the packages of `end2end/bench/requirements.txt`, in an environment of its own.
pub fn bench_packages() -> anyhow::Result<PathBuf> {
    python_packages("end2end/bench/requirements.txt", "bench-python")
}

fn python_packages(list: &str, name: &str) -> anyhow::Result<PathBuf> {
    let wanted = workspace::root().join(list);
    let folder = workspace::target().join(name);
    let python = folder.join("bin/python");
    let installed = folder.join("requirements.txt");
    let text = std::fs::read_to_string(&wanted)?;
    if python.exists() && std::fs::read_to_string(&installed).is_ok_and(|had| had == text) {
        return Ok(python);
    }
    eprintln!("installing the Python packages of {list}");
    // Debian's Python can do this only with a package of its own.
    let can_make = output(program("python3").args(["-c", "import ensurepip, venv"])).is_ok();
    if !can_make {
        install(
            &["python3-venv"],
            "Python 3.9 or later with venv is missing",
        )?;
    }
    check(
        program("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )?;
    check(
        program(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .arg("--requirement")
            .arg(&wanted),
    )?;
    std::fs::copy(&wanted, &installed)?;
    Ok(python)
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
