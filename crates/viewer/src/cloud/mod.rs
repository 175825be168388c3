//! The points: what is known of each, where they are, and which is under the pointer.

mod channel;
mod chunks;
mod merge;
mod part;
mod pick;
mod points;

pub use channel::Channel;
pub use chunks::{CHUNK, Chunks, overlaps};
pub use merge::MergedPart;
pub use points::{Cloud, CloudError, PickedPoint};
