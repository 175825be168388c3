//! The fields of a JSON object, each as it is spelled.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Objects with more fields than this get an index: a search through all fields for each name that
/// is asked for would cost their product.
const SEARCHED: usize = 64;

/// Names and texts of an object's fields, in their order. Only the outermost level is read.
#[derive(Debug, Clone, Default)]
pub struct RawFields<'a> {
    fields: Arc<[(Cow<'a, str>, &'a RawValue)]>,
    /// The last field of each name, where there are more than [`SEARCHED`].
    last: Option<Arc<HashMap<Cow<'a, str>, &'a RawValue>>>,
}

impl<'a> RawFields<'a> {
    /// Reads the object in `text`.
    ///
    /// # Errors
    /// Where `text` is not one JSON object.
    pub fn parse(text: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The text of a field. `null` counts as absent; of fields with the same name the last counts,
    /// as everywhere in `serde_json`.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let text = match &self.last {
            Some(last) => *last.get(name)?,
            None => self.fields.iter().rfind(|(field, _)| field == name)?.1,
        };
        (text.get() != "null").then_some(text)
    }

    /// Whether there is a field of this name, be it `null`.
    pub fn has(&self, name: &str) -> bool {
        match &self.last {
            Some(last) => last.contains_key(name),
            None => self.fields.iter().any(|(field, _)| field == name),
        }
    }

    /// All fields in their order, repeated ones and those with `null` too.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.fields
            .iter()
            .map(|(name, text)| (name.as_ref(), *text))
    }
}

impl<'de> Deserialize<'de> for RawFields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = RawFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        let last = (fields.len() > SEARCHED).then(|| {
            Arc::new(
                fields
                    .iter()
                    .map(|(name, text): &(Cow<'de, str>, _)| (name.clone(), *text))
                    .collect(),
            )
        });
        Ok(RawFields {
            fields: fields.into(),
            last,
        })
    }
}

/// A field's name, borrowed where no escape is in it.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}
