//! Reading a frame of any format.

use std::io::{BufRead, Read, Seek, SeekFrom};

use domain::lidar::FrameInfo;

use crate::cloud::Cloud;

use super::error::CloudError;
use super::format::Format;
use super::limits::Limits;
use super::{bin, las, npy, npz, pcd, ply, scale_frame, scale_protobuf};

/// A frame that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub format: Format,
    pub cloud: Cloud,
    /// What the frame tells beside its points; only Scale's frames tell it.
    pub info: Option<FrameInfo>,
}

/// Reads a frame. Its first bytes tell the format, or else its name or URL does.
///
/// ```
/// use std::io::Cursor;
///
/// use pointcloud::{Format, Limits, read};
///
/// let frame = br#"{"points": [{"x": 1.5, "y": 2, "z": 0.25, "i": 0.5}]}"#;
/// let reading = read("frame.json", Cursor::new(frame), Limits::default())?;
/// assert_eq!(reading.format, Format::ScaleFrame);
/// assert_eq!(reading.cloud.positions(), [[1.5, 2.0, 0.25]]);
/// # Ok::<(), pointcloud::CloudError>(())
/// ```
///
/// # Errors
/// If the format is none that can be read, or as [`read_as`].
pub fn read(
    name: &str,
    mut source: impl BufRead + Seek,
    limits: Limits,
) -> Result<Reading, CloudError> {
    let mut start = Vec::new();
    (&mut source)
        .take(Format::START as u64)
        .read_to_end(&mut start)?;
    source.seek(SeekFrom::Start(0))?;
    // A query behind a URL's path is no part of the name.
    let path = name.split(['?', '#']).next().unwrap_or(name);
    let format = Format::detect(path, &start).ok_or_else(|| CloudError::Unknown {
        name: name.chars().take(200).collect(),
    })?;
    read_as(format, source, limits)
}

/// Reads a frame of a known format. Points whose position is none are left out and counted in
/// [`Cloud::dropped`].
///
/// # Errors
/// Where the file breaks the rules of its format or ends early, or if it goes beyond the limits.
pub fn read_as(
    format: Format,
    source: impl BufRead + Seek,
    limits: Limits,
) -> Result<Reading, CloudError> {
    let mut info = None;
    let cloud = match format {
        Format::ScaleFrame => {
            let (cloud, told) = scale_frame::read(source, limits)?;
            info = Some(told);
            cloud
        }
        Format::ScaleProtobuf => {
            let (cloud, told) = scale_protobuf::read(source, limits)?;
            info = Some(told);
            cloud
        }
        Format::Pcd => pcd::read(source, limits)?,
        Format::Ply => ply::read(source, limits)?,
        Format::Las => las::read(source, limits)?,
        Format::Kitti => bin::read_kitti(source, limits)?,
        Format::NuScenes => bin::read_nuscenes(source, limits)?,
        Format::Npy => npy::read(source, limits)?,
        Format::Npz => npz::read(source, limits)?,
    };
    Ok(Reading {
        format,
        cloud,
        info,
    })
}
