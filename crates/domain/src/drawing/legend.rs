//! Which labels a drawing shows.

use std::collections::HashMap;

use super::shape::Shape;
use crate::label_color::Rgb;

/// A label of a drawing with its colour and how many shapes have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    pub label: String,
    pub color: Rgb,
    pub count: usize,
}

/// The labels of the shapes, most frequent first, then by name.
pub fn legend(shapes: &[Shape]) -> Vec<LegendEntry> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut entries: Vec<LegendEntry> = Vec::new();
    for shape in shapes {
        if let Some(place) = places.get(shape.label.as_str()) {
            entries[*place].count += 1;
            continue;
        }
        places.insert(&shape.label, entries.len());
        entries.push(LegendEntry {
            label: shape.label.clone(),
            color: shape.color,
            count: 1,
        });
    }
    entries.sort_by(|one, two| {
        two.count
            .cmp(&one.count)
            .then_with(|| one.label.cmp(&two.label))
    });
    entries
}
