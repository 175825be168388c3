//! PCD, the Point Cloud Library's format.
//!
//! <https://pointclouds.org/documentation/tutorials/pcd_file_format.html>

mod body;
mod header;
mod lzf;

pub(super) use body::read;
