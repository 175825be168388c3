//! The server that tests ask.

use crate::run::{cargo, check};

/// With the packages that the unit tests are built with: the same selection gives the same features,
/// so after them nothing is compiled twice.
pub fn build_server() -> anyhow::Result<()> {
    check(&mut cargo(&[
        "build",
        "--workspace",
        "--exclude",
        "frontend",
        "--bins",
        "--tests",
    ]))
}
