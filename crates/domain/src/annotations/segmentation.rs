//! Segmentation: masks as images, and what their colours and numbers mean.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::annotation::short;
use super::problem::{Problem, keep};
use crate::label_color::Rgb;
use crate::record::{cut, cut_to};

/// The most segments that are read; the indices of a mask have 16 bits, or 24 where they are many.
pub const MAX_SEGMENTS: usize = 100_000;

/// A label is cut here, in characters: each of its instances carries it.
const LABEL_CHARS: usize = 300;

/// The masks of a `segmentannotation` response. Each address is as the response has it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Segmentation {
    /// A colour image: each pixel has the colour of its segment; transparent where unlabeled.
    /// Colours need not be unique.
    pub combined: Option<String>,
    /// A grayscale image: each pixel is the index of its segment; 0 where unlabeled.
    pub indexed: Option<String>,
    /// Like `indexed` with 24 bits, red least significant.
    pub extended_indexed: Option<String>,
    /// The pixels without a label.
    pub unlabeled: Option<String>,
    /// In the order of `labelMapping`.
    pub segments: Vec<Segment>,
    pub problems: Vec<Problem>,
}

/// A label's pixels, or those of one instance of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub label: String,
    /// Which instance, from 1, where the label has instances.
    pub instance: Option<usize>,
    /// The pixel value in `indexed`.
    pub index: Option<u32>,
    /// The pixel colour in `combined`.
    pub color: Option<Rgb>,
    /// How many pixels, if the response tells.
    pub pixels: Option<u64>,
    /// A mask of this segment alone.
    pub mask: Option<String>,
}

impl Segmentation {
    /// Reads `annotations.{combined, indexed, unlabeled, labeled}`, where `combined` is an address
    /// or `{image, indexedImage, extendedIndexedImage}`, and `labelMapping` at the response's top
    /// or inside `annotations`.
    pub fn read(response: &Value) -> Self {
        let mut segmentation = Self::default();
        let annotations = &response["annotations"];
        let address = |value: &Value| value.as_str().map(str::to_owned);
        let combined = &annotations["combined"];
        segmentation.combined = address(combined).or_else(|| address(&combined["image"]));
        segmentation.indexed =
            address(&annotations["indexed"]).or_else(|| address(&combined["indexedImage"]));
        segmentation.extended_indexed = address(&combined["extendedIndexedImage"]);
        segmentation.unlabeled = address(&annotations["unlabeled"]);
        let mapping = match &response["labelMapping"] {
            Value::Null => ("annotations.labelMapping", &annotations["labelMapping"]),
            found => ("labelMapping", found),
        };
        match mapping {
            (path, Value::Object(labels)) => {
                segmentation.read_mapping(path, labels, &annotations["labeled"]);
            }
            (_, Value::Null) => segmentation.problems.push(Problem::new(
                "labelMapping",
                "is missing; give an object from label to {index, color}",
            )),
            (path, other) => segmentation.problems.push(Problem::new(
                path,
                format!(
                    "is {}; give an object from label to {{index, color}}",
                    short(other)
                ),
            )),
        }
        if segmentation.combined.is_none() && segmentation.indexed.is_none() {
            segmentation.problems.push(Problem::new(
                "annotations.combined",
                "is missing; give the address of the mask image",
            ));
        }
        segmentation
    }

    fn read_mapping(&mut self, path: &str, labels: &Map<String, Value>, masks: &Value) {
        for (name, value) in labels {
            let label = cut_to(name, LABEL_CHARS);
            // An array holds one entry an instance, whatever the form of an entry.
            let (entries, instances) = match value {
                Value::Array(list) => (list.as_slice(), true),
                one => (std::slice::from_ref(one), false),
            };
            for (place, entry) in entries.iter().enumerate() {
                if self.segments.len() == MAX_SEGMENTS {
                    let message = format!("has more than {MAX_SEGMENTS} segments; merge some");
                    keep(&mut self.problems, [Problem::new(path, message)]);
                    return;
                }
                let mask = match &masks[name] {
                    Value::Array(list) => list.get(place),
                    Value::Null => None,
                    one => Some(one),
                };
                let mut segment = Segment {
                    label: label.clone(),
                    instance: instances.then_some(place + 1),
                    index: None,
                    color: None,
                    pixels: None,
                    mask: mask.and_then(Value::as_str).map(str::to_owned),
                };
                if let Err(problem) = segment.read_entry(entry) {
                    let label = cut(&label);
                    let place = if instances {
                        format!("{path}.{label}[{place}]")
                    } else {
                        format!("{path}.{label}")
                    };
                    keep(&mut self.problems, [problem.below(&place)]);
                }
                self.segments.push(segment);
            }
        }
    }
}

impl Segment {
    /// An index, a colour `#rrggbb`, or an object with `index`, `color` and `numPixels`.
    fn read_entry(&mut self, entry: &Value) -> Result<(), Problem> {
        match entry {
            Value::Number(_) => self.index = Some(index("", entry)?),
            Value::String(text) => self.color = Some(color("", text)?),
            Value::Object(fields) => {
                self.pixels = fields.get("numPixels").and_then(Value::as_u64);
                if let Some(value) = fields.get("index") {
                    self.index = Some(index("index", value)?);
                }
                if let Some(text) = fields.get("color").and_then(Value::as_str) {
                    self.color = Some(color("color", text)?);
                }
            }
            other => {
                return Err(Problem::new(
                    "",
                    format!("is {}; give {{index, color}}", short(other)),
                ));
            }
        }
        Ok(())
    }
}

fn index(path: &str, value: &Value) -> Result<u32, Problem> {
    value
        .as_u64()
        .and_then(|index| u32::try_from(index).ok())
        .ok_or_else(|| {
            Problem::new(
                path,
                format!("is {}; give a whole number from 0", short(value)),
            )
        })
}

fn color(path: &str, text: &str) -> Result<Rgb, Problem> {
    text.parse()
        .map_err(|error| Problem::new(path, format!("cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn labels_map_to_indices_colours_and_instances() {
        // From Scale's page "Image segmentation hypothesis", with a plain index and a colour added.
        let read = Segmentation::read(&json!({
            "labelMapping": {
                "car": {"index": 1},
                "person": [
                    {"index": 2, "color": "#e6194b", "numPixels": 12784},
                    {"index": 3, "color": "#fc5174", "numPixels": 39227},
                ],
                "road": 4,
                "sky": "#0082c8",
            },
            "annotations": {
                "combined": {"image": "c.png", "indexedImage": "i.png"},
                "labeled": {"car": "car.png", "person": ["p1.png", "p2.png"]},
                "unlabeled": "u.png",
            },
        }));
        assert_eq!(read.problems, []);
        assert_eq!(read.combined.as_deref(), Some("c.png"));
        assert_eq!(read.indexed.as_deref(), Some("i.png"));
        let seen: Vec<_> = read
            .segments
            .iter()
            .map(|segment| {
                (
                    segment.label.as_str(),
                    segment.instance,
                    segment.index,
                    segment.mask.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("car", None, Some(1), Some("car.png")),
                ("person", Some(1), Some(2), Some("p1.png")),
                ("person", Some(2), Some(3), Some("p2.png")),
                ("road", None, Some(4), None),
                ("sky", None, None, None),
            ]
        );
        assert_eq!(read.segments[4].color, "#0082c8".parse().ok());
    }

    #[test]
    fn a_broken_entry_is_reported_beside_the_good_ones() {
        let read = Segmentation::read(&json!({
            "annotations": {"combined": "c.png", "indexed": "i.png"},
            "labelMapping": {"car": [{"index": 1}, {"index": -2}], "road": {"color": "red"}},
        }));
        let messages: Vec<_> = read.problems.iter().map(ToString::to_string).collect();
        assert_eq!(messages.len(), 2);
        assert_eq!(
            messages[0],
            "`labelMapping.car[1].index` is `-2`; give a whole number from 0"
        );
        assert_eq!(read.segments.len(), 3);
    }
}
