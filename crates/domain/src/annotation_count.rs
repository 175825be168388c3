//! How many annotations a response has, without building it in memory.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The length of `annotations` in the JSON text of a response; `None` where that is no list, as in
/// types whose annotations lie in a file, or where the text is no JSON object.
pub fn annotation_count(response: &str) -> Option<i32> {
    let Response { annotations } = serde_json::from_str(response).ok()?;
    i32::try_from(annotations?.0?).ok()
}

#[derive(Deserialize)]
struct Response {
    annotations: Option<Length>,
}

/// The length of a list, or nothing for any other value.
struct Length(Option<usize>);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LengthVisitor)
    }
}

struct LengthVisitor;

impl<'de> Visitor<'de> for LengthVisitor {
    type Value = Length;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Length, A::Error> {
        let mut length = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(Length(Some(length)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Length, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Length(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Length, E> {
        Ok(Length(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Length, E> {
        Ok(Length(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Length, E> {
        Ok(Length(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Length, E> {
        Ok(Length(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Length, E> {
        Ok(Length(None))
    }

    fn visit_unit<E>(self) -> Result<Length, E> {
        Ok(Length(None))
    }
}

#[cfg(test)]
mod tests {
    use super::annotation_count;

    #[test]
    fn a_list_of_annotations_is_counted() {
        let response = r#"{"annotations": [{"label": "Car", "vertices": [1, 2]}, {}], "ms": 1.0}"#;
        assert_eq!(annotation_count(response), Some(2));
        assert_eq!(annotation_count(r#"{"annotations": []}"#), Some(0));
    }

    #[test]
    fn what_is_no_list_has_no_count() {
        for response in [
            r#"{"annotations": {"url": "cuboids.json"}}"#,
            r#"{"annotations": "none"}"#,
            r#"{"annotations": null}"#,
            r#"{"category": "day"}"#,
            "[]",
            "not JSON",
        ] {
            assert_eq!(annotation_count(response), None, "{response}");
        }
    }
}
