//! Responses that are forms: categorization, transcription, text collection and the like.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::annotation::value_text;
use crate::record::cut_to;

/// One answer of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Where it is in the response: `annotations.category_field`.
    pub path: String,
    /// What to call it: the title that `params.fields` gives it, else its key.
    pub title: String,
    /// The answer as text; empty for a heading, whose parts follow one level deeper.
    pub text: String,
    /// How many headings it stands under.
    pub depth: usize,
}

/// The most answers that are listed; the JSON shows all.
pub const MAX_FIELDS: usize = 10_000;

/// Paths and titles are cut here, in characters.
const SHOWN_CHARS: usize = 300;

/// The titles that a task gives its fields, by their ids.
type Titles<'a> = HashMap<&'a str, &'a str>;

/// The answers of a response, in its order. Lists of plain values are one answer. No more than
/// [`MAX_FIELDS`].
pub fn fields(params: &Value, response: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    let titles = &titles(params);
    // `annotations` only wraps the answers; it is no heading.
    match response {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::Object(answers) if key == "annotations" => {
                        for (key, value) in answers {
                            push(
                                &mut fields,
                                titles,
                                &format!("annotations.{key}"),
                                key,
                                value,
                                0,
                            );
                        }
                    }
                    value => push(&mut fields, titles, key, key, value, 0),
                }
            }
        }
        other => push(&mut fields, titles, "", "response", other, 0),
    }
    fields
}

fn push(
    fields: &mut Vec<Field>,
    titles: &Titles<'_>,
    path: &str,
    key: &str,
    value: &Value,
    depth: usize,
) {
    if fields.len() >= MAX_FIELDS {
        return;
    }
    let path = &cut_to(path, SHOWN_CHARS);
    let field = |text: String| Field {
        path: path.clone(),
        title: cut_to(titles.get(key).copied().unwrap_or(key), SHOWN_CHARS),
        text,
        depth,
    };
    match value {
        Value::Object(object) if !object.is_empty() => {
            fields.push(field(String::new()));
            for (key, value) in object {
                push(
                    fields,
                    titles,
                    &format!("{path}.{key}"),
                    key,
                    value,
                    depth + 1,
                );
            }
        }
        Value::Array(list) if list.iter().any(|item| item.is_object() || item.is_array()) => {
            fields.push(field(String::new()));
            for (place, item) in list.iter().enumerate() {
                let (path, name) = (format!("{path}[{place}]"), (place + 1).to_string());
                push(fields, titles, &path, &name, item, depth + 1);
            }
        }
        plain => fields.push(field(value_text(plain))),
    }
}

/// What `params.fields[]` says; of several with one id the first counts.
fn titles(params: &Value) -> Titles<'_> {
    let mut titles = HashMap::new();
    for field in params["fields"].as_array().into_iter().flatten() {
        if let (Some(id), Some(title)) = (field["field_id"].as_str(), field["title"].as_str()) {
            titles.entry(id).or_insert(title);
        }
    }
    titles
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_are_listed_under_the_titles_the_task_gave() {
        let params = json!({"fields": [
            {"type": "category", "field_id": "kind", "title": "What kind of site is it?"},
        ]});
        let response = json!({"annotations": {
            "kind": ["shop", "blog"],
            "people": [{"name": "Zoë", "age": 7}],
        }, "sure": true});
        let seen: Vec<_> = fields(&params, &response)
            .into_iter()
            .map(|field| (field.path, field.title, field.text, field.depth))
            .collect();
        let expected = [
            (
                "annotations.kind",
                "What kind of site is it?",
                "shop, blog",
                0,
            ),
            ("annotations.people", "people", "", 0),
            ("annotations.people[0]", "1", "", 1),
            ("annotations.people[0].name", "name", "Zoë", 2),
            ("annotations.people[0].age", "age", "7", 2),
            ("sure", "sure", "yes", 0),
        ]
        .map(|(path, title, text, depth)| {
            (path.to_owned(), title.to_owned(), text.to_owned(), depth)
        });
        assert_eq!(seen, expected);
    }
}
