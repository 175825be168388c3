//! The text that the cuboids came from, and where each is in it.

use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::annotations::Problem;
use crate::lidar::{Cuboid, FrameCuboids, LidarObject};
use crate::record::RawFields;

/// A list of annotations as text: the file that a response names, or the value in the response
/// itself.
#[derive(Debug, Clone, PartialEq)]
pub struct LidarSource {
    text: String,
    cuboids: Vec<FrameCuboids>,
    /// The object of each element of each frame's `cuboids`; `None` for those that could not be read
    /// and for second cuboids of an object, which stay as they are.
    pub(super) objects: Vec<Vec<Option<usize>>>,
}

/// Why annotations cannot be edited in space.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    #[error("the response is no JSON object; fix it as text")]
    NoResponse,
    #[error("the response has no `annotations`; fix it as text")]
    NoAnnotations,
    #[error("{0}; fix it as text")]
    Unreadable(Problem),
}

/// Where the annotations of a response are: at this address, or in itself (`None`).
pub fn annotations_address(response: &str) -> Result<Option<String>, SourceError> {
    let annotations = annotations(response)?;
    let url = RawFields::parse(annotations.get())
        .ok()
        .and_then(|fields| serde_json::from_str(fields.get("url")?.get()).ok());
    Ok(url)
}

/// The text of `annotations` in a response.
pub(super) fn annotations(response: &str) -> Result<&RawValue, SourceError> {
    let fields = RawFields::parse(response).map_err(|_| SourceError::NoResponse)?;
    fields.get("annotations").ok_or(SourceError::NoAnnotations)
}

impl LidarSource {
    /// Of annotations that are in the response itself.
    pub fn of_response(response: &str) -> Result<Self, SourceError> {
        Self::of_file(annotations(response)?.get().to_owned())
    }

    /// Of annotations in a file of their own.
    pub fn of_file(text: String) -> Result<Self, SourceError> {
        let cuboids = FrameCuboids::parse(&text).map_err(SourceError::Unreadable)?;
        let mut objects = places(&text);
        let mut seen = HashMap::new();
        // The readable elements of a frame, in their order, are its list.
        let tracks = LidarObject::all(&cuboids);
        for (object, track) in tracks.iter().enumerate() {
            for place in &track.cuboids {
                seen.insert(*place, object);
            }
        }
        for (frame, elements) in objects.iter_mut().enumerate() {
            let mut place = 0;
            let mut taken = std::collections::HashSet::new();
            for element in elements {
                if element.take().is_some() {
                    *element = seen
                        .get(&(frame, place))
                        .copied()
                        .filter(|object| taken.insert(*object));
                    place += 1;
                }
            }
        }
        Ok(Self {
            text,
            cuboids,
            objects,
        })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn cuboids(&self) -> &[FrameCuboids] {
        &self.cuboids
    }
}

/// For each element of each frame's `cuboids`, something if it can be read.
fn places(text: &str) -> Vec<Vec<Option<usize>>> {
    frames(text)
        .into_iter()
        .map(|frame| {
            let is_readable = |element: &&RawValue| {
                serde_json::from_str(element.get()).is_ok_and(|value| Cuboid::read(&value).is_ok())
            };
            let elements = cuboids(frame).unwrap_or_default().into_iter();
            elements
                .map(|element| is_readable(&element).then_some(0))
                .collect()
        })
        .collect()
}

pub(super) fn frames(text: &str) -> Vec<&RawValue> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The elements of a frame's `cuboids`; `None` where it has no such list.
pub(super) fn cuboids(frame: &RawValue) -> Option<Vec<&RawValue>> {
    let fields = RawFields::parse(frame.get()).ok()?;
    serde_json::from_str(fields.get("cuboids")?.get()).ok()
}
