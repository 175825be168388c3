//! What can be pointed at: a shape, an object of a video, a segment or a span of text, as its row
//! in the list and its label in the legend show it.

use std::collections::BTreeSet;

use domain::annotations::{
    Annotation, Attribute, Entities, Geometry, ResponseView, Segmentation, Track, value_text,
};
use domain::label_color::{Rgb, label_color};
use domain::lidar::{FrameCuboids, LidarObject};
use leptos::prelude::*;

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its number in the response, from 0: [`Annotation::index`], or the place in the list.
    pub index: usize,
    pub label: String,
    pub color: Rgb,
    /// What it is: its geometry, its frames, its words.
    pub kind: String,
    /// Its attributes as people read them.
    pub facts: Vec<(String, String)>,
}

/// What is pointed at, chosen and hidden; the picture and the list share it.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    pub hovered: RwSignal<Option<usize>>,
    pub selected: RwSignal<Option<usize>>,
    /// Set to ask the view to bring a mark into sight.
    pub revealed: RwSignal<Option<usize>>,
    /// Labels that are not drawn.
    pub hidden: RwSignal<BTreeSet<String>>,
}

impl Marks {
    pub fn new(hidden: RwSignal<BTreeSet<String>>) -> Self {
        Self {
            hovered: RwSignal::new(None),
            selected: RwSignal::new(None),
            revealed: RwSignal::new(None),
            hidden,
        }
    }

    /// Sets the mark under the pointer, without waking anyone if it is the same.
    pub fn hover(self, mark: Option<usize>) {
        if self.hovered.get_untracked() != mark {
            self.hovered.set(mark);
        }
    }
}

/// The rows of a response, in its order; none for forms and unknown types.
pub fn marks(response: &ResponseView) -> Vec<Mark> {
    match response {
        ResponseView::Shapes(annotations) => annotations.list.iter().map(shape).collect(),
        ResponseView::Video(video) => video.tracks.iter().enumerate().map(object).collect(),
        ResponseView::Entities(entities) => spans(entities),
        ResponseView::Segmentation(masks) => segments(masks),
        ResponseView::Lidar(frames) => cuboids(frames),
        ResponseView::VideoFile(_)
        | ResponseView::LidarFile(_)
        | ResponseView::Fields(_)
        | ResponseView::Json => Vec::new(),
    }
}

fn shape(annotation: &Annotation) -> Mark {
    let kind = match &annotation.geometry {
        Geometry::Box(shape) if shape.rotation.abs() > 1e-9 => "Rotated box".to_owned(),
        geometry @ (Geometry::Polygon(points) | Geometry::Line(points)) => {
            format!("{}, {} points", geometry.kind().label(), points.len())
        }
        geometry => geometry.kind().label().to_owned(),
    };
    Mark {
        index: annotation.index,
        label: annotation.label.clone(),
        color: label_color(&annotation.label),
        kind,
        facts: facts(&annotation.attributes),
    }
}

fn object((index, track): (usize, &Track)) -> Mark {
    let frame = |place: Option<&domain::annotations::Keyframe>| {
        place.map_or(0, |keyframe| keyframe.frame.saturating_add(1))
    };
    let (first, last) = (
        frame(track.keyframes.first()),
        frame(track.keyframes.last()),
    );
    let shape = track
        .keyframes
        .first()
        .map_or("Object", |keyframe| keyframe.geometry.kind().label());
    let kind = if first == last {
        format!("{shape}, frame {first}")
    } else {
        format!("{shape}, frames {first} to {last}")
    };
    Mark {
        index,
        label: track.label.clone(),
        color: label_color(&track.label),
        kind,
        facts: track
            .keyframes
            .first()
            .map(|keyframe| facts(&keyframe.attributes))
            .unwrap_or_default(),
    }
}

/// One for each object, in the order of [`LidarObject::all`].
fn cuboids(frames: &[FrameCuboids]) -> Vec<Mark> {
    LidarObject::all(frames)
        .into_iter()
        .enumerate()
        .filter_map(|(index, object)| {
            let (first, place) = *object.cuboids.first()?;
            let (last, _) = *object.cuboids.last()?;
            let cuboid = &frames[first].list[place];
            let [width, length, height] = cuboid.dimensions;
            let where_ = if first == last {
                format!("frame {}", first + 1)
            } else {
                format!("frames {} to {}", first + 1, last + 1)
            };
            let mut facts = facts(&cuboid.attributes);
            if let Some(points) = cuboid.number_of_points {
                facts.push(("points".to_owned(), points.to_string()));
            }
            Some(Mark {
                index,
                color: label_color(&object.label),
                label: object.label,
                kind: format!("{length:.1} × {width:.1} × {height:.1} m, {where_}"),
                facts,
            })
        })
        .collect()
}

fn spans(entities: &Entities) -> Vec<Mark> {
    let words = |range: &std::ops::Range<usize>| {
        let text = entities.text.get(range.clone()).unwrap_or_default();
        let mut shown: String = text.chars().take(80).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        shown
    };
    entities
        .list
        .iter()
        .enumerate()
        .map(|(place, entity)| Mark {
            index: place,
            label: entity.label.clone(),
            color: label_color(&entity.label),
            kind: words(&entity.range),
            facts: facts(&entity.attributes),
        })
        .collect()
}

fn segments(masks: &Segmentation) -> Vec<Mark> {
    let all: u64 = masks
        .segments
        .iter()
        .filter_map(|segment| segment.pixels)
        .sum();
    masks
        .segments
        .iter()
        .enumerate()
        .map(|(place, segment)| {
            let mut facts = Vec::new();
            if let Some(pixels) = segment.pixels {
                let share = pixels as f64 * 100.0 / all.max(1) as f64;
                facts.push(("pixels".to_owned(), format!("{pixels} ({share:.1} %)")));
            }
            if let Some(index) = segment.index {
                facts.push(("index".to_owned(), index.to_string()));
            }
            Mark {
                index: place,
                label: segment.label.clone(),
                color: label_color(&segment.label),
                kind: segment.instance.map_or_else(
                    || "Segment".to_owned(),
                    |number| format!("Instance {number}"),
                ),
                facts,
            }
        })
        .collect()
}

fn facts(attributes: &[Attribute]) -> Vec<(String, String)> {
    attributes
        .iter()
        .map(|attribute| (attribute.name.clone(), value_text(&attribute.value)))
        .collect()
}

/// The labels of the marks with how many have each, most first, then by name.
pub fn label_counts(marks: &[Mark]) -> Vec<(String, Rgb, usize)> {
    let mut counts = std::collections::BTreeMap::<&str, (Rgb, usize)>::new();
    for mark in marks {
        counts.entry(&mark.label).or_insert((mark.color, 0)).1 += 1;
    }
    let mut counts: Vec<_> = counts
        .into_iter()
        .map(|(label, (color, count))| (label.to_owned(), color, count))
        .collect();
    counts.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use domain::TaskType;
    use serde_json::json;

    use super::*;

    #[test]
    fn labels_are_counted_with_the_most_frequent_first() {
        let response = json!({"annotations": [
            {"type": "point", "label": "b", "x": 1, "y": 1},
            {"type": "point", "label": "c", "x": 1, "y": 1, "attributes": {"lit": true}},
            {"type": "point", "label": "c", "x": 1, "y": 1},
            {"type": "point", "label": "a", "x": 1, "y": 1},
        ]});
        let view = ResponseView::read(TaskType::ImageAnnotation, &json!({}), &response);
        let rows = marks(&view);
        assert_eq!(rows[1].facts, [("lit".to_owned(), "yes".to_owned())]);
        let counts: Vec<_> = label_counts(&rows)
            .into_iter()
            .map(|(label, _, count)| (label, count))
            .collect();
        let expected = [("c", 2), ("a", 1), ("b", 1)];
        assert_eq!(
            counts,
            expected.map(|(label, count)| (label.to_owned(), count))
        );
    }
}
