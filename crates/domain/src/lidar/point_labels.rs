//! The labels of single points: the answer to a `lidarsegmentation` task.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LeftOut;
use crate::annotations::Problem;

/// What the points of one frame were labelled as.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PointLabels {
    /// What points may be; the first is what has no label.
    pub objects: Vec<PointObject>,
    /// The points in the order of the frame's file: how many in a row are of which object, by its
    /// place in `objects`.
    pub runs: Vec<(u32, u16)>,
}

/// Something that points may be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PointObject {
    /// Empty for what has no label.
    pub label: String,
    /// One thing of its label rather than all of it.
    pub is_instance: bool,
}

impl PointLabels {
    /// Reads what `response.point_segmentations.url` leads to: `{objects: [{label, index,
    /// instance}], point_objects: [[…], …]}`, a list of indices for each frame, 0 for no label.
    /// <https://docs.scale.com/reference/lidar-segmentation-response>
    ///
    /// # Errors
    /// The first field that is missing or wrong.
    pub fn read(answer: &Value, frame: usize) -> Result<Self, Problem> {
        let objects = objects(answer)?;
        let path = format!("point_objects[{frame}]");
        let Some(points) = answer["point_objects"][frame].as_array() else {
            return Err(Problem::new(
                path,
                "is missing or no list; give the index of an object for each point of the frame",
            ));
        };
        let mut runs: Vec<(u32, u16)> = Vec::new();
        for (place, value) in points.iter().enumerate() {
            let index = value.as_u64().and_then(|index| u16::try_from(index).ok());
            let Some(index) = index.filter(|index| usize::from(*index) < objects.len()) else {
                return Err(Problem::new(
                    format!("{path}[{place}]"),
                    format!("is {value}; give the `index` of one of `objects`, or 0"),
                ));
            };
            match runs.last_mut() {
                Some((count, last)) if *last == index && *count < u32::MAX => *count += 1,
                _ => runs.push((1, index)),
            }
        }
        Ok(Self { objects, runs })
    }

    /// The labels of the points that a reader kept, of an answer that counts all points of the file:
    /// those whose position is none are left out of both. `points` are kept. An answer of another
    /// length stays as it is.
    #[must_use]
    pub fn kept(self, left_out: &[LeftOut], points: u64) -> Self {
        let counted: u64 = self.runs.iter().map(|(count, _)| u64::from(*count)).sum();
        let dropped: u64 = left_out.iter().map(|run| u64::from(run.count)).sum();
        if dropped == 0 || counted != points + dropped {
            return self;
        }
        let mut runs: Vec<(u32, u16)> = Vec::new();
        let mut keep = |count: u64, object: u16| match runs.last_mut() {
            _ if count == 0 => {}
            Some((before, last)) if *last == object => *before += count as u32,
            _ => runs.push((count as u32, object)),
        };
        let mut left_out = left_out.iter().peekable();
        let mut place = 0_u64;
        for (count, object) in self.runs {
            let end = place + u64::from(count);
            while place < end {
                let Some(run) = left_out.peek() else {
                    keep(end - place, object);
                    break;
                };
                let first = u64::from(run.first);
                let last = first + u64::from(run.count);
                if last <= place {
                    left_out.next();
                } else {
                    keep(first.clamp(place, end) - place, object);
                    place = last.min(end).max(place);
                }
                if first >= end {
                    break;
                }
            }
            place = end;
        }
        Self {
            objects: self.objects,
            runs,
        }
    }

    /// The labels, each once, in the order of `objects`; the first is that of no label.
    pub fn labels(&self) -> Vec<&str> {
        self.numbered().0
    }

    /// For each point, the place of its label in [`PointLabels::labels`]; the 255th also stands for
    /// all beyond.
    pub fn classes(&self) -> Vec<u8> {
        let (_, places) = self.numbered();
        self.expanded(|object| places.get(object).copied())
    }

    /// The labels, and the place among them that each of `objects` has.
    fn numbered(&self) -> (Vec<&str>, Vec<usize>) {
        let mut labels = vec![""];
        let mut known = HashMap::from([("", 0)]);
        let mut places = Vec::with_capacity(self.objects.len());
        for object in &self.objects {
            let label = object.label.as_str();
            let place = *known.entry(label).or_insert_with(|| {
                labels.push(label);
                labels.len() - 1
            });
            places.push(place);
        }
        (labels, places)
    }

    /// For each point, which instance it is of, from 1, and 0 for none; `None` if nothing was told
    /// apart. Beyond 255 they begin again.
    pub fn instances(&self) -> Option<Vec<u8>> {
        if !self.objects.iter().any(|object| object.is_instance) {
            return None;
        }
        let mut number = 0_usize;
        let numbers: Vec<usize> = self
            .objects
            .iter()
            .map(|object| {
                number += usize::from(object.is_instance);
                if object.is_instance {
                    (number - 1) % 255 + 1
                } else {
                    0
                }
            })
            .collect();
        Some(self.expanded(|object| numbers.get(object).copied()))
    }

    fn expanded(&self, number: impl Fn(usize) -> Option<usize>) -> Vec<u8> {
        self.runs
            .iter()
            .flat_map(|(count, object)| {
                let number = number(usize::from(*object)).unwrap_or_default().min(255);
                std::iter::repeat_n(number as u8, *count as usize)
            })
            .collect()
    }
}

/// By their index; what the answer leaves out has no label.
fn objects(answer: &Value) -> Result<Vec<PointObject>, Problem> {
    let Some(list) = answer["objects"].as_array() else {
        return Err(Problem::new(
            "objects",
            "is missing or no list; give {label, index} of what points may be",
        ));
    };
    let mut objects = vec![PointObject::default()];
    for (place, value) in list.iter().enumerate() {
        let index = value["index"]
            .as_u64()
            .filter(|index| (1..=u64::from(u16::MAX)).contains(index));
        let Some(index) = index else {
            return Err(Problem::new(
                format!("objects[{place}].index"),
                format!("is {}; give a number from 1 to 65535", value["index"]),
            ));
        };
        let index = index as usize;
        if objects.len() <= index {
            objects.resize(index + 1, PointObject::default());
        }
        objects[index] = PointObject {
            label: value["label"].as_str().unwrap_or_default().to_owned(),
            is_instance: value["instance"].as_bool().unwrap_or_default(),
        };
    }
    Ok(objects)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer() -> Value {
        json!({
            "objects": [
                {"label": "Road", "index": 1},
                {"label": "Animal", "index": 3, "instance": true},
                {"label": "Animal", "index": 4, "instance": true},
            ],
            "point_objects": [[0, 1, 1, 3, 4], [4]],
        })
    }

    #[test]
    fn points_have_labels_and_instances() {
        let labels = PointLabels::read(&answer(), 0).unwrap();
        assert_eq!(labels.labels(), ["", "Road", "Animal"]);
        assert_eq!(labels.runs, [(1, 0), (2, 1), (1, 3), (1, 4)]);
        assert_eq!(labels.classes(), [0, 1, 1, 2, 2]);
        assert_eq!(labels.instances(), Some(vec![0, 0, 0, 1, 2]));
        assert_eq!(PointLabels::read(&answer(), 1).unwrap().classes(), [2]);
    }

    #[test]
    fn an_answer_that_counts_all_points_of_the_file_fits_those_that_were_kept() {
        let answer = json!({
            "objects": [{"label": "Road", "index": 1}, {"label": "Car", "index": 2}],
            "point_objects": [[1, 0, 2, 0, 0, 1]],
        });
        let labels = PointLabels::read(&answer, 0).unwrap();
        let left_out = [(1, 1), (3, 2)].map(|(first, count)| LeftOut { first, count });
        assert_eq!(labels.clone().kept(&left_out, 3).classes(), [1, 2, 1]);
        // An answer of the kept points alone, and one of another frame, stay.
        assert_eq!(labels.clone().kept(&left_out, 6), labels);
        assert_eq!(labels.clone().kept(&left_out, 7), labels);
        assert_eq!(labels.clone().kept(&[], 6), labels);
    }

    #[test]
    fn points_are_left_out_of_runs_wherever_they_are() {
        let labels = PointLabels {
            objects: vec![PointObject::default(); 4],
            runs: vec![(5, 1), (1, 2), (6, 3)],
        };
        let all: Vec<u16> = [vec![1; 5], vec![2], vec![3; 6]].concat();
        for mask in 0..1_u32 << all.len() {
            let is_kept = |place: usize| mask >> place & 1 == 1;
            let mut left_out: Vec<LeftOut> = Vec::new();
            for first in (0..all.len()).filter(|place| !is_kept(*place)) {
                let first = first as u32;
                match left_out.last_mut() {
                    Some(run) if run.first + run.count == first => run.count += 1,
                    _ => left_out.push(LeftOut { first, count: 1 }),
                }
            }
            let expected: Vec<u16> = (0..all.len())
                .filter(|place| is_kept(*place))
                .map(|place| all[place])
                .collect();
            let kept = labels.clone().kept(&left_out, expected.len() as u64);
            let expanded: Vec<u16> = kept
                .runs
                .iter()
                .flat_map(|(count, object)| std::iter::repeat_n(*object, *count as usize))
                .collect();
            assert_eq!(expanded, expected, "{mask:b}");
        }
    }

    #[test]
    fn of_as_many_labels_as_can_be_each_has_its_place() {
        let objects = (0..=u16::MAX).map(|number| PointObject {
            label: number.to_string(),
            is_instance: false,
        });
        let labels = PointLabels {
            objects: objects.collect(),
            runs: vec![(1, 0), (1, 6), (1, u16::MAX)],
        };
        assert_eq!(labels.labels().len(), 65_537);
        assert_eq!(labels.labels()[7], "6");
        assert_eq!(labels.classes(), [1, 7, 255]);
    }

    #[test]
    fn without_instances_there_are_none() {
        let answer = json!({"objects": [{"label": "Road", "index": 1}], "point_objects": [[1]]});
        assert_eq!(PointLabels::read(&answer, 0).unwrap().instances(), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |change: fn(&mut Value)| {
            let mut answer = answer();
            change(&mut answer);
            PointLabels::read(&answer, 0).unwrap_err().path
        };
        assert_eq!(wrong(|a| a["objects"] = Value::Null), "objects");
        assert_eq!(
            wrong(|a| a["objects"][1]["index"] = json!(0)),
            "objects[1].index"
        );
        assert_eq!(
            wrong(|a| a["point_objects"] = json!([])),
            "point_objects[0]"
        );
        assert_eq!(
            wrong(|a| a["point_objects"][0][2] = json!(9)),
            "point_objects[0][2]"
        );
        assert_eq!(
            wrong(|a| a["point_objects"][0][1] = json!("Road")),
            "point_objects[0][1]"
        );
    }
}
