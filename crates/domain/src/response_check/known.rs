//! What a task asks for, to be looked up: a response has as many labels as annotations, and a task
//! may declare as many.

use std::collections::{HashMap, HashSet};

use super::shapes::listed;
use crate::annotations::{GeometryKind, Taxonomy};

/// The words that are right in one place.
#[derive(Default)]
pub(super) struct Words<'a> {
    known: HashSet<&'a str>,
    /// As a message lists them.
    pub listed: String,
}

impl<'a> Words<'a> {
    pub fn new(words: impl Iterator<Item = &'a str>) -> Self {
        let words: Vec<&str> = words.collect();
        Self {
            listed: listed(&words),
            known: words.into_iter().collect(),
        }
    }

    /// Where nothing is declared, everything is right.
    pub fn is_free(&self) -> bool {
        self.known.is_empty()
    }

    pub fn allows(&self, word: &str) -> bool {
        self.is_free() || self.known.contains(word)
    }
}

/// The labels and attributes of a [`Taxonomy`].
pub(super) struct Known<'a> {
    taxonomy: &'a Taxonomy,
    labels: HashMap<Option<GeometryKind>, Words<'a>>,
    /// The attributes' names.
    pub attributes: Words<'a>,
    choices: HashMap<&'a str, Words<'a>>,
}

impl<'a> Known<'a> {
    pub fn new(taxonomy: &'a Taxonomy) -> Self {
        let attributes = taxonomy.attributes.iter();
        Self {
            taxonomy,
            labels: HashMap::new(),
            attributes: Words::new(attributes.clone().map(|(name, _)| name.as_str())),
            choices: attributes
                .map(|(name, choices)| {
                    let choices = choices.iter().map(String::as_str);
                    (name.as_str(), Words::new(choices))
                })
                .collect(),
        }
    }

    /// The labels that an annotation of this geometry may have.
    pub fn labels(&mut self, kind: Option<GeometryKind>) -> &Words<'a> {
        let taxonomy = self.taxonomy;
        self.labels.entry(kind).or_insert_with(|| {
            let declared = taxonomy.labels_for(kind);
            Words::new(declared.map(|declared| declared.label.as_str()))
        })
    }

    /// The choices of an attribute, if the task asks for it.
    pub fn choices(&self, attribute: &str) -> Option<&Words<'a>> {
        self.choices.get(attribute)
    }
}
