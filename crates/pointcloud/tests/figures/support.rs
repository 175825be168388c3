//! Where files are, and how a cloud is compared.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use pointcloud::{Cloud, Limits, Reading, read};

/// A file of `tests/data`.
pub fn shipped(name: &str) -> Reading {
    read_file(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data")
            .join(name),
    )
}

/// A file whose licence keeps it out of the repository. Where it is absent, the test that asks for
/// it says so and ends.
pub fn unshipped(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

pub fn read_file(path: &Path) -> Reading {
    let file = BufReader::new(File::open(path).unwrap());
    read(path.to_str().unwrap(), file, Limits::default()).unwrap()
}

/// What another reader says of a file.
pub struct Figures {
    pub points: usize,
    pub min: [f64; 3],
    pub max: [f64; 3],
    pub first: [f64; 3],
    pub last: [f64; 3],
}

impl Figures {
    pub fn check(&self, cloud: &Cloud, tolerance: f64) {
        assert_eq!(cloud.len(), self.points);
        let bounds = cloud.bounds().unwrap();
        let positions = cloud.positions();
        for (name, read, told) in [
            ("min", bounds.min, self.min),
            ("max", bounds.max, self.max),
            ("first", positions[0], self.first),
            ("last", positions[self.points - 1], self.last),
        ] {
            for axis in 0..3 {
                let off = (read[axis] - told[axis]).abs();
                assert!(off <= tolerance, "{name}: {read:?}, not {told:?}");
            }
        }
    }
}
