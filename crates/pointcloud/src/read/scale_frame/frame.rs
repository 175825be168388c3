//! The frame around the points.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::BufRead;

use domain::lidar::{FrameImage, FrameInfo};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::read::builder::{Builder, Found};
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::hints::Hints;
use crate::read::limits::Limits;
use crate::read::time::Unit;

use super::beside::{List, Radar, timestamp};
use super::counted::Counted;
use super::plain::Plain;
use super::points::{Names, Points};

/// Cars carry a dozen cameras.
pub(in crate::read) const MOST_IMAGES: usize = 1000;
/// A radar sees hundreds of things at a time.
pub(in crate::read) const MOST_RADAR_POINTS: usize = 1_000_000;

/// What reading has come to: the JSON reader wants an error of its own, ours waits here.
pub(super) struct Progress {
    pub(super) builder: Builder,
    /// The names of points' fields so far.
    pub(super) names: Names,
    /// The field that is read, for messages.
    pub(super) field: String,
    pub(super) error: Option<CloudError>,
}

/// Reads a frame. Unknown fields are skipped, and points become a cloud as they come.
pub(in crate::read) fn read(
    mut source: impl BufRead,
    limits: Limits,
    hints: &Hints,
) -> Result<(Found, FrameInfo), CloudError> {
    let taken = Cell::new(0);
    let mut builder = Builder::new(Format::ScaleFrame, limits);
    // Scale's `t` is in nanoseconds, also where it is a float.
    builder.times_are(None, Unit::Nanoseconds);
    let progress = RefCell::new(Progress {
        builder,
        names: Names::new(hints),
        field: "frame".to_owned(),
        error: None,
    });
    // A byte order mark is no JSON, but editors write it.
    if source.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        source.consume(3);
        taken.set(3);
    }
    let counted = Counted {
        inner: source,
        taken: &taken,
    };
    let mut json = serde_json::Deserializer::from_reader(counted);
    let frame = Frame {
        progress: &progress,
    }
    .deserialize(&mut json)
    .and_then(|info| json.end().map(|()| info));
    let Progress {
        builder,
        field,
        error,
        ..
    } = progress.into_inner();
    match (frame, error) {
        (Ok(info), None) => Ok((builder.finish(), info)),
        (_, Some(error)) => Err(error),
        (Err(error), None) if error.is_io() => Err(CloudError::Io(error.into())),
        (Err(error), None) => Err(CloudError::Broken {
            format: Format::ScaleFrame,
            field,
            offset: taken.get(),
            problem: problem(&error),
        }),
    }
}

fn problem(error: &serde_json::Error) -> String {
    // The place follows the message; ours is told in bytes.
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    if error.is_eof() {
        "is not at its end; the file is cut short".to_owned()
    } else if error.is_data() {
        format!("is wrong: {message}")
    } else {
        // NaN, which Python writes, is the usual reason.
        format!("is no JSON: {message}; a number that was not measured is null, never NaN")
    }
}

struct Frame<'a> {
    progress: &'a RefCell<Progress>,
}

impl<'de> DeserializeSeed<'de> for Frame<'_> {
    type Value = FrameInfo;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FrameInfo, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Frame<'_> {
    type Value = FrameInfo;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a frame: an object with `points`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<FrameInfo, A::Error> {
        let mut info = FrameInfo::default();
        let mut has_points = false;
        while let Some(name) = entries.next_key::<String>()? {
            self.progress.borrow_mut().field.clone_from(&name);
            match name.as_str() {
                "points" => {
                    if has_points {
                        return Err(A::Error::custom("`points` is there twice"));
                    }
                    has_points = true;
                    entries.next_value_seed(Points {
                        progress: self.progress,
                    })?;
                }
                "device_position" | "device_heading" | "timestamp" => {
                    let value = entries.next_value::<Plain>()?;
                    let taken = match name.as_str() {
                        "device_position" => value.xyz().map(|at| info.device_position = at),
                        "device_heading" => value.quaternion().map(|to| info.device_heading = to),
                        _ => timestamp(&value).map(|time| info.timestamp = time),
                    };
                    if let Err(problem) = taken {
                        let notice = format!("`{name}` {problem}.");
                        self.progress.borrow_mut().builder.notice(notice);
                    }
                }
                "images" => {
                    entries.next_value_seed(List::<FrameImage> {
                        progress: self.progress,
                        most: MOST_IMAGES,
                        into: &mut info.images,
                    })?;
                }
                "radar_points" => {
                    let mut radars: Vec<Radar> = Vec::new();
                    entries.next_value_seed(List {
                        progress: self.progress,
                        most: MOST_RADAR_POINTS,
                        into: &mut radars,
                    })?;
                    info.radar_points = radars.into_iter().filter_map(Radar::point).collect();
                }
                _ => {
                    entries.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !has_points {
            "points".clone_into(&mut self.progress.borrow_mut().field);
            return Err(A::Error::custom(
                "it is missing; give the points of the frame",
            ));
        }
        Ok(info)
    }
}
