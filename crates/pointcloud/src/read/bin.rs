//! Bare floats: KITTI's `.bin` and nuScenes' `.pcd.bin`.

use std::io::BufRead;

use crate::cloud::Cloud;

use super::builder::{Builder, Row};
use super::column::{Column, Endian, Number, Role};
use super::error::CloudError;
use super::format::Format;
use super::limits::Limits;
use super::source::Source;

/// x, y, z and intensity; <https://www.cvlibs.net/datasets/kitti/>, raw data development kit.
pub(super) fn read_kitti(source: impl BufRead, limits: Limits) -> Result<Cloud, CloudError> {
    let roles = [Role::X, Role::Y, Role::Z, Role::Intensity];
    read(source, Format::Kitti, &roles, limits)
}

/// x, y, z, intensity and ring; `LidarPointCloud.from_file` of the nuScenes development kit.
pub(super) fn read_nuscenes(source: impl BufRead, limits: Limits) -> Result<Cloud, CloudError> {
    let roles = [Role::X, Role::Y, Role::Z, Role::Intensity, Role::Ring];
    read(source, Format::NuScenes, &roles, limits)
}

fn read(
    source: impl BufRead,
    format: Format,
    roles: &[Role],
    limits: Limits,
) -> Result<Cloud, CloudError> {
    let columns: Vec<Column> = roles
        .iter()
        .enumerate()
        .map(|(place, role)| Column {
            role: *role,
            number: Number::F32,
            at: place * 4,
        })
        .collect();
    let mut builder = Builder::new(format, limits);
    let mut source = Source::new(source, format);
    source.all_records(roles.len() * 4, "points", |record| {
        let mut row = Row::default();
        for column in &columns {
            row.set(column.role, column.read(record, Endian::Little));
        }
        builder.push(row)
    })?;
    Ok(builder.finish())
}
