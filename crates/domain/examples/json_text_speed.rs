//! How fast the JSON viewer's engine is on a document of 20 MB:
//! `cargo run --release -p domain --example json_text_speed`.

use std::fmt::Write as _;
use std::time::Instant;

use domain::json_text::{Folds, Indexer, JsonError, Search};

fn main() -> Result<(), JsonError> {
    let text = boxes(20_000_000);
    let megabytes = text.len() as f64 / 1e6;

    let start = Instant::now();
    let mut indexer = Indexer::new(text);
    let mut longest = 0.0_f64;
    loop {
        let step = Instant::now();
        let progress = indexer.step(256 * 1024)?;
        longest = longest.max(step.elapsed().as_secs_f64());
        if progress.finished {
            break;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let document = indexer.into_document();
    println!(
        "index   {megabytes:.0} MB, {} lines: {:.0} MB/s, {:.0} ms in all, longest step of 256 KiB {:.1} ms",
        document.line_count(),
        megabytes / seconds,
        seconds * 1e3,
        longest * 1e3,
    );

    let start = Instant::now();
    let mut search = Search::new("Pedestrian");
    while !search.step(&document, 256 * 1024) {}
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "search  {} matches: {:.0} MB/s",
        search.matches().len(),
        megabytes / seconds
    );

    let mut folds = Folds::default();
    let start = Instant::now();
    folds.fold_from_depth(&document, 2);
    println!(
        "fold    {} of {} rows stay: {:.1} ms",
        folds.row_count(&document),
        document.line_count(),
        start.elapsed().as_secs_f64() * 1e3
    );
    let start = Instant::now();
    let rows = folds.row_count(&document);
    let mut bytes = 0;
    for step in 0..100_000 {
        let line = folds.line_at(step * 7919 % rows);
        bytes += document.line_tokens(line).len();
    }
    println!(
        "row     {:.2} µs each with its tokens ({bytes} in all)",
        start.elapsed().as_secs_f64() * 1e6 / 1e5
    );
    Ok(())
}

/// A response of about this many bytes.
fn boxes(bytes: usize) -> String {
    let mut text = "{\"annotations\":[".to_owned();
    let labels = ["Car", "Pedestrian", "Cyclist"];
    for number in 0_usize.. {
        if text.len() >= bytes {
            break;
        }
        let comma = if number == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{comma}{{\"uuid\":\"4fd2dfe7-130d-5f9b-a3cf-{number:012}\",\"type\":\"box\",\
             \"label\":\"{}\",\"left\":{}.50,\"top\":178.94,\"width\":289.65,\"height\":193.1,\
             \"attributes\":{{\"moving\":\"no\",\"lights\":[\"head\",\"rear\"]}}}}",
            labels[number % 3],
            number % 1900,
        );
    }
    text + "]}"
}
