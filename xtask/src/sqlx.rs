//! `cargo xtask sqlx`: what checked queries need to compile without a database, in `.sqlx/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, bail};

use crate::cluster::{Cluster, Worth};
use crate::run::{cargo, check};
use crate::workspace;

const KEPT: &str = ".sqlx";
const DATABASE: &str = "checked_queries";

/// Writes `.sqlx/` anew, from the migrations as they are.
pub fn sqlx() -> anyhow::Result<()> {
    let database = QueryDatabase::make()?;
    check(&mut database.fill(cargo(&[
        "check",
        "--quiet",
        "--package",
        "store",
        "--tests",
    ]))?)?;
    let fresh = files(&database.queries)?;
    let kept = workspace::root().join(KEPT);
    if kept.exists() {
        fs::remove_dir_all(&kept)?;
    }
    fs::create_dir_all(&kept)?;
    for (name, text) in &fresh {
        fs::write(kept.join(name), text)?;
    }
    println!("{KEPT} holds {} queries", fresh.len());
    Ok(())
}

/// A database of the migrations as they are, that a compilation checks its queries against.
#[derive(Debug)]
pub struct QueryDatabase {
    cluster: Cluster,
    /// Where the compilation writes what it learnt of each query.
    queries: PathBuf,
}

impl QueryDatabase {
    pub fn make() -> anyhow::Result<Self> {
        let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
        cluster.query("postgres", &format!("drop database if exists {DATABASE}"))?;
        cluster.create_database(DATABASE)?;
        for file in migrations()? {
            cluster
                .query(DATABASE, &fs::read_to_string(&file)?)
                .with_context(|| format!("in {}", file.display()))?;
        }
        let queries = workspace::target().join("checked-queries");
        if queries.exists() {
            fs::remove_dir_all(&queries)?;
        }
        fs::create_dir_all(&queries)?;
        Ok(Self { cluster, queries })
    }

    /// The compilation, such that it checks every query anew.
    pub fn fill(&self, mut compilation: Command) -> anyhow::Result<Command> {
        compilation
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", &self.queries)
            .env("DATABASE_URL", self.cluster.url(DATABASE));
        // The macros write as they expand: the crate must be compiled again.
        fs::File::options()
            .append(true)
            .open(workspace::root().join("crates/store/src/lib.rs"))?
            .set_modified(SystemTime::now())?;
        Ok(compilation)
    }

    /// An error where `.sqlx/` lacks a query of the compilation, has one too many or differs.
    pub fn compare(&self) -> anyhow::Result<()> {
        let fresh = files(&self.queries)?;
        let kept = files(&workspace::root().join(KEPT))?;
        if fresh == kept {
            return Ok(());
        }
        let wrong: Vec<_> = fresh
            .keys()
            .chain(kept.keys().filter(|name| !fresh.contains_key(*name)))
            .filter(|name| fresh.get(*name) != kept.get(*name))
            .map(String::as_str)
            .collect();
        bail!(
            "{KEPT} is not what the queries and migrations give; run: cargo xtask sqlx\n{}",
            wrong.join("\n")
        );
    }
}

fn migrations() -> anyhow::Result<Vec<PathBuf>> {
    let folder = workspace::root().join("crates/store/migrations");
    let mut files: Vec<_> = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|end| end == "sql"));
    files.sort();
    Ok(files)
}

fn files(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Ok((name.into_owned(), fs::read_to_string(&path)?))
        })
        .collect()
}
