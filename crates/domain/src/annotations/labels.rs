//! What a task asks its labelers for: labels, geometries and attributes.

use serde_json::Value;

use super::geometry::GeometryKind;
use crate::TaskType;
use crate::record::cut_to;

/// The most labels that are read of a task; the largest published taxonomies have some 20,000.
pub const MAX_LABELS: usize = 50_000;

/// Headings are cut here, in characters: each label below carries them.
const HEADING_CHARS: usize = 200;

/// A label that can be given, with the headings it stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredLabel {
    /// The word that responses have.
    pub label: String,
    /// What labelers see; the label itself if nothing else is said.
    pub display: String,
    /// The headings above it, outermost first.
    pub under: Vec<String>,
    /// The geometry it is asked for with; `None`: any.
    pub geometry: Option<GeometryKind>,
}

/// The labels and attributes of a task's `params`. What is empty is not restricted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taxonomy {
    pub labels: Vec<DeclaredLabel>,
    /// The geometries asked for.
    pub geometries: Vec<GeometryKind>,
    /// The names in `annotation_attributes` with their choices; no choices: any value.
    pub attributes: Vec<(String, Vec<String>)>,
}

impl Taxonomy {
    /// Reads `geometries.{…}.objects_to_annotate`, and `objects_to_annotate` or `labels` of the
    /// types that have those; and `annotation_attributes`.
    pub fn read(task_type: TaskType, params: &Value) -> Self {
        let mut taxonomy = Self::default();
        if let Some(geometries) = params["geometries"].as_object() {
            for (word, options) in geometries {
                let geometry = word.parse().ok();
                taxonomy.geometries.extend(geometry);
                taxonomy.add_labels(&options["objects_to_annotate"], &mut Vec::new(), geometry);
            }
        }
        let geometry = GeometryKind::of_task_type(task_type);
        for list in ["objects_to_annotate", "labels"] {
            taxonomy.add_labels(&params[list], &mut Vec::new(), geometry);
        }
        if let Some(attributes) = params["annotation_attributes"].as_object() {
            for (name, form) in attributes {
                let mut choices = Vec::new();
                add_choices(&form["choices"], &mut choices);
                taxonomy.attributes.push((name.clone(), choices));
            }
        }
        taxonomy
    }

    /// The labels that an annotation of this geometry may have.
    pub fn labels_for(
        &self,
        geometry: Option<GeometryKind>,
    ) -> impl Iterator<Item = &DeclaredLabel> {
        self.labels.iter().filter(move |declared| {
            declared.geometry.is_none() || geometry.is_none() || declared.geometry == geometry
        })
    }

    /// Adds a list of labels: words, `{name}`, or `{choice, subchoices, display}`, of which only
    /// the innermost can be given (Scale's page "Label nesting and options").
    fn add_labels(
        &mut self,
        list: &Value,
        under: &mut Vec<String>,
        geometry: Option<GeometryKind>,
    ) {
        for entry in list.as_array().into_iter().flatten() {
            let (Some(label), display) = label_words(entry) else {
                continue;
            };
            if entry["subchoices"].is_array() {
                under.push(cut_to(display.unwrap_or(label), HEADING_CHARS));
                self.add_labels(&entry["subchoices"], under, geometry);
                under.pop();
            } else if self.labels.len() < MAX_LABELS {
                self.labels.push(DeclaredLabel {
                    label: label.to_owned(),
                    display: display.unwrap_or(label).to_owned(),
                    under: under.clone(),
                    geometry,
                });
            }
        }
    }
}

/// The word of a label and what labelers see instead of it.
fn label_words(entry: &Value) -> (Option<&str>, Option<&str>) {
    let word = entry
        .as_str()
        .or_else(|| entry["choice"].as_str())
        .or_else(|| entry["name"].as_str());
    let display = entry["display"]
        .as_str()
        .or_else(|| entry["display_name"].as_str());
    (word, display)
}

fn add_choices(list: &Value, choices: &mut Vec<String>) {
    for entry in list.as_array().into_iter().flatten() {
        if entry["subchoices"].is_array() {
            add_choices(&entry["subchoices"], choices);
        } else if let (Some(word), _) = label_words(entry) {
            choices.push(word.to_owned());
        } else if !entry.is_object() {
            choices.push(super::value_text(entry));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_innermost_of_nested_labels_can_be_given() {
        // From Scale's page "Boxes".
        let taxonomy = Taxonomy::read(
            TaskType::ImageAnnotation,
            &json!({"geometries": {"box": {"objects_to_annotate": [
                "traffic_sign",
                {"choice": "vehicle", "subchoices": ["Car", {"choice": "truck_suv", "display": "truck or SUV"}]},
            ]}}}),
        );
        let seen: Vec<_> = taxonomy
            .labels_for(Some(GeometryKind::Box))
            .map(|label| {
                (
                    label.label.as_str(),
                    label.display.as_str(),
                    label.under.len(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("traffic_sign", "traffic_sign", 0),
                ("Car", "Car", 1),
                ("truck_suv", "truck or SUV", 1)
            ]
        );
        assert_eq!(taxonomy.labels_for(Some(GeometryKind::Line)).count(), 0);
    }
}
