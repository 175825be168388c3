//! Writes the standard sample set: `cargo run --release -p samples --example make -- FOLDER`.

use std::path::PathBuf;
use std::time::{Instant, SystemTime};

use samples::{Options, generate};

fn main() -> samples::Result<()> {
    let out = std::env::args()
        .nth(1)
        .map_or_else(|| PathBuf::from("sample-set"), PathBuf::from);
    let start = Instant::now();
    let summary = generate(&out, &Options::standard(SystemTime::now().into()))?;
    println!(
        "{summary:?} in {:.1} s, in {}",
        start.elapsed().as_secs_f64(),
        out.display()
    );
    Ok(())
}
