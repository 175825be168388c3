//! Files of other people, read; what comes out is compared with what other people's readers say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cuboids;
mod las;
mod npy;
mod pcd;
mod ply;
mod protobuf;
mod support;
mod unshipped;
