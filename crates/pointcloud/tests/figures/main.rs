//! Files of other people, read; what comes out is compared with what other people's readers say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::float_cmp, reason = "what is kept exactly is compared exactly")]

mod cuboids;
mod las;
mod npy;
mod pcd;
mod ply;
mod protobuf;
mod reports;
mod support;
mod unshipped;
