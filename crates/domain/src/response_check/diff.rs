//! What a fix changes.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::capped::Capped;
use crate::record::cut_to;

/// The most changes kept; a page writes out fewer.
const MAX_CHANGES: usize = 500;

/// The most fields kept of one annotation.
const MAX_FIELDS: usize = 200;

/// The most fields kept of all annotations together.
const MAX_ALL_FIELDS: usize = 2000;

/// Values are cut here, in characters.
const VALUE_CHARS: usize = 160;

/// Paths, labels and ids are cut here, in characters.
const NAME_CHARS: usize = 300;

/// One difference between two responses of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// An annotation that only the later response has.
    Added(Subject),
    /// An annotation that only the earlier response has; its index is there.
    Removed(Subject),
    /// An annotation that both have, with the first of what differs inside it.
    Changed(Subject, Vec<FieldChange>),
    /// A difference outside the annotations.
    Field(FieldChange),
}

/// Which annotation a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Its place in `annotations`, from 0.
    pub index: usize,
    /// `uuid`, or `id` where a type calls it so.
    pub id: Option<String>,
    pub label: String,
}

/// A value that differs; `None` where it is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `vertices[2].x`, from the annotation or, outside annotations, from the response.
    pub path: String,
    /// The beginning of its JSON.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The differences from `before` to `after`: annotations that are arrays are compared by `uuid` (or
/// `id`), those without one by content and then by order; everything else by path. Numbers are
/// compared by value, so `1` and `1.0` are the same; the order of keys and annotations does not
/// count. Of very many changes the first are kept, and long values are cut.
pub fn response_diff(before: &Value, after: &Value) -> Capped<Change> {
    let mut changes = Capped::default();
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        Comparison::new(MAX_CHANGES).run(before, after, &mut changes);
        return changes;
    };
    let (Some(Value::Array(old_list)), Some(Value::Array(new_list))) =
        (old.get("annotations"), new.get("annotations"))
    else {
        Comparison::new(MAX_CHANGES).run(before, after, &mut changes);
        return changes;
    };
    annotation_changes(old_list, new_list, &mut changes);
    let mut rest = Comparison::new(MAX_CHANGES);
    rest.objects(old, new, &["annotations"]);
    rest.into_changes(&mut changes);
    changes
}

fn annotation_changes(old: &[Value], new: &[Value], changes: &mut Capped<Change>) {
    let partners = partners(old, new);
    let mut left = MAX_ALL_FIELDS;
    for (index, annotation) in new.iter().enumerate() {
        let Some(partner) = partners[index] else {
            changes.push(MAX_CHANGES, || Change::Added(subject(index, annotation)));
            continue;
        };
        let mut found = Comparison::new(left.min(MAX_FIELDS));
        found.compare(Some(&old[partner]), Some(annotation));
        if !found.found.is_empty() {
            left -= found.found.list.len();
            changes.push(MAX_CHANGES, || {
                Change::Changed(subject(index, annotation), found.found.list)
            });
        }
    }
    let mut kept = vec![false; old.len()];
    for partner in partners.into_iter().flatten() {
        kept[partner] = true;
    }
    for (index, annotation) in old.iter().enumerate() {
        if !kept[index] {
            changes.push(MAX_CHANGES, || Change::Removed(subject(index, annotation)));
        }
    }
}

/// For each new annotation the old one that it was, each old one once.
fn partners(old: &[Value], new: &[Value]) -> Vec<Option<usize>> {
    let mut partners = vec![None; new.len()];
    let mut free: Vec<bool> = vec![true; old.len()];
    // By id, then by content, then by order; an annotation with an id never joins one without.
    let keys: [fn(&Value) -> Option<String>; 3] = [
        |value| id(value).map(str::to_owned),
        |value| id(value).is_none().then(|| value.to_string()),
        |value| id(value).is_none().then(String::new),
    ];
    for key in keys {
        let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, annotation) in old.iter().enumerate().rev() {
            if free[place]
                && let Some(key) = key(annotation)
            {
                waiting.entry(key).or_default().push(place);
            }
        }
        for (place, annotation) in new.iter().enumerate() {
            if partners[place].is_none()
                && let Some(key) = key(annotation)
                && let Some(partner) = waiting.get_mut(&key).and_then(Vec::pop)
            {
                partners[place] = Some(partner);
                free[partner] = false;
            }
        }
    }
    partners
}

fn id(annotation: &Value) -> Option<&str> {
    annotation["uuid"]
        .as_str()
        .or_else(|| annotation["id"].as_str())
}

fn subject(index: usize, annotation: &Value) -> Subject {
    let cut = |text: &str| cut_to(text, NAME_CHARS);
    Subject {
        index,
        id: id(annotation).map(cut),
        label: cut(annotation["label"].as_str().unwrap_or_default()),
    }
}

/// A step down into a value.
enum Step<'a> {
    Field(&'a str),
    Element(usize),
}

/// Two values gone through together. Paths become text only where something differs.
struct Comparison<'a> {
    path: Vec<Step<'a>>,
    found: Capped<FieldChange>,
    most: usize,
}

impl<'a> Comparison<'a> {
    const fn new(most: usize) -> Self {
        Self {
            path: Vec::new(),
            found: Capped {
                list: Vec::new(),
                more: 0,
            },
            most,
        }
    }

    fn run(mut self, before: &'a Value, after: &'a Value, changes: &mut Capped<Change>) {
        self.compare(Some(before), Some(after));
        self.into_changes(changes);
    }

    fn into_changes(self, changes: &mut Capped<Change>) {
        changes.more += self.found.more;
        for field in self.found.list {
            changes.push(MAX_CHANGES, || Change::Field(field));
        }
    }

    fn objects(&mut self, old: &'a Map<String, Value>, new: &'a Map<String, Value>, but: &[&str]) {
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            if !but.contains(&key.as_str()) {
                self.path.push(Step::Field(key));
                self.compare(old.get(key), new.get(key));
                self.path.pop();
            }
        }
    }

    fn compare(&mut self, before: Option<&'a Value>, after: Option<&'a Value>) {
        match (before, after) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => self.objects(old, new, &[]),
            // Arrays of other length are shown whole: their elements do not correspond.
            (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
                for (place, (old, new)) in old.iter().zip(new).enumerate() {
                    self.path.push(Step::Element(place));
                    self.compare(Some(old), Some(new));
                    self.path.pop();
                }
            }
            (Some(Value::Number(old)), Some(Value::Number(new)))
                if old == new || (old.is_f64() || new.is_f64()) && old.as_f64() == new.as_f64() => {
            }
            (before, after) if before == after => {}
            (before, after) => {
                let path = &self.path;
                self.found.push(self.most, || FieldChange {
                    path: path_text(path),
                    before: before.map(value_start),
                    after: after.map(value_start),
                });
            }
        }
    }
}

/// `vertices[2].x`, cut in its steps and at its end.
fn path_text(path: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&cut_to(name, NAME_CHARS));
            }
            Step::Element(place) => {
                // Writing to a string cannot fail.
                let _ = write!(text, "[{place}]");
            }
        }
    }
    cut_to(&text, NAME_CHARS)
}

/// The beginning of a value's JSON; what is beyond it is not written.
fn value_start(value: &Value) -> String {
    struct Start(Vec<u8>);

    impl io::Write for Start {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // A character has up to four bytes; one more tells that something follows.
            let left = (4 * VALUE_CHARS + 4).saturating_sub(self.0.len());
            if left == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            let taken = left.min(bytes.len());
            self.0.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut start = Start(Vec::new());
    // It fails only where the value is longer.
    let _ = serde_json::to_writer(&mut start, value);
    let text = String::from_utf8_lossy(&start.0);
    cut_to(&text, VALUE_CHARS)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn subject_of(index: usize, id: Option<&str>, label: &str) -> Subject {
        Subject {
            index,
            id: id.map(str::to_owned),
            label: label.to_owned(),
        }
    }

    fn field(path: &str, before: Option<Value>, after: Option<Value>) -> FieldChange {
        FieldChange {
            path: path.to_owned(),
            before: before.map(|value| value.to_string()),
            after: after.map(|value| value.to_string()),
        }
    }

    #[test]
    fn annotations_are_compared_by_uuid() {
        let before = json!({"annotations": [
            {"uuid": "a", "label": "Car", "left": 1, "vertices": [{"x": 1}, {"x": 2}]},
            {"uuid": "b", "label": "Bus", "left": 1},
            {"uuid": "c", "label": "Car", "left": 7.0},
        ], "seconds": 5});
        let after = json!({"annotations": [
            {"uuid": "c", "label": "Car", "left": 7},
            {"uuid": "a", "label": "Van", "left": 1, "vertices": [{"x": 1}, {"x": 3}], "attributes": {}},
            {"uuid": "d", "label": "Car"},
        ], "seconds": 6});
        assert_eq!(
            response_diff(&before, &after).list,
            [
                Change::Changed(
                    subject_of(1, Some("a"), "Van"),
                    vec![
                        field("label", Some(json!("Car")), Some(json!("Van"))),
                        field("vertices[1].x", Some(json!(2)), Some(json!(3))),
                        field("attributes", None, Some(json!({}))),
                    ]
                ),
                Change::Added(subject_of(2, Some("d"), "Car")),
                Change::Removed(subject_of(1, Some("b"), "Bus")),
                Change::Field(field("seconds", Some(json!(5)), Some(json!(6)))),
            ]
        );
    }

    #[test]
    fn annotations_without_an_id_are_compared_by_content_then_by_order() {
        let before = json!({"annotations": [{"label": "a", "x": 1}, {"label": "b", "x": 2}, {"label": "c", "x": 3}]});
        let after = json!({"annotations": [{"label": "b", "x": 2}, {"label": "a", "x": 9}]});
        assert_eq!(
            response_diff(&before, &after).list,
            [
                Change::Changed(
                    subject_of(1, None, "a"),
                    vec![field("x", Some(json!(1)), Some(json!(9)))]
                ),
                Change::Removed(subject_of(2, None, "c")),
            ]
        );
    }

    #[test]
    fn other_responses_are_compared_by_path() {
        let before = json!({"annotations": {"kind": ["a", "b"], "sure": true}});
        let after = json!({"annotations": {"kind": ["a"], "sure": true}});
        assert_eq!(
            response_diff(&before, &after).list,
            [Change::Field(field(
                "annotations.kind",
                Some(json!(["a", "b"])),
                Some(json!(["a"]))
            ))]
        );
        assert_eq!(response_diff(&after, &after).list, []);
    }

    #[test]
    fn of_very_many_changes_the_first_are_told_and_the_others_counted() {
        let list = |x: u32| {
            let one = |id: u32| json!({"uuid": id.to_string(), "x": x, "y": x, "z": x});
            json!({ "annotations": (0..5000).map(one).collect::<Vec<_>>() })
        };
        let changes = response_diff(&list(1), &list(2));
        assert_eq!(changes.total(), 5000);
        assert_eq!(changes.list.len(), MAX_CHANGES);
        let text = serde_json::to_string(&changes).unwrap();
        assert!(text.len() < 200_000, "{}", text.len());
    }

    #[test]
    fn long_names_and_values_are_cut() {
        let long = "ü".repeat(1 << 20);
        let response = |x: u32| {
            let inner: Map<String, Value> =
                (0..5000).map(|key| (key.to_string(), json!(x))).collect();
            json!({ long.clone(): inner, "text": [x.to_string(), long.clone()] })
        };
        let changes = response_diff(&response(1), &response(2));
        assert_eq!(changes.total(), 5001);
        let text = serde_json::to_string(&changes).unwrap();
        assert!(text.len() < 2 << 20, "{}", text.len());
    }
}
