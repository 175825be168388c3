//! Reading a frame of any format.

use std::io::{BufRead, Read, Seek, SeekFrom};

use domain::lidar::{ClassNames, FrameInfo};

use crate::cloud::Cloud;

use super::builder::Found;
use super::error::CloudError;
use super::format::Format;
use super::hints::Hints;
use super::limits::Limits;
use super::{bin, las, npy, npz, pcd, ply, scale_frame, scale_protobuf};

/// A frame that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub format: Format,
    pub cloud: Cloud,
    /// What the frame tells beside its points; only Scale's frames tell it.
    pub info: Option<FrameInfo>,
    /// Whose list the classes of points are from.
    pub class_names: ClassNames,
    /// The names of columns that are not read: unknown ones, and those whose role another has.
    pub other_columns: Vec<String>,
    /// What had to be guessed or left out, a sentence each, for the person who looks at the points.
    pub notices: Vec<String>,
}

/// Reads a frame. Its first bytes tell the format, or else its name or URL does, whose fragment may
/// also name the columns ([`Hints::of`]).
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
    read_format(format, source, limits, &Hints::of(name))
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
    read_format(format, source, limits, &Hints::default())
}

fn read_format(
    format: Format,
    source: impl BufRead + Seek,
    limits: Limits,
    hints: &Hints,
) -> Result<Reading, CloudError> {
    let mut info = None;
    let found = match format {
        Format::ScaleFrame => {
            let (found, told) = scale_frame::read(source, limits, hints)?;
            info = Some(told);
            found
        }
        Format::ScaleProtobuf => {
            let (found, told) = scale_protobuf::read(source, limits)?;
            info = Some(told);
            found
        }
        Format::Pcd => pcd::read(source, limits, hints)?,
        Format::Ply => ply::read(source, limits, hints)?,
        Format::Las => las::read(source, limits)?,
        Format::Kitti => bin::read_kitti(source, limits, hints)?,
        Format::NuScenes => bin::read_nuscenes(source, limits, hints)?,
        Format::Npy => npy::read(source, limits, hints)?,
        Format::Npz => npz::read(source, limits, hints)?,
    };
    let Found {
        cloud,
        class_names,
        other_columns,
        notices,
    } = found;
    Ok(Reading {
        format,
        cloud,
        info,
        class_names,
        other_columns,
        notices,
    })
}
