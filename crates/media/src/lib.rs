//! Attachments: where their bytes are kept, and the pictures made from them.
//!
//! Bytes live in a [`BlobStore`] under their own hash. [`probe()`] says what they are, [`Pictures`]
//! makes thumbnails, previews and mask overlays of them once and keeps those, [`Clouds`] does the same
//! for the tiles of lidar frames, and [`Fetcher`] brings
//! in what a URL names without letting that URL reach into the private network. Which attachment
//! belongs to which team is the store's business: nothing here knows of rows.

mod asker;
mod blob;
mod cloud;
mod error;
mod fetch;
mod picture;
mod probe;
mod single_flight;

pub use asker::Asker;
pub use blob::{BlobId, BlobRead, BlobStore, Bucket, InvalidBlobId, Reach, StoredBlob};
pub use cloud::{Clouds, Coding};
pub use error::MediaError;
pub use fetch::{FetchPolicy, Fetcher};
/// Which bytes of a blob to read: bounded, from an offset, or the last so many.
pub use object_store::GetRange;
pub use outbound::{AllowRule, InvalidAllowRule};
pub use picture::{MaskPalette, Original, Picture, PictureKind, PictureLimits, Pictures, Size};
pub use probe::{Probe, probe};
