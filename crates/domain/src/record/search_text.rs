//! What the free text search looks through.

use serde_json::Value;

use crate::TaskId;

/// Enough for any id and for metadata that people search; it keeps the search index small.
const MAX_SEARCH_BYTES: usize = 4096;

/// Task id, unique id and every metadata value, in lower case, one a line: a search cannot match
/// across two values.
pub fn search_text(task_id: TaskId, unique_id: Option<&str>, metadata: &Value) -> String {
    let mut text = task_id.to_string();
    push_line(&mut text, unique_id.unwrap_or_default());
    push_values(&mut text, metadata);
    text
}

fn push_values(text: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::String(value) => push_line(text, value),
        Value::Bool(_) | Value::Number(_) => push_line(text, &value.to_string()),
        Value::Array(values) => values.iter().for_each(|value| push_values(text, value)),
        Value::Object(values) => values.values().for_each(|value| push_values(text, value)),
    }
}

/// Values that don't fit any more are cut.
fn push_line(text: &mut String, value: &str) {
    if value.is_empty() || text.len() >= MAX_SEARCH_BYTES {
        return;
    }
    text.push('\n');
    for char in value.chars().flat_map(char::to_lowercase) {
        if text.len() + char.len_utf8() > MAX_SEARCH_BYTES {
            return;
        }
        // PostgreSQL's text holds every character but this one.
        if char != '\0' {
            text.push(char);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn metadata_values_are_found_in_lower_case_and_their_names_are_not() {
        let metadata = json!({"City": "MÜNCHEN", "run": {"number": 12, "ok": true}, "none": null});
        let text = search_text(TaskId::from_bytes([1; 12]), Some("Row-7"), &metadata);
        assert_eq!(text, "010101010101010101010101\nrow-7\nmünchen\n12\ntrue");
    }

    #[test]
    fn long_metadata_is_cut_at_a_character() {
        let metadata = json!(["ß".repeat(5000), "more"]);
        let text = search_text(TaskId::from_bytes([1; 12]), None, &metadata);
        assert!(text.len() <= MAX_SEARCH_BYTES && text.len() > MAX_SEARCH_BYTES - 2);
    }
}
