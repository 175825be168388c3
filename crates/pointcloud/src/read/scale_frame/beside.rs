//! Photos and radar points of a frame. What is wrong with a field is told, and the rest is read.

use std::cell::RefCell;
use std::fmt;

use domain::lidar::{FrameImage, RadarPoint};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::frame::Progress;
use super::plain::Plain;

/// What a list beside the points is of.
pub(super) trait Beside: Default {
    /// As the frame names the list.
    const LIST: &'static str;

    /// Takes a field; says what is wrong with it.
    fn take(&mut self, name: &str, value: Plain) -> Result<(), String>;

    /// Whether it has what it needs, once all fields were taken.
    fn check(&self) -> Result<(), (&'static str, &'static str)>;
}

impl Beside for FrameImage {
    const LIST: &'static str = "images";

    fn take(&mut self, name: &str, value: Plain) -> Result<(), String> {
        let number = match name {
            "image_url" => {
                return match value {
                    Plain::Text(url) => {
                        self.image_url = url;
                        Ok(())
                    }
                    other => Err(other.instead("a URL")),
                };
            }
            "camera_model" => {
                return match value {
                    Plain::Text(model) => {
                        self.camera_model = Some(model);
                        Ok(())
                    }
                    Plain::Null => Ok(()),
                    other => Err(other.instead("the name of a model")),
                };
            }
            "camera_index" => return value.whole().map(|index| self.camera_index = index),
            "position" => return value.xyz().map(|place| self.position = place),
            "heading" => return value.quaternion().map(|turn| self.heading = turn),
            "timestamp" => return timestamp(&value).map(|time| self.timestamp = time),
            "fx" => &mut self.fx,
            "fy" => &mut self.fy,
            "cx" => &mut self.cx,
            "cy" => &mut self.cy,
            "skew" => &mut self.skew,
            "k1" => &mut self.k1,
            "k2" => &mut self.k2,
            "k3" => &mut self.k3,
            "k4" => &mut self.k4,
            "k5" => &mut self.k5,
            "k6" => &mut self.k6,
            "p1" => &mut self.p1,
            "p2" => &mut self.p2,
            "s1" => &mut self.s1,
            "s2" => &mut self.s2,
            "s3" => &mut self.s3,
            "s4" => &mut self.s4,
            "xi" => &mut self.xi,
            "scale_factor" => &mut self.scale_factor,
            "priority" => &mut self.priority,
            _ => return Ok(()),
        };
        value.number().map(|value| *number = value)
    }

    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.image_url.is_empty() {
            return Err(("image_url", "is missing; give the photo's URL"));
        }
        Ok(())
    }
}

/// A radar point whose position may be wrong.
#[derive(Default)]
pub(super) struct Radar(Option<RadarPoint>, Option<f64>, Option<domain::lidar::Xyz>);

impl Radar {
    /// `None` where it is nowhere.
    pub(super) fn point(self) -> Option<RadarPoint> {
        let Self(point, size, direction) = self;
        Some(RadarPoint {
            size,
            direction,
            ..point?
        })
    }
}

impl Beside for Radar {
    const LIST: &'static str = "radar_points";

    fn take(&mut self, name: &str, value: Plain) -> Result<(), String> {
        match name {
            "position" => value.xyz().map(|place| {
                self.0 = place.map(|position| RadarPoint {
                    position,
                    direction: None,
                    size: None,
                });
            }),
            "direction" => value.xyz().map(|direction| self.2 = direction),
            "size" => value.number().map(|size| self.1 = size),
            _ => Ok(()),
        }
    }

    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.0.is_none() {
            return Err(("position", "is missing; the radar point is left out"));
        }
        Ok(())
    }
}

/// A time, as it was written; also one in quotes.
pub(super) fn timestamp(value: &Plain) -> Result<Option<Number>, String> {
    match value {
        Plain::Number(number) => Ok(Some(number.clone())),
        Plain::Null => Ok(None),
        other => Err(other.instead("a number")),
    }
}

/// Reads a list of up to so many; null is an empty one. A few bytes of JSON may become hundreds of
/// memory.
pub(super) struct List<'a, T> {
    pub(super) progress: &'a RefCell<Progress>,
    pub(super) most: usize,
    pub(super) into: &'a mut Vec<T>,
}

impl<'de, T: Beside> DeserializeSeed<'de> for List<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Beside> Visitor<'de> for List<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let one = |place: usize| One::<T> {
            progress: self.progress,
            place,
            of: std::marker::PhantomData,
        };
        while let Some(item) = items.next_element_seed(one(self.into.len()))? {
            if self.into.len() == self.most {
                return Err(A::Error::custom(format!(
                    "there are more than {}",
                    self.most
                )));
            }
            self.into.push(item);
        }
        Ok(())
    }
}

struct One<'a, T> {
    progress: &'a RefCell<Progress>,
    place: usize,
    of: std::marker::PhantomData<T>,
}

impl<'de, T: Beside> DeserializeSeed<'de> for One<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Beside> Visitor<'de> for One<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<T, A::Error> {
        let tell = |field: &str, problem: &str| {
            let mut progress = self.progress.borrow_mut();
            let place = format!("{}[{}].{field}", T::LIST, self.place);
            progress.builder.notice(format!("`{place}` {problem}."));
        };
        let mut item = T::default();
        while let Some(name) = entries.next_key::<String>()? {
            let value = entries.next_value::<Plain>()?;
            if let Err(problem) = item.take(&name, value) {
                tell(&name, &problem);
            }
        }
        if let Err((field, problem)) = item.check() {
            tell(field, problem);
        }
        Ok(item)
    }
}
