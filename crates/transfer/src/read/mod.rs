//! Reading a file of tasks in any of the forms that Scale's exports and people's scripts have.

mod error;
mod input;
mod records;
mod scanner;

pub use error::ReadError;
pub use records::{MAX_RECORD_BYTES, Record, Records};
