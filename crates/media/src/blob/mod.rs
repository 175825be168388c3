//! Bytes under their own hash.

mod id;
mod store;

pub use id::{BlobId, InvalidBlobId};
pub use store::{BlobRead, BlobStore, StoredBlob};
