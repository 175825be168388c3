//! Where the files are that records name by path.

use std::path::{Path, PathBuf};

use url::Url;

/// The folders in which paths are looked up. Nothing outside them is ever read, whatever a record
/// says and wherever links lead.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Canonical.
    folders: Vec<PathBuf>,
}

/// Where a file lies.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path(PathBuf),
    /// On another server.
    Remote,
    /// It cannot be had; the text says why.
    Missing(String),
}

impl Files {
    /// For records that come without files, as an upload does.
    pub const fn none() -> Self {
        Self {
            folders: Vec::new(),
        }
    }

    /// Paths start from `folder`.
    ///
    /// # Errors
    /// Where there is no such folder.
    pub fn in_folder(folder: &Path) -> std::io::Result<Self> {
        Ok(Self {
            folders: vec![folder.canonicalize()?],
        })
    }

    /// Paths start from the folder of `task_file`. In data sets whose task files have a folder
    /// `tasks` of their own, paths that are not there start from the data set's folder.
    ///
    /// # Errors
    /// Where there is no such file.
    pub fn beside(task_file: &Path) -> std::io::Result<Self> {
        let file = task_file.canonicalize()?;
        let mut folders = Vec::new();
        if let Some(folder) = file.parent() {
            folders.push(folder.to_owned());
            if folder.file_name().is_some_and(|name| name == "tasks") {
                folders.extend(folder.parent().map(Path::to_owned));
            }
        }
        Ok(Self { folders })
    }

    pub(super) fn locate(&self, url: &str) -> Location {
        let path = match scheme(url) {
            Some("file") => match Url::parse(url).ok().and_then(|url| url.to_file_path().ok()) {
                Some(path) => path,
                None => return Location::Missing("is not the address of a local file".to_owned()),
            },
            Some(_) => return Location::Remote,
            None if url.starts_with("data:") => {
                return Location::Missing(
                    "holds the file itself; save it as a file and name that".to_owned(),
                );
            }
            None => PathBuf::from(url),
        };
        if self.folders.is_empty() {
            return Location::Missing(
                "is a path, and an upload brings no files along; import it with `server import` \
                 where the files are, or give https addresses"
                    .to_owned(),
            );
        }
        self.find(&path)
    }

    fn find(&self, path: &Path) -> Location {
        let mut lies_outside = false;
        for folder in &self.folders {
            // An absolute path replaces the folder.
            let Ok(found) = folder.join(path).canonicalize() else {
                continue;
            };
            if !self.folders.iter().any(|folder| found.starts_with(folder)) {
                lies_outside = true;
            } else if found.is_file() {
                return Location::Path(found);
            } else {
                return Location::Missing("is not a file".to_owned());
            }
        }
        let folder = self.folders[0].display();
        Location::Missing(if lies_outside {
            format!("lies outside of {folder}, and only files inside are taken; copy it there")
        } else {
            format!("is not in {folder}")
        })
    }
}

/// The `https` of `https://…`; a path has none.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once("://")?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder `data` with a picture and `tasks/all.json`, and a secret beside it.
    fn data_set() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("data/tasks")).unwrap();
        for name in ["secret", "data/a.png", "data/tasks/all.json"] {
            std::fs::write(root.path().join(name), name).unwrap();
        }
        std::os::unix::fs::symlink("../secret", root.path().join("data/link")).unwrap();
        root
    }

    fn is_outside(location: &Location) -> bool {
        matches!(location, Location::Missing(why) if why.starts_with("lies outside of"))
    }

    #[test]
    fn a_path_starts_from_the_folder_of_the_task_file_or_of_its_data_set() {
        let root = data_set();
        let root = root.path().canonicalize().unwrap();
        let files = Files::beside(&root.join("data/tasks/all.json")).unwrap();
        let picture = root.join("data/a.png");
        for url in [
            "a.png",
            "../a.png",
            &format!("file://{}", picture.display()),
        ] {
            assert_eq!(files.locate(url), Location::Path(picture.clone()), "{url}");
        }
        assert!(matches!(files.locate("b.png"), Location::Missing(_)));
        assert_eq!(files.locate("https://example.com/a.png"), Location::Remote);
        assert_eq!(files.locate("s3://bucket/a.png"), Location::Remote);
    }

    #[test]
    fn nothing_outside_the_folder_is_read() {
        let root = data_set();
        let files = Files::in_folder(&root.path().join("data")).unwrap();
        let secret = root.path().join("secret");
        for url in [
            "../secret",
            "link",
            "tasks/../../secret",
            &secret.display().to_string(),
            &format!("file://{}", secret.display()),
        ] {
            assert!(is_outside(&files.locate(url)), "{url}");
        }
        assert!(matches!(files.locate("tasks"), Location::Missing(_)));
    }

    #[test]
    fn an_upload_reads_no_files_at_all() {
        for url in ["/etc/passwd", "file:///etc/passwd", "data:text/plain,a"] {
            assert!(
                matches!(Files::none().locate(url), Location::Missing(_)),
                "{url}"
            );
        }
    }
}
