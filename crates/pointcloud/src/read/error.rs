//! Why a file is no cloud.

use std::io;

use super::format::Format;

/// What is wrong with a file, and where.
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    /// The file breaks the rules of its format, or ends early.
    #[error("{format} file, byte {offset}: `{field}` {problem}")]
    Broken {
        format: Format,
        /// The part of the file that is wrong, in the words of the format: `POINTS`, `images[2].fx`.
        field: String,
        /// From the start of the file: where reading stopped.
        offset: u64,
        /// What is wrong and what would be right, to follow the field.
        problem: String,
    },
    #[error("the {format} file has more than {limit} points; thin it or split it into frames")]
    TooMany { format: Format, limit: usize },
    #[error(
        "`{name}` is no lidar frame that can be read; give Scale's frame JSON, PCD, PLY, LAS, LAZ, \
         COPC, NPY, NPZ, or floats as KITTI's .bin or nuScenes' .pcd.bin"
    )]
    Unknown { name: String },
    #[error("the file cannot be read on: {0}")]
    Io(#[from] io::Error),
}
