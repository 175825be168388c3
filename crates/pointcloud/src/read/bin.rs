//! Bare floats: KITTI's `.bin` and nuScenes' `.pcd.bin`, and rows of other lengths.

use std::io::BufRead;
use std::rc::Rc;

use super::builder::{Builder, Found};
use super::column::{Endian, Number};
use super::error::CloudError;
use super::format::Format;
use super::hints::Hints;
use super::limits::Limits;
use super::roles::{Role, assign};
use super::source::Source;
use super::unnamed::{self, Range};
use super::values::{Values, push_all};

/// Fewer rows than this do not tell by their content how long they are.
const TELLING: usize = 8;

/// x, y, z and intensity; <https://www.cvlibs.net/datasets/kitti/>, raw data development kit. Others
/// write rows of 5 or 6 floats to such files, which nothing in them says: what the hints name, or
/// else what alone makes sense, with a notice.
pub(super) fn read_kitti(
    source: impl BufRead,
    limits: Limits,
    hints: &Hints,
) -> Result<Found, CloudError> {
    read(source, Format::Kitti, limits, hints)
}

/// x, y, z, intensity and ring; `LidarPointCloud.from_file` of the nuScenes development kit.
pub(super) fn read_nuscenes(
    source: impl BufRead,
    limits: Limits,
    hints: &Hints,
) -> Result<Found, CloudError> {
    read(source, Format::NuScenes, limits, hints)
}

fn read(
    source: impl BufRead,
    format: Format,
    limits: Limits,
    hints: &Hints,
) -> Result<Found, CloudError> {
    let mut source = Source::new(source, format);
    let floats = Floats(Rc::new(source.rest()?));
    let hinted = hints.columns.as_slice();
    let (width, notice) = match (hinted.len(), format) {
        (0, Format::NuScenes) => (5, None),
        (0, _) => floats.width(),
        (width, _) => (width, None),
    };
    let points = floats.0.len() / (width * 4);
    let rest = floats.0.len() % (width * 4);
    if rest > 0 {
        let size = width * 4;
        let problem = format!(
            "has {size} bytes a point and {rest} bytes follow the last; the file is cut short or of \
             another format"
        );
        return Err(source.broken("points", problem));
    }
    let columns = floats.columns(width);
    let roles: Vec<Option<Role>> = if hinted.is_empty() {
        if format == Format::NuScenes {
            [Role::X, Role::Y, Role::Z, Role::Intensity, Role::Ring]
                .map(Some)
                .into()
        } else {
            // The fourth is the intensity also of rows that are longer, and never a color.
            let mut roles = unnamed::roles(&columns[..width.min(5)], points);
            roles.resize(width, None);
            roles
        }
    } else {
        let names = hinted.iter().map(String::as_str);
        assign(names.map(|name| (name, Some(Number::F32)))).roles
    };
    for (role, name) in [(Role::X, "x"), (Role::Y, "y"), (Role::Z, "z")] {
        if !roles.contains(&Some(role)) {
            let problem = format!("has no `{name}` among the names that its URL gives its columns");
            return Err(source.broken("points", problem));
        }
    }
    let mut builder = Builder::new(format, limits);
    if let Some(notice) = notice {
        builder.notice(notice);
    }
    for (place, role) in roles.iter().enumerate() {
        if role.is_none() {
            let name = hinted.get(place).cloned();
            builder.other_column(&name.unwrap_or_else(|| unnamed::name(place)));
        }
    }
    let read = roles.into_iter().zip(columns);
    let read: Vec<(Role, Values)> = read
        .filter_map(|(role, values)| Some((role?, values)))
        .collect();
    push_all(&mut builder, points, &read)?;
    Ok(builder.finish())
}

/// The bytes of little-endian 32-bit floats.
struct Floats(Rc<Vec<u8>>);

impl Floats {
    fn columns(&self, width: usize) -> Vec<Values> {
        let column = |place: usize| Values {
            bytes: Rc::clone(&self.0),
            number: Number::F32,
            endian: Endian::Little,
            first: place * 4,
            step: width * 4,
            turned: None,
        };
        (0..width).map(column).collect()
    }

    /// How many floats are a row, by what makes sense: 4 unless only 5 or only 6 do.
    fn width(&self) -> (usize, Option<String>) {
        let remedy = "To be sure, name the columns behind the URL: #columns=x,y,z,intensity,ring.";
        let others: Vec<usize> = [5, 6]
            .into_iter()
            .filter(|width| self.suits(*width))
            .collect();
        match (self.suits(4), &others[..]) {
            (true, []) => (4, None),
            (false, [width]) => {
                let notice = format!("Read as rows of {width} numbers, by their content. {remedy}");
                (*width, Some(notice))
            }
            (is_usual, others) => {
                let is_short = self.0.len() / 16 < TELLING && is_usual;
                let is_told = !is_short && (!others.is_empty() || !is_usual);
                let notice = is_told.then(|| {
                    format!("Read as rows of 4 numbers, but they may have another length. {remedy}")
                });
                (4, notice)
            }
        }
    }

    /// Whether rows of so many floats make sense: intensities are not below 0, and what follows them
    /// is a ring, an elongation or a flag. Coordinates, which a wrong length brings there, seldom are.
    fn suits(&self, width: usize) -> bool {
        let row = width * 4;
        let points = self.0.len() / row;
        if !self.0.len().is_multiple_of(row) {
            return false;
        }
        // What is so small tells nothing: it is what it is called.
        if points < TELLING {
            return width == 4;
        }
        let columns = self.columns(width);
        let range = |place: usize| Range::of((0..points).map(|point| columns[place].float(point)));
        range(3).may_be_intensity() && (4..width).all(|place| range(place).may_be_small())
    }
}
