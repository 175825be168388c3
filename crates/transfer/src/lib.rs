//! Reading and writing task files (JSON, JSONL, CSV, gzip) record by record.
//!
//! Neither side ever holds more than one record: a file may be larger than memory. JSON that the
//! product doesn't own passes through as text, so that `1.0` stays `1.0` and keys keep their order.

pub mod export;
pub mod import;
pub mod pull;
pub mod read;
