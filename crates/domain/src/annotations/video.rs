//! Objects over the frames of a video.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::annotation::{Annotation, Attribute, attributes, id, label, short};
use super::geometry::{Geometry, GeometryKind};
use super::problem::{Problem, keep};
use crate::record::cut;

/// What the JSON behind `response.annotations.url` says about every frame.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct VideoAnnotations {
    /// One past the last annotated frame.
    pub frame_count: u32,
    /// In the order of first appearance.
    pub tracks: Vec<Track>,
    pub problems: Vec<Problem>,
}

/// One object, followed by its `uuid`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    pub uuid: Option<String>,
    pub label: String,
    /// By frame, each frame once, at least one.
    pub keyframes: Vec<Keyframe>,
    pub motion: Motion,
}

/// Where an object is at a frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Keyframe {
    /// From 0.
    pub frame: u32,
    pub attributes: Vec<Attribute>,
    pub geometry: Geometry,
}

/// What happens between keyframes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// Every frame is annotated: on a frame without a keyframe the object is not there.
    Listed,
    /// Boxes and points move evenly from keyframe to keyframe, other shapes stay until the next.
    Interpolated,
}

impl Track {
    /// The object at a frame, if it is there. `index` becomes [`Annotation::index`].
    pub fn at(&self, frame: u32, index: usize) -> Option<Annotation> {
        let after = self
            .keyframes
            .partition_point(|keyframe| keyframe.frame <= frame);
        let before = self.keyframes.get(after.checked_sub(1)?)?;
        let geometry = match (self.keyframes.get(after), self.motion) {
            _ if before.frame == frame => before.geometry.clone(),
            (Some(next), Motion::Interpolated) => {
                let share = f64::from(frame - before.frame) / f64::from(next.frame - before.frame);
                before.geometry.towards(&next.geometry, share)
            }
            _ => return None,
        };
        Some(Annotation {
            index,
            uuid: self.uuid.clone(),
            label: self.label.clone(),
            attributes: before.attributes.clone(),
            geometry,
        })
    }
}

impl VideoAnnotations {
    /// Reads either documented form:
    /// - an array with one `{annotations: […]}` a frame, in order, each perhaps with its `frame`
    ///   (`videoannotation`; an object `{frames: […]}` around it is taken too);
    /// - an object from uuid to `{label, geometry, frames: [{key, …}]}` under `annotations`,
    ///   perhaps inside an array of one (`videoplaybackannotation`).
    pub fn read(file: &Value, task_kind: Option<GeometryKind>) -> Self {
        let mut video = Self::default();
        match file {
            Value::Array(list) => match list.as_slice() {
                [only] if only["annotations"].is_object() => {
                    video.read_objects("[0].annotations", &only["annotations"], task_kind);
                }
                frames => video.read_frames("", frames, task_kind),
            },
            Value::Object(object) => {
                if let Some(Value::Array(frames)) = object.get("frames") {
                    video.read_frames("frames", frames, task_kind);
                } else {
                    match object.get("annotations") {
                        Some(Value::Array(frames)) => {
                            video.read_frames("annotations", frames, task_kind);
                        }
                        Some(objects) => video.read_objects("annotations", objects, task_kind),
                        None => video.read_objects("", file, task_kind),
                    }
                }
            }
            other => video.problems.push(Problem::new(
                "annotations",
                format!("is {}; give an array of frames", short(other)),
            )),
        }
        video.frame_count = video
            .tracks
            .iter()
            .filter_map(|track| track.keyframes.last())
            .map(|keyframe| keyframe.frame.saturating_add(1))
            .max()
            .unwrap_or_default()
            .max(video.frame_count);
        video
    }

    /// The objects of one frame; [`Annotation::index`] is the place in `tracks`.
    pub fn frame(&self, frame: u32) -> Vec<Annotation> {
        self.tracks
            .iter()
            .enumerate()
            .filter_map(|(index, track)| track.at(frame, index))
            .collect()
    }

    fn read_frames(&mut self, path: &str, frames: &[Value], task_kind: Option<GeometryKind>) {
        // uuid → place in `tracks`; objects without a uuid are a track each time.
        let mut known = std::collections::HashMap::<String, usize>::new();
        self.frame_count = frames.len() as u32;
        for (place, value) in frames.iter().enumerate() {
            let path = format!("{path}[{place}].annotations");
            let frame = frame_number(&value["frame"]).unwrap_or(place as u32);
            let list = match value {
                Value::Array(list) => list,
                _ => match &value["annotations"] {
                    Value::Array(list) => list,
                    Value::Null => continue,
                    other => {
                        let message = format!("is {}; give an array", short(other));
                        keep(&mut self.problems, [Problem::new(path, message)]);
                        continue;
                    }
                },
            };
            for (index, value) in list.iter().enumerate() {
                let annotation = match Annotation::read(index, value, task_kind) {
                    Ok(annotation) => annotation,
                    Err(problems) => {
                        let at = format!("{path}[{index}]");
                        let problems = problems.into_iter().map(|problem| problem.below(&at));
                        keep(&mut self.problems, problems);
                        continue;
                    }
                };
                let keyframe = Keyframe {
                    frame,
                    attributes: annotation.attributes,
                    geometry: annotation.geometry,
                };
                let track = annotation.uuid.as_ref().and_then(|uuid| known.get(uuid));
                if let Some(track) = track {
                    self.tracks[*track].keyframes.push(keyframe);
                    continue;
                }
                if let Some(uuid) = &annotation.uuid {
                    known.insert(uuid.clone(), self.tracks.len());
                }
                self.tracks.push(Track {
                    uuid: annotation.uuid,
                    label: annotation.label,
                    keyframes: vec![keyframe],
                    motion: Motion::Listed,
                });
            }
        }
        self.tracks.iter_mut().for_each(sort);
    }

    fn read_objects(&mut self, path: &str, objects: &Value, task_kind: Option<GeometryKind>) {
        let Value::Object(objects) = objects else {
            let message = format!("is {}; give an object from uuid to track", short(objects));
            self.problems.push(Problem::new(path, message));
            return;
        };
        for (uuid, value) in objects {
            let path = if path.is_empty() {
                cut(uuid)
            } else {
                format!("{path}.{}", cut(uuid))
            };
            let Value::Object(object) = value else {
                let message = format!("is {}; give {{label, geometry, frames}}", short(value));
                keep(&mut self.problems, [Problem::new(path, message)]);
                continue;
            };
            let told = object.get("geometry").or_else(|| object.get("type"));
            let kind = told
                .and_then(Value::as_str)
                .and_then(|word| word.parse().ok())
                .or(task_kind);
            let mut track = Track {
                uuid: id(object).or_else(|| Some(uuid.clone())),
                label: label(object),
                keyframes: Vec::new(),
                motion: Motion::Interpolated,
            };
            let frames = object.get("frames").or_else(|| object.get("keyframes"));
            let frames = frames.and_then(Value::as_array);
            for (place, value) in frames.into_iter().flatten().enumerate() {
                match keyframe(value, kind) {
                    Ok(keyframe) => track.keyframes.push(keyframe),
                    Err(problems) => {
                        let at = format!("{path}.frames[{place}]");
                        let problems = problems.into_iter().map(|problem| problem.below(&at));
                        keep(&mut self.problems, problems);
                    }
                }
            }
            if track.keyframes.is_empty() {
                let message = "holds no frame that can be read; give [{key, left, top, …}]";
                let problem = Problem::new(format!("{path}.frames"), message);
                keep(&mut self.problems, [problem]);
                continue;
            }
            sort(&mut track);
            self.tracks.push(track);
        }
    }
}

fn keyframe(value: &Value, kind: Option<GeometryKind>) -> Result<Keyframe, Vec<Problem>> {
    let told = match (&value["key"], &value["frame"]) {
        (Value::Null, frame) => frame,
        (key, _) => key,
    };
    let frame = frame_number(told).ok_or_else(|| {
        let message = format!("is {}; give the frame's number from 0", short(told));
        vec![Problem::new("key", message)]
    })?;
    let Value::Object(object) = value else {
        return Err(vec![Problem::new("", "is no object; give {key, …}")]);
    };
    Ok(Keyframe {
        frame,
        attributes: attributes(object),
        geometry: Geometry::read(object, kind)?,
    })
}

fn frame_number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|frame| u32::try_from(frame).ok())
}

/// By frame; of several keyframes of one frame the last in the file holds.
fn sort(track: &mut Track) {
    track.keyframes.sort_by_key(|keyframe| keyframe.frame);
    track.keyframes.reverse();
    track.keyframes.dedup_by_key(|keyframe| keyframe.frame);
    track.keyframes.reverse();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn left(annotation: &Annotation) -> f64 {
        match &annotation.geometry {
            Geometry::Box(shape) => shape.left,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn frames_list_what_is_there_and_uuids_follow_it() {
        // The shape of Scale's page "Video annotation: callback format".
        let shape = |uuid: &str, left: f64| json!({"uuid": uuid, "type": "box", "label": "small vehicle", "top": 144, "left": left, "height": 168, "width": 72, "attributes": {"moving": "no"}});
        let video = VideoAnnotations::read(
            &json!([
                {"annotations": [shape("a", 845.0), shape("b", 330.0)]},
                {"annotations": [shape("b", 289.0)]},
                {"annotations": [shape("a", 800.0), {"uuid": "c", "type": "box"}]},
            ]),
            None,
        );
        assert_eq!(video.frame_count, 3);
        assert_eq!(video.tracks.len(), 2);
        assert_eq!(video.frame(1).iter().map(left).collect::<Vec<_>>(), [289.0]);
        assert_eq!(video.frame(2).len(), 1);
        assert_eq!(video.problems.len(), 4);
        assert_eq!(video.problems[0].path, "[2].annotations[1].left");
    }

    #[test]
    fn boxes_move_evenly_between_the_keyframes_of_an_object() {
        // The shape of Scale's page "Video playback: callback format".
        let video = VideoAnnotations::read(
            &json!([{"annotations": {"26201bd9": {
                "label": "Person",
                "geometry": "box",
                "frames": [
                    {"key": 9, "left": 20, "top": 0, "height": 10, "width": 10, "attributes": {}},
                    {"key": 1, "left": 100, "top": 0, "height": 10, "width": 10, "attributes": {}},
                    {"key": "x", "left": 1, "top": 0, "height": 10, "width": 10},
                ],
            }}}]),
            None,
        );
        assert_eq!(video.frame_count, 10);
        assert!(video.frame(0).is_empty());
        assert!((left(&video.frame(3)[0]) - 80.0).abs() < 1e-9);
        assert!((left(&video.frame(9)[0]) - 20.0).abs() < 1e-9);
        assert!(video.frame(10).is_empty());
        assert_eq!(
            video.problems[0].to_string(),
            "`[0].annotations.26201bd9.frames[2].key` is `x`; give the frame's number from 0"
        );
    }
}
