//! Bytes under their own hash.

mod bucket;
mod id;
mod part;
mod store;
mod sweep;

pub use bucket::Bucket;
pub use id::{BlobId, InvalidBlobId};
pub use store::{BlobRead, BlobStore, StoredBlob};
pub use sweep::Reach;
