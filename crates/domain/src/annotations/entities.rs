//! Named entities: labeled spans of a text.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::annotation::{Attribute, attributes, id, label, short};
use super::problem::{Problem, keep};

/// The labeled spans of a `namedentityrecognition` response, and the text they lie in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entities {
    /// `params.text`.
    pub text: String,
    /// What `start` and `end` count.
    pub unit: OffsetUnit,
    pub list: Vec<Entity>,
    pub relationships: Vec<Relationship>,
    pub problems: Vec<Problem>,
}

/// A labeled span.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its place in `response.annotations`, from 0.
    pub index: usize,
    pub id: Option<String>,
    pub label: String,
    pub attributes: Vec<Attribute>,
    /// Where it is in [`Entities::text`], in bytes of UTF-8; the end is not part of it.
    pub range: Range<usize>,
}

/// A named link between two spans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relationship {
    pub name: String,
    /// The `id`s of the spans; without direction they are interchangeable.
    pub source: String,
    pub target: String,
}

/// What offsets count. Scale's documentation does not say; its examples fit whole characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffsetUnit {
    /// Unicode scalar values, as Python counts. The default.
    Characters,
    /// UTF-16 code units, as JavaScript counts: differs after an emoji.
    Utf16,
}

impl OffsetUnit {
    /// The byte offset of every position of the text in this unit, its end included. A position
    /// inside a character has the offset of the character's start.
    fn positions(self, text: &str) -> Vec<usize> {
        let mut positions = Vec::with_capacity(text.len() + 1);
        for (byte, character) in text.char_indices() {
            positions.push(byte);
            if self == Self::Utf16 && character.len_utf16() == 2 {
                positions.push(byte);
            }
        }
        positions.push(text.len());
        positions
    }
}

/// A stretch of the text that the same entities cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRun {
    /// In bytes of UTF-8 into [`Entities::text`].
    pub range: Range<usize>,
    /// Places in [`Entities::list`], longest entity first; empty for plain text.
    pub entities: Vec<usize>,
}

impl Entities {
    /// Reads `response.annotations` over `params.text`. The unit of the offsets is the one under
    /// which more spans hold the text they say, characters if both do.
    pub fn read(params: &Value, response: &Value) -> Self {
        let mut entities = Self {
            text: params["text"].as_str().unwrap_or_default().to_owned(),
            unit: OffsetUnit::Characters,
            list: Vec::new(),
            relationships: relationships(response),
            problems: Vec::new(),
        };
        let annotations = match &response["annotations"] {
            Value::Array(list) => list.as_slice(),
            Value::Null => &[],
            other => {
                entities.problems.push(Problem::new(
                    "annotations",
                    format!("is {}; give an array of spans", short(other)),
                ));
                &[]
            }
        };
        let characters = OffsetUnit::Characters.positions(&entities.text);
        let utf16 = OffsetUnit::Utf16.positions(&entities.text);
        let fitting = |positions: &[usize]| {
            annotations
                .iter()
                .filter(|value| {
                    let range = span(value, positions);
                    range.is_ok_and(|range| value["text"].as_str() == entities.text.get(range))
                })
                .count()
        };
        let positions = if fitting(&utf16) > fitting(&characters) {
            entities.unit = OffsetUnit::Utf16;
            utf16
        } else {
            characters
        };
        for (index, value) in annotations.iter().enumerate() {
            let path = format!("annotations[{index}]");
            match span(value, &positions) {
                Ok(range) => entities.take(index, value, range, &path),
                Err(problem) => keep(&mut entities.problems, [problem.below(&path)]),
            }
        }
        entities
    }

    fn take(&mut self, index: usize, value: &Value, range: Range<usize>, path: &str) {
        let Value::Object(object) = value else { return };
        let covered = self.text.get(range.clone()).unwrap_or_default();
        if let Some(told) = value["text"].as_str()
            && told != covered
        {
            let covered = short(&Value::from(covered));
            let problem = Problem::new(
                format!("{path}.text"),
                format!(
                    "is {} but `start` and `end` cover {covered}; correct the offsets or the text",
                    short(&value["text"])
                ),
            );
            keep(&mut self.problems, [problem]);
        }
        self.list.push(Entity {
            index,
            id: id(object),
            label: label(object),
            attributes: attributes(object),
            range,
        });
    }

    /// The whole text in stretches, cut wherever an entity begins or ends, so that nested and
    /// crossing entities can be drawn.
    pub fn runs(&self) -> Vec<TextRun> {
        let mut cuts: Vec<usize> = self
            .list
            .iter()
            .flat_map(|entity| [entity.range.start, entity.range.end])
            .chain([0, self.text.len()])
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut by_start: Vec<usize> = (0..self.list.len()).collect();
        by_start.sort_by_key(|place| self.list[*place].range.start);
        let mut next = by_start.into_iter().peekable();
        let mut open: Vec<usize> = Vec::new();
        let mut runs = Vec::with_capacity(cuts.len());
        for cut in cuts.windows(2) {
            let range = cut[0]..cut[1];
            open.retain(|place| self.list[*place].range.end > range.start);
            while let Some(place) =
                next.next_if(|place| self.list[*place].range.start <= range.start)
            {
                open.push(place);
            }
            let mut entities = open.clone();
            entities.sort_by_key(|place| {
                let range = &self.list[*place].range;
                (std::cmp::Reverse(range.len()), *place)
            });
            runs.push(TextRun { range, entities });
        }
        runs
    }
}

/// The bytes that `start` and `end` mean, `end` not included.
fn span(value: &Value, positions: &[usize]) -> Result<Range<usize>, Problem> {
    let offset = |name: &str| {
        let last = positions.len() - 1;
        match &value[name] {
            Value::Null => Err(Problem::new(name, "is missing; give a character offset")),
            found => found
                .as_u64()
                .and_then(|offset| usize::try_from(offset).ok())
                .filter(|offset| *offset <= last)
                .ok_or_else(|| {
                    Problem::new(
                        name,
                        format!("is {}; give an offset from 0 to {last}", short(found)),
                    )
                }),
        }
    };
    let (start, end) = (offset("start")?, offset("end")?);
    if start >= end {
        return Err(Problem::new(
            "end",
            format!("is {end} with `start` at {start}; it must be greater"),
        ));
    }
    Ok(positions[start]..positions[end])
}

fn relationships(response: &Value) -> Vec<Relationship> {
    let list = response["relationships"].as_array();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list.into_iter()
        .flatten()
        .map(|value| Relationship {
            name: text(&value["name"]),
            source: text(&value["source_ref"]),
            target: text(&value["target_ref"]),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str, annotations: Value) -> Entities {
        Entities::read(&json!({"text": text}), &json!({"annotations": annotations}))
    }

    fn covered(entities: &Entities) -> Vec<&str> {
        let texts = entities.list.iter();
        texts
            .map(|entity| &entities.text[entity.range.clone()])
            .collect()
    }

    #[test]
    fn offsets_count_characters() {
        let entities = read(
            "Zoë met José in São Paulo",
            json!([
                {"id": "a", "start": 0, "end": 3, "text": "Zoë", "label": "person"},
                {"id": "b", "start": 16, "end": 25, "text": "São Paulo", "label": "city"},
            ]),
        );
        assert_eq!(entities.problems, []);
        assert_eq!(entities.unit, OffsetUnit::Characters);
        assert_eq!(covered(&entities), ["Zoë", "São Paulo"]);
    }

    #[test]
    fn offsets_of_a_browser_are_recognised_by_the_text_they_say() {
        let entities = read(
            "🚗 by Anna",
            json!([{"start": 6, "end": 10, "text": "Anna", "label": "person"}]),
        );
        assert_eq!(entities.unit, OffsetUnit::Utf16);
        assert_eq!(entities.problems, []);
        assert_eq!(covered(&entities), ["Anna"]);
    }

    #[test]
    fn a_span_that_misses_its_text_is_shown_and_reported() {
        let entities = read(
            "Alex Wang spoke",
            json!([
                {"start": 1, "end": 4, "text": "Alex", "label": "person"},
                {"start": 9, "end": 99, "text": "spoke", "label": "act"},
                {"start": 5, "end": 5, "text": "", "label": "act"},
                7,
            ]),
        );
        let messages: Vec<_> = entities.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "`annotations[0].text` is `Alex` but `start` and `end` cover `lex`; correct the \
                 offsets or the text",
                "`annotations[1].end` is `99`; give an offset from 0 to 15",
                "`annotations[2].end` is 5 with `start` at 5; it must be greater",
                "`annotations[3].start` is missing; give a character offset",
            ]
        );
        assert_eq!(entities.list.len(), 1);
    }

    #[test]
    fn crossing_spans_are_cut_into_runs_that_make_up_the_text() {
        let entities = read(
            "New York Times",
            json!([
                {"start": 0, "end": 8, "text": "New York", "label": "city"},
                {"start": 0, "end": 14, "text": "New York Times", "label": "paper"},
                {"start": 4, "end": 14, "text": "York Times", "label": "team"},
            ]),
        );
        let runs = entities.runs();
        let seen: Vec<_> = runs
            .iter()
            .map(|run| (&entities.text[run.range.clone()], run.entities.as_slice()))
            .collect();
        assert_eq!(
            seen,
            [
                ("New ", [1, 0].as_slice()),
                ("York", &[1, 2, 0]),
                (" Times", &[1, 2])
            ]
        );
    }
}
