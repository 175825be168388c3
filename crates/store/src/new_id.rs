//! Ids that nobody else makes.

use chrono::Utc;
use domain::TaskId;

/// Seconds since 1970 and 64 random bits: unique, and close together in an index when made close
/// together in time.
pub(crate) fn new_id() -> TaskId {
    let mut bytes = [0; 12];
    let seconds = Utc::now().timestamp() as u32;
    bytes[..4].copy_from_slice(&seconds.to_be_bytes());
    bytes[4..].copy_from_slice(&rand::random::<[u8; 8]>());
    TaskId::from_bytes(bytes)
}
