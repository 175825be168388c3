//! Rebuilds and restarts when a source file changes.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::command::{Arguments, Stage, build};
use crate::{site, stop, workspace};

const PAUSE: Duration = Duration::from_millis(500);

/// The demo, built again at each change, until Ctrl-C.
pub fn dev(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
    let mut seen = Seen::now();
    let stage = Stage::set(arguments)?;
    let mut server = Some(stage.open(arguments)?);
    while !stop::is_asked() {
        std::thread::sleep(PAUSE);
        let now = Seen::now();
        if now.rust != seen.rust {
            eprintln!("rebuilding");
            match build(arguments) {
                Ok(_) => {
                    drop(server.take());
                    server = Some(stage.program.serve()?);
                    eprintln!("serving the change at {}", stage.program.address());
                }
                // The compiler has said why; the old server goes on meanwhile.
                Err(error) => eprintln!("{error:#}"),
            }
        } else if now.style != seen.style {
            site::build_style()?;
            // The server names the sheet by its content, which it looks at when it starts.
            drop(server.take());
            server = Some(stage.program.serve()?);
            eprintln!("serving the new style");
        }
        seen = now;
    }
    eprintln!("\nstopping");
    Ok(())
}

/// When something was last changed.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    rust: Option<SystemTime>,
    style: Option<SystemTime>,
}

impl Seen {
    fn now() -> Self {
        let newest = |folders: &[&str]| {
            folders
                .iter()
                .filter_map(|folder| newest_below(&workspace::root().join(folder)))
                .max()
        };
        Self {
            rust: newest(&["app", "crates", "frontend", "server"]),
            style: newest(&["style"]),
        }
    }
}

fn newest_below(folder: &Path) -> Option<SystemTime> {
    fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            if entry.file_type().ok()?.is_dir() {
                return newest_below(&entry.path());
            }
            entry.metadata().ok()?.modified().ok()
        })
        .max()
}
