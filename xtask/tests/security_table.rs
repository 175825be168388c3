//! `docs/security.md` names a test for each defense.

#![allow(clippy::unwrap_used, reason = "a test ends where its setting fails")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_test_named_in_the_security_table_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = fs::read_to_string(root.join("docs/security.md")).unwrap();
    let mut functions = HashSet::new();
    for folder in ["app", "crates", "frontend", "server", "xtask"] {
        for source in files(&root.join(folder), "rs") {
            functions.extend(test_functions(&source));
        }
    }
    let specs: String = files(&root.join("end2end/tests"), "ts").concat();

    let mut wrong = Vec::new();
    let mut named = 0;
    for row in rows(&text) {
        let Some(tests) = row.get(3).filter(|_| row.len() == 4) else {
            wrong.push(format!("not four cells: {row:?}"));
            continue;
        };
        let names = names(tests);
        if names.is_empty() {
            wrong.push(format!("no test: {row:?}"));
        }
        for name in names {
            named += 1;
            let exists = if let Some(command) = name.strip_prefix("cargo xtask ") {
                is_command(root, command)
            } else if name.contains(' ') {
                specs.contains(&format!("test(\"{name}\""))
            } else {
                functions.contains(name)
            };
            if !exists {
                wrong.push(format!("no such test: {name}"));
            }
        }
    }
    assert!(named > 50, "the table could not be read: {named} tests");
    assert!(wrong.is_empty(), "docs/security.md:\n{}", wrong.join("\n"));
}

/// The cells of the last table, whose header begins with `threat`.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines()
        .skip_while(|line| !line.starts_with("| threat |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let line = line.trim().trim_matches('|');
            line.split(" | ").map(str::trim).collect()
        })
        .collect()
}

/// What stands in backticks (functions and commands) or in double quotes (browser tests).
fn names(cell: &str) -> Vec<&str> {
    let quoted = |mark: char| cell.split(mark).skip(1).step_by(2);
    quoted('`').chain(quoted('"')).collect()
}

/// The functions below an attribute whose last word is `test`, in any of its forms.
fn test_functions(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if let Some(attribute) = line.strip_prefix("#[") {
            let path = attribute.split(['(', ']']).next().unwrap_or_default();
            is_test |= path == "test" || path.ends_with("::test");
        } else if let Some(rest) = line
            .strip_prefix("async fn ")
            .or_else(|| line.strip_prefix("fn "))
        {
            if is_test && let Some(name) = rest.split('(').next() {
                found.push(name.to_owned());
            }
            is_test = false;
        }
    }
    found
}

/// `fuzz` or `test --only unit`, whose first word is a command.
fn is_command(root: &Path, command: &str) -> bool {
    let name = command.split(' ').next().unwrap_or_default();
    let sources = root.join("xtask/src");
    sources.join(format!("{name}.rs")).exists() || sources.join(name).is_dir()
}

/// The texts of all files with this ending below a folder.
fn files(folder: &Path, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                let is_foreign = path.ends_with("target") || path.ends_with("node_modules");
                if !is_foreign {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|given| given == ending) {
                found.push(fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}
