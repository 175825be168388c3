//! Places that many share, of which nobody can hold all.
//!
//! A server has few places for what takes long: exports, imports, fetches, work on pixels. A
//! [`FairLimit`] counts who holds how many of them, so that a team or a person gets a share and others
//! always find free places. It counts within one server: several servers each have their own places.

mod limit;
mod queue;

pub use limit::{FairLimit, Full, Holder, Permit, Share};
