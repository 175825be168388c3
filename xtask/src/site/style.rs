//! One style sheet of many files, without a second round trip.

use std::fs;
use std::path::Path;

use anyhow::Context;

/// The sheet with the files that it imports in their places.
pub fn joined(sheet: &Path) -> anyhow::Result<String> {
    let read = |file: &Path| {
        fs::read_to_string(file).with_context(|| format!("the style sheet {}", file.display()))
    };
    let mut text = String::new();
    for line in read(sheet)?.lines() {
        match imported(line) {
            Some(name) => text.push_str(&read(&sheet.with_file_name(name))?),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    Ok(text)
}

/// `@import "name.css";`
fn imported(line: &str) -> Option<&str> {
    line.trim().strip_prefix("@import \"")?.strip_suffix("\";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imported_sheets_stand_where_they_were_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.css"), "a { color: red }\n").unwrap();
        fs::write(
            folder.path().join("main.css"),
            "@import \"a.css\";\nb { top: 0 }\n",
        )
        .unwrap();
        let text = joined(&folder.path().join("main.css")).unwrap();
        assert_eq!(text, "a { color: red }\n\nb { top: 0 }\n");
    }

    #[test]
    fn a_missing_sheet_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("main.css"), "@import \"gone.css\";").unwrap();
        let error = joined(&folder.path().join("main.css")).unwrap_err();
        assert!(format!("{error:#}").contains("gone.css"));
    }
}
