//! LAS 1.0 to 1.4 and its compressed form LAZ, which COPC is, too.
//!
//! <https://github.com/ASPRSorg/LAS>, specification 1.4-R15. Header and records are read here: 20
//! fields at fixed places, by rules of ours on memory. Decompression is the crate `laz`.

mod body;
mod chunks;
mod header;
mod record;

pub(super) use body::read;
