//! Responses that are forms: categorization, transcription, text collection and the like.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::annotation::value_text;

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

/// The answers of a response, in its order. Lists of plain values are one answer.
pub fn fields(params: &Value, response: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    // `annotations` only wraps the answers; it is no heading.
    match response {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::Object(answers) if key == "annotations" => {
                        for (key, value) in answers {
                            push(
                                &mut fields,
                                params,
                                &format!("annotations.{key}"),
                                key,
                                value,
                                0,
                            );
                        }
                    }
                    value => push(&mut fields, params, key, key, value, 0),
                }
            }
        }
        other => push(&mut fields, params, "", "response", other, 0),
    }
    fields
}

fn push(
    fields: &mut Vec<Field>,
    params: &Value,
    path: &str,
    key: &str,
    value: &Value,
    depth: usize,
) {
    let field = |text: String| Field {
        path: path.to_owned(),
        title: title(params, key).unwrap_or(key).to_owned(),
        text,
        depth,
    };
    match value {
        Value::Object(object) if !object.is_empty() => {
            fields.push(field(String::new()));
            for (key, value) in object {
                push(
                    fields,
                    params,
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
                push(fields, params, &path, &name, item, depth + 1);
            }
        }
        plain => fields.push(field(value_text(plain))),
    }
}

/// The title that `params.fields[]` gives the field of this id.
fn title<'a>(params: &'a Value, key: &str) -> Option<&'a str> {
    params["fields"]
        .as_array()?
        .iter()
        .find(|field| field["field_id"].as_str() == Some(key))?["title"]
        .as_str()
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
