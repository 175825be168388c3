//! Tells sample sets apart without drawing them.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

use anyhow::Context;

use crate::workspace;

/// What the sample set is drawn by.
const SOURCES: [&str; 3] = [
    "crates/samples/Cargo.toml",
    "crates/samples/src",
    "server/src/samples.rs",
];

/// A word that changes with what draws the sample set.
pub fn sample_version() -> anyhow::Result<String> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        take(&mut hasher, &workspace::root().join(source))?;
    }
    Ok(format!("samples {:016x}", hasher.finish()))
}

fn take(hasher: &mut DefaultHasher, path: &Path) -> anyhow::Result<()> {
    if path.is_dir() {
        let entries = fs::read_dir(path).with_context(|| path.display().to_string())?;
        let mut paths = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<anyhow::Result<Vec<_>>>()?;
        paths.sort();
        return paths.iter().try_for_each(|path| take(hasher, path));
    }
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    hasher.write_usize(bytes.len());
    hasher.write(&bytes);
    Ok(())
}
