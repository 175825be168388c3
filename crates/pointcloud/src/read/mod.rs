//! Reading lidar frames of every common format.
//!
//! Readers take a source, not a whole file, and trust no header: memory grows with the bytes that
//! really came, and with nothing that a header claims.

mod any;
mod bin;
mod builder;
mod column;
mod error;
mod format;
mod fuzz;
mod hints;
mod las;
mod limits;
mod npy;
mod npz;
mod pcd;
mod ply;
mod roles;
mod scale_frame;
mod scale_protobuf;
mod source;
mod time;
mod unnamed;
mod values;

pub use any::{Reading, read, read_as};
pub use error::CloudError;
pub use format::Format;
pub use fuzz::fuzz_one;
pub use hints::Hints;
pub use limits::Limits;
