//! Damages real files without end and reads them: `cargo xtask fuzz`, or
//!
//! ```text
//! cargo run --package pointcloud --example fuzz -- --seconds 60 --seed 7
//! ```
//!
//! Each format gets so many seconds. It fails, and keeps the bytes in `target/fuzz`, where reading
//! them panics, takes longer than 5 seconds, or takes more than 512 MiB.

mod corpus;
mod memory;
mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use pointcloud::{Format, fuzz_one};
use rand::SeedableRng;
use rand::rngs::StdRng;

const SLOWEST: Duration = Duration::from_secs(5);
const MOST_MEMORY: u64 = 512 << 20;

fn main() -> ExitCode {
    let mut seconds = 10;
    let mut seed = 1;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().and_then(|value| value.parse().ok());
        match (argument.as_str(), value) {
            ("--seconds", Some(value)) => seconds = value,
            ("--seed", Some(value)) => seed = value,
            _ => {
                eprintln!("`{argument}`: give --seconds N and --seed N");
                return ExitCode::FAILURE;
            }
        }
    }
    // A panic inside a decompressor is caught and becomes an error; one that is not, is told below.
    std::panic::set_hook(Box::new(|_| {}));
    for format in Format::ALL {
        match fuzz(format, Duration::from_secs(seconds), seed) {
            Ok(summary) => println!("{summary}"),
            Err(problem) => {
                eprintln!("{format}: {problem}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn fuzz(format: Format, time: Duration, seed: u64) -> Result<String, String> {
    let corpus = corpus::of(format);
    let mut rng = StdRng::seed_from_u64(seed);
    let start = Instant::now();
    let (mut rounds, mut slowest) = (0_u64, Duration::ZERO);
    memory::reset_peak();
    while start.elapsed() < time {
        let bytes = mutate::damaged(&corpus, &mut rng);
        let before = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| fuzz_one(format, &bytes)));
        let took = before.elapsed();
        slowest = slowest.max(took);
        rounds += 1;
        let problem = match (outcome, memory::peak()) {
            (Err(panic), _) => format!("panics: {}", said(&*panic)),
            _ if took > SLOWEST => format!("takes {:.1} s", took.as_secs_f64()),
            (_, Some(peak)) if peak > MOST_MEMORY => format!("takes {} MiB", peak >> 20),
            _ => continue,
        };
        return Err(format!(
            "{problem}; the bytes are in {}",
            keep(format, rounds, &bytes)
        ));
    }
    let peak = memory::peak().map_or("unknown".to_owned(), |peak| format!("{} MiB", peak >> 20));
    Ok(format!(
        "{format:<20} {rounds:>8} files, slowest {:>4} ms, at most {peak} of memory",
        slowest.as_millis()
    ))
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a word".to_owned())
}

/// Where the bytes are kept, to be read again.
fn keep(format: Format, round: u64, bytes: &[u8]) -> String {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    let file = folder.join("fuzz").join(format!("{format:?}-{round}"));
    let kept =
        std::fs::create_dir_all(folder.join("fuzz")).and_then(|()| std::fs::write(&file, bytes));
    match kept {
        Ok(()) => file.display().to_string(),
        Err(error) => format!("no file: {error}"),
    }
}
