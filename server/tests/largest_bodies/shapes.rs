//! What large bodies are made of.

use std::fmt::Write;

/// Texts that all differ, about `bytes` of them: `["a0","a1",…]`.
pub fn distinct_texts(bytes: usize) -> String {
    list(bytes, |text, index| write!(text, "\"a{index}\""))
}

/// Elements that nobody expects: `[1,1,…]`.
pub fn numbers(bytes: usize) -> String {
    list(bytes, |text, _| text.write_str("1"))
}

/// Objects in which everything is missing: `[{},{},…]`.
pub fn empty_objects(bytes: usize) -> String {
    list(bytes, |text, _| text.write_str("{}"))
}

/// Shapes, each with a label and an id of its own.
pub fn boxes(bytes: usize) -> String {
    list(bytes, |text, index| {
        write!(
            text,
            r#"{{"uuid":"u{index}","type":"box","label":"l{index}","left":1,"top":2,"width":3,"height":4,"attributes":{{"a{index}":"b"}}}}"#
        )
    })
}

/// Task ids that all differ.
pub fn task_ids(bytes: usize) -> String {
    list(bytes, |text, index| write!(text, "\"{index:024x}\""))
}

/// An object whose fields all differ: `{"f0":0,…}`.
pub fn fields(bytes: usize) -> String {
    let list = list(bytes, |text, index| write!(text, "\"f{index}\":{index}"));
    format!("{{{}}}", &list[1..list.len() - 1])
}

/// One field of a very long name with very many fields in it.
pub fn long_name(bytes: usize) -> String {
    format!(
        "{{\"{}\":{}}}",
        "n".repeat(bytes / 2),
        fields(bytes / 2 - 8)
    )
}

/// A text without an end.
pub fn long_text(bytes: usize) -> String {
    format!("\"{}\"", "x".repeat(bytes.saturating_sub(2)))
}

/// Lists in lists, as deep as `bytes` allow.
pub fn nested(bytes: usize) -> String {
    format!("{}{}", "[".repeat(bytes / 2), "]".repeat(bytes / 2))
}

/// A JSON list of no more than `bytes` bytes.
fn list(bytes: usize, mut element: impl FnMut(&mut String, usize) -> std::fmt::Result) -> String {
    let mut text = String::from("[");
    for index in 0.. {
        let before = text.len();
        if index > 0 {
            text.push(',');
        }
        element(&mut text, index).unwrap();
        if text.len() + 1 > bytes {
            text.truncate(before);
            break;
        }
    }
    text.push(']');
    text
}

/// What `part` makes of each number below `count`, without anything between.
pub fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().concat()
}

/// A JSON text inside a JSON text.
pub fn quoted(json: &str) -> String {
    serde_json::Value::from(json).to_string()
}
